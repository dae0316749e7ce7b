package io.windowreload.survive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.windowreload.survive.StormJudge.Verdict;
import java.io.IOException;
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
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random storms of changes around the whole program: an application changes the source, CDC brings it to production late and in bursts,
 * runs and looks reload January meanwhile, and now and then somebody is killed. In the end every key is as at the source, or the account
 * says why not. {@code -Dstorms=200} runs more of them, {@code -Dstorm.seed=…} the storms from a seed that a failure named
 * ({@code -Dstorms=1} just that one), {@code -Dsurvive=all} kills somebody in every one.
 */
class StormTest {
    private static final int STORMS = Integer.getInteger("storms", 0);
    private static final long SEED = Long.getLong("storm.seed", new Random().nextInt(1_000_000_000));
    private static final boolean KILLS = System.getProperty("survive", "").equals("all");
    private static final int SETS = 3;
    private static final Set<Verdict> BAD = Boolean.getBoolean("storm.strict")
            ? EnumSet.of(Verdict.LISTED, Verdict.SPOILT, Verdict.NOT_REPAIRED)
            : EnumSet.of(Verdict.SPOILT, Verdict.NOT_REPAIRED);

    @TempDir
    private static Path folder;

    private static StormWorld world;

    /** Storms go on side by side, but for those in which somebody dies. */
    private final ReentrantReadWriteLock peace = new ReentrantReadWriteLock(true);

    private final List<String> wrong = Collections.synchronizedList(new ArrayList<>());

    @BeforeAll
    static void open() {
        assumeTrue(STORMS > 0, "storms are asked for with -Dstorms=…");
        world = new StormWorld(
                folder, SETS, Map.of("reload.look.max-deletes", "1000", "reload.look.max-delete-percent", "100"));
    }

    @AfterAll
    static void close() throws IOException {
        if (world != null) {
            world.close();
        }
    }

    @Test
    void every_key_is_as_at_the_source_or_the_account_says_why_not() {
        System.out.printf("%d storms, first seed %d%n", STORMS, SEED);

        var workers = IntStream.range(0, SETS)
                .mapToObj(set -> CompletableFuture.runAsync(() -> work(set)))
                .toList();
        workers.forEach(CompletableFuture::join);

        assertThat(wrong).isEmpty();
    }

    private void work(int set) {
        for (var n = set; n < STORMS; n += SETS) {
            var kill = KILLS || (SEED + n) % 6 == 0;
            var lock = kill ? peace.writeLock() : peace.readLock();
            lock.lock();
            try {
                judge(new Storm(SEED + n, kill, world, set).live());
            } catch (SQLException | RuntimeException e) {
                wrong.add("seed " + (SEED + n) + ": " + e);
                e.printStackTrace();
            } finally {
                lock.unlock();
            }
        }
    }

    private void judge(StormJudge judge) {
        var story = new StormStory(judge);
        var differences = judge.differences();
        var verdicts = differences.stream()
                .collect(Collectors.groupingBy(StormJudge.Difference::verdict, Collectors.counting()));
        System.out.printf("seed %d: %s %s%n", judge.storm.seed, verdicts, judge.account.runs);
        var bad = differences.stream()
                .filter(difference ->
                        difference.verdict() == Verdict.SPOILT || difference.verdict() == Verdict.NOT_REPAIRED)
                .toList();
        var failed =
                judge.account.runs.stream().filter(StormAccount.Ran::failed).toList();
        if (!bad.isEmpty() || !failed.isEmpty()) {
            System.out.println(story.frame());
            bad.forEach(difference -> System.out.println(story.of(difference)));
            wrong.add("seed " + judge.storm.seed + ": " + bad + " " + failed);
        }
    }
}
