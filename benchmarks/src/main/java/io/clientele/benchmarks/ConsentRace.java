package io.clientele.benchmarks;

import io.clientele.Cdp;
import io.clientele.CdpModule;
import io.clientele.commerce.Commerce;
import io.clientele.commerce.CommerceEvents;
import io.clientele.consent.ConsentModule;
import io.clientele.consent.Consents;
import io.clientele.identity.IdentityModule;
import io.clientele.model.Identifier;
import io.clientele.model.NotPermittedException;
import io.clientele.model.Permitted;
import io.clientele.model.Purpose;
import io.clientele.segment.Conditions;
import io.clientele.segment.Segment;
import io.clientele.segment.SegmentModule;
import io.clientele.segment.Segments;
import io.clientele.spi.Delivery;
import io.clientele.spi.Destination;
import io.clientele.spi.ModuleContext;
import io.clientele.trigger.Trigger;
import io.clientele.trigger.Triggers;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Lets withdrawals race against whatever reads and hands over: each person agrees, does something and withdraws, while other
 * threads read that person in every way there is and a destination opens what it is handed. What begins after a withdrawal
 * returned and still sees anything is counted, and the program ends with status 1.
 */
public final class ConsentRace {

    static final Purpose PURPOSE = Purpose.ANALYTICS;
    static final Segment VIEWERS =
            Segment.named("viewers").purpose(PURPOSE).when(Conditions.did(CommerceEvents.PRODUCT_VIEWED));

    private static final String HELP = """
        ConsentRace --dir DIR --withdrawals N [--writers W] [--readers R]
        N people agree, do something and withdraw in W threads (2) while R others (2) read them and a
        destination is handed what happened; DIR must not exist. Status 1 if anything that began after
        a withdrawal returned saw anything. The last line is JSON.\
        """;

    private static final Trigger MAIL =
            Trigger.named("race").onEnter(VIEWERS).purpose(PURPOSE).channel("none");
    private static final long START = Instant.parse("2026-03-01T00:00:00Z").toEpochMilli();
    private static final int MOST = 1_000_000;

    private final Path directory;
    private final Arguments arguments;
    private final AtomicLong clock = new AtomicLong(START);
    private final AtomicInteger next = new AtomicInteger();
    private final long[] nanos;
    private final Found found;

    /**
     * What is asked for.
     *
     * @param withdrawals how many
     * @param writers in how many threads
     * @param readers against how many others
     */
    private record Arguments(int withdrawals, int writers, int readers) {}

    /** What is known of the people, and what was seen of them. */
    static final class Found {

        /** The how-manieth withdrawal to return each person's was; 0 if it has not. */
        private final AtomicIntegerArray returned;

        private final AtomicInteger count = new AtomicInteger();
        /** Who is in the middle of it, by writer. */
        final AtomicIntegerArray current;

        final AtomicLong before = new AtomicLong();
        final AtomicLong after = new AtomicLong();
        final AtomicLong handed = new AtomicLong();

        Found(int people, int writers) {
            returned = new AtomicIntegerArray(people);
            current = new AtomicIntegerArray(writers);
        }

        /** Notes that somebody was seen or not, by something that began when this was known of their withdrawal. */
        void note(boolean saw, boolean gone) {
            if (saw) {
                (gone ? after : before).incrementAndGet();
            }
        }

        /** Notes that somebody's withdrawal returned. */
        void returned(int person) {
            returned.set(person, count.incrementAndGet());
        }

        /** How many withdrawals have returned. */
        int count() {
            return count.get();
        }

        boolean isGone(int person) {
            return isGone(person, Integer.MAX_VALUE);
        }

        /** Whether somebody's withdrawal had returned when so many had. */
        boolean isGone(int person, int count) {
            int when = returned.get(person);
            return when != 0 && when <= count;
        }
    }

    private ConsentRace(Path directory, Arguments arguments) {
        this.directory = directory;
        this.arguments = arguments;
        this.nanos = new long[arguments.withdrawals];
        this.found = new Found(arguments.withdrawals, arguments.writers);
    }

    /** Runs it; {@code --help} explains. Exit status 2 on unusable arguments, 1 if consent came too late. */
    public static void main(String[] args) {
        Program.end(run(List.of(args), System.out, System.err));
    }

    static int run(List<String> args, PrintStream out, PrintStream err) {
        AtomicLong after = new AtomicLong();
        int status = Program.run(HELP, args, new Program.Prints(out, err), () -> after.set(run(args, out)));
        return status == 0 && after.get() > 0 ? 1 : status;
    }

    private static long run(List<String> args, PrintStream out) {
        List<String> numbers = new ArrayList<>(args);
        Path directory = Program.newDirectory(numbers);
        Map<String, Long> values = Program.numbers(numbers, List.of("--withdrawals", "--writers", "--readers"));
        values.putIfAbsent("--writers", 2L);
        values.putIfAbsent("--readers", 2L);
        var arguments = new Arguments(
                Program.number(values, "--withdrawals", 1, MOST),
                Program.number(values, "--writers", 1, 64),
                Program.number(values, "--readers", 1, 64));
        try {
            return new ConsentRace(directory, arguments).run(out);
        } catch (IOException | InterruptedException | ExecutionException failed) {
            throw new IllegalStateException("the race could not be run", failed);
        }
    }

    private Cdp open(CdpModule... more) {
        var builder = Cdp.in(directory)
                .clock(() -> Instant.ofEpochMilli(clock.get()))
                .with(ConsentModule.optIn())
                .with(IdentityModule.standard())
                .with(SegmentModule.live());
        List.of(more).forEach(builder::with);
        return builder.open();
    }

    /** How much was seen too late. */
    private long run(PrintStream out) throws IOException, InterruptedException, ExecutionException {
        Files.createDirectories(directory);
        try (Cdp cdp = open()) {
            Triggers.of(cdp).attach(subscribed(cdp), firing -> {});
        }
        Sink sink = new Sink(found);
        try (Cdp cdp = open(sink)) {
            sink.attach();
            race(cdp);
        }
        print(out);
        return found.after.get();
    }

    private static Trigger subscribed(Cdp cdp) {
        Segments.of(cdp).define(VIEWERS);
        return MAIL;
    }

    private void race(Cdp cdp) throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            List<Future<?>> writers = new ArrayList<>();
            for (int writer = 0; writer < arguments.writers; writer++) {
                int number = writer;
                writers.add(threads.submit(() -> write(cdp, number)));
            }
            RaceReader reader = new RaceReader(cdp, found, () -> Instant.ofEpochMilli(clock.get()));
            List<Future<?>> readers = new ArrayList<>();
            for (int n = 0; n < arguments.readers; n++) {
                long seed = n;
                readers.add(threads.submit(() -> reader.readOn(seed, () -> next.get() < arguments.withdrawals)));
            }
            for (Future<?> thread : writers) {
                thread.get();
            }
            for (Future<?> thread : readers) {
                thread.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private void write(Cdp cdp, int writer) {
        for (int person = next.getAndIncrement(); person < arguments.withdrawals; person = next.getAndIncrement()) {
            Identifier who = who(person);
            found.current.set(writer, person);
            clock.incrementAndGet();
            Consents.of(cdp).record(who, c -> c.grant(PURPOSE).evidence("banner", "v1"));
            clock.incrementAndGet();
            cdp.track(who, Commerce.productViewed("sku-1"));
            clock.incrementAndGet();
            long start = System.nanoTime();
            Consents.of(cdp).record(who, c -> c.withdraw(PURPOSE));
            found.returned(person);
            nanos[person] = System.nanoTime() - start;
        }
    }

    /** A person by number. */
    static Identifier who(int person) {
        return Identifier.userId("u" + person);
    }

    /** Stands where the trigger's handler would, and opens what it is handed only after a look at the clock. */
    private static final class Sink implements CdpModule, Destination {

        private final Found found;
        private Optional<ModuleContext> context = Optional.empty();

        Sink(Found found) {
            this.found = found;
        }

        @Override
        public String name() {
            return MAIL.name();
        }

        @Override
        public void install(ModuleContext given) {
            context = Optional.of(given);
        }

        void attach() {
            context.orElseThrow().outbox().attach(this);
        }

        @Override
        public Set<Purpose> purposes() {
            return Set.of(PURPOSE);
        }

        /** Who it is about shows only once it is opened; by then is known when it began. */
        @Override
        public void send(Permitted<Delivery> delivery) {
            int count = found.count();
            try {
                String id =
                        delivery.value(PURPOSE).profile().identifiers().get(0).value();
                found.handed.incrementAndGet();
                found.note(true, found.isGone(Integer.parseInt(id.substring(1)), count));
            } catch (NotPermittedException tooLate) {
                found.note(false, true);
            }
        }
    }

    private void print(PrintStream out) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        out.printf(
                Locale.ROOT,
                "{\"withdrawals\": %d, \"seen_before\": %d, \"handed_over\": %d, \"seen_after\": %d,"
                        + " \"p50_us\": %d, \"p99_us\": %d}%n",
                arguments.withdrawals,
                found.before.get(),
                found.handed.get(),
                found.after.get(),
                sorted[sorted.length / 2] / 1_000,
                sorted[(int) (sorted.length * 0.99)] / 1_000);
    }
}
