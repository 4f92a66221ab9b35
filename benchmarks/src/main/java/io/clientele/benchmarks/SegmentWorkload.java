package io.clientele.benchmarks;

import io.clientele.benchmarks.shop.Announcements;
import io.clientele.benchmarks.shop.FullRun;
import io.clientele.benchmarks.shop.PeerRun;
import io.clientele.benchmarks.shop.ShopFacts;
import io.clientele.benchmarks.shop.ShopSegments;
import io.clientele.benchmarks.shop.ShopStream;
import io.clientele.segment.Segment;
import io.clientele.segment.SegmentEngine;
import io.clientele.spi.Fact;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Feeds the shop stream to the segment engine, again and again, and prints what it announced and how fast the best pass was; in one more pass, event by event, how long one takes.
 * Customers are known by text ids, one text each; their look-up is part of what is timed, making the events is not.
 */
public final class SegmentWorkload {

    private static final String HELP = """
            SegmentWorkload --segments K --events N [--seed S] [--passes P] [--threads T] [--full] [--vs PEER]
            Feeds N events of the shop stream to K segments, P times (4) with new engines each time, 256 events at a
            time; the last line is JSON and tells of the fastest pass, and of how long an event takes that comes alone, in a pass of
            its own. T threads (1) have an engine and a part of the customers each; the
            pass takes as long as the slowest of them. With --full the times are those of one pass through the whole pipeline in
            memory, calls of a thousand, and of the CPU time of all threads; the changes are those of the engine, beside which
            the pipeline must end with the same members. With --vs another engine takes the same events in one pass; it must be
            in the build.""";

    /** So many events are made before they are fed, as few as stay near the processor. */
    private static final int CHUNK = 256;
    /** Of so many events one is timed by itself: reading the clock takes as long as many an event. */
    private static final int TIMED = 16;

    private static final long STANDARD_SEED = 42;
    private static final long PASSES = 4;
    private static final int MOST_THREADS = 64;

    private final ShopStream.Row[] rows;
    private final String[] ids;
    private final boolean alone;
    private final ThreadMXBean clock = ManagementFactory.getThreadMXBean();
    private final IdTable profiles = new IdTable();
    private final int[] customers = new int[ShopStream.CUSTOMERS];
    private final Announcements announcements = new Announcements(customers);
    private final SegmentEngine engine = new SegmentEngine(announcements);
    private long wallNanos;
    private long cpuNanos;
    private long[] latencies = {};

    /**
     * What is asked for.
     *
     * @param segments how many segments
     * @param events how many events
     * @param seed of the stream
     * @param passes how often
     * @param threads how many threads
     * @param full whether the whole pipeline is measured
     * @param peer who else, if anybody
     */
    private record Arguments(
            int segments,
            int events,
            long seed,
            int passes,
            int threads,
            boolean full,
            @Nullable PeerRun peer) {}

    /**
     * How long a pass took.
     *
     * @param wallNanos of the slowest thread
     * @param cpuNanos of all
     * @param latencies nanoseconds an event, in order
     * @param bytesPerCustomer heap that was taken
     */
    private record Figures(long wallNanos, long cpuNanos, long[] latencies, long bytesPerCustomer) {}

    /**
     * What came of a pass.
     *
     * @param parts what each thread did
     * @param customers how many there were
     * @param bytesPerCustomer heap that was taken
     */
    private record Pass(List<SegmentWorkload> parts, int customers, long bytesPerCustomer) {

        private long sum() {
            return parts.stream().mapToLong(part -> part.announcements.rawSum()).sum();
        }

        private long cpuNanos() {
            return parts.stream().mapToLong(part -> part.cpuNanos).sum();
        }

        private long wallNanos() {
            return parts.stream().mapToLong(part -> part.wallNanos).max().orElse(0);
        }

        private long enters() {
            return parts.stream().mapToLong(part -> part.announcements.enters()).sum();
        }

        private long exits() {
            return parts.stream().mapToLong(part -> part.announcements.exits()).sum();
        }

        private int events() {
            return parts.stream().mapToInt(part -> part.rows.length).sum();
        }

        private Figures figures(long[] ofEvents) {
            return new Figures(wallNanos(), cpuNanos(), ofEvents, bytesPerCustomer);
        }

        /** Another pass, which must have announced the same. */
        private Pass same(Pass other) {
            if (other.sum() != sum()) {
                throw new IllegalStateException("two passes over the same events announced different changes");
            }
            return other;
        }

        /** How many are in each segment. */
        private int[] members(List<Segment> segments) {
            return segments.stream()
                    .mapToInt(segment -> parts.stream()
                            .mapToInt(part -> part.engine.count(segment))
                            .sum())
                    .toArray();
        }

        private long[] latencies() {
            return parts.stream()
                    .flatMapToLong(part -> Arrays.stream(part.latencies))
                    .sorted()
                    .toArray();
        }
    }

    private SegmentWorkload(ShopStream.Row[] rows, String[] ids, boolean alone) {
        this.rows = rows;
        this.ids = ids;
        this.alone = alone;
    }

    /** Runs it; {@code --help} explains. Exit status 2 on unusable arguments. */
    public static void main(String[] args) {
        Program.end(run(List.of(args), System.out, System.err));
    }

    static int run(List<String> args, PrintStream out, PrintStream err) {
        return Program.run(HELP, args, new Program.Prints(out, err), () -> run(parse(args), out, err));
    }

    private static Arguments parse(List<String> given) {
        List<String> args = new ArrayList<>(given);
        boolean full = args.remove("--full");
        int at = args.indexOf("--vs");
        require(at < 0 || at + 1 < args.size(), "--vs needs the name of a peer");
        PeerRun peer = at < 0 ? null : new PeerRun(args.remove(at + 1));
        args.remove("--vs");
        Map<String, Long> values =
                Program.numbers(args, List.of("--segments", "--events", "--seed", "--passes", "--threads"));
        int segments = Program.number(values, "--segments", 1, 100_000);
        int events = Program.number(values, "--events", 1, 20_000_000);
        values.putIfAbsent("--passes", PASSES);
        int passes = Program.number(values, "--passes", 1, 100);
        values.putIfAbsent("--threads", 1L);
        int threads = Program.number(values, "--threads", 1, MOST_THREADS);
        long seed = values.getOrDefault("--seed", STANDARD_SEED);
        return new Arguments(segments, events, seed, passes, threads, full, peer);
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
        List<ShopStream.Row[]> shares = shares(rows, arguments.threads);
        Pass best = pass(shapes, parts(shares, ids, false), err);
        for (int pass = 1; pass < arguments.passes; pass++) {
            Pass next = best.same(pass(shapes, parts(shares, ids, false), err));
            best = next.cpuNanos() < best.cpuNanos() ? next : best;
        }
        Pass alone = best.same(pass(shapes, parts(shares, ids, true), err));
        long peer = arguments.peer == null ? 0 : vs(arguments.peer, shapes, rows, best, out);
        Figures figures = arguments.full ? full(best, rows, ids, err) : best.figures(alone.latencies());
        report(best, figures, peer, out);
    }

    private static long vs(
            PeerRun peer, List<ShopSegments.Shape> shapes, ShopStream.Row[] rows, Pass pass, PrintStream out) {
        long perCpuSecond = peer.eventsPerCpuSecond(shapes, rows);
        Announcements theirs = peer.announcements();
        boolean same = theirs.rawSum() == pass.sum();
        out.printf(
                Locale.ROOT,
                "the peer: %,d events a CPU second, %,d enters, %,d exits, %s%n",
                perCpuSecond,
                theirs.enters(),
                theirs.exits(),
                same ? "all the same as ours" : "not all the same as ours: sum " + theirs.sum());
        return perCpuSecond;
    }

    private static Figures full(Pass pass, ShopStream.Row[] rows, String[] ids, PrintStream err) {
        List<Segment> segments = pass.parts.get(0).engine.segments();
        FullRun full = new FullRun(rows, ids, err);
        long heapBefore = usedHeap();
        long heap = full.run(segments, SegmentWorkload::usedHeap);
        if (!Arrays.equals(full.members(), pass.members(segments))) {
            throw new IllegalStateException("the pipeline ended with other members than the engine");
        }
        long bytes = Math.max(0, heap - heapBefore) / pass.customers;
        return new Figures(full.wallNanos(), full.cpuNanos(), full.latencies(), bytes);
    }

    /** Each thread's customers' events, in order. */
    private static List<ShopStream.Row[]> shares(ShopStream.Row[] rows, int threads) {
        return IntStream.range(0, threads)
                .mapToObj(thread -> Arrays.stream(rows)
                        .filter(row -> row.customer() % threads == thread)
                        .toArray(ShopStream.Row[]::new))
                .toList();
    }

    private static List<SegmentWorkload> parts(List<ShopStream.Row[]> shares, String[] ids, boolean alone) {
        return shares.stream()
                .map(rows -> new SegmentWorkload(rows, ids, alone))
                .toList();
    }

    private static Pass pass(List<ShopSegments.Shape> shapes, List<SegmentWorkload> parts, PrintStream err) {
        for (SegmentWorkload part : parts) {
            for (int i = 0; i < shapes.size(); i++) {
                part.engine.define(ShopSegments.segment(i, shapes.get(i)));
            }
        }
        long heapBefore = usedHeap();
        parts.forEach(SegmentWorkload::introduce);
        feedAll(parts);
        long own = parts.stream().mapToLong(part -> 8L * part.latencies.length).sum();
        int customers = parts.stream().mapToInt(part -> part.profiles.size()).sum();
        Pass pass = new Pass(parts, customers, Math.max(0, usedHeap() - heapBefore - own) / Math.max(1, customers));
        err.println("a pass in " + pass.cpuNanos() / 1_000_000 + " ms of CPU time");
        return pass;
    }

    private static void feedAll(List<SegmentWorkload> parts) {
        ExecutorService threads = Executors.newFixedThreadPool(parts.size());
        try {
            List<Future<?>> feeding = new ArrayList<>();
            parts.forEach(part -> feeding.add(threads.submit((Runnable) part::feed)));
            for (Future<?> each : feeding) {
                each.get();
            }
        } catch (InterruptedException | ExecutionException failed) {
            throw new IllegalStateException("a feeding thread failed", failed);
        } finally {
            threads.shutdownNow();
        }
    }

    /** Lets every customer of the stream permit the processing. */
    private void introduce() {
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
        latencies = new long[alone ? (rows.length + TIMED - 1) / TIMED : 0];
        for (int from = 0; from < rows.length; from += CHUNK) {
            Fact.Happened[] facts = Arrays.stream(rows, from, Math.min(rows.length, from + CHUNK))
                    .map(row -> ShopFacts.fact(row, ids[row.customer()]))
                    .toArray(Fact.Happened[]::new);
            long cpu = cpu();
            long start = System.nanoTime();
            if (alone) {
                feedAlone(facts, from);
            } else {
                feed(Arrays.asList(facts));
            }
            wallNanos += System.nanoTime() - start;
            cpuNanos += cpu() - cpu;
        }
        engine.advance(Instant.ofEpochMilli(ShopStream.END));
    }

    private void feedAlone(Fact.Happened[] facts, int from) {
        for (int i = 0; i < facts.length; i++) {
            if (i % TIMED == 0) {
                latencies[(from + i) / TIMED] = timed(facts[i]);
            } else {
                feed(facts[i]);
            }
        }
    }

    private long timed(Fact.Happened fact) {
        long before = System.nanoTime();
        feed(fact);
        return System.nanoTime() - before;
    }

    private void feed(Fact.Happened fact) {
        engine.advance(fact.time());
        engine.apply(number(fact), fact);
    }

    private void feed(List<Fact.Happened> facts) {
        int[] numbers = new int[facts.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = number(facts.get(i));
        }
        engine.feed(numbers, facts);
    }

    private int number(Fact.Happened fact) {
        return profiles.number(fact.event().identifiers().get(0).value());
    }

    private long cpu() {
        return clock.getCurrentThreadCpuTime();
    }

    private static long usedHeap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static void report(Pass pass, Figures figures, long peer, PrintStream out) {
        long[] latencies = figures.latencies;
        long p50 = latencies[latencies.length / 2];
        long p99 = latencies[(int) (latencies.length * 0.99)];
        long perSecond = Math.round(pass.events() * 1e9 / figures.wallNanos);
        long perCpuSecond = Math.round(pass.events() * 1e9 / figures.cpuNanos);
        out.printf(
                Locale.ROOT,
                "segments            %,15d%n",
                pass.parts.get(0).engine.segments().size());
        out.printf(Locale.ROOT, "events              %,15d%n", pass.events());
        out.printf(Locale.ROOT, "customers           %,15d%n", pass.customers);
        out.printf(Locale.ROOT, "enters              %,15d%n", pass.enters());
        out.printf(Locale.ROOT, "exits               %,15d%n", pass.exits());
        out.printf(Locale.ROOT, "events a second     %,15d%n", perSecond);
        out.printf(Locale.ROOT, "events a CPU second %,15d%n", perCpuSecond);
        out.printf(Locale.ROOT, "p50 / p99           %,7d / %,d ns%n", p50, p99);
        out.printf(Locale.ROOT, "bytes a customer    %,15d%n", figures.bytesPerCustomer);
        out.printf(
                Locale.ROOT,
                "{\"enters\": %d, \"exits\": %d, \"sum\": \"%016x\", \"events_per_s\": %d, \"events_per_cpu_s\": %d, "
                        + "\"p50_ns\": %d, \"p99_ns\": %d, \"bytes_per_customer\": %d%s}%n",
                pass.enters(),
                pass.exits(),
                pass.sum(),
                perSecond,
                perCpuSecond,
                p50,
                p99,
                figures.bytesPerCustomer,
                peer == 0 ? "" : ", \"peer_events_per_cpu_s\": " + peer);
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
