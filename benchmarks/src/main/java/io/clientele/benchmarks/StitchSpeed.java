package io.clientele.benchmarks;

import io.clientele.identity.IdentityEngine;
import io.clientele.identity.IdentityRules;
import io.clientele.model.Identifier;
import io.clientele.spi.Evidence;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/**
 * Stitches touchpoints of many people and prints how fast, on one thread. Every person comes twice: first all together,
 * unknown, each with all identifiers, then all again in another order, each with one identifier that is new and the rest
 * known. Making the touchpoints is not timed.
 */
public final class StitchSpeed {

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
        int status = run(List.of(args), System.out, System.err);
        if (status != 0) {
            System.exit(status);
        }
    }

    static int run(List<String> args, PrintStream out, PrintStream err) {
        if (args.contains("--help")) {
            out.println("StitchSpeed --profiles M --identifiers N");
            out.println(
                    "Stitches two touchpoints of each of M people, of N identifiers (2 to 5); the last line is JSON.");
            return 0;
        }
        try {
            Map<String, Integer> values = parse(args);
            int profiles = number(values, "--profiles", 1, 20_000_000);
            int identifiers = number(values, "--identifiers", 2, NAMESPACES.size());
            new StitchSpeed(profiles, identifiers).run(out, err);
            return 0;
        } catch (IllegalArgumentException unusable) {
            err.println(unusable.getMessage());
            return 2;
        }
    }

    private static Map<String, Integer> parse(List<String> args) {
        Map<String, Integer> values = new HashMap<>();
        for (int i = 0; i < args.size(); i += 2) {
            boolean known = List.of("--profiles", "--identifiers").contains(args.get(i));
            if (!known || i + 1 == args.size() || !args.get(i + 1).matches("[0-9]{1,9}")) {
                throw new IllegalArgumentException("unusable argument " + args.get(i) + "; --help explains");
            }
            values.put(args.get(i), Integer.parseInt(args.get(i + 1)));
        }
        return values;
    }

    private static int number(Map<String, Integer> values, String name, int least, int most) {
        int value = values.getOrDefault(name, 0);
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " must be " + least + " to " + most);
        }
        return value;
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
        out.printf(
                Locale.ROOT,
                "{\"stitches_per_s\": %d, \"stitches_per_cpu_s\": %d, \"p99_us\": %.1f, \"bytes_per_profile\": %d}%n",
                perSecond,
                perCpuSecond,
                p99,
                bytes);
    }
}
