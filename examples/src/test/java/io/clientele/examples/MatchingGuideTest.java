package io.clientele.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.Cdp;
import io.clientele.consent.ConsentModule;
import io.clientele.consent.Consents;
import io.clientele.identity.Identities;
import io.clientele.identity.IdentityModule;
import io.clientele.identity.Link;
import io.clientele.identity.match.Match;
import io.clientele.identity.match.MatchModel;
import io.clientele.identity.match.Matches;
import io.clientele.identity.match.Matching;
import io.clientele.model.ConsentAct;
import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Evidence;
import io.clientele.model.Identifier;
import io.clientele.model.Purpose;
import io.clientele.proof.Townsfolk;
import io.clientele.testkit.ManualClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/identity.md shows of likeness is here, and does what is said there. */
class MatchingGuideTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private static final EventType CHECKOUT = EventType.named("Guest Checkout");

    @TempDir
    Path directory;

    private final ManualClock clock = ManualClock.at(NOW);

    @Test
    void every_piece_of_code_in_the_page_is_a_region_of_this_test() throws IOException {
        assertThat(GuidePage.shownBy(MatchingGuideTest.class, "identity.md")).isEqualTo(4);
    }

    private void customers(Cdp cdp) {
        for (Event guest : new Townsfolk(3, 400).guests(NOW)) {
            cdp.accept(ConsentAct.of(
                            "c-" + guest.id(),
                            guest.identifiers().get(0),
                            Purpose.STITCHING,
                            ConsentAct.Decision.GRANT,
                            NOW)
                    .by(Evidence.of("test", "v1")));
            cdp.accept(guest);
        }
    }

    @Test
    void guests_of_one_person_become_one_profile() {
        // region open
        Cdp cdp = Cdp.in(directory)
                .clock(clock)
                .with(ConsentModule.optIn())
                .with(IdentityModule.standard()
                        .matching(Matching.standard()
                                .also(CHECKOUT, "shipping.first_name", "first_name")
                                .also(CHECKOUT, "shipping.last_name", "last_name")
                                .also(CHECKOUT, "shipping.street", "street")
                                .also(CHECKOUT, "shipping.postcode", "postcode")
                                .also(CHECKOUT, "phone", "phone")))
                .open();
        // endregion
        try (cdp) {
            customers(cdp);
            // region learn
            MatchModel model = Matches.of(cdp).learn(); // or learn(executor): it takes seconds, in which others write
            // endregion
            assertThat(model.fields()).hasSize(9);
            Identifier first = order(cdp, "o-1");
            Identifier second = order(cdp, "o-2");
            // region why
            for (Link link : Identities.of(cdp).why(first, second)) {
                Match match = link.match().orElseThrow();
                System.out.printf(
                        "%.1f = %.1f before", match.score(), match.sum().prior());
                match.sum().weights().forEach(w -> System.out.printf(" %+.1f %s", w.bits(), w.field()));
                System.out.printf(
                        " %+.1f since households agree on much, too%n",
                        match.sum().household());
            }
            // endregion
            assertThat(Identities.of(cdp).why(first, second)).hasSize(1);
            assertThat(cdp.profile(first).orElseThrow().identifiers()).contains(second);
            review(cdp);
        }
    }

    private static void review(Cdp cdp) {
        List<Matches.Possible> possible = Matches.of(cdp).review(10);
        assertThat(possible).isNotEmpty();
        // region review
        for (Matches.Possible pair : Matches.of(cdp).review(10)) {
            if (looksLikeOne(pair.match())) {
                Matches.of(cdp).same(pair.one(), pair.other());
            } else {
                Matches.of(cdp).different(pair.one(), pair.other());
            }
        }
        // endregion
        assertThat(Matches.of(cdp).review(1_000)).noneMatch(possible::contains);
    }

    private static boolean looksLikeOne(Match match) {
        return match.probability() > 0.5;
    }

    private static Identifier order(Cdp cdp, String order) {
        Identifier who = Identifier.orderId(order);
        Consents.of(cdp)
                .record(who, c -> c.grant(Purpose.STITCHING, Purpose.ANALYTICS).evidence("checkout", "v1"));
        cdp.track(
                who,
                Event.of(CHECKOUT)
                        .set("phone", "0301234567")
                        .set(
                                "shipping",
                                Map.of(
                                        "first_name", "Gustav",
                                        "last_name", "Abendroth",
                                        "street", "birch street",
                                        "postcode", "15151")));
        return who;
    }
}
