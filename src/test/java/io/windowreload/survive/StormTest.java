package io.windowreload.survive;

import static org.assertj.core.api.Assertions.assertThat;

import io.windowreload.survive.StormJudge.Verdict;
import io.windowreload.survive.StormWorld.Weather;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random storms of changes around the whole program: an application changes the source, CDC brings it to production late and in bursts,
 * runs and looks reload January meanwhile, and now and then somebody is killed. In the end every key is as at the source, or the account
 * says why not. {@code -Dstorms=200} runs more of them, {@code -Dstorm.seed=…} the storms from a seed that a failure named
 * ({@code -Dstorms=1} just that one), {@code -Dsurvive=all} kills somebody in every one.
 */
@Timeout(value = 6, unit = TimeUnit.HOURS)
class StormTest {
    /** So many storms have the same settings of the program and the same role of CDC. */
    private static final int SAME_WEATHER = 24;

    /** So many storms go on side by side: as long as one takes. */
    private static final int SETS = 6;

    private static final int STORMS = Integer.getInteger("storms", SETS);
    private static final long SEED = Long.getLong("storm.seed", SAME_WEATHER * (long) new Random().nextInt(10_000_000));
    private static final boolean KILLS = System.getProperty("survive", "").equals("all");

    /** In one of so many rounds somebody dies. */
    private static final int KILLS_EACH = 6;

    private static final List<Weather> WEATHER = List.of(
            new Weather("origin", Map.of("reload.look.max-deletes", "1000", "reload.look.max-delete-percent", "100")),
            new Weather(
                    "replica",
                    Map.of(
                            "reload.merge.chunk-rows",
                            "3",
                            "reload.merge.parallel",
                            "1",
                            "reload.merge.triggers",
                            "skip")),
            new Weather("replica", Map.of("reload.cdc.latency", "off", "reload.look.max-delete-percent", "100")));

    private static final Set<Verdict> BAD = Boolean.getBoolean("storm.strict")
            ? EnumSet.of(Verdict.LISTED, Verdict.RENAMED, Verdict.SPOILT, Verdict.NOT_REPAIRED)
            : EnumSet.of(Verdict.RENAMED, Verdict.SPOILT, Verdict.NOT_REPAIRED);

    @TempDir
    private static Path folder;

    private final List<String> wrong = Collections.synchronizedList(new ArrayList<>());

    @Test
    void every_key_is_as_at_the_source_or_the_account_says_why_not() throws IOException {
        System.out.printf("%d storms, first seed %d%n", STORMS, SEED);

        for (var first = SEED; first < SEED + STORMS; ) {
            var next = Math.min(SEED + STORMS, (first / SAME_WEATHER + 1) * SAME_WEATHER);
            live(first, next);
            first = next;
        }

        assertThat(wrong).isEmpty();
    }

    /** Storms from a seed up to another, which is excluded, of the same weather: several side by side, in rounds. */
    private void live(long first, long next) throws IOException {
        var home = Files.createDirectories(folder.resolve("from-" + first));
        try (var world = new StormWorld(home, SETS, WEATHER.get((int) (first / SAME_WEATHER % WEATHER.size())))) {
            for (var seed = first; seed < next; seed = (seed / SETS + 1) * SETS) {
                round(LongStream.range(seed, Math.min(next, (seed / SETS + 1) * SETS))
                        .mapToObj(one -> new Storm(one, kills(one), world, (int) (one % SETS)))
                        .toList());
            }
        }
    }

    /** Who dies, dies for all storms of a round: nobody fills tables or reads them for the judge meanwhile. */
    private static boolean kills(long seed) {
        return KILLS || seed / SETS % KILLS_EACH == 0;
    }

    private void round(List<Storm> storms) {
        sideBySide(storms, Storm::fill);
        sideBySide(storms, Storm::live);
        sideBySide(storms.stream().filter(Storm::lived).toList(), storm -> judge(storm.judged()));
    }

    private void sideBySide(List<Storm> storms, Act act) {
        storms.stream()
                .map(storm -> CompletableFuture.runAsync(
                        () -> {
                            try {
                                act.on(storm);
                            } catch (SQLException | RuntimeException e) {
                                wrong.add("seed " + storm.seed + ": " + e);
                                e.printStackTrace();
                            }
                        },
                        storm.world.threads))
                .toList()
                .forEach(CompletableFuture::join);
    }

    private interface Act {
        void on(Storm storm) throws SQLException;
    }

    private void judge(StormJudge judge) {
        var story = new StormStory(judge);
        var differences = judge.differences();
        var verdicts = differences.stream()
                .collect(Collectors.groupingBy(StormJudge.Difference::verdict, Collectors.counting()));
        System.out.printf("seed %d: %s %s%n", judge.storm.seed, verdicts, judge.account.runs);
        var bad = differences.stream()
                .filter(difference -> BAD.contains(difference.verdict()))
                .toList();
        var failed = judge.account.runs.stream()
                .filter(ran -> ran.failed() && !(kills(judge.storm.seed) && ran.diedWhileLoading()))
                .toList();
        if (!bad.isEmpty() || !failed.isEmpty()) {
            System.out.println(story.frame());
            bad.forEach(difference -> System.out.println(story.of(difference)));
            wrong.add("seed " + judge.storm.seed + ": " + bad + " " + failed);
        }
    }
}
