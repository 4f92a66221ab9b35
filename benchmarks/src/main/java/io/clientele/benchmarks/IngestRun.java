package io.clientele.benchmarks;

import static io.clientele.segment.Conditions.did;
import static io.clientele.segment.Conditions.is;
import static io.clientele.segment.Conditions.lastDid;

import com.sun.management.OperatingSystemMXBean;
import io.clientele.Cdp;
import io.clientele.commerce.Commerce;
import io.clientele.commerce.CommerceEvents;
import io.clientele.consent.ConsentModule;
import io.clientele.identity.IdentityModule;
import io.clientele.model.ConsentAct;
import io.clientele.model.ConsentAct.Decision;
import io.clientele.model.ConsentAct.Evidence;
import io.clientele.model.Event;
import io.clientele.model.Identifier;
import io.clientele.model.Intake;
import io.clientele.model.Outcome;
import io.clientele.model.Purpose;
import io.clientele.segment.Condition;
import io.clientele.segment.Segment;
import io.clientele.segment.SegmentModule;
import io.clientele.segment.Segments;
import io.clientele.spi.Stats;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** Feeds a shop's events through the whole pipeline into a store, and tells what each stage costs. */
public final class IngestRun {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final int MILLION = 1_000_000;
    private static final String STAGE = "stage.";

    private final IngestArguments arguments;
    private final AtomicLong clock = new AtomicLong(START.toEpochMilli());
    private final long[] callNanos;
    private final PrintStream err;

    private IngestRun(IngestArguments arguments, PrintStream err) {
        this.arguments = arguments;
        this.callNanos = new long[(arguments.events() + arguments.batch() - 1) / arguments.batch()];
        this.err = err;
    }

    /** Runs it; {@code --help} explains. Exit status 2 on unusable arguments, 1 when something failed. */
    public static void main(String[] args) throws IOException {
        int status = run(List.of(args), System.out, System.err);
        if (status != 0) {
            System.exit(status);
        }
    }

    static int run(List<String> args, PrintStream out, PrintStream err) throws IOException {
        if (args.contains("--help")) {
            out.println(IngestArguments.HELP);
            return 0;
        }
        try {
            new IngestRun(IngestArguments.parse(args), err).run(out);
            return 0;
        } catch (IllegalArgumentException unusable) {
            err.println(unusable.getMessage());
            return 2;
        } catch (ExecutionException | InterruptedException failed) {
            err.println("a writer failed: " + failed);
            return 1;
        }
    }

    private Cdp open() {
        var builder = arguments.memory() ? Cdp.inMemory() : Cdp.in(arguments.directory());
        return builder.clock(() -> Instant.ofEpochMilli(clock.get()))
                .with(ConsentModule.optIn())
                .with(IdentityModule.standard())
                .with(SegmentModule.live())
                .open();
    }

    private void run(PrintStream out) throws ExecutionException, InterruptedException, IOException {
        Result result = new Result();
        try (Cdp cdp = open()) {
            segments(arguments.segments()).forEach(Segments.of(cdp)::define);
            permit(cdp);
            Map<String, Long> before = stageNanos(cdp);
            long cpu = cpuNanos();
            long wall = System.nanoTime();
            ingest(cdp);
            result.wallNanos = System.nanoTime() - wall;
            result.cpuNanos = cpuNanos() - cpu;
            stageNanos(cdp)
                    .forEach((stage, nanos) -> result.stages.put(
                            stage, (nanos - before.getOrDefault(stage, 0L)) / 1e3 / arguments.events()));
            result.stored = cdp.counts().of(Outcome.Kind.STORED);
            result.heapMb = usedHeapMb();
        }
        if (!arguments.memory()) {
            result.bytes = size(arguments.directory());
            long start = System.nanoTime();
            open().close();
            result.reopenMs = (System.nanoTime() - start) / 1e6;
        }
        Arrays.sort(callNanos);
        result.print(arguments, callNanos, out);
    }

    private static Map<String, Long> stageNanos(Cdp cdp) {
        Map<String, Long> nanos = new LinkedHashMap<>();
        cdp.service(Stats.class).timers().forEach((name, timing) -> {
            if (name.startsWith(STAGE)) {
                nanos.put(name.substring(STAGE.length()), timing.nanos());
            }
        });
        return nanos;
    }

    /** Half of them abandoned carts, half of them repeated views of one product. */
    private static List<Segment> segments(int count) {
        List<Segment> segments = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Condition condition = i % 2 == 0
                    ? lastDid(CommerceEvents.PRODUCT_ADDED)
                            .within(Duration.ofDays(1))
                            .andThenNot(CommerceEvents.ORDER_COMPLETED)
                            .forAtLeast(Duration.ofMinutes(30 + i))
                    : did(CommerceEvents.PRODUCT_VIEWED)
                            .where("product_id", is("SKU-" + i))
                            .within(Duration.ofDays(1 + i % 30))
                            .atLeast(2);
            segments.add(
                    Segment.named("segment-" + i).purpose(Purpose.ANALYTICS).when(condition));
        }
        return segments;
    }

    private void permit(Cdp cdp) {
        List<Intake> acts = new ArrayList<>();
        for (int profile = 0; profile < arguments.profiles(); profile++) {
            acts.add(ConsentAct.of("act-" + profile, who(profile), Purpose.ANALYTICS, Decision.GRANT, START)
                    .by(new Evidence("banner", "v1")));
            if (acts.size() == 1000 || profile == arguments.profiles() - 1) {
                cdp.accept(acts);
                acts.clear();
            }
        }
    }

    private static Identifier who(int profile) {
        return Identifier.userId("customer-" + profile);
    }

    private void ingest(Cdp cdp) throws ExecutionException, InterruptedException {
        ExecutorService writers = Executors.newFixedThreadPool(arguments.threads());
        try {
            List<Future<?>> done = new ArrayList<>();
            AtomicLong next = new AtomicLong();
            for (int thread = 0; thread < arguments.threads(); thread++) {
                SplittableRandom random = new SplittableRandom(thread);
                done.add(writers.submit(() -> write(cdp, next, random)));
            }
            for (Future<?> writer : done) {
                writer.get();
            }
        } finally {
            writers.shutdownNow();
        }
    }

    private void write(Cdp cdp, AtomicLong next, SplittableRandom random) {
        for (long call = next.getAndIncrement(); call < callNanos.length; call = next.getAndIncrement()) {
            List<Event> events = new ArrayList<>(arguments.batch());
            long first = call * arguments.batch();
            for (long i = first; i < Math.min(first + arguments.batch(), arguments.events()); i++) {
                events.add(event(i, random));
            }
            long start = System.nanoTime();
            cdp.accept(events);
            callNanos[(int) call] = System.nanoTime() - start;
            if (call % 1000 == 999) {
                err.printf(Locale.ROOT, "%,d events%n", first + arguments.batch());
            }
        }
    }

    private Event event(long number, SplittableRandom random) {
        Instant time =
                Instant.ofEpochMilli(clock.addAndGet(Duration.ofSeconds(5).toMillis()));
        String sku = "SKU-" + random.nextInt(2_000);
        var draft = switch (random.nextInt(10)) {
            case 0 -> Commerce.orderCompleted("O-" + number, "59.90", "EUR").product(sku, 1, "59.90");
            case 1, 2 ->
                Commerce.productAdded("cart-" + number, sku)
                        .price("59.90", "EUR")
                        .quantity(1);
            default ->
                Commerce.productViewed(sku)
                        .price("59.90", "EUR")
                        .set("url", "https://shop.example/p/" + sku)
                        .set("referrer", "https://search.example/");
        };
        return draft.from("web").about(who(random.nextInt(arguments.profiles())), time, "event-" + number);
    }

    private static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    private static double usedHeapMb() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / (double) MILLION;
    }

    private static long size(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(f -> f.toFile().length())
                    .sum();
        }
    }

    /** What was measured. */
    private static final class Result {

        private final Map<String, Double> stages = new LinkedHashMap<>();
        private long wallNanos;
        private long cpuNanos;
        private long stored;
        private long bytes;
        private double heapMb;
        private double reopenMs;

        void print(IngestArguments arguments, long[] sorted, PrintStream out) {
            double perSecond = arguments.events() * 1e9 / wallNanos;
            out.printf(
                    Locale.ROOT,
                    "%,d events, %,d stored in all, %,.0f events/s%n",
                    arguments.events(),
                    stored,
                    perSecond);
            out.println("stage        µs/event");
            stages.forEach((stage, micros) -> out.printf(Locale.ROOT, "%-10s %10.2f%n", stage, micros));
            List<String> json = new ArrayList<>();
            stages.forEach((stage, micros) -> json.add(String.format(Locale.ROOT, "\"%s\":%.3f", stage, micros)));
            out.printf(
                    Locale.ROOT,
                    "{\"events_per_s\":%.0f,\"cpu_events_per_s\":%.0f,\"p50_ms\":%.3f,\"p99_ms\":%.3f,"
                            + "\"bytes_per_event\":%.0f,\"heap_mb\":%.0f,\"reopen_ms\":%.0f,\"stages\":{%s}}%n",
                    perSecond,
                    arguments.events() * 1e9 / cpuNanos,
                    sorted[sorted.length / 2] / 1e6,
                    sorted[(int) (sorted.length * 0.99)] / 1e6,
                    bytes / (double) arguments.events(),
                    heapMb,
                    reopenMs,
                    String.join(",", json));
        }
    }
}
