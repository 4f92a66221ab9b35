package io.clientele.examples;

import io.clientele.Cdp;
import io.clientele.CdpBuilder;
import io.clientele.consent.ConsentModule;
import io.clientele.consent.Consents;
import io.clientele.examples.Report.Row;
import io.clientele.identity.IdentityModule;
import io.clientele.keys.KeyProvider;
import io.clientele.keys.WrongKeyException;
import io.clientele.model.CdpException;
import io.clientele.model.Identifier;
import io.clientele.model.Profile;
import io.clientele.model.Purpose;
import io.clientele.segment.Segment;
import io.clientele.segment.SegmentModule;
import io.clientele.spi.ConsentDecision;
import io.clientele.trigger.Firing;
import io.clientele.trigger.Trigger;
import io.clientele.trigger.Triggers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One run over a shop's months: feeds what the directory does not hold yet, reports, closes, opens again and compares.
 */
final class Replay {

    private final Shop shop;
    private final Path directory;
    private final Optional<KeyProvider> keys;
    private final Logbook logbook;
    private final ShopClock clock;

    /**
     * A run.
     *
     * @throws Options.BadInput if the directory holds another shop's replay
     */
    Replay(Shop shop, Path directory, Optional<KeyProvider> keys) {
        this.shop = shop;
        this.directory = directory;
        this.keys = keys;
        this.logbook = Logbook.read(directory, shop.fingerprint());
        Instant start = shop.start();
        this.clock = new ShopClock(logbook.time().isAfter(start) ? logbook.time() : start);
    }

    /**
     * Runs.
     *
     * @return everybody, as counted before closing
     * @throws Options.BadInput if the directory cannot be used, is in use, or was made with other keys
     */
    Census run(Report report, Progress progress) {
        Set<Identifier> identifiers;
        Census census;
        String before;
        try (Cdp cdp = open();
                Logbook notes = logbook) {
            startNotes(notes);
            report.begin(shop);
            ShopSegments segments = ShopSegments.define(cdp, shop);
            WinBack.attach(cdp, segments.lapsed(), notes);
            Feed feed = new Feed(cdp, clock, notes, segments::sizes);
            feed.replay(shop, progress);
            identifiers = feed.identifiers();
            census = Census.of(cdp, identifiers);
            before = report(report, cdp, segments, census);
        }
        try (Cdp again = open()) {
            ShopSegments segments = ShopSegments.define(again, shop);
            report.reopened(before, fingerprint(again, segments, Census.of(again, identifiers)));
        }
        return census;
    }

    private Cdp open() {
        try {
            CdpBuilder builder = Cdp.in(directory)
                    .with(ConsentModule.optIn())
                    .with(IdentityModule.standard())
                    .with(SegmentModule.live())
                    .clock(clock);
            keys.ifPresent(builder::keys);
            return builder.open();
        } catch (CdpException | WrongKeyException unusable) {
            throw new Options.BadInput(String.valueOf(unusable.getMessage()), unusable);
        }
    }

    private static void startNotes(Logbook notes) {
        try {
            notes.open();
        } catch (IOException unwritable) {
            throw new UncheckedIOException("cannot write the replay's log", unwritable);
        }
    }

    private String report(Report report, Cdp cdp, ShopSegments segments, Census census) {
        report.people(census);
        report.segments(rows(cdp, segments, census), logbook.sizes());
        report.mails(logbook.mailCount(), logbook.keptBack());
        report.outcomes(logbook.outcomes());
        report.explained(Portrait.of(cdp, segments, census));
        report.counts(cdp.counts());
        return fingerprint(cdp, segments, census);
    }

    private static List<Row> rows(Cdp cdp, ShopSegments segments, Census census) {
        Map<String, Profile> people = new HashMap<>();
        census.people().forEach(profile -> people.put(profile.id(), profile));
        Consents consents = Consents.of(cdp);
        List<Row> rows = new ArrayList<>();
        for (Segment segment : segments.all()) {
            List<String> members = segments.service().members(segment);
            long reachable = members.stream()
                    .map(people::get)
                    .filter(p -> consents.permitted(p.identifiers().get(0), Purpose.EMAIL_MARKETING)
                            .permitted())
                    .count();
            rows.add(new Row(segment.name(), members.size(), reachable));
        }
        return rows;
    }

    private static String fingerprint(Cdp cdp, ShopSegments segments, Census census) {
        long rest = MadeUp.mix(
                segments.sizes().hashCode() * 31L + cdp.counts().toString().hashCode());
        return census.fingerprint() + Long.toHexString(rest).substring(0, 4);
    }

    /** What the run itself remembers; complete after {@link #run}. */
    Logbook logbook() {
        return logbook;
    }

    /**
     * The mail to customers who have just lapsed. A second trigger, which sends nothing, counts for whom and why no mail
     * may be sent: it rests on analytics, the mail on marketing by e-mail.
     */
    static final class WinBack {

        private static final Duration REST = Duration.ofDays(30);

        private final Consents consents;
        private final Logbook logbook;

        private WinBack(Consents consents, Logbook logbook) {
            this.consents = consents;
            this.logbook = logbook;
        }

        /** Attaches both triggers; what they do is noted in the logbook. */
        static void attach(Cdp cdp, Segment lapsed, Logbook logbook) {
            WinBack winBack = new WinBack(Consents.of(cdp), logbook);
            Triggers triggers = Triggers.of(cdp);
            triggers.attach(
                    Trigger.named("win-back-mail")
                            .onEnter(lapsed)
                            .purpose(Purpose.EMAIL_MARKETING)
                            .neverStale()
                            .atMostOncePer(REST),
                    winBack::send);
            triggers.attach(
                    Trigger.named("win-back-count")
                            .onEnter(lapsed)
                            .purpose(Purpose.ANALYTICS)
                            .channel("house")
                            .neverStale()
                            .atMostOncePer(REST),
                    winBack::count);
        }

        /** Where a shop would call its mailer, with the firing's id as the mailer's key against sending twice. */
        private void send(Firing firing) {
            logbook.mail(firing.id());
        }

        private void count(Firing firing) {
            ConsentDecision decision =
                    consents.permitted(firing.profile().identifiers().get(0), Purpose.EMAIL_MARKETING);
            if (!decision.permitted()) {
                logbook.keptBack(firing.id(), decision.reason());
            }
        }
    }
}
