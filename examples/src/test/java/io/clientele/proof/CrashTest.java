package io.clientele.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.Cdp;
import io.clientele.consent.Consents;
import io.clientele.internal.SystemTime;
import io.clientele.keys.QuickKeys;
import io.clientele.model.Event;
import io.clientele.model.Identifier;
import io.clientele.model.Intake;
import io.clientele.model.Outcome;
import io.clientele.model.Profile;
import io.clientele.segment.Segment;
import io.clientele.segment.Segments;
import io.clientele.testkit.ManualClock;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that is killed at a random moment, while several threads hand things in durably and lazily: nothing it
 * acknowledged is lost, nothing is half there, and what opens again is what a replay of it gives.
 */
class CrashTest {

    @TempDir
    Path directory;

    @Test
    void a_process_killed_at_random_loses_nothing_it_acknowledged() throws IOException, InterruptedException {
        kill(20, 20_261_124);
    }

    @Test
    @Tag("deep")
    void nor_does_one_that_is_killed_two_hundred_times() throws IOException, InterruptedException {
        kill(200, SystemTime.nanos());
    }

    private void kill(int rounds, long seed) throws IOException, InterruptedException {
        SplittableRandom random = new SplittableRandom(seed);
        int stored = 0;
        int withdrawn = 0;
        for (int round = 0; round < rounds; round++) {
            String when = "seed " + seed + ", round " + round;
            List<Said> said = runUntilKilled(round, 1 + random.nextInt(100));
            ManualClock clock = ManualClock.at(SystemTime.wall().instant().plusSeconds(1));
            try (Cdp cdp = open(clock)) {
                for (Person person : people(round, said)) {
                    person.check(cdp, when);
                }
                sameAsReplayed(cdp, round, clock.instant(), when);
            }
            stored += (int) said.stream().filter(s -> s.what.equals("stored")).count();
            withdrawn +=
                    (int) said.stream().filter(s -> s.what.equals("withdrawn")).count();
        }
        assertThat(stored).isGreaterThan(20 * rounds);
        assertThat(withdrawn).isGreaterThan(rounds);
    }

    private Cdp open(ManualClock clock) {
        var builder =
                Cdp.in(directory.resolve("shop")).keys(QuickKeys.provider()).clock(clock);
        World.modules().forEach(builder::with);
        return builder.open();
    }

    /** A line of the process: which thread acknowledged which call about which of its people. */
    private record Said(int thread, int person, int call, String what) {

        static Said parse(String line) {
            String[] words = line.split(" ", -1);
            return new Said(
                    Integer.parseInt(words[0]), Integer.parseInt(words[1]), Integer.parseInt(words[2]), words[3]);
        }
    }

    private List<Said> runUntilKilled(int round, int lines) throws IOException, InterruptedException {
        Process child = Doomed.process(
                        directory, DoomedShop.class, directory.resolve("shop").toString(), String.valueOf(round))
                .redirectError(new File(directory.toFile(), "errors"))
                .start();
        List<Said> said = new ArrayList<>();
        try (BufferedReader out = child.inputReader(StandardCharsets.UTF_8)) {
            for (int i = 0; i < lines; i++) {
                said.add(Said.parse(out.readLine()));
            }
            child.toHandle().destroyForcibly();
            out.lines().filter(line -> line.endsWith(" .")).map(Said::parse).forEach(said::add);
        }
        child.waitFor();
        return said;
    }

    private static List<Person> people(int round, List<Said> said) {
        List<Person> people = new ArrayList<>();
        for (int thread = 0; thread < DoomedShop.THREADS; thread++) {
            for (int person = 0; person < DoomedShop.PEOPLE; person++) {
                int ofThread = thread;
                int number = person;
                people.add(new Person(
                        round,
                        thread,
                        person,
                        said.stream()
                                .filter(s -> s.thread == ofThread && s.person == number)
                                .toList()));
            }
        }
        return people;
    }

    /** One of the shop's people, and what was acknowledged about them. */
    private record Person(int round, int thread, int number, List<Said> said) {

        Identifier who() {
            return DoomedShop.person(round, thread, number);
        }

        private int last(String what) {
            return said.stream()
                    .filter(s -> s.what.equals(what))
                    .mapToInt(Said::call)
                    .max()
                    .orElse(-1);
        }

        void check(Cdp cdp, String when) {
            TreeMap<Integer, Set<Integer>> present = present(cdp);
            int withdrawn = last("withdrawn");
            int withdrawing = last("withdrawing");
            boolean mayBeGone = withdrawing > withdrawn;
            for (Said acknowledged : said) {
                if (acknowledged.what.equals("stored")) {
                    boolean gone = acknowledged.call < withdrawn;
                    assertThat(present.get(acknowledged.call))
                            .as("%s, thread %d, call %d", when, thread, acknowledged.call)
                            .isIn(gone ? List.of(Set.of(2)) : mayBeGone ? List.of(Set.of(2), ALL) : List.of(ALL));
                }
            }
            present.forEach((call, parts) -> assertThat(parts)
                    .as("%s, thread %d, call %d is whole", when, thread, call)
                    .isIn(call < withdrawn ? List.of(Set.of(2)) : mayBeGone ? List.of(Set.of(2), ALL) : List.of(ALL)));
            assertThat(present.tailMap(withdrawn + 1).values().stream().distinct())
                    .as("%s, thread %d: a withdrawal happened or not", when, thread)
                    .hasSizeLessThan(2);
        }

        /** Which events of which calls are in the journal. */
        private TreeMap<Integer, Set<Integer>> present(Cdp cdp) {
            return cdp.timeline(who()).stream()
                    .map(event -> event.id().split("[-/]"))
                    .collect(Collectors.groupingBy(
                            id -> Integer.parseInt(id[2]),
                            TreeMap::new,
                            Collectors.mapping(id -> Integer.parseInt(id[3]), Collectors.toSet())));
        }
    }

    private static final Set<Integer> ALL = Set.of(0, 1, 2);

    /** Hands what is there to a platform that knows nothing, and compares. */
    private static void sameAsReplayed(Cdp opened, int round, Instant now, String when) {
        var builder = Cdp.inMemory().clock(ManualClock.at(now));
        World.modules().forEach(builder::with);
        try (Cdp fresh = builder.open()) {
            World.define(fresh);
            opened.advance();
            for (int i = 0; i < DoomedShop.THREADS * DoomedShop.PEOPLE; i++) {
                Identifier who = DoomedShop.person(round, i / DoomedShop.PEOPLE, i % DoomedShop.PEOPLE);
                List<Intake> history = new ArrayList<>(Consents.of(opened).history(who));
                List<Event> events = opened.timeline(who);
                history.addAll(events);
                if (!history.isEmpty()) {
                    assertThat(fresh.accept(history)).as(when).allMatch(Outcome::isStored);
                }
                fresh.advance();
                assertThat(state(opened, who)).as(when).isEqualTo(state(fresh, who));
            }
        }
    }

    private static String state(Cdp cdp, Identifier who) {
        return cdp.profile(who)
                        .map(p -> p.identifiers() + " " + p.traits() + " " + activity(p))
                        .orElse("nobody") + " "
                + Segments.of(cdp).segmentsOf(who).stream()
                        .map(Segment::name)
                        .sorted()
                        .toList();
    }

    private static String activity(Profile profile) {
        Profile.Activity activity = profile.activity();
        return activity.events() + " from " + activity.first() + " to " + activity.last();
    }
}
