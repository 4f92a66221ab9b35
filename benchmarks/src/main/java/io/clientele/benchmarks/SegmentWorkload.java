package io.clientele.benchmarks;

import io.clientele.segment.SegmentEngine;
import io.clientele.spi.Fact;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Feeds the shop stream to the segment engine and prints what it announced and how fast. Customers are known by text ids;
 * their look-up is part of what is timed, making the events is not.
 */
public final class SegmentWorkload {

    private static final int CHUNK = 1_000;
    private static final long STANDARD_SEED = 42;

    private final Arguments arguments;
    private final Map<String, Integer> profiles = new HashMap<>();
    private final int[] customers = new int[ShopStream.CUSTOMERS];
    private final Announcements announcements = new Announcements(customers);
    private final SegmentEngine engine = new SegmentEngine(announcements);
    private long wallNanos;
    private long cpuNanos;

    /**
     * What is asked for.
     *
     * @param segments how many segments
     * @param events how many events
     * @param seed of the stream
     */
    private record Arguments(int segments, int events, long seed) {}

    private SegmentWorkload(Arguments arguments) {
        this.arguments = arguments;
    }

    /** Runs it; {@code --help} explains. Exit status 2 on unusable arguments. */
    public static void main(String[] args) {
        int status = run(List.of(args), System.out, System.err);
        if (status != 0) {
            System.exit(status);
        }
    }

    static int run(List<String> args, PrintStream out, PrintStream err) {
        if (args.contains("--help")) {
            out.println("SegmentWorkload --segments K --events N [--seed S] [--threads 1]");
            out.println("Feeds N events of the shop stream to K segments; the last line is JSON.");
            return 0;
        }
        try {
            new SegmentWorkload(parse(args)).run(out, err);
            return 0;
        } catch (IllegalArgumentException unusable) {
            err.println(unusable.getMessage());
            return 2;
        }
    }

    private static Arguments parse(List<String> args) {
        Map<String, Long> values = new HashMap<>();
        for (int i = 0; i < args.size(); i += 2) {
            String name = args.get(i);
            if (name.equals("--full") || name.equals("--vs")) {
                throw new IllegalArgumentException(name + " is not there yet");
            }
            boolean known =
                    List.of("--segments", "--events", "--seed", "--threads").contains(name);
            if (!known || i + 1 == args.size() || !args.get(i + 1).matches("[0-9]{1,18}")) {
                throw new IllegalArgumentException("unusable argument " + name + "; --help explains");
            }
            values.put(name, Long.parseLong(args.get(i + 1)));
        }
        long segments = values.getOrDefault("--segments", 0L);
        long events = values.getOrDefault("--events", 0L);
        require(segments >= 1 && segments <= 100_000, "--segments must be 1 to 100000");
        require(events >= 1 && events <= 20_000_000, "--events must be 1 to 20000000");
        require(values.getOrDefault("--threads", 1L) == 1, "--threads other than 1 is not there yet");
        return new Arguments((int) segments, (int) events, values.getOrDefault("--seed", STANDARD_SEED));
    }

    private static void require(boolean good, String message) {
        if (!good) {
            throw new IllegalArgumentException(message);
        }
    }

    private void run(PrintStream out, PrintStream err) {
        long shapesSeed = arguments.seed == STANDARD_SEED ? 1000 : arguments.seed * 1000;
        List<ShopSegments.Shape> shapes = ShopSegments.shapes(arguments.segments, shapesSeed);
        for (int i = 0; i < shapes.size(); i++) {
            engine.define(ShopSegments.segment(i, shapes.get(i)));
        }
        err.println("drawing " + arguments.events + " events");
        ShopStream.Row[] rows = ShopStream.first(arguments.events, arguments.seed);
        long heapBefore = usedHeap();
        int active = introduce(rows);
        long[] latencies = feed(rows, err);
        report(out, latencies, Math.max(0, usedHeap() - heapBefore) / active);
    }

    /** Lets every customer of the stream permit the processing; returns how many there are. */
    private int introduce(ShopStream.Row[] rows) {
        for (ShopStream.Row row : rows) {
            String id = ShopStream.id(row.customer());
            if (!profiles.containsKey(id)) {
                int profile = profiles.size();
                profiles.put(id, profile);
                customers[profile] = row.customer();
                engine.apply(profile, ShopFacts.permits());
                engine.apply(profile, ShopFacts.traits(row.customer()));
            }
        }
        return profiles.size();
    }

    private long[] feed(ShopStream.Row[] rows, PrintStream err) {
        long[] latencies = new long[rows.length];
        for (int from = 0; from < rows.length; from += CHUNK) {
            int to = Math.min(rows.length, from + CHUNK);
            Fact[] facts = Arrays.stream(rows, from, to).map(ShopFacts::fact).toArray(Fact[]::new);
            long cpu = cpu();
            long start = System.nanoTime();
            long before = start;
            for (int i = 0; i < facts.length; i++) {
                feed((Fact.Happened) facts[i]);
                long after = System.nanoTime();
                latencies[from + i] = after - before;
                before = after;
            }
            wallNanos += before - start;
            cpuNanos += cpu() - cpu;
            if (from / CHUNK % 500 == 499) {
                err.println(to + " of " + rows.length + " events");
            }
        }
        engine.advance(Instant.ofEpochMilli(ShopStream.END));
        return latencies;
    }

    private void feed(Fact.Happened fact) {
        engine.advance(fact.time());
        String customer = fact.event().identifiers().get(0).value();
        engine.apply(Objects.requireNonNull(profiles.get(customer)), fact);
    }

    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static long usedHeap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private void report(PrintStream out, long[] latencies, long bytesPerCustomer) {
        Arrays.sort(latencies);
        long p50 = latencies[latencies.length / 2];
        long p99 = latencies[(int) (latencies.length * 0.99)];
        long perSecond = Math.round(latencies.length * 1e9 / wallNanos);
        long perCpuSecond = Math.round(latencies.length * 1e9 / cpuNanos);
        out.printf(Locale.ROOT, "segments            %,15d%n", arguments.segments);
        out.printf(Locale.ROOT, "events              %,15d%n", latencies.length);
        out.printf(Locale.ROOT, "customers           %,15d%n", profiles.size());
        out.printf(Locale.ROOT, "enters              %,15d%n", announcements.enters());
        out.printf(Locale.ROOT, "exits               %,15d%n", announcements.exits());
        out.printf(Locale.ROOT, "events a second     %,15d%n", perSecond);
        out.printf(Locale.ROOT, "events a CPU second %,15d%n", perCpuSecond);
        out.printf(Locale.ROOT, "p50 / p99           %,7d / %,d ns%n", p50, p99);
        out.printf(Locale.ROOT, "bytes a customer    %,15d%n", bytesPerCustomer);
        out.printf(
                Locale.ROOT,
                "{\"enters\": %d, \"exits\": %d, \"sum\": \"%s\", \"events_per_s\": %d, \"events_per_cpu_s\": %d, "
                        + "\"p50_ns\": %d, \"p99_ns\": %d, \"bytes_per_customer\": %d}%n",
                announcements.enters(),
                announcements.exits(),
                announcements.sum(),
                perSecond,
                perCpuSecond,
                p50,
                p99,
                bytesPerCustomer);
    }
}
