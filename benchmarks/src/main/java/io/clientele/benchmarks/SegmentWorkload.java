package io.clientele.benchmarks;

import io.clientele.segment.SegmentEngine;
import io.clientele.spi.Fact;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Feeds the shop stream to the segment engine, again and again, and prints what it announced and how fast the best pass was.
 * Customers are known by text ids; their look-up is part of what is timed, making the events is not.
 */
public final class SegmentWorkload {

    private static final String HELP = """
            SegmentWorkload --segments K --events N [--seed S] [--passes P] [--threads 1]
            Feeds N events of the shop stream to K segments, P times (4) with a new engine each time; the last
            line is JSON and tells of the fastest pass.""";

    private static final int CHUNK = 1_000;
    private static final long STANDARD_SEED = 42;
    private static final long PASSES = 4;

    private final int segments;
    private final ShopStream.Row[] rows;
    private final IdTable profiles = new IdTable();
    private final int[] customers = new int[ShopStream.CUSTOMERS];
    private final Announcements announcements = new Announcements(customers);
    private final SegmentEngine engine = new SegmentEngine(announcements);
    private long wallNanos;
    private long cpuNanos;
    private long bytesPerCustomer;
    private long[] latencies = {};

    /**
     * What is asked for.
     *
     * @param segments how many segments
     * @param events how many events
     * @param seed of the stream
     * @param passes how often
     */
    private record Arguments(int segments, int events, long seed, int passes) {}

    private SegmentWorkload(int segments, ShopStream.Row[] rows) {
        this.segments = segments;
        this.rows = rows;
    }

    /** Runs it; {@code --help} explains. Exit status 2 on unusable arguments. */
    public static void main(String[] args) {
        Program.end(run(List.of(args), System.out, System.err));
    }

    static int run(List<String> args, PrintStream out, PrintStream err) {
        return Program.run(HELP, args, new Program.Prints(out, err), () -> run(parse(args), out, err));
    }

    private static Arguments parse(List<String> args) {
        for (int i = 0; i < args.size(); i += 2) {
            require(!args.get(i).equals("--full") && !args.get(i).equals("--vs"), args.get(i) + " is not there yet");
        }
        Map<String, Long> values =
                Program.numbers(args, List.of("--segments", "--events", "--seed", "--passes", "--threads"));
        int segments = Program.number(values, "--segments", 1, 100_000);
        int events = Program.number(values, "--events", 1, 20_000_000);
        values.putIfAbsent("--passes", PASSES);
        int passes = Program.number(values, "--passes", 1, 100);
        require(values.getOrDefault("--threads", 1L) == 1, "--threads other than 1 is not there yet");
        return new Arguments(segments, events, values.getOrDefault("--seed", STANDARD_SEED), passes);
    }

    private static void require(boolean good, String message) {
        if (!good) {
            throw new IllegalArgumentException(message);
        }
    }

    private static void run(Arguments arguments, PrintStream out, PrintStream err) {
        long shapesSeed = arguments.seed == STANDARD_SEED ? 1000 : arguments.seed * 1000;
        List<ShopSegments.Shape> shapes = ShopSegments.shapes(arguments.segments, shapesSeed);
        err.println("drawing " + arguments.events + " events");
        ShopStream.Row[] rows = ShopStream.first(arguments.events, arguments.seed);
        String[] ids = new String[ShopStream.CUSTOMERS];
        Arrays.setAll(ids, ShopStream::id);
        SegmentWorkload best = pass(shapes, rows, ids, err);
        for (int pass = 1; pass < arguments.passes; pass++) {
            SegmentWorkload next = pass(shapes, rows, ids, err);
            if (!next.announcements.sum().equals(best.announcements.sum())) {
                throw new IllegalStateException("two passes over the same events announced different changes");
            }
            best = next.cpuNanos < best.cpuNanos ? next : best;
        }
        best.report(out);
    }

    private static SegmentWorkload pass(
            List<ShopSegments.Shape> shapes, ShopStream.Row[] rows, String[] ids, PrintStream err) {
        SegmentWorkload pass = new SegmentWorkload(shapes.size(), rows);
        for (int i = 0; i < shapes.size(); i++) {
            pass.engine.define(ShopSegments.segment(i, shapes.get(i)));
        }
        long heapBefore = usedHeap();
        pass.introduce(ids);
        pass.feed();
        pass.bytesPerCustomer =
                Math.max(0, usedHeap() - heapBefore - 8L * pass.latencies.length) / pass.profiles.size();
        err.println(rows.length + " events in " + pass.cpuNanos / 1_000_000 + " ms");
        return pass;
    }

    /** Lets every customer of the stream permit the processing. */
    private void introduce(String[] ids) {
        for (ShopStream.Row row : rows) {
            int known = profiles.size();
            int profile = profiles.add(ids[row.customer()]);
            if (profile == known) {
                customers[profile] = row.customer();
                engine.apply(profile, ShopFacts.permits());
                engine.apply(profile, ShopFacts.traits(row.customer()));
            }
        }
    }

    private void feed() {
        latencies = new long[rows.length];
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
        }
        engine.advance(Instant.ofEpochMilli(ShopStream.END));
    }

    private void feed(Fact.Happened fact) {
        engine.advance(fact.time());
        String customer = fact.event().identifiers().get(0).value();
        engine.apply(profiles.number(customer), fact);
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

    private void report(PrintStream out) {
        Arrays.sort(latencies);
        long p50 = latencies[latencies.length / 2];
        long p99 = latencies[(int) (latencies.length * 0.99)];
        long perSecond = Math.round(latencies.length * 1e9 / wallNanos);
        long perCpuSecond = Math.round(latencies.length * 1e9 / cpuNanos);
        out.printf(Locale.ROOT, "segments            %,15d%n", segments);
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

    /**
     * Numbers for text ids, dense from 0: the look-up that a host does before it calls the engine. The texts are the host's own;
     * the table only points at them, and keeps their hashes so that it seldom looks at a wrong one.
     */
    private static final class IdTable {

        private static final long NONE = -1;

        private long[] table = filled(16);
        private String[] ids = new String[8];
        private int size;

        private static long[] filled(int capacity) {
            long[] table = new long[capacity];
            Arrays.fill(table, NONE);
            return table;
        }

        int size() {
            return size;
        }

        private int place(String id) {
            int mask = table.length - 1;
            int hash = id.hashCode();
            int i = (hash ^ hash >>> 15) & mask;
            while (table[i] != NONE && !((int) (table[i] >>> 32) == hash && ids[(int) table[i]].equals(id))) {
                i = (i + 1) & mask;
            }
            return i;
        }

        /** The number of an id; -1 if it has none. */
        int number(String id) {
            return (int) table[place(id)];
        }

        /** The number of an id, which it now has in any case. */
        int add(String id) {
            int known = number(id);
            if (known >= 0) {
                return known;
            }
            if (4 * size >= 3 * table.length) {
                table = filled(2 * table.length);
                for (int i = 0; i < size; i++) {
                    table[place(ids[i])] = entry(ids[i], i);
                }
            }
            if (size == ids.length) {
                ids = Arrays.copyOf(ids, size + size / 2);
            }
            table[place(id)] = entry(id, size);
            ids[size] = id;
            return size++;
        }

        private static long entry(String id, int number) {
            return (long) id.hashCode() << 32 | number;
        }
    }
}
