package io.clientele.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.Cdp;
import io.clientele.internal.SystemTime;
import io.clientele.keys.QuickKeys;
import io.clientele.spi.Outbox;
import io.clientele.testkit.ManualClock;
import io.clientele.trigger.Triggers;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed anywhere between plan and hand-over: each firing reaches its handler, and only those under way twice. */
class HandOverCrashTest {

    private static final int TOGETHER = 64;

    @TempDir
    Path directory;

    @Test
    void each_firing_reaches_its_handler_although_the_process_is_killed() throws IOException, InterruptedException {
        kill(3, 20_261_130);
    }

    @Test
    @Tag("deep")
    void also_two_hundred_times() throws IOException, InterruptedException {
        kill(200, SystemTime.nanos());
    }

    private void kill(int rounds, long seed) throws IOException, InterruptedException {
        SplittableRandom random = new SplittableRandom(seed);
        int given = 0;
        for (int round = 0; round < rounds; round++) {
            String when = "seed " + seed + ", round " + round;
            List<String[]> said = runUntilKilled(round, 1 + random.nextInt(120));
            Map<String, String> ids = new HashMap<>();
            Set<String> stored = new HashSet<>();
            for (String[] words : said) {
                if (words[0].equals("stored")) {
                    stored.add(words[1]);
                } else {
                    assertThat(words[0]).as(when).isEqualTo("given");
                    assertThat(ids.put(words[1], words[2]))
                            .as("%s: twice without a crash", when)
                            .isNull();
                }
            }
            given += ids.size();
            Map<String, String> after = finish(when);
            Set<String> reached = new HashSet<>(ids.keySet());
            reached.addAll(after.keySet());
            assertThat(reached).as(when).containsAll(stored);
            Set<String> again = new HashSet<>(ids.keySet());
            again.retainAll(after.keySet());
            assertThat(again).as(when).hasSizeLessThanOrEqualTo(TOGETHER);
            again.forEach(who -> assertThat(after.get(who)).as(when).isEqualTo(ids.get(who)));
        }
        assertThat(given).isGreaterThan(rounds);
    }

    /** Opens what is left and hands it over: who was given what. */
    private Map<String, String> finish(String when) {
        ManualClock clock = ManualClock.at(SystemTime.wall().instant().plusSeconds(1));
        Map<String, String> after = new HashMap<>();
        var builder =
                Cdp.in(directory.resolve("shop")).keys(QuickKeys.provider()).clock(clock);
        World.modules().forEach(builder::with);
        try (Cdp cdp = builder.open()) {
            Triggers.of(cdp)
                    .attach(
                            DoomedMailer.trigger(),
                            firing -> assertThat(after.put(DoomedMailer.who(firing), firing.id()))
                                    .as(when)
                                    .isNull());
            clock.advance(Duration.ofHours(2));
            cdp.advance();
            assertThat(cdp.service(Outbox.class).waiting()).as(when).isEmpty();
        }
        return after;
    }

    private List<String[]> runUntilKilled(int round, int lines) throws IOException, InterruptedException {
        Process child = Doomed.process(
                        directory, DoomedMailer.class, directory.resolve("shop").toString(), String.valueOf(round))
                .redirectError(new File(directory.toFile(), "errors"))
                .start();
        List<String[]> said = new ArrayList<>();
        try (BufferedReader out = child.inputReader(StandardCharsets.UTF_8)) {
            for (int i = 0; i < lines; i++) {
                said.add(out.readLine().split(" ", -1));
            }
            child.toHandle().destroyForcibly();
            out.lines()
                    .filter(line -> line.endsWith(" ."))
                    .map(line -> line.split(" ", -1))
                    .forEach(said::add);
        }
        child.waitFor();
        return said;
    }
}
