package io.clientele.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.Cdp;
import io.clientele.Maintenance;
import io.clientele.commerce.Commerce;
import io.clientele.consent.ConsentModule;
import io.clientele.consent.Consents;
import io.clientele.identity.IdentityModule;
import io.clientele.model.Identifier;
import io.clientele.model.Purpose;
import io.clientele.segment.SegmentModule;
import io.clientele.spi.Stats;
import io.clientele.testkit.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A profile that leaves heap comes back as it was saved, unless something was recorded, withdrawn or defined since. */
class SavedProfilesTest {

    private static final Identifier ANN = Identifier.userId("ann");

    private static final int VIEWS = 20;

    @TempDir
    Path directory;

    private final ManualClock clock = ManualClock.at(World.START);

    private Cdp open() {
        return Cdp.in(directory)
                .clock(clock)
                .heap(0)
                .with(ConsentModule.optIn())
                .with(IdentityModule.standard())
                .with(SegmentModule.live())
                .open();
    }

    private void view(Cdp cdp, String id) {
        clock.advance(Duration.ofMinutes(1));
        assertThat(cdp.accept(Commerce.productViewed("SKU-1").about(ANN, clock.instant(), id))
                        .isStored())
                .isTrue();
    }

    private static long gauge(Cdp cdp, String name) {
        return cdp.service(Stats.class).gauges().getOrDefault(name, -1L);
    }

    private void permitAndView(Cdp cdp) {
        Consents.of(cdp)
                .record(
                        ANN,
                        c -> c.grant(Purpose.ANALYTICS, Purpose.PERSONALISATION).evidence("banner", "v1"));
        for (int i = 0; i < VIEWS; i++) {
            view(cdp, "view-" + i);
        }
    }

    @Test
    void who_was_saved_comes_back_without_a_fold() {
        try (Cdp cdp = open()) {
            permitAndView(cdp);
        }
        try (Cdp cdp = open()) {
            long folded = gauge(cdp, "profiles.folded");
            var profile = cdp.profile(ANN).orElseThrow();
            assertThat(profile.activity().events()).isEqualTo(VIEWS);
            assertThat(gauge(cdp, "profiles.restored")).isPositive();
            assertThat(gauge(cdp, "profiles.folded")).isEqualTo(folded);
            view(cdp, "view-again");
            assertThat(cdp.profile(ANN).orElseThrow().activity().events()).isEqualTo(VIEWS + 1);
            assertThat(Maintenance.of(cdp).verify()).isEmpty();
        }
    }

    @Test
    void what_a_withdrawal_takes_is_in_no_saved_profile() {
        try (Cdp cdp = open()) {
            permitAndView(cdp);
            clock.advance(Duration.ofMinutes(1));
            Consents.of(cdp).record(ANN, c -> c.withdraw(Purpose.ANALYTICS).evidence("account", "v1"));
        }
        try (Cdp cdp = open()) {
            assertThat(cdp.profile(ANN).orElseThrow().activity().events()).isZero();
            assertThat(Maintenance.of(cdp).verify()).isEmpty();
        }
    }
}
