package io.clientele.examples;

import io.clientele.Cdp;
import io.clientele.Maintenance;
import io.clientele.consent.ConsentModule;
import io.clientele.consent.Consents;
import io.clientele.examples.tools.VerifyConsent;
import io.clientele.identity.IdentityModule;
import io.clientele.model.Identifier;
import io.clientele.model.Purpose;
import io.clientele.rights.AccessFile;
import io.clientele.rights.ErasureReceipt;
import io.clientele.rights.PortableFile;
import io.clientele.rights.SubjectRequests;
import io.clientele.segment.SegmentModule;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * One person's whole story in a shop's months: what is held of them is written out, taken along, erased; the receipt is verified,
 * what is sent again is refused, a copy of the data from before does not bring them back, and who comes again is a stranger.
 * Takes the arguments of {@link ShopReplay}; {@code --help} explains them.
 */
public final class Rights {

    private final Shop shop;
    private final Path folder;
    private final ShopClock clock;
    private final PrintStream out;

    private Rights(Shop shop, Path folder, PrintStream out) {
        this.shop = shop;
        this.folder = folder;
        this.clock = new ShopClock(shop.start());
        this.out = out;
    }

    /** Runs it and ends the process: status 0 when done, 2 when something given cannot be used, 1 when it failed later. */
    public static void main(String[] args) {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        System.exit(run(out, err, args));
    }

    static int run(PrintStream out, PrintStream err, String... args) {
        try {
            Options options = Options.parse(args);
            if (options.help()) {
                out.print(Options.HELP);
                return 0;
            }
            try (DataFolder data = DataFolder.of(options.data())) {
                new Rights(options.shop(), data.path(), out).tell(err);
                return 0;
            }
        } catch (Options.BadInput unusable) {
            err.println("Rights: " + unusable.getMessage());
            return 2;
        } catch (IOException | RuntimeException failed) {
            err.println("Rights: " + failed);
            return 1;
        }
    }

    private Cdp open() {
        return Cdp.in(folder.resolve("cdp"))
                .with(ConsentModule.optIn())
                .with(IdentityModule.standard())
                .with(SegmentModule.live())
                .clock(clock)
                .open();
    }

    private void tell(PrintStream err) throws IOException {
        Path copy = folder.resolve("copy");
        Identifier who;
        PortableFile taken;
        try (Cdp cdp = open()) {
            who = live(cdp, err);
            Maintenance.of(cdp).backup(copy);
            access(cdp, who);
            taken = SubjectRequests.of(cdp).portable(who, "login");
            write("portable.jsonl", taken.text());
            out.println("taken along      " + taken.lines().size() + " lines in portable.jsonl");
            clock.advance(Duration.ofHours(1));
            erase(cdp, who);
            again(cdp, who, taken);
        }
        restore(copy);
        try (Cdp cdp = open()) {
            out.println("old copy         restored: " + there(cdp, who));
            again(cdp, who, taken);
            clock.advance(Duration.ofDays(1));
            Consents.of(cdp).record(who, c -> c.grant(Purpose.ANALYTICS).evidence("registration", "v2"));
            out.println(
                    "comes again      a new customer with " + cdp.timeline(who).size() + " records and "
                            + Consents.of(cdp).history(who).size() + " choice");
        }
    }

    /** Feeds the months and gives the customer of whom most is known among those who may get mail. */
    private Identifier live(Cdp cdp, PrintStream err) throws IOException {
        Feed feed;
        try (Logbook notes = Logbook.read(folder, shop.fingerprint())) {
            notes.open();
            ShopSegments segments = ShopSegments.define(cdp, shop);
            Replay.WinBack.attach(cdp, segments.lapsed(), notes);
            feed = new Feed(cdp, clock, notes, segments::sizes);
            feed.replay(shop, new Progress(err, Progress.onTerminal(), shop));
        }
        out.println("shop             " + shop.title());
        return feed.identifiers().stream()
                .filter(each -> each.namespace().equals(Identifier.USER_ID))
                .filter(each -> Consents.of(cdp)
                        .permitted(each, Purpose.EMAIL_MARKETING)
                        .permitted())
                .max(Comparator.<Identifier>comparingLong(each ->
                                cdp.profile(each).orElseThrow().activity().events())
                        .thenComparing(Identifier::value))
                .orElseThrow(() -> new IllegalStateException("nobody in this shop may get mail"));
    }

    private void access(Cdp cdp, Identifier who) throws IOException {
        long start = System.nanoTime();
        AccessFile file = SubjectRequests.of(cdp).access(who, "login");
        String json = file.json();
        long millis = (System.nanoTime() - start) / 1_000_000;
        write("access.json", json);
        write("access.html", file.html());
        out.println("customer         " + cdp.profile(who).orElseThrow().id() + " with "
                + cdp.timeline(who).size() + " records and "
                + cdp.profile(who).orElseThrow().identifiers().size() + " identifiers");
        out.println(
                "access           " + json.length() / 1_024 + " KiB in access.json and access.html, " + millis + " ms");
        file.review().forEach(line -> out.println("  for review     " + line));
    }

    private void erase(Cdp cdp, Identifier who) throws IOException {
        long start = System.nanoTime();
        ErasureReceipt receipt = SubjectRequests.of(cdp).erase(who, "login");
        long millis = (System.nanoTime() - start) / 1_000_000;
        String lines = receipt.export().orElseThrow(() -> new IllegalStateException("nothing was erased"));
        write("receipt.txt", lines);
        out.println("erased           " + receipt.records() + " records under " + receipt.identifiers()
                + " identifiers, " + millis + " ms: " + there(cdp, who));
        receipt.request()
                .orElseThrow()
                .recipients()
                .forEach(each -> out.println("  recipient      " + each.name() + ": " + each.told()));
        out.println("receipt          " + VerifyConsent.verdict(lines));
    }

    private void again(Cdp cdp, Identifier who, PortableFile taken) {
        Maintenance.Imported imported = Maintenance.of(cdp).importHistory(new StringReader(taken.text()), lines -> {});
        out.println("sent again       " + imported.outcomes() + ": " + there(cdp, who));
    }

    private static String there(Cdp cdp, Identifier who) {
        return cdp.profile(who).isPresent() ? "known" : "not known";
    }

    /** Puts the data from before the erasure in the place of what is there; the keys stay as they are. */
    private void restore(Path copy) {
        Path data = folder.resolve("cdp");
        try (Stream<Path> files = Files.list(data.resolve("data"))) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Maintenance.restore(copy, data);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }
}
