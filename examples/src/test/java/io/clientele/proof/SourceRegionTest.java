package io.clientele.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.Cdp;
import io.clientele.consent.ConsentModule;
import io.clientele.consent.Consents;
import io.clientele.identity.IdentityModule;
import io.clientele.identity.IdentityRules;
import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import io.clientele.model.Purpose;
import io.clientele.testkit.ManualClock;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A telephone number without its country is of the country of the source that says it. */
class SourceRegionTest {

    private static final Identifier NATIONAL = Identifier.phone("0664 1234567");
    private static final Identifier AUSTRIAN = Identifier.phone("+43 664 1234567");
    private static final Identifier GERMAN = Identifier.phone("+49 664 1234567");

    private static void seen(Cdp cdp, String customer, String source) {
        List<Identifier> who = List.of(Identifier.userId(customer), NATIONAL);
        cdp.accept(Event.of(EventType.IDENTIFY)
                .from(source)
                .about(who.get(0), World.START, "by-" + customer)
                .about(who));
    }

    @Test
    void the_same_digits_are_two_numbers_in_two_countries_in_events_and_in_consent() {
        try (Cdp cdp = Cdp.inMemory()
                .clock(ManualClock.at(World.START))
                .with(ConsentModule.optIn())
                .with(IdentityModule.with(IdentityRules.standard().region("DE").regionOf("shop-at", "AT")))
                .open()) {
            permit(cdp, Identifier.userId("ann"), "shop-at");
            permit(cdp, Identifier.userId("bob"), "shop-de");
            seen(cdp, "ann", "shop-at");
            seen(cdp, "bob", "shop-de");
            assertThat(identifiers(cdp, AUSTRIAN)).hasSize(2).contains(Identifier.userId("ann"));
            assertThat(identifiers(cdp, GERMAN)).hasSize(2).contains(Identifier.userId("bob"));
            assertThat(identifiers(cdp, NATIONAL)).isEqualTo(identifiers(cdp, GERMAN));

            Consents.of(cdp).record(NATIONAL, c -> c.withdraw(Purpose.STITCHING).evidence("shop-at", "v1"));
            assertThat(identifiers(cdp, Identifier.userId("ann"))).containsExactly(Identifier.userId("ann"));
            assertThat(identifiers(cdp, GERMAN)).hasSize(2).contains(Identifier.userId("bob"));
        }
    }

    private static void permit(Cdp cdp, Identifier who, String source) {
        Consents.of(cdp)
                .record(who, c -> c.grant(Purpose.ANALYTICS, Purpose.STITCHING).evidence(source, "v1"));
    }

    private static List<Identifier> identifiers(Cdp cdp, Identifier who) {
        return cdp.profile(who)
                .map(profile -> List.copyOf(profile.identifiers()))
                .orElse(List.of());
    }
}
