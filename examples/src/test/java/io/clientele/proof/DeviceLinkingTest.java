package io.clientele.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.Cdp;
import io.clientele.Maintenance;
import io.clientele.consent.ConsentModule;
import io.clientele.identity.Identities;
import io.clientele.identity.IdentityModule;
import io.clientele.identity.Link;
import io.clientele.identity.match.Devices;
import io.clientele.identity.match.Devices.Sign;
import io.clientele.identity.match.Matching;
import io.clientele.model.ConsentAct;
import io.clientele.model.ConsentAct.Decision;
import io.clientele.model.EventType;
import io.clientele.model.Evidence;
import io.clientele.model.Identifier;
import io.clientele.model.Purpose;
import io.clientele.testkit.ManualClock;
import io.clientele.testkit.Requirement;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Visitors of whom only their devices are known. */
class DeviceLinkingTest {

    private static final Identifier ONE = Identifier.anonymousId("one");
    private static final Identifier TWO = Identifier.anonymousId("two");
    private static final IdentityModule PLAIN = IdentityModule.standard();
    private static final IdentityModule DEVICES = PLAIN.matching(
            Matching.standard().devices(Devices.standard().read(EventType.IDENTIFY, "looks", Sign.FINGERPRINT)));

    @TempDir
    Path directory;

    private final ManualClock clock = ManualClock.at(World.START.plusSeconds(600));
    private int next;

    private Cdp open(IdentityModule identity) {
        return Cdp.in(directory)
                .clock(clock)
                .with(ConsentModule.optIn())
                .with(identity)
                .open();
    }

    private void say(Cdp cdp, Identifier who, Purpose purpose, Decision decision) {
        cdp.accept(ConsentAct.of("act-" + next++, who, purpose, decision, clock.instant())
                .by(Evidence.of("test", "v1")));
    }

    private void seen(Cdp cdp, Identifier who) {
        cdp.accept(Townsfolk.event("seen-" + next++, clock.instant().plusSeconds(1), Map.of("looks", "f-1"), who));
    }

    private static boolean areOne(Cdp cdp) {
        return cdp.profile(ONE).orElseThrow().identifiers().contains(TWO);
    }

    @Test
    @Requirement("ePrivacy Directive Art. 5(3)")
    @Requirement("GDPR Art. 7(3)")
    void one_look_makes_one_person_of_two_visitors_while_both_permit_it() {
        try (Cdp cdp = open(DEVICES)) {
            for (Identifier who : new Identifier[] {ONE, TWO}) {
                say(cdp, who, Purpose.STITCHING, Decision.GRANT);
                seen(cdp, who);
            }
            assertThat(areOne(cdp)).as("nobody permitted it").isFalse();
            say(cdp, ONE, Purpose.DEVICE_LINKING, Decision.GRANT);
            seen(cdp, ONE);
            assertThat(areOne(cdp)).as("one permitted it").isFalse();
            say(cdp, TWO, Purpose.DEVICE_LINKING, Decision.GRANT);
            seen(cdp, TWO);
            assertThat(areOne(cdp)).isTrue();
            assertThat(cdp.profile(ONE).orElseThrow().identifiers()).containsExactlyInAnyOrder(ONE, TWO);
            assertThat(Identities.of(cdp).why(ONE, TWO))
                    .hasSize(2)
                    .allMatch(link -> link.state() == Link.State.JOINS && Devices.isTrace(link.weaker()));
        }
        try (Cdp cdp = open(DEVICES)) {
            assertThat(areOne(cdp)).as("opened again").isTrue();
            say(cdp, TWO, Purpose.DEVICE_LINKING, Decision.WITHDRAW);
            assertThat(areOne(cdp)).isFalse();
        }
        try (Cdp cdp = open(DEVICES)) {
            assertThat(areOne(cdp)).as("opened again").isFalse();
        }
    }

    @Test
    void nothing_of_a_device_counts_by_default() {
        try (Cdp cdp = open(PLAIN)) {
            for (Identifier who : new Identifier[] {ONE, TWO}) {
                say(cdp, who, Purpose.STITCHING, Decision.GRANT);
                say(cdp, who, Purpose.DEVICE_LINKING, Decision.GRANT);
                seen(cdp, who);
            }
            assertThat(areOne(cdp)).isFalse();
        }
        for (int opening = 1; opening <= 3; opening++) {
            try (Cdp cdp = open(DEVICES)) {
                assertThat(areOne(cdp))
                        .as("asked for later, opening %d", opening)
                        .isTrue();
                assertThat(Maintenance.of(cdp).verify()).isEmpty();
            }
        }
        try (Cdp cdp = open(PLAIN)) {
            assertThat(areOne(cdp)).as("asked for no more").isFalse();
        }
    }
}
