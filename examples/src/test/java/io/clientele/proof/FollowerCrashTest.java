package io.clientele.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.Cdp;
import io.clientele.internal.SystemTime;
import io.clientele.keys.QuickKeys;
import io.clientele.segment.Segments;
import io.clientele.spi.Outbox;
import io.clientele.testkit.ManualClock;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed while it keeps up with who is in a segment: each change is told, at its instant, under one id. */
class FollowerCrashTest {

    @TempDir
    Path directory;

    /** What was told about whom, in order, once for each id. */
    private final Map<String, Set<String>> told = new TreeMap<>();

    private final Map<String, Long> stored = new TreeMap<>();

    @Test
    void killed_between_a_boundary_and_its_announcement_it_announces_it_again_under_the_same_id()
            throws IOException, InterruptedException {
        List<String> said = runUntilKilled(1, true, line -> line.contains(" leaves "));
        String begun = said.stream()
                .filter(line -> line.contains(" leaves "))
                .findFirst()
                .orElseThrow();
        List<String> after = finish();
        assertThat(after).contains(begun.substring("told ".length(), begun.length() - 2));
        compare("after a leave was begun");
    }

    @Test
    void every_change_is_told_at_its_instant_although_the_process_is_killed_anywhere()
            throws IOException, InterruptedException {
        kill(4, 20_261_201);
    }

    @Test
    @Tag("deep")
    void also_a_hundred_times() throws IOException, InterruptedException {
        kill(100, SystemTime.nanos());
    }

    private void kill(int rounds, long seed) throws IOException, InterruptedException {
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < rounds; round++) {
            int[] left = {1 + random.nextInt(200)};
            runUntilKilled(round, false, line -> --left[0] == 0);
            finish();
            compare("seed " + seed + ", round " + round);
        }
    }

    /** Each visitor whose visit was acknowledged came at that instant and went a stay later, and nobody else did otherwise. */
    private void compare(String when) {
        assertThat(told.keySet()).as(when).containsAll(stored.keySet());
        told.forEach((who, changes) -> {
            assertThat(changes).as(when).hasSize(2);
            List<String> order = List.copyOf(changes);
            long came = number(order.get(0), "enters");
            assertThat(number(order.get(1), "leaves")).as(when).isEqualTo(came + DoomedFollower.STAY.toMillis());
            assertThat(stored.getOrDefault(who, came)).as(when).isEqualTo(came);
        });
    }

    private static long number(String change, String kind) {
        assertThat(change).startsWith(kind + " ");
        return Long.parseLong(change.split(" ", -1)[1]);
    }

    private void hear(String said) {
        String[] words = said.split(" ", -1);
        told.computeIfAbsent(words[0], who -> new LinkedHashSet<>()).add(words[1] + " " + words[2] + " " + words[3]);
    }

    /** Opens what is left and has the rest told. */
    private List<String> finish() {
        ManualClock clock = ManualClock.at(SystemTime.wall().instant().plusSeconds(1));
        List<String> after = new ArrayList<>();
        var builder =
                Cdp.in(directory.resolve("shop")).keys(QuickKeys.provider()).clock(clock);
        World.modules().forEach(builder::with);
        try (Cdp cdp = builder.open()) {
            Segments.of(cdp)
                    .subscribe("copy", List.of(DoomedFollower.HERE), change -> after.add(DoomedFollower.said(change)));
            clock.advance(Duration.ofHours(2));
            cdp.advance();
            assertThat(cdp.service(Outbox.class).waiting()).isEmpty();
        }
        after.forEach(this::hear);
        return after;
    }

    /** Runs it until it has said something; what it says is heard, also what was on its way. */
    private List<String> runUntilKilled(int round, boolean stops, Predicate<String> enough)
            throws IOException, InterruptedException {
        Process child = Doomed.process(
                        directory,
                        DoomedFollower.class,
                        directory.resolve("shop").toString(),
                        String.valueOf(round),
                        String.valueOf(stops))
                .redirectError(new File(directory.toFile(), "errors"))
                .start();
        List<String> said = new ArrayList<>();
        try (BufferedReader out = child.inputReader(StandardCharsets.UTF_8)) {
            boolean more = true;
            while (more) {
                String line = out.readLine();
                assertThat(line).as("the process ended by itself").isNotNull();
                said.add(line);
                more = !enough.test(line);
            }
            child.toHandle().destroyForcibly();
            out.lines().filter(line -> line.endsWith(" .")).forEach(said::add);
        }
        child.waitFor();
        said.forEach(this::understand);
        return said;
    }

    private void understand(String line) {
        String[] words = line.split(" ", -1);
        switch (words[0]) {
            case "stored" -> stored.put(words[1], Long.parseLong(words[3]));
            case "told" -> hear(line.substring("told ".length()));
            default -> assertThat(line).isEmpty();
        }
    }
}
