package io.clientele.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.Audits;
import io.clientele.Cdp;
import io.clientele.Maintenance;
import io.clientele.access.Access;
import io.clientele.access.AccessModule;
import io.clientele.access.Look;
import io.clientele.access.Principal;
import io.clientele.access.View;
import io.clientele.accountability.AccountabilityModule;
import io.clientele.accountability.Controller;
import io.clientele.consent.ConsentModule;
import io.clientele.consent.Consents;
import io.clientele.keys.QuickKeys;
import io.clientele.model.Identifier;
import io.clientele.model.Purpose;
import io.clientele.schema.Retention;
import io.clientele.testkit.ManualClock;
import io.clientele.testkit.Requirement;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who of the shop's people looked at whom is kept for a period of its own. */
class LooksRetentionTest {

    private static final Identifier ANN = Identifier.userId("ann-4711");

    @TempDir
    Path directory;

    private final ManualClock clock = ManualClock.at(World.START);

    @Test
    @Requirement("GDPR Art. 5(1)(e)")
    @Requirement("scenario 45")
    void who_looked_at_whom_goes_on_its_day_and_is_written_down() {
        Retention looks = Retention.unlimited().keepLooks(Period.ofYears(1));
        try (Cdp cdp = watched(looks)) {
            View officer = Access.of(cdp).as(Principal.person("dpo-1", "officer"));
            Consents.of(cdp).record(ANN, c -> c.grant(Purpose.ANALYTICS).evidence("banner", "v1"));
            officer.find(ANN);
            clock.advance(Duration.ofDays(300));
            officer.consents(ANN);
            clock.set(World.START.plus(Duration.ofDays(365)));
            cdp.advance();
            assertThat(operations(officer)).as("its last day").contains("find", "consents");
            clock.set(World.START.plus(Duration.ofDays(366)));
            cdp.advance();
            assertThat(operations(officer)).doesNotContain("find").contains("consents");
            long audited = Audits.of(cdp).size();
            clock.advance(Duration.ofDays(1));
            cdp.advance();
            assertThat(Audits.of(cdp).size()).as("nothing is left to do").isEqualTo(audited);
            assertThat(Maintenance.of(cdp).verify()).isEmpty();
        }
        try (Cdp cdp = watched(looks)) {
            View officer = Access.of(cdp).as(Principal.person("dpo-1", "officer"));
            assertThat(operations(officer)).doesNotContain("find").contains("consents");
            assertThat(Maintenance.of(cdp).verify()).isEmpty();
        }
    }

    private Cdp watched(Retention periods) {
        return Cdp.in(directory)
                .keys(QuickKeys.provider())
                .clock(clock)
                .with(ConsentModule.optIn().retention(periods))
                .with(AccessModule.standard())
                .with(AccountabilityModule.of(Controller.named("Shop GmbH", "privacy@shop.example"))
                        .strict())
                .open();
    }

    private static List<String> operations(View officer) {
        return officer.reads(Instant.EPOCH, Instant.MAX).stream()
                .map(Look::operation)
                .toList();
    }
}
