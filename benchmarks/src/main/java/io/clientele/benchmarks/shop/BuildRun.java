package io.clientele.benchmarks.shop;

import io.clientele.Cdp;
import io.clientele.consent.ConsentModule;
import io.clientele.identity.IdentityModule;
import io.clientele.model.Event;
import io.clientele.model.Identifier;
import io.clientele.segment.Segment;
import io.clientele.segment.SegmentModule;
import io.clientele.segment.Segments;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * Defines segments over events that lie sealed in a store, while somebody else writes one event after the other, each durable
 * before the next; prints how long it took and what that writer waited, beside what it waits with nothing else going on.
 */
public final class BuildRun {

    private static final int CALL = 1_000;
    private static final int ALONE = 500;
    private static final int MOST = 1_000_000;

    private final ShopStream.Row[] rows;
    private final int customers;
    private final PrintStream out;
    private final AtomicInteger written = new AtomicInteger();

    /**
     * A run.
     *
     * @param rows the history
     * @param customers how many there are; those beyond lend their events to the others
     */
    public BuildRun(ShopStream.Row[] rows, int customers, PrintStream out) {
        this.rows = rows;
        this.customers = customers;
        this.out = out;
    }

    /** Fills a new store and defines the segments. */
    public void run(Path directory, List<Segment> segments) {
        try (Cdp cdp = Cdp.in(directory)
                .clock(() -> Instant.ofEpochMilli(ShopStream.END))
                .keyLifetime(Duration.ofDays(3_650))
                .with(ConsentModule.optIn())
                .with(IdentityModule.standard())
                .with(SegmentModule.live())
                .open()) {
            fill(cdp);
            print("alone", write(cdp, () -> false, ALONE));
            for (Segment segment : segments) {
                define(cdp, segment);
            }
        }
    }

    private void fill(Cdp cdp) {
        String[] ids = new String[ShopStream.CUSTOMERS];
        Arrays.setAll(ids, i -> ShopStream.id(i % customers));
        FullRun.introduce(cdp, IntStream.range(0, customers), ids);
        for (int from = 0; from < rows.length; from += CALL) {
            cdp.accept(Arrays.stream(rows, from, Math.min(rows.length, from + CALL))
                    .map(row -> ShopFacts.fact(row, ids[row.customer()]).event())
                    .toList());
        }
    }

    private void define(Cdp cdp, Segment segment) {
        AtomicBoolean ready = new AtomicBoolean();
        CompletableFuture<long[]> writer = CompletableFuture.supplyAsync(() -> write(cdp, ready::get, MOST));
        long start = System.nanoTime();
        Segments.of(cdp).define(segment);
        long nanos = System.nanoTime() - start;
        ready.set(true);
        out.printf(
                Locale.ROOT,
                "%s: %,d members in %,.0f ms, %,.0f events a second%n",
                segment.name(),
                Segments.of(cdp).count(segment),
                nanos / 1e6,
                rows.length * 1e9 / nanos);
        print("while it was built", writer.join());
    }

    /** How long each of a writer's calls took, ascending. */
    private long[] write(Cdp cdp, BooleanSupplier done, int most) {
        long[] nanos = new long[most];
        int calls = 0;
        while (calls < most && !done.getAsBoolean()) {
            ShopStream.Row row = rows[(calls * 7_919) % rows.length];
            Event event = Event.of(ShopSegments.VIEW)
                    .set("amount", row.amount())
                    .id("written-" + written.incrementAndGet())
                    .about(
                            Identifier.userId(ShopStream.id(row.customer() % customers)),
                            Instant.ofEpochMilli(ShopStream.END),
                            "unused");
            long start = System.nanoTime();
            cdp.accept(event);
            nanos[calls++] = System.nanoTime() - start;
        }
        long[] taken = Arrays.copyOf(nanos, calls);
        Arrays.sort(taken);
        return taken;
    }

    private void print(String when, long[] nanos) {
        if (nanos.length > 0) {
            out.printf(
                    Locale.ROOT,
                    "  a writer %s: %,d calls, half within %,.2f ms, 99 %% within %,.2f ms, the longest %,.2f ms%n",
                    when,
                    nanos.length,
                    nanos[nanos.length / 2] / 1e6,
                    nanos[(int) (nanos.length * 0.99)] / 1e6,
                    nanos[nanos.length - 1] / 1e6);
        }
    }
}
