package io.clientele.benchmarks;

import io.clientele.benchmarks.shop.BuildRun;
import io.clientele.benchmarks.shop.ShopFacts;
import io.clientele.benchmarks.shop.ShopSegments;
import io.clientele.benchmarks.shop.ShopStream;
import io.clientele.segment.Segment;
import io.clientele.segment.SegmentEngine;
import io.clientele.spi.Fact;
import io.clientele.spi.ProfileEvaluator.History;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Defines segments over a history that is there already, decoded in heap, and prints how fast the history was gone through. One
 * segment of each shape of the comparison, the best of several passes.
 */
public final class Backfill {

    private static final String HELP = """
            Backfill --events N --customers M [--passes P] [--dir D]
            Defines one segment of each of the four shapes over N events of M customers that happened before, P times (5)
            each; the last line is JSON and tells of the fastest passes. With --dir, a directory that does not exist yet, the
            events lie sealed in a store there and each is defined once, while somebody else writes.""";

    private static final long STANDARD_SEED = 42;
    private static final long SHAPES_SEED = 1000;
    private static final long PASSES = 5;
    private static final int SHAPES = 4;
    private static final int FIRST_DRAWN = 4;

    private final List<List<Fact>> histories;
    private final int events;

    private Backfill(List<List<Fact>> histories, int events) {
        this.histories = histories;
        this.events = events;
    }

    /** Runs it; {@code --help} explains. Exit status 2 on unusable arguments. */
    public static void main(String[] args) {
        Program.end(run(List.of(args), System.out, System.err));
    }

    static int run(List<String> args, PrintStream out, PrintStream err) {
        return Program.run(HELP, args, new Program.Prints(out, err), () -> {
            List<String> rest = new ArrayList<>(args);
            Optional<Path> directory =
                    args.contains("--dir") ? Optional.of(Program.newDirectory(rest)) : Optional.empty();
            Map<String, Long> values = Program.numbers(rest, List.of("--events", "--customers", "--passes"));
            int events = Program.number(values, "--events", 1, 20_000_000);
            int customers = Program.number(values, "--customers", 1, ShopStream.CUSTOMERS);
            values.putIfAbsent("--passes", PASSES);
            int passes = Program.number(values, "--passes", 1, 100);
            err.println("drawing " + events + " events");
            directory.ifPresentOrElse(
                    store -> new BuildRun(ShopStream.first(events, STANDARD_SEED), customers, out)
                            .run(store, segments()),
                    () -> new Backfill(histories(events, customers), events).measure(passes, out, err));
        });
    }

    /**
     * The stream by customer, decoded one customer after the other, as histories are read; those beyond the number asked for lend their
     * events to the others.
     */
    private static List<List<Fact>> histories(int events, int customers) {
        Map<Integer, List<ShopStream.Row>> byCustomer = new HashMap<>();
        for (ShopStream.Row row : ShopStream.first(events, STANDARD_SEED)) {
            byCustomer
                    .computeIfAbsent(row.customer() % customers, c -> new ArrayList<>())
                    .add(row);
        }
        List<List<Fact>> histories = new ArrayList<>();
        byCustomer.forEach((customer, rows) -> {
            List<Fact> facts = new ArrayList<>(List.of(ShopFacts.permits(), ShopFacts.traits(customer)));
            rows.forEach(row -> facts.add(ShopFacts.fact(row)));
            histories.add(List.copyOf(facts));
        });
        return histories;
    }

    private static List<ShopSegments.Shape> shapes() {
        return ShopSegments.shapes(FIRST_DRAWN + SHAPES, SHAPES_SEED);
    }

    private static List<Segment> segments() {
        return IntStream.range(FIRST_DRAWN, FIRST_DRAWN + SHAPES)
                .mapToObj(i -> ShopSegments.segment(i, shapes().get(i)))
                .toList();
    }

    private void measure(int passes, PrintStream out, PrintStream err) {
        SegmentEngine engine = new SegmentEngine((profile, segment, at, entered) -> {});
        for (int i = 0; i < histories.size(); i++) {
            engine.refold(i, histories.get(i), Instant.ofEpochMilli(ShopStream.END));
        }
        History history = visitor -> {
            for (int i = 0; i < histories.size(); i++) {
                visitor.visit(i, histories.get(i));
            }
        };
        List<ShopSegments.Shape> shapes = shapes();
        long total = 0;
        for (int i = FIRST_DRAWN; i < FIRST_DRAWN + SHAPES; i++) {
            Segment segment = ShopSegments.segment(i, shapes.get(i));
            long best = Long.MAX_VALUE;
            for (int pass = 0; pass < passes; pass++) {
                long start = System.nanoTime();
                engine.define(segment, history);
                best = Math.min(best, System.nanoTime() - start);
                err.println("shape " + shapes.get(i).shape() + ": " + engine.count(segment) + " members");
                engine.remove(segment.name());
            }
            out.printf(
                    Locale.ROOT,
                    "shape %s             %,12.1f ms%n",
                    shapes.get(i).shape(),
                    best / 1e6);
            total += best;
        }
        long perSecond = Math.round(SHAPES * (double) events * 1e9 / total);
        out.printf(Locale.ROOT, "customers           %,12d%n", histories.size());
        out.printf(Locale.ROOT, "events a second     %,12d%n", perSecond);
        out.printf(Locale.ROOT, "{\"events_per_s\": %d, \"ms_per_segment\": %.1f}%n", perSecond, total / 1e6 / SHAPES);
    }
}
