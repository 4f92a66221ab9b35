package io.clientele.benchmarks;

import io.clientele.Cdp;
import io.clientele.benchmarks.erase.Marked;
import io.clientele.benchmarks.erase.RawKeys;
import io.clientele.benchmarks.erase.Residue;
import io.clientele.commerce.CommerceEvents;
import io.clientele.consent.ConsentModule;
import io.clientele.consent.Consents;
import io.clientele.identity.IdentityModule;
import io.clientele.model.Purpose;
import io.clientele.rights.SubjectRequests;
import io.clientele.segment.Conditions;
import io.clientele.segment.Segment;
import io.clientele.segment.SegmentModule;
import io.clientele.segment.Segments;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Has people answered and erased, one after the other, and prints how long each took: what is held of them written out, a consent
 * taken back, all of it forgotten. Then looks for what is left of them, the bytes of their keys included, in every file and every object
 * that heap can reach.
 */
public final class EraseRun {

    private static final String HELP = """
            EraseRun --people N --events E --dir D
            Takes in E events of each of N people, answers a request for access and a withdrawal of each and erases them, in D,
            which must not exist and is left for a look. Half as many others stay, who take back what their events rest on. The
            last line is JSON.""";

    private static final ThreadMXBean PROCESSOR = ManagementFactory.getThreadMXBean();
    private static final int FORCED = 200;
    private static final int FORCED_BYTES = 4_096;

    private final List<Marked> people;
    private final int events;
    private final Path directory;

    private EraseRun(int people, int events, Path directory) {
        this.people = IntStream.rangeClosed(1, people).mapToObj(Marked::new).toList();
        this.events = events;
        this.directory = directory;
    }

    /** Runs it; {@code --help} explains. Exit status 2 on unusable arguments, 1 if anything of the erased is left. */
    public static void main(String[] args) {
        Program.end(run(List.of(args), System.out, System.err));
    }

    static int run(List<String> args, PrintStream out, PrintStream err) {
        long[] residue = {0};
        int status = Program.run(HELP, args, new Program.Prints(out, err), () -> {
            List<String> rest = new ArrayList<>(args);
            Path directory = Program.newDirectory(rest);
            Map<String, Long> values = Program.numbers(rest, List.of("--people", "--events"));
            int people = Program.number(values, "--people", 1, 1_000_000);
            int events = Program.number(values, "--events", 1, 1_000_000);
            try {
                residue[0] = new EraseRun(people, events, directory).run(out, err);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        });
        return status == 0 && residue[0] > 0 ? 1 : status;
    }

    private Cdp open() {
        return Cdp.in(directory.resolve("cdp"))
                .with(ConsentModule.optIn())
                .with(IdentityModule.standard())
                .with(SegmentModule.live())
                .open();
    }

    private long run(PrintStream out, PrintStream err) throws IOException {
        Files.createDirectories(directory);
        Path heap = directory.resolve("heap.hprof");
        Path copy = directory.resolveSibling(directory.getFileName() + "-copy");
        RawKeys keys = new RawKeys(directory.resolve("cdp"), copy);
        Times times;
        try (Cdp cdp = open()) {
            Segments.of(cdp)
                    .define(Segment.named("viewers")
                            .purpose(Purpose.ANALYTICS)
                            .when(Conditions.did(CommerceEvents.PRODUCT_VIEWED)));
            load(cdp, err);
            warmUp(cdp, SubjectRequests.of(cdp));
            keys.keep(cdp);
            times = measure(cdp, err);
            Residue.dump(heap);
        }
        List<byte[]> values = new ArrayList<>(keys.destroyed());
        err.println(values.size() + " keys were destroyed");
        remove(copy);
        people.forEach(person -> values.addAll(person.values()));
        Residue residue = new Residue(values);
        long inHeap = residue.in(heap);
        Files.delete(heap);
        long inFiles = residue.inFiles(directory);
        times.print(out, people.size(), events, new long[] {inFiles, inHeap});
        return inFiles + inHeap;
    }

    private static void remove(Path copy) throws IOException {
        try (Stream<Path> all = Files.walk(copy)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    private void load(Cdp cdp, PrintStream err) {
        for (Marked person : people) {
            person.live(cdp, events);
            if (stays(person)) {
                other(person).live(cdp, events);
            }
            if (person.number() % 100 == 0) {
                err.println(person.number() + " people taken in");
            }
        }
    }

    /** Whether there is another of the same number who is not erased. */
    private static boolean stays(Marked person) {
        return person.number() % 2 == 1;
    }

    private static Marked other(Marked person) {
        return new Marked(-person.number());
    }

    private Times measure(Cdp cdp, PrintStream err) throws IOException {
        SubjectRequests requests = SubjectRequests.of(cdp);
        Times times = new Times(people.size());
        for (int i = 0; i < people.size(); i++) {
            Marked person = people.get(i);
            long start = System.nanoTime();
            int shown = requests.access(person.customer(), "login").json().length();
            times.access[i] = System.nanoTime() - start;
            times.withdraw[i] = withdraw(cdp, person, Purpose.EMAIL_MARKETING);
            start = System.nanoTime();
            long busy = PROCESSOR.getCurrentThreadCpuTime();
            boolean stored =
                    requests.erase(person.customer(), "login").outcome().isStored();
            times.eraseBusy[i] = PROCESSOR.getCurrentThreadCpuTime() - busy;
            times.erase[i] = System.nanoTime() - start;
            if (!stored || shown == 0 || cdp.profile(person.customer()).isPresent()) {
                throw new IllegalStateException("a made-up person was not erased");
            }
            if (i % 100 == 99) {
                err.println(i + 1 + " people erased");
            }
        }
        List<Marked> others =
                people.stream().filter(EraseRun::stays).map(EraseRun::other).toList();
        for (int i = 0; i < others.size(); i++) {
            times.unmake[i] = withdraw(cdp, others.get(i), Purpose.ANALYTICS);
        }
        times.force(directory.resolve("forced"));
        return times;
    }

    private static long withdraw(Cdp cdp, Marked person, Purpose purpose) {
        long start = System.nanoTime();
        Consents.of(cdp).record(person.customer(), c -> c.withdraw(purpose));
        return System.nanoTime() - start;
    }

    /** Compiles what is measured, on people who are not. */
    private void warmUp(Cdp cdp, SubjectRequests requests) {
        for (int i = 0; i < 20; i++) {
            Marked other = new Marked(10_000_000 + i);
            other.live(cdp, Math.min(events, 1_000));
            requests.access(other.customer(), "login").json();
            withdraw(cdp, other, i % 2 == 0 ? Purpose.EMAIL_MARKETING : Purpose.ANALYTICS);
            requests.erase(other.customer(), "login");
        }
    }

    /** What was measured, in nanoseconds. */
    private static final class Times {

        private final long[] access;
        private final long[] withdraw;
        private final long[] unmake;
        private final long[] erase;
        private final long[] eraseBusy;
        private final long[] forced = new long[FORCED];

        Times(int people) {
            access = new long[people];
            withdraw = new long[people];
            unmake = new long[(people + 1) / 2];
            erase = new long[people];
            eraseBusy = new long[people];
        }

        /** How long the disk takes to keep a page. */
        void force(Path file) throws IOException {
            try (FileChannel channel =
                    FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                for (int i = 0; i < FORCED; i++) {
                    channel.write(ByteBuffer.allocate(FORCED_BYTES));
                    long start = System.nanoTime();
                    channel.force(false);
                    forced[i] = System.nanoTime() - start;
                }
            }
            Files.delete(file);
        }

        private static double millis(long[] nanos, double share) {
            long[] sorted = nanos.clone();
            Arrays.sort(sorted);
            return sorted[(int) Math.ceil(share * sorted.length) - 1] / 1e6;
        }

        void print(PrintStream out, int people, int events, long[] residue) {
            out.printf(Locale.ROOT, "%,d people of %,d events, one after the other%n", people, events);
            out.println("                              p50         p99  (ms)");
            line(out, "access, as JSON", access);
            line(out, "withdrawal", withdraw);
            line(out, "withdrawal, events gone", unmake);
            line(out, "erasure, rows gone", erase);
            line(out, "  of it, processor", eraseBusy);
            line(out, "fsync of a page", forced);
            out.printf("left: %d in files, %d in heap%n", residue[0], residue[1]);
            out.printf(
                    Locale.ROOT,
                    "{\"people\":%d,\"events\":%d,\"erase_p50_ms\":%.3f,\"erase_p99_ms\":%.3f,\"rows_gone_p99_ms\":%.3f,"
                            + "\"access_p99_ms\":%.3f,\"withdraw_p99_ms\":%.3f,\"withdraw_gone_p99_ms\":%.3f,\"fsync_p99_ms\":%.3f,"
                            + "\"residue_hits\":%d,\"residue_files\":%d,\"residue_heap\":%d}%n",
                    people,
                    events,
                    millis(erase, 0.5),
                    millis(erase, 0.99),
                    millis(erase, 0.99),
                    millis(access, 0.99),
                    millis(withdraw, 0.99),
                    millis(unmake, 0.99),
                    millis(forced, 0.99),
                    residue[0] + residue[1],
                    residue[0],
                    residue[1]);
        }

        private static void line(PrintStream out, String what, long[] nanos) {
            out.printf(Locale.ROOT, "%-24s %10.3f  %10.3f%n", what, millis(nanos, 0.5), millis(nanos, 0.99));
        }
    }
}
