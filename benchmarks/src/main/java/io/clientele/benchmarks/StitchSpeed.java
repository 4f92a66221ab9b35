package io.clientele.benchmarks;

import io.clientele.benchmarks.shop.RandomBits;
import io.clientele.identity.IdentityEngine;
import io.clientele.identity.IdentityRules;
import io.clientele.model.Identifier;
import io.clientele.model.IdentityDecision;
import io.clientele.spi.Evidence;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/**
 * Stitches touchpoints of many people and prints how fast, on one thread. Every person comes twice: first all together,
 * unknown, each with all identifiers, then all again in another order, each with one identifier that is new and the rest
 * known. Making the touchpoints is not timed. Then splits half of their records from a person of 50 and from one of 10,000.
 */
public final class StitchSpeed {

    private static final String HELP = """
            StitchSpeed --profiles M --identifiers N
            Stitches two touchpoints of each of M people, of N identifiers (2 to 5); the last line is JSON.""";

    private static final int CHUNK = 10_000;
    private static final List<String> NAMESPACES = List.of(
            Identifier.ANONYMOUS_ID, Identifier.USER_ID, Identifier.EMAIL, Identifier.PHONE, Identifier.DEVICE_ID);

    private final int profiles;
    private final int identifiers;
    private final IdentityEngine engine = IdentityEngine.with(IdentityRules.standard());
    private final RandomBits random = new RandomBits(7);
    private long wallNanos;
    private long cpuNanos;

    private StitchSpeed(int profiles, int identifiers) {
        this.profiles = profiles;
        this.identifiers = identifiers;
    }

    /** Runs it; {@code --help} explains. Exit status 2 on unusable arguments. */
    public static void main(String[] args) {
        Program.end(run(List.of(args), System.out, System.err));
    }

    static int run(List<String> args, PrintStream out, PrintStream err) {
        return Program.run(HELP, args, new Program.Prints(out, err), () -> {
            Map<String, Long> values = Program.numbers(args, List.of("--profiles", "--identifiers"));
            int profiles = Program.number(values, "--profiles", 1, 20_000_000);
            int identifiers = Program.number(values, "--identifiers", 2, NAMESPACES.size());
            new StitchSpeed(profiles, identifiers).run(out, err);
        });
    }

    private void run(PrintStream out, PrintStream err) {
        warmUp();
        long heapBefore = usedHeap();
        int[] nanos = new int[2 * profiles];
        feed(nanos, 0, err);
        long bytes = Math.max(0, usedHeap() - heapBefore - 4L * nanos.length) / profiles;
        feed(nanos, 1, err);
        report(out, nanos, bytes);
    }

    // ---- splits

    /** How long the engine takes to split half of its records from a person, in milliseconds: the median of some. */
    private static double split(int records, int times) {
        IdentityEngine own = IdentityEngine.with(IdentityRules.standard());
        double[] millis = new double[times];
        for (int person = 0; person < times; person++) {
            Identifier customer = Identifier.userId("customer-" + person);
            List<Evidence> all = new ArrayList<>(records);
            List<Identifier> wrong = new ArrayList<>();
            for (int i = 0; i < records; i++) {
                Identifier order = Identifier.orderId("order-" + person + "-" + i);
                all.add(new Evidence(person + "-" + i, Instant.ofEpochSecond(i), List.of(customer, order)));
                if (i % 2 == 0) {
                    wrong.add(order);
                }
            }
            own.replace(List.of(customer), all);
            IdentityDecision split =
                    IdentityDecision.split("split-" + person, Instant.ofEpochSecond(records), wrong, List.of(customer));
            long start = System.nanoTime();
            own.decide(split, centres -> all);
            millis[person] = (System.nanoTime() - start) / 1e6;
            if (own.subject(customer).identifiers().size() != 1 + records / 2) {
                throw new IllegalStateException("a split went wrong");
            }
        }
        Arrays.sort(millis);
        return millis[times / 2];
    }

    /** Compiles what is measured, on an engine of its own. */
    private void warmUp() {
        StitchSpeed other = new StitchSpeed(Math.min(profiles, 50_000), identifiers);
        PrintStream nowhere =
                new PrintStream(PrintStream.nullOutputStream(), true, java.nio.charset.StandardCharsets.UTF_8);
        int[] nanos = new int[2 * other.profiles];
        other.feed(nanos, 0, nowhere);
        other.feed(nanos, 1, nowhere);
    }

    private void feed(int[] nanos, int round, PrintStream err) {
        for (int from = 0; from < profiles; from += CHUNK) {
            int to = Math.min(profiles, from + CHUNK);
            List<Evidence> chunk = new ArrayList<>(CHUNK);
            for (int i = from; i < to; i++) {
                chunk.add(touchpoint(round == 0 ? i : (int) ((i * 7_368_787L + 11) % profiles), round));
            }
            long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            long start = System.nanoTime();
            long before = start;
            for (int i = 0; i < chunk.size(); i++) {
                engine.add(chunk.get(i));
                long after = System.nanoTime();
                nanos[round * profiles + from + i] = (int) Math.min(Integer.MAX_VALUE, after - before);
                before = after;
            }
            wallNanos += before - start;
            cpuNanos += ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu;
            if (from / CHUNK % 50 == 49) {
                err.println((round * (long) profiles + to) + " of " + 2L * profiles + " touchpoints");
            }
        }
    }

    private Evidence touchpoint(int person, int round) {
        List<Identifier> together = new ArrayList<>(identifiers);
        for (int i = 0; i < identifiers; i++) {
            String namespace = NAMESPACES.get(i);
            together.add(Identifier.of(namespace, value(namespace, person, i == 0 ? round : 0)));
        }
        UUID id = new UUID(random.next(), random.next());
        return new Evidence(
                id.toString(), Instant.ofEpochMilli(1_700_000_000_000L + round * 86_400_000L + person), together);
    }

    private static String value(String namespace, int person, int round) {
        long bits = RandomBits.mix(person * RandomBits.GOLDEN + round);
        return switch (namespace) {
            case Identifier.USER_ID -> "u" + (10_000_000 + person);
            case Identifier.EMAIL -> "person." + Long.toString(bits >>> 40, 36) + person + "@example.org";
            case Identifier.PHONE -> "+49" + (15_100_000_000L + person);
            default -> new UUID(bits, RandomBits.mix(bits + namespace.length())).toString();
        };
    }

    private static long usedHeap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private void report(PrintStream out, int[] nanos, long bytes) {
        Arrays.sort(nanos);
        long perSecond = Math.round(nanos.length * 1e9 / wallNanos);
        long perCpuSecond = Math.round(nanos.length * 1e9 / cpuNanos);
        double p99 = nanos[(int) (nanos.length * 0.99)] / 1e3;
        double small = split(50, 1_000);
        double large = split(10_000, 9);
        out.printf(Locale.ROOT, "profiles               %,13d%n", profiles);
        out.printf(Locale.ROOT, "identifiers            %,13d%n", identifiers);
        out.printf(Locale.ROOT, "stitches a second      %,13d%n", perSecond);
        out.printf(Locale.ROOT, "stitches a CPU second  %,13d%n", perCpuSecond);
        out.printf(
                Locale.ROOT,
                "p50 / p99 / p99.9      %,.1f / %,.1f / %,.1f us%n",
                nanos[nanos.length / 2] / 1e3,
                p99,
                nanos[(int) (nanos.length * 0.999)] / 1e3);
        out.printf(
                Locale.ROOT,
                "bytes a profile        %,13d (of %d identifiers, after the first round)%n",
                bytes,
                identifiers);
        out.printf(Locale.ROOT, "split of 50 records    %,13.3f ms%n", small);
        out.printf(Locale.ROOT, "split of 10,000        %,13.1f ms%n", large);
        out.printf(
                Locale.ROOT,
                "{\"stitches_per_s\": %d, \"stitches_per_cpu_s\": %d, \"p99_us\": %.1f, \"bytes_per_profile\": %d, "
                        + "\"split_of_50_ms\": %.3f, \"split_of_10000_ms\": %.1f}%n",
                perSecond,
                perCpuSecond,
                p99,
                bytes,
                small,
                large);
    }
}
