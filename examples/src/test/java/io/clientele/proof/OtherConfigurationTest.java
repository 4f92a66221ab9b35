package io.clientele.proof;

import static io.clientele.commerce.CommerceEvents.PRODUCT_VIEWED;
import static io.clientele.segment.Conditions.did;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.clientele.Cdp;
import io.clientele.commerce.Commerce;
import io.clientele.consent.ConsentModule;
import io.clientele.consent.Consents;
import io.clientele.consent.Notice;
import io.clientele.identity.IdentityModule;
import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import io.clientele.model.Purpose;
import io.clientele.schema.Category;
import io.clientele.schema.Schema;
import io.clientele.segment.Segment;
import io.clientele.segment.SegmentModule;
import io.clientele.segment.Segments;
import io.clientele.testkit.ManualClock;
import io.clientele.testkit.Requirement;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who opens a store with another configuration than before is told, and who calls it without an argument learns which. */
class OtherConfigurationTest {

    @TempDir
    Path directory;

    private List<String> openedWith(Schema... schemas) {
        List<String> said = new ArrayList<>();
        Handler ear = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                said.add(new SimpleFormatter().formatMessage(entry));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger log = Logger.getLogger("io.clientele.audit");
        log.addHandler(ear);
        try {
            Cdp.in(directory)
                    .with(ConsentModule.optIn().schemas(schemas))
                    .with(IdentityModule.standard())
                    .open()
                    .close();
        } finally {
            log.removeHandler(ear);
        }
        return said;
    }

    @Test
    void a_store_that_is_opened_without_its_schemas_says_so_once() {
        Schema visits = Schema.of(EventType.named("Visited")).field("page", Category.BEHAVIOUR);
        assertThat(openedWith(visits)).isEmpty();
        assertThat(openedWith(visits)).isEmpty();
        assertThat(openedWith())
                .containsExactly("the store was last opened with other schemas: everybody was folded again");
        assertThat(openedWith()).isEmpty();
    }

    private Cdp open(ManualClock clock, Notice... notices) {
        return Cdp.in(directory)
                .clock(clock)
                .with(ConsentModule.optIn().notices(notices))
                .with(IdentityModule.standard())
                .with(SegmentModule.live())
                .open();
    }

    @ParameterizedTest
    @ValueSource(ints = {30, 90})
    @Requirement("GDPR Art. 7(1)")
    void a_material_notice_that_a_restart_brings_ends_memberships_when_it_is_in_force(int minutes) {
        ManualClock clock = ManualClock.at("2026-03-01T09:00:00Z");
        Identifier ann = Identifier.userId("42");
        Segment viewers = Segment.named("viewers").purpose(Purpose.ANALYTICS).when(did(PRODUCT_VIEWED));
        Notice third = Notice.of("v3", "text three");
        Notice fourth =
                Notice.of("v4", "text four").material().from(clock.instant().plus(Duration.ofHours(1)));
        try (Cdp cdp = open(clock, third)) {
            Segments.of(cdp).define(viewers);
            Consents.of(cdp).record(ann, c -> c.grant(Purpose.ANALYTICS).evidence("banner", "v3"));
            cdp.track(ann, Commerce.productViewed("SKU-1"));
        }
        clock.advance(Duration.ofMinutes(minutes));
        try (Cdp cdp = open(clock, third, fourth)) {
            cdp.advance();
            assertThat(Segments.of(cdp).count(viewers)).isEqualTo(minutes < 60 ? 1 : 0);
            clock.advance(Duration.ofDays(2));
            cdp.advance();
            assertThat(Segments.of(cdp).count(viewers)).isZero();
        }
        try (Cdp cdp = open(clock, third, fourth)) {
            assertThat(Segments.of(cdp).count(viewers)).isZero();
        }
    }

    @Test
    void a_missing_argument_is_named() {
        try (Cdp cdp = Cdp.inMemory()
                .with(ConsentModule.optIn())
                .with(IdentityModule.standard())
                .open()) {
            assertThatNullPointerException()
                    .isThrownBy(() -> cdp.track(null, Event.named("Visited")))
                    .withMessage("who");
            assertThatNullPointerException()
                    .isThrownBy(() -> cdp.track(Identifier.userId("1"), null))
                    .withMessage("event");
            assertThatNullPointerException().isThrownBy(() -> cdp.profile(null)).withMessage("identifier");
            assertThatNullPointerException()
                    .isThrownBy(() -> cdp.calling(options -> null))
                    .withMessage("change gives nothing");
        }
    }
}
