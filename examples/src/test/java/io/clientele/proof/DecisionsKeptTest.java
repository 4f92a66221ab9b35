package io.clientele.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.Cdp;
import io.clientele.consent.Consents;
import io.clientele.identity.Identities;
import io.clientele.model.Identifier;
import io.clientele.model.Purpose;
import io.clientele.model.Trait;
import io.clientele.rights.SubjectRequests;
import io.clientele.testkit.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** What operators decided stays as it was when the store is opened again or somebody is erased, whoever is in heap. */
@ParameterizedClass(name = "heap {0}")
@ValueSource(longs = {World.NOBODY, World.MANY})
class DecisionsKeptTest {

    private static final Identifier ANN = Identifier.userId("ann");
    private static final Identifier BOB = Identifier.userId("bob");
    private static final Identifier PHONE = Identifier.anonymousId("phone");

    @Parameter
    long heap;

    @TempDir
    Path directory;

    private final ManualClock clock = ManualClock.at(World.START);

    private Cdp open() {
        var builder = Cdp.in(directory).clock(clock).heap(heap);
        World.modules().forEach(builder::with);
        return builder.open();
    }

    private static Set<Identifier> together(Cdp cdp, Identifier who) {
        return Set.copyOf(cdp.profile(who).orElseThrow().identifiers());
    }

    private void says(Cdp cdp, Identifier who, Purpose purpose, boolean yes) {
        Consents.of(cdp).record(who, c -> (yes ? c.grant(purpose) : c.withdraw(purpose)).evidence("banner", "v1"));
    }

    @Test
    void a_pin_that_consent_forbids_stays_without_effect_after_reopening_whatever_else_was_decided() {
        try (Cdp cdp = open()) {
            says(cdp, PHONE, Purpose.STITCHING, true);
            says(cdp, PHONE, Purpose.ANALYTICS, true);
            says(cdp, ANN, Purpose.STITCHING, false);
            cdp.identify(ANN, i -> i.set(Trait.FIRST_NAME, "Ann"));
            clock.advance(Duration.ofMinutes(1));
            Identities.of(cdp).together(ANN, PHONE);
            clock.advance(Duration.ofMinutes(1));
            Identities.of(cdp).split(List.of(PHONE), List.of(BOB));
            assertThat(together(cdp, PHONE)).containsExactly(PHONE);
        }
        try (Cdp cdp = open()) {
            assertThat(together(cdp, PHONE)).containsExactly(PHONE);
            assertThat(Consents.of(cdp).permitted(ANN, Purpose.ANALYTICS).permitted())
                    .isFalse();
        }
    }

    @Test
    void a_pin_that_consent_permits_holds_after_reopening_whatever_else_was_decided() {
        try (Cdp cdp = open()) {
            says(cdp, PHONE, Purpose.STITCHING, true);
            cdp.identify(ANN, i -> i.set(Trait.FIRST_NAME, "Ann"));
            clock.advance(Duration.ofMinutes(1));
            Identities.of(cdp).together(ANN, PHONE);
            clock.advance(Duration.ofMinutes(1));
            Identities.of(cdp).split(List.of(ANN), List.of(BOB));
            assertThat(together(cdp, PHONE)).contains(ANN);
        }
        try (Cdp cdp = open()) {
            assertThat(together(cdp, PHONE)).contains(ANN);
        }
    }

    @Test
    void an_erasure_parts_nobody_whom_a_decision_names_beside_the_erased() {
        try (Cdp cdp = open()) {
            says(cdp, PHONE, Purpose.STITCHING, true);
            cdp.identify(BOB, i -> i.set(Trait.COUNTRY, "DE"));
            cdp.identify(ANN, i -> i.sameAs(PHONE).set(Trait.FIRST_NAME, "Ann"));
            Identities.of(cdp).split(List.of(ANN), List.of(BOB));
            assertThat(together(cdp, PHONE)).containsExactlyInAnyOrder(ANN, PHONE);

            SubjectRequests.of(cdp).erase(BOB, "login");

            assertThat(together(cdp, PHONE)).containsExactlyInAnyOrder(ANN, PHONE);
        }
    }
}
