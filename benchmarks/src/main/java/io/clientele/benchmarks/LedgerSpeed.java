package io.clientele.benchmarks;

import io.clientele.Cdp;
import io.clientele.consent.ConsentModule;
import io.clientele.consent.Consents;
import io.clientele.model.ConsentAct;
import io.clientele.model.ConsentAct.Decision;
import io.clientele.model.Evidence;
import io.clientele.model.Identifier;
import io.clientele.model.Purpose;
import io.clientele.spi.ConsentGate;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How fast choices are recorded: in heap alone, and sealed, entered into the audit tree and durable on disk; then how long it
 * takes to ask for one of them.
 */
public final class LedgerSpeed {

    private static final String HELP = """
            LedgerSpeed --dir DIR --acts N [--batch B]
            Records N acts of N/4 people, B (1024) in a call, each call durable, into a store in DIR, which
            must not exist; before that the same acts into a ledger in heap. The last line is JSON.""";

    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final int ACTS_EACH = 4;
    private static final int QUESTIONS = 100_000;

    private LedgerSpeed() {}

    /** Runs it; {@code --help} explains. Exit status 2 on unusable arguments. */
    public static void main(String[] args) {
        Program.end(run(List.of(args), System.out, System.err));
    }

    static int run(List<String> args, PrintStream out, PrintStream err) {
        return Program.run(HELP, args, new Program.Prints(out, err), () -> measure(args, out));
    }

    private static void measure(List<String> args, PrintStream out) {
        List<String> numbers = new ArrayList<>(args);
        Path directory = Program.newDirectory(numbers);
        Map<String, Long> values = Program.numbers(numbers, List.of("--acts", "--batch"));
        values.putIfAbsent("--batch", 1_024L);
        List<ConsentAct> acts = acts(Program.number(values, "--acts", 1, 10_000_000));
        double heap = perSecond(acts.size(), () -> inHeap(acts));
        try {
            Files.createDirectories(directory);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        try (Cdp cdp = Cdp.in(directory)
                .clock(() -> START.plus(Duration.ofDays(30)))
                .with(ConsentModule.optIn())
                .open()) {
            int batch = Program.number(values, "--batch", 1, 100_000);
            double durable = perSecond(acts.size(), () -> record(cdp, acts, batch));
            double asked = perSecond(QUESTIONS, () -> ask(cdp, acts.size()));
            out.printf(
                    Locale.ROOT,
                    "{\"acts\": %d, \"heap_per_s\": %.0f, \"durable_per_s\": %.0f, \"permitted_us\": %.2f}%n",
                    acts.size(),
                    heap,
                    durable,
                    1e6 / asked);
        }
    }

    private static List<ConsentAct> acts(int count) {
        Evidence banner = Evidence.of("banner", "v1").jurisdiction("DE").method("button");
        List<Purpose> purposes = List.of(Purpose.ANALYTICS, Purpose.STITCHING, Purpose.EMAIL_MARKETING);
        List<ConsentAct> acts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Decision decision = i % 7 == 0 ? Decision.WITHDRAW : Decision.GRANT;
            acts.add(ConsentAct.of("act-" + i, who(i), purposes.get(i % 3), decision, START.plusSeconds(i))
                    .by(banner));
        }
        return acts;
    }

    private static Identifier who(int act) {
        return Identifier.userId("u" + act / ACTS_EACH);
    }

    private static double perSecond(int count, Runnable work) {
        long start = System.nanoTime();
        work.run();
        return count / ((System.nanoTime() - start) / 1e9);
    }

    private static void inHeap(List<ConsentAct> acts) {
        ConsentGate gate = ConsentModule.optIn().gate();
        acts.forEach(gate::add);
    }

    private static void record(Cdp cdp, List<ConsentAct> acts, int batch) {
        for (int from = 0; from < acts.size(); from += batch) {
            cdp.accept(acts.subList(from, Math.min(from + batch, acts.size())));
        }
    }

    private static void ask(Cdp cdp, int acts) {
        Consents consents = Consents.of(cdp);
        int permitted = 0;
        for (int i = 0; i < QUESTIONS; i++) {
            permitted += consents.permitted(who(i % acts), Purpose.ANALYTICS).permitted() ? 1 : 0;
        }
        if (permitted == 0) {
            throw new IllegalStateException("nobody permits anything");
        }
    }
}
