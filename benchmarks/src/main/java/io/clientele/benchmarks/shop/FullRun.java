package io.clientele.benchmarks.shop;

import com.sun.management.OperatingSystemMXBean;
import io.clientele.Cdp;
import io.clientele.consent.ConsentModule;
import io.clientele.identity.IdentityModule;
import io.clientele.model.ConsentAct;
import io.clientele.model.ConsentAct.Decision;
import io.clientele.model.Event;
import io.clientele.model.Evidence;
import io.clientele.model.Identifier;
import io.clientele.model.Intake;
import io.clientele.model.Purpose;
import io.clientele.segment.Segment;
import io.clientele.segment.SegmentModule;
import io.clientele.segment.Segments;
import io.clientele.spi.Fact;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * Feeds the stream through the whole pipeline in memory: admission by consent, identity, journal, segments. Everybody permitted it
 * before. The time is that of the newest event.
 */
public final class FullRun {

    private static final int CALL = 1_000;
    private static final int PROGRESS = 100_000;

    private final ShopStream.Row[] rows;
    private final String[] ids;
    private final PrintStream err;
    private final AtomicLong now = new AtomicLong(ShopStream.START);
    private long[] callNanos = {};
    private long wallNanos;
    private long cpuNanos;
    private int[] members = {};

    public FullRun(ShopStream.Row[] rows, String[] ids, PrintStream err) {
        this.rows = rows;
        this.ids = ids;
        this.err = err;
    }

    /** A pass over all events; returns how much heap was taken at its end. */
    public long run(List<Segment> segments, LongSupplier usedHeap) {
        try (Cdp cdp = Cdp.inMemory()
                .clock(() -> Instant.ofEpochMilli(now.get()))
                .keyLifetime(Duration.ofDays(3_650))
                .with(ConsentModule.optIn())
                .with(IdentityModule.standard())
                .with(SegmentModule.live())
                .open()) {
            segments.forEach(Segments.of(cdp)::define);
            introduce(
                    cdp, Arrays.stream(rows).mapToInt(ShopStream.Row::customer).distinct(), ids);
            feed(cdp);
            now.set(ShopStream.END);
            cdp.advance();
            members = segments.stream().mapToInt(Segments.of(cdp)::count).toArray();
            return usedHeap.getAsLong();
        }
    }

    /** Has customers permit the processing. */
    static void introduce(Cdp cdp, IntStream customers, String[] ids) {
        List<Intake> intake = new ArrayList<>();
        for (int customer : customers.toArray()) {
            Instant before = Instant.ofEpochMilli(ShopStream.START - 1);
            Identifier who = Identifier.userId(ids[customer]);
            intake.add(ConsentAct.of("act-" + customer, who, Purpose.ANALYTICS, Decision.GRANT, before)
                    .by(Evidence.of("banner", "v1")));
            intake.add(((Fact.Happened) ShopFacts.traits(customer)).event());
            if (intake.size() >= CALL) {
                cdp.accept(intake);
                intake.clear();
            }
        }
        cdp.accept(intake);
    }

    private void feed(Cdp cdp) {
        callNanos = new long[(rows.length + CALL - 1) / CALL];
        for (int call = 0; call < callNanos.length; call++) {
            int to = Math.min(rows.length, (call + 1) * CALL);
            List<Event> events = Arrays.stream(rows, call * CALL, to)
                    .map(row -> ShopFacts.fact(row, ids[row.customer()]).event())
                    .toList();
            now.set(rows[to - 1].time());
            long cpu = cpu();
            long start = System.nanoTime();
            cdp.accept(events);
            callNanos[call] = System.nanoTime() - start;
            wallNanos += callNanos[call];
            cpuNanos += cpu() - cpu;
            if (to % PROGRESS == 0) {
                err.printf(Locale.ROOT, "%,d events%n", to);
            }
        }
    }

    /** The CPU time of all threads: the collector's and the compiler's too. */
    private static long cpu() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    public long wallNanos() {
        return wallNanos;
    }

    public long cpuNanos() {
        return cpuNanos;
    }

    /** Nanoseconds an event of each call. */
    public long[] latencies() {
        return Arrays.stream(callNanos).map(nanos -> nanos / CALL).sorted().toArray();
    }

    /** How many are in each segment at the end. */
    public int[] members() {
        return members;
    }
}
