package io.clientele.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.Cdp;
import io.clientele.FaultyCdp;
import io.clientele.internal.SystemTime;
import io.clientele.model.Permitted;
import io.clientele.model.Purpose;
import io.clientele.proof.StepMailer.Step;
import io.clientele.spi.Delivery;
import io.clientele.spi.Destination;
import io.clientele.spi.Outbox;
import io.clientele.testkit.ManualClock;
import io.clientele.trigger.Triggers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A process that ends at each step between a plan and its acknowledgement: each firing whose cause was acknowledged reaches its
 * destination under one id, and only those under way at that moment reach it twice.
 */
class HandOverStepsTest {

    /** Something is handed over then, and not noted. */
    private static final Set<Step> UNDER_WAY = EnumSet.of(Step.JUDGED, Step.HANDED, Step.HANDED_TOGETHER, Step.NOTING);

    private static final int AT_ONCE = 4;

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource
    void nothing_is_lost_and_only_what_was_under_way_comes_again_wherever_the_process_ends(Step step)
            throws IOException, InterruptedException {
        end(step, 2);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("deep")
    void also_the_twentieth_time(Step step) throws IOException, InterruptedException {
        for (int before = 0; before < 20; before++) {
            end(step, before);
        }
    }

    private void end(Step step, int before) throws IOException, InterruptedException {
        String when = step + " after " + before;
        Path folder = directory.resolve(step + "-" + before);
        Map<String, String> ids = new HashMap<>();
        Set<String> stored = new HashSet<>();
        Set<String> acknowledged = new HashSet<>();
        for (String[] words : said(folder, step, before)) {
            switch (words[0]) {
                case "stored" -> stored.add(words[1]);
                case "acknowledged" -> acknowledged.add(words[2]);
                default ->
                    assertThat(ids.put(words[1], words[2]))
                            .as("%s: twice without a crash", when)
                            .isNull();
            }
        }
        Map<String, String> after = new HashMap<>();
        finish(folder, when, after, Map.copyOf(ids), acknowledged);
        Set<String> reached = new HashSet<>(ids.keySet());
        reached.addAll(after.keySet());
        assertThat(reached).as(when).containsAll(stored);
        Set<String> again = new HashSet<>(ids.keySet());
        again.retainAll(after.keySet());
        again.forEach(who -> assertThat(after.get(who)).as(when).isEqualTo(ids.get(who)));
        assertThat(again).as(when).hasSizeLessThanOrEqualTo(UNDER_WAY.contains(step) ? AT_ONCE : 0);
        if (step == Step.HANDED || step == Step.HANDED_TOGETHER || step == Step.NOTING) {
            assertThat(again).as("%s: what was not noted", when).isNotEmpty();
        }
    }

    private List<String[]> said(Path folder, Step step, int before) throws IOException, InterruptedException {
        Path out = directory.resolve("out");
        Process child = Doomed.process(
                        directory,
                        StepMailer.class,
                        folder.toString(),
                        step.name(),
                        step.name(),
                        String.valueOf(before))
                .redirectOutput(out.toFile())
                .redirectError(directory.resolve("errors").toFile())
                .start();
        assertThat(child.waitFor())
                .as("it ended at the step: %s", Files.readString(directory.resolve("errors")))
                .isEqualTo(StepMailer.KILLED);
        return Files.readAllLines(out, StandardCharsets.UTF_8).stream()
                .map(line -> line.split(" ", -1))
                .toList();
    }

    /** Takes what is left. */
    private record House(Map<String, String> got, String when) implements Destination {

        @Override
        public String name() {
            return "house";
        }

        @Override
        public Set<Purpose> purposes() {
            return Set.of(Purpose.SERVICE);
        }

        @Override
        public void send(Permitted<Delivery> permitted) {
            Delivery delivery = permitted.value(Purpose.SERVICE);
            assertThat(got.put(StepMailer.who(delivery), delivery.id()))
                    .as(when)
                    .isNull();
        }
    }

    /** Opens what is left and hands it over; what was handed over can be acknowledged once, also if that was under way. */
    private static void finish(
            Path folder, String when, Map<String, String> after, Map<String, String> given, Set<String> acknowledged) {
        ManualClock clock = ManualClock.at(SystemTime.wall().instant().plusSeconds(120));
        try (Cdp cdp = FaultyCdp.open(folder, clock, World.modules(), real -> real)) {
            Triggers.of(cdp).attach(StepMailer.trigger(), new House(after, when));
            clock.advance(Duration.ofHours(2));
            cdp.advance();
            Outbox outbox = cdp.service(Outbox.class);
            assertThat(outbox.waiting()).as(when).isEmpty();
            acknowledged.forEach(
                    id -> assertThat(outbox.acknowledge(id)).as(when).isFalse());
            Set<String> open = new HashSet<>(given.values());
            open.removeAll(acknowledged);
            long noted = open.stream().filter(id -> !outbox.acknowledge(id)).count();
            boolean one = when.startsWith(Step.ACKNOWLEDGED + " ");
            assertThat(noted).as("%s: acknowledged and not said", when).isEqualTo(one ? 1 : 0);
        }
    }
}
