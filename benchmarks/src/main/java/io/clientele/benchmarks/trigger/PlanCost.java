package io.clientele.benchmarks.trigger;

import io.clientele.Cdp;
import io.clientele.CdpBuilder;
import io.clientele.consent.ConsentModule;
import io.clientele.identity.IdentityModule;
import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import io.clientele.model.Intake;
import io.clientele.model.LawfulBasis;
import io.clientele.model.Purpose;
import io.clientele.segment.SegmentModule;
import io.clientele.spi.Outbox;
import io.clientele.trigger.Trigger;
import io.clientele.trigger.Triggers;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What planning adds to ingestion: the same events into a fresh platform, with a trigger that fires and with none. Hand-over waits for
 * an advance that does not come. Counted is the time of the writing thread on a processor, which is all that planning takes.
 */
public final class PlanCost {

    private static final EventType ACT = EventType.named("Acted").collectedFor(Purpose.SERVICE, LawfulBasis.CONTRACT);
    private static final EventType LOOK = EventType.named("Looked").collectedFor(Purpose.SERVICE, LawfulBasis.CONTRACT);
    private static final int BATCH = 512;
    private static final int EACH = 10;
    private static final int ROUNDS = 5;
    private static final long START = 1_800_000_000_000L;

    private final Optional<Path> directory;
    private final int events;
    private final int oneOf;
    private int opened;
    private long now;

    /**
     * A comparison.
     *
     * @param directory where stores are made; in heap if there is none
     * @param events how many, of a tenth as many people
     * @param oneOf so many of them holds one that fires
     */
    public PlanCost(Optional<Path> directory, int events, int oneOf) {
        this.directory = directory;
        this.events = events;
        this.oneOf = oneOf;
    }

    /**
     * What was found.
     *
     * @param without microseconds an event without a trigger
     * @param with microseconds an event with one
     */
    public record Found(double without, double with) {

        /** By how much planning makes ingestion dearer, in hundredths. */
        public double percent() {
            return (with - without) / without * 100;
        }
    }

    /** Takes turns and gives the middle of each, the first turn left out. */
    public Found measure() {
        double[] without = new double[ROUNDS];
        double[] with = new double[ROUNDS];
        for (int round = -1; round < ROUNDS; round++) {
            double plain = ingest(false);
            double planned = ingest(true);
            if (round >= 0) {
                without[round] = plain;
                with[round] = planned;
            }
        }
        Arrays.sort(without);
        Arrays.sort(with);
        return new Found(without[ROUNDS / 2], with[ROUNDS / 2]);
    }

    private double ingest(boolean fires) {
        CdpBuilder builder = directory
                .map(dir -> Cdp.in(dir.resolve("plan-" + oneOf + "-" + opened++)))
                .orElseGet(Cdp::inMemory)
                .with(ConsentModule.optIn())
                .with(IdentityModule.standard())
                .with(SegmentModule.live())
                .clock(() -> Instant.ofEpochMilli(now))
                .deliverOnAdvance();
        now = START;
        try (Cdp cdp = builder.open()) {
            Trigger trigger =
                    Trigger.named("run").onEvent(ACT).purpose(Purpose.SERVICE).channel("none");
            if (fires) {
                Triggers.of(cdp).attach(trigger.neverStale(), firing -> {});
            }
            ThreadMXBean threads = ManagementFactory.getThreadMXBean();
            long begun = threads.getCurrentThreadCpuTime();
            for (int from = 0; from < events; from += BATCH) {
                List<Intake> batch = batch(from);
                now += BATCH;
                cdp.accept(batch);
            }
            double micros = (threads.getCurrentThreadCpuTime() - begun) / 1e3 / events;
            require(cdp.service(Outbox.class).waiting().size() == (fires ? (events + oneOf - 1) / oneOf : 0));
            return micros;
        }
    }

    private List<Intake> batch(int from) {
        List<Intake> batch = new ArrayList<>(BATCH);
        for (int i = from; i < Math.min(from + BATCH, events); i++) {
            EventType type = i % oneOf == 0 ? ACT : LOOK;
            Identifier who = Identifier.userId("u" + i % Math.max(1, events / EACH));
            batch.add(Event.of(type).set("page", "/p/" + i % 100).about(who, Instant.ofEpochMilli(START + i), "e" + i));
        }
        return batch;
    }

    private static void require(boolean planned) {
        if (!planned) {
            throw new IllegalStateException("not as many firings were planned as events fired");
        }
    }
}
