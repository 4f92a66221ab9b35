package io.clientele.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import io.clientele.Cdp;
import io.clientele.consent.ConsentModule;
import io.clientele.identity.IdentityModule;
import io.clientele.model.Event;
import io.clientele.model.Outcome;
import io.clientele.segment.SegmentModule;
import io.clientele.segment.Segments;
import io.clientele.spi.Stats;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Feeds a shop's events through the whole pipeline into a store, tells what each stage costs, and what database and disk
 * themselves could do.
 */
public final class IngestRun {

    private static final String STAGE = "stage.";
    private static final int PROGRESS = 100_000;

    private final IngestArguments arguments;
    private final IngestPlace place;
    private final IngestFeed feed;
    private final PrintStream err;
    private final IngestResult result = new IngestResult();

    private IngestRun(IngestArguments arguments, PrintStream err) {
        this.arguments = arguments;
        this.place = arguments.place();
        this.feed = new IngestFeed(arguments.profiles());
        this.err = err;
        result.events = arguments.events();
        result.warmup = arguments.warmup();
    }

    /** Runs it; {@code --help} explains. Exit status 2 on unusable arguments, 1 when something failed. */
    public static void main(String[] args) throws IOException {
        Program.end(run(List.of(args), System.out, System.err));
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
        } catch (ExecutionException | InterruptedException | SQLException failed) {
            err.println("the run failed: " + failed);
            return 1;
        }
    }

    private Cdp open() {
        return place.builder()
                .clock(feed::now)
                // The feed's clock runs five seconds an event: an hour of it is over in no time.
                .keyLifetime(Duration.ofDays(3_650))
                .with(ConsentModule.optIn())
                .with(IdentityModule.standard())
                .with(SegmentModule.live())
                .open();
    }

    private void run(PrintStream out) throws ExecutionException, InterruptedException, IOException, SQLException {
        Files.createDirectories(place.directory());
        try (Cdp cdp = open()) {
            IngestFeed.segments(arguments.segments()).forEach(Segments.of(cdp)::define);
            feed.permit(cdp);
            measure(cdp);
        }
        result.bytesPerEvent = place.size() / (double) (arguments.warmup() + arguments.events());
        if (!place.inMemory()) {
            long start = System.nanoTime();
            open().close();
            result.reopenMs = (System.nanoTime() - start) / 1e6;
        }
        err.println("bounds of database and file");
        result.databaseBound = place.databaseBound(bare());
        result.fileBound = place.fileBound(bare());
        result.print(out);
    }

    private BareRows bare() {
        return new BareRows(arguments.events(), arguments.profiles());
    }

    private void measure(Cdp cdp) throws ExecutionException, InterruptedException {
        long start = System.nanoTime();
        ingest(cdp, 0, arguments.warmup());
        result.warmupSeconds = (System.nanoTime() - start) / 1e9;
        Map<String, Long> before = stageNanos(cdp);
        long cpu = cpuNanos();
        long wall = System.nanoTime();
        result.callNanos = ingest(cdp, arguments.warmup(), arguments.events());
        result.seconds = (System.nanoTime() - wall) / 1e9;
        result.cpuSeconds = (cpuNanos() - cpu) / 1e9;
        stageNanos(cdp)
                .forEach((stage, nanos) ->
                        result.stages.put(stage, (nanos - before.getOrDefault(stage, 0L)) / 1e3 / arguments.events()));
        result.stored = cdp.counts().of(Outcome.Kind.STORED);
        result.heapMb = usedHeapMb();
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

    /** Writes so many events from a number on until all are durable; gives the nanoseconds of each call, in order. */
    private long[] ingest(Cdp shop, long first, int events) throws ExecutionException, InterruptedException {
        Cdp cdp = arguments.delay().isZero() ? shop : shop.calling(options -> options.lazy(arguments.delay()));
        long[] nanos = new long[(events + arguments.batch() - 1) / arguments.batch()];
        ExecutorService writers = Executors.newFixedThreadPool(arguments.threads());
        try {
            List<Future<?>> done = new ArrayList<>();
            AtomicInteger next = new AtomicInteger();
            for (int thread = 0; thread < arguments.threads(); thread++) {
                SplittableRandom random = new SplittableRandom(first + thread);
                done.add(writers.submit(() -> {
                    for (int call = next.getAndIncrement(); call < nanos.length; call = next.getAndIncrement()) {
                        nanos[call] = write(cdp, first + (long) call * arguments.batch(), first + events, random);
                    }
                }));
            }
            for (Future<?> writer : done) {
                writer.get();
            }
        } finally {
            writers.shutdownNow();
        }
        if (!cdp.flush(Duration.ofMinutes(10)).isNothing()) {
            throw new IllegalStateException("something is not durable");
        }
        return nanos;
    }

    /** Writes one call's events from a number on and gives how long the call took. */
    private long write(Cdp cdp, long from, long end, SplittableRandom random) {
        List<Event> events = new ArrayList<>(arguments.batch());
        for (long i = from; i < Math.min(from + arguments.batch(), end); i++) {
            events.add(feed.event(i, random));
        }
        long start = System.nanoTime();
        cdp.accept(events);
        long nanos = System.nanoTime() - start;
        if (from / PROGRESS != (from + events.size()) / PROGRESS) {
            err.printf(Locale.ROOT, "%,d events%n", from + events.size());
        }
        return nanos;
    }

    private static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    private static double usedHeapMb() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1e6;
    }
}
