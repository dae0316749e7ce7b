package io.windowreload.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of one name that arrive at once, each from another hand, are all kept. */
class RequestFileTest {
    private static final int HANDS = 4;

    @TempDir
    private Path folder;

    private <T> void atOnce(HandsOn<T> work) throws Exception {
        var together = new CyclicBarrier(HANDS);
        var calls = new ArrayList<Callable<T>>();
        for (var hand = 0; hand < HANDS; hand++) {
            var number = hand;
            calls.add(() -> {
                together.await();
                return work.by(number);
            });
        }
        var hands = Executors.newFixedThreadPool(HANDS);
        try {
            for (var done : hands.invokeAll(calls)) {
                done.get();
            }
        } finally {
            hands.shutdown();
        }
    }

    @FunctionalInterface
    private interface HandsOn<T> {
        T by(int hand) throws Exception;
    }

    @RepeatedTest(20)
    void files_that_want_one_name_get_one_each() throws Exception {
        var target = Files.createDirectory(folder.resolve("accepted"));
        for (var hand = 0; hand < HANDS; hand++) {
            Files.writeString(folder.resolve("claim-" + hand), "content " + hand);
        }
        atOnce(hand -> RequestFile.moveInto(folder.resolve("claim-" + hand), target, "x.json"));

        try (var files = Files.list(target)) {
            var contents = new ArrayList<String>();
            for (var file : files.toList()) {
                contents.add(Files.readString(file));
            }
            assertThat(contents).containsExactlyInAnyOrder("content 0", "content 1", "content 2", "content 3");
        }
    }

    @RepeatedTest(20)
    void replies_that_want_one_name_get_one_each() throws Exception {
        atOnce(hand -> RequestFile.reply(folder, "x.json", "error", "reply " + hand, reply -> false));

        assertThat(folder.resolve("x.error.json")).exists();
        try (var files = Files.list(folder)) {
            assertThat(files.map(Path::getFileName).map(Path::toString))
                    .containsExactlyInAnyOrder("x.error.json", "x-2.error.json", "x-3.error.json", "x-4.error.json");
        }
    }

    @Test
    void the_reply_of_an_earlier_try_is_written_anew_under_the_same_name() throws Exception {
        RequestFile.reply(folder, "x.json", "result", "half", reply -> false);
        var target = RequestFile.reply(folder, "x.json", "result", "whole", reply -> true);

        assertThat(target).isEqualTo(folder.resolve("x.json"));
        assertThat(folder.resolve("x.result.json")).hasContent("whole");
    }

    @Test
    void a_file_that_another_hand_has_taken_is_not_moved() {
        assertThat(RequestFile.moveInto(folder.resolve("gone"), folder, "x.json"))
                .isFalse();
        assertThat(folder).isEmptyDirectory();
    }
}
