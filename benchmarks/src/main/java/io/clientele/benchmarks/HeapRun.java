package io.clientele.benchmarks;

import io.clientele.Cdp;
import io.clientele.commerce.Commerce;
import io.clientele.consent.ConsentModule;
import io.clientele.identity.IdentityModule;
import io.clientele.model.ConsentAct;
import io.clientele.model.ConsentAct.Decision;
import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Evidence;
import io.clientele.model.Identifier;
import io.clientele.model.Intake;
import io.clientele.model.Outcome;
import io.clientele.model.Purpose;
import io.clientele.segment.Segment;
import io.clientele.segment.SegmentModule;
import io.clientele.segment.Segments;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much heap many people cost who are known or have come by once: shows that a shop's heap does not fill with them. Run
 * it with the heap that is to suffice.
 */
public final class HeapRun {

    private static final String HELP = """
            HeapRun --dir D [--known N] [--visitors M] [--segments K] [--heap MIB]
            Takes in M visitors (10000000) of one identifier, one act and one event each, and N known people (2000000) of three
            identifiers, two acts and two events, a thousand things a call, with K segments (10) and so much heap for profiles
            at hand (64). The last line is JSON: heap after a collection at the end, things a second, and how long the store
            takes to open again.""";

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final int TOGETHER = 1_000;
    private static final int PROGRESS = 1_000;
    private static final double MEBI = 1024 * 1024;

    private final Map<String, Long> numbers =
            new HashMap<>(Map.of("--known", 2_000_000L, "--visitors", 10_000_000L, "--segments", 10L, "--heap", 64L));
    private final AtomicLong clock = new AtomicLong(START.toEpochMilli());
    private final List<Intake> waiting = new ArrayList<>();
    private final PrintStream err;
    private String directory = "";
    private long taken;

    private HeapRun(List<String> args, PrintStream err) {
        this.err = err;
        for (int i = 0; i + 1 < args.size(); i += 2) {
            if (args.get(i).equals("--dir")) {
                directory = args.get(i + 1);
            } else if (numbers.containsKey(args.get(i))) {
                numbers.put(args.get(i), Long.parseLong(args.get(i + 1)));
            } else {
                throw new IllegalArgumentException(args.get(i) + " is unusable; --help explains");
            }
        }
        if (directory.isEmpty() || args.size() % 2 != 0) {
            throw new IllegalArgumentException("--dir and pairs of name and value are needed; --help explains");
        }
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
            out.println(HELP);
            return 0;
        }
        try {
            new HeapRun(args, err).run(out);
            return 0;
        } catch (IllegalArgumentException unusable) {
            err.println(unusable.getMessage());
            return 2;
        }
    }

    private long number(String name) {
        return numbers.getOrDefault(name, 0L);
    }

    private Cdp open() {
        return Cdp.in(Path.of(directory))
                .clock(() -> Instant.ofEpochMilli(clock.get()))
                .heap(number("--heap") << 20)
                .with(ConsentModule.optIn())
                .with(IdentityModule.standard())
                .with(SegmentModule.live())
                .open();
    }

    private void run(PrintStream out) {
        double heap;
        double seconds;
        int members;
        try (Cdp cdp = open()) {
            List<Segment> segments = IngestFeed.segments((int) number("--segments"));
            segments.forEach(Segments.of(cdp)::define);
            long start = System.nanoTime();
            visitors(cdp);
            known(cdp);
            flush(cdp);
            seconds = (System.nanoTime() - start) / 1e9;
            members = segments.stream().mapToInt(Segments.of(cdp)::count).sum();
            heap = usedMebibytes();
        }
        long start = System.nanoTime();
        double reopened;
        try (Cdp cdp = open()) {
            reopened = (System.nanoTime() - start) / 1e6;
            err.printf(Locale.ROOT, "%.0f MiB after opening again%n", usedMebibytes());
            err.println(cdp.profile(Identifier.userId("customer-0")).isPresent() ? "customer 0 is known" : "lost");
        }
        out.printf(
                Locale.ROOT,
                "%,d visitors, %,d known, %,d memberships: %.0f MiB of heap, %,.0f things a second%n",
                number("--visitors"),
                number("--known"),
                members,
                heap,
                taken / seconds);
        out.printf(
                Locale.ROOT,
                "{\"visitors\":%d,\"known\":%d,\"heap_mb\":%.0f,\"max_heap_mb\":%.0f,\"things_per_s\":%.0f,\"reopen_ms\":%.0f}%n",
                number("--visitors"),
                number("--known"),
                heap,
                Runtime.getRuntime().maxMemory() / MEBI,
                taken / seconds,
                reopened);
    }

    private void visitors(Cdp cdp) {
        for (long i = 0; i < number("--visitors"); i++) {
            Identifier visitor = Identifier.anonymousId("visitor-" + i);
            grant(cdp, visitor, "v" + i);
            take(cdp, view(visitor, i));
        }
    }

    private void known(Cdp cdp) {
        for (long i = 0; i < number("--known"); i++) {
            Identifier customer = Identifier.userId("customer-" + i);
            grant(cdp, customer, "k" + i);
            ConsentAct stitching = ConsentAct.of("s" + i, customer, Purpose.STITCHING, Decision.GRANT, now());
            take(cdp, stitching.by(Evidence.of("account", "v1")));
            take(
                    cdp,
                    Event.of(EventType.IDENTIFY)
                            .with(Identifier.email("customer-" + i + "@shop.example"))
                            .with(Identifier.anonymousId("browser-" + i))
                            .about(customer, now(), "login-" + i));
            take(cdp, view(customer, i));
        }
    }

    private void grant(Cdp cdp, Identifier who, String id) {
        clock.addAndGet(TOGETHER / 100);
        take(
                cdp,
                ConsentAct.of("a" + id, who, Purpose.ANALYTICS, Decision.GRANT, now())
                        .by(Evidence.of("banner", "v1")));
    }

    private Event view(Identifier who, long number) {
        return Commerce.productViewed("SKU-" + number % 2_000).from("web").about(who, now(), "e" + taken);
    }

    private Instant now() {
        return Instant.ofEpochMilli(clock.get());
    }

    private void take(Cdp cdp, Intake intake) {
        waiting.add(intake);
        taken++;
        if (waiting.size() == TOGETHER) {
            flush(cdp);
        }
    }

    private void flush(Cdp cdp) {
        List<Outcome> outcomes = cdp.accept(waiting);
        waiting.clear();
        if (!outcomes.stream().allMatch(Outcome::isStored)) {
            throw new IllegalStateException("not everything was stored");
        }
        if (taken / TOGETHER % PROGRESS == 0) {
            err.printf(Locale.ROOT, "%,d things, %.0f MiB%n", taken, usedMebibytes());
        }
    }

    private static double usedMebibytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MEBI;
    }
}
