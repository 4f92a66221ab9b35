package io.clientele.benchmarks;

import io.clientele.Cdp;
import io.clientele.CdpBuilder;
import io.clientele.benchmarks.trigger.HandOverBound;
import io.clientele.benchmarks.trigger.PlanCost;
import io.clientele.consent.ConsentModule;
import io.clientele.identity.IdentityModule;
import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import io.clientele.model.Intake;
import io.clientele.model.LawfulBasis;
import io.clientele.model.Purpose;
import io.clientele.segment.SegmentModule;
import io.clientele.trigger.Trigger;
import io.clientele.trigger.Triggers;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.UnaryOperator;

/**
 * Hands firings to a handler that does nothing: how many in a second, consent asked and each noted durably; and how late with a
 * scheduler that ticks every 100 ms.
 */
public final class TriggerRun {

    private static final String HELP = """
        TriggerRun --firings N [--planning E] [--dir DIR]
        N people each do something that fires, and all is handed over in one advance; then up to 2,000 more
        fire three seconds after what they did, while a scheduler ticks every 100 ms. With E, it is also found
        out what planning adds to the ingestion of E events of which each, or one of twenty, fires. In heap, or
        in a store in DIR, which must not exist. The last line is JSON.\
        """;

    private static final EventType ACT = EventType.named("Acted").collectedFor(Purpose.SERVICE, LawfulBasis.CONTRACT);
    private static final int BATCH = 512;
    private static final int TIMED = 2_000;
    private static final int RARE = 20;
    private static final int DELAY_MS = 3_000;
    private static final Duration TICK = Duration.ofMillis(100);

    private final int firings;
    private final Optional<Path> directory;
    private final Map<String, LongAdder> got = new ConcurrentHashMap<>();

    private TriggerRun(int firings, Optional<Path> directory) {
        this.firings = firings;
        this.directory = directory;
    }

    /** Runs it; {@code --help} explains. Exit status 2 on unusable arguments. */
    public static void main(String[] args) {
        Program.end(run(List.of(args), System.out, System.err));
    }

    static int run(List<String> args, PrintStream out, PrintStream err) {
        return Program.run(HELP, args, new Program.Prints(out, err), () -> {
            List<String> numbers = new ArrayList<>(args);
            Optional<Path> directory =
                    args.contains("--dir") ? Optional.of(Program.newDirectory(numbers)) : Optional.empty();
            Map<String, Long> values = Program.numbers(numbers, List.of("--firings", "--planning"));
            int planning = values.containsKey("--planning") ? Program.number(values, "--planning", 1, 10_000_000) : 0;
            new TriggerRun(Program.number(values, "--firings", 1, 10_000_000), directory).measure(out, planning);
        });
    }

    private Cdp open(String folder, UnaryOperator<CdpBuilder> how) {
        CdpBuilder builder = directory
                .map(dir -> Cdp.in(dir.resolve(folder)))
                .orElseGet(Cdp::inMemory)
                .with(ConsentModule.optIn())
                .with(IdentityModule.standard())
                .with(SegmentModule.live());
        return how.apply(builder).open();
    }

    private static Trigger trigger() {
        return Trigger.named("run").onEvent(ACT).purpose(Purpose.SERVICE).channel("none");
    }

    private void count(String id) {
        got.computeIfAbsent(id, fresh -> new LongAdder()).increment();
    }

    /** What planning adds in hundredths, if it is to be found out. */
    private String planned(PrintStream out, int planning, int oneOf) {
        PlanCost.Found found = new PlanCost(directory, planning, oneOf).measure();
        out.printf(
                Locale.ROOT,
                "one of %d fires: %.2f us an event without a trigger, %.2f with it: %.1f %% more%n",
                oneOf,
                found.without(),
                found.with(),
                found.percent());
        return String.format(Locale.ROOT, ", \"planning_percent_1_of_%d\": %.1f", oneOf, found.percent());
    }

    private void measure(PrintStream out, int planning) {
        Spent spent = handAllOver();
        double seconds = spent.seconds;
        double bound = bound();
        String plans = planning == 0 ? "" : planned(out, planning, RARE) + planned(out, planning, 1);
        long handed = got.values().stream().mapToLong(LongAdder::sum).sum();
        int lost = firings - got.size();
        long[] late = handOverInTime(Math.min(firings, TIMED));
        long p99 = late[(int) Math.ceil(late.length * 0.99) - 1];
        out.printf(
                Locale.ROOT, "%,d handed over in %.2f s, 99%% within %d ms of their instant%n", handed, seconds, p99);
        out.printf(
                Locale.ROOT,
                "{\"handed_over\": %d, \"per_s\": %.0f, \"cpu_us_each\": %.1f, \"bound_per_s\": %.0f, \"ratio\": %.2f,"
                        + " \"late_p99_ms\": %d, \"duplicates\": %d, \"lost\": %d%s}%n",
                handed,
                handed / seconds,
                spent.cpu * 1e6 / handed,
                bound,
                handed / seconds / bound,
                p99,
                handed - got.size(),
                lost,
                plans);
    }

    /**
     * Time that a thread took.
     *
     * @param seconds by the clock
     * @param cpu seconds on a processor, which others on the machine do not change much
     */
    private record Spent(double seconds, double cpu) {}

    /** What the database takes where nothing else is done, in the same run. */
    private double bound() {
        try {
            return HandOverBound.perSecond(directory.map(dir -> dir.resolve("bound.db")), firings);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private Spent handAllOver() {
        try (Cdp cdp = open("all", CdpBuilder::deliverOnAdvance)) {
            Triggers.of(cdp).attach(trigger().neverStale(), firing -> count(firing.id()));
            Instant now = InstantSource.system().instant();
            for (int from = 0; from < firings; from += BATCH) {
                List<Intake> batch = new ArrayList<>();
                for (int i = from; i < Math.min(from + BATCH, firings); i++) {
                    batch.add(Event.of(ACT).about(Identifier.userId("u" + i), now, "act-" + i));
                }
                cdp.accept(batch);
            }
            ThreadMXBean threads = ManagementFactory.getThreadMXBean();
            long cpu = threads.getCurrentThreadCpuTime();
            long start = System.nanoTime();
            cdp.advance();
            return new Spent((System.nanoTime() - start) / 1e9, (threads.getCurrentThreadCpuTime() - cpu) / 1e9);
        }
    }

    /** Each is due three seconds after its cause; gives in milliseconds how late each was handed over, in order. */
    private long[] handOverInTime(int timed) {
        ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
        Map<String, Long> late = new ConcurrentHashMap<>();
        CountDownLatch left = new CountDownLatch(timed);
        InstantSource clock = InstantSource.system();
        Duration delay = Duration.ofMillis(DELAY_MS);
        try (Cdp cdp = open("timed", builder -> builder.scheduler(scheduler, TICK))) {
            Triggers.of(cdp).attach(trigger().delay(delay), firing -> {
                Duration behind = Duration.between(firing.boundary().plus(delay), clock.instant());
                if (late.putIfAbsent(firing.id(), behind.toMillis()) == null) {
                    left.countDown();
                }
            });
            Cdp lazily = cdp.calling(c -> c.lazy(TICK));
            for (int i = 0; i < timed; i++) {
                lazily.track(Identifier.userId("t" + i), Event.of(ACT));
            }
            boolean done = left.await(1, TimeUnit.MINUTES);
            if (!done) {
                throw new IllegalStateException(left.getCount() + " firings were not handed over within a minute");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        } finally {
            scheduler.shutdown();
        }
        return Arrays.stream(late.values().toArray(Long[]::new))
                .mapToLong(Long::longValue)
                .sorted()
                .toArray();
    }
}
