package io.clientele.examples;

import io.clientele.Cdp;
import io.clientele.consent.Consents;
import io.clientele.model.Purpose;
import io.clientele.segment.Segment;
import io.clientele.spi.ConsentDecision;
import io.clientele.trigger.Firing;
import io.clientele.trigger.Trigger;
import io.clientele.trigger.Triggers;
import java.time.Duration;

/**
 * The mail to customers who have just lapsed. A second trigger, which sends nothing, counts for whom and why no mail
 * may be sent: it rests on analytics, the mail on marketing by e-mail.
 */
final class WinBack {

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
                        .atMostOncePer(REST),
                winBack::send);
        triggers.attach(
                Trigger.named("win-back-count")
                        .onEnter(lapsed)
                        .purpose(Purpose.ANALYTICS)
                        .channel("house")
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
