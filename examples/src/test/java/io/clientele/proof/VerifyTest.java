package io.clientele.proof;

import static io.clientele.segment.Conditions.did;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.Cdp;
import io.clientele.CdpModule;
import io.clientele.Maintenance;
import io.clientele.commerce.Commerce;
import io.clientele.commerce.CommerceEvents;
import io.clientele.consent.ConsentModule;
import io.clientele.consent.Consents;
import io.clientele.identity.IdentityModule;
import io.clientele.model.Identifier;
import io.clientele.model.Purpose;
import io.clientele.segment.Segment;
import io.clientele.segment.SegmentModule;
import io.clientele.segment.Segments;
import io.clientele.spi.ModuleContext;
import io.clientele.spi.ProfileEvaluator;
import io.clientele.testkit.ManualClock;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Looking through a store notices what no record says: a lost link, an event that a segment missed. */
class VerifyTest {

    private static final Identifier ANN = Identifier.userId("ann");
    private static final Identifier LAPTOP = Identifier.anonymousId("laptop");
    private static final Segment VIEWERS = Segment.named("viewers")
            .purpose(Purpose.ANALYTICS)
            .when(did(CommerceEvents.PRODUCT_VIEWED).atLeast(1));
    private static final long EVERYBODY = 64 << 20;

    @TempDir
    Path directory;

    private final ManualClock clock = ManualClock.at(World.START);

    private Cdp open(long heap, CdpModule segments) {
        return Cdp.in(directory)
                .clock(clock)
                .heap(heap)
                .with(ConsentModule.optIn())
                .with(IdentityModule.standard())
                .with(segments)
                .open();
    }

    private void live(Cdp cdp) {
        Segments.of(cdp).define(VIEWERS);
        for (Identifier who : new Identifier[] {ANN, LAPTOP}) {
            Consents.of(cdp)
                    .record(
                            who,
                            c -> c.grant(Purpose.ANALYTICS, Purpose.STITCHING).evidence("banner", "v1"));
        }
        clock.advance(Duration.ofMinutes(1));
        cdp.identify(ANN, i -> i.sameAs(LAPTOP));
        clock.advance(Duration.ofMinutes(1));
        assertThat(cdp.track(LAPTOP, Commerce.productViewed("SKU-1")).isStored())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, EVERYBODY})
    void a_lost_link_is_noticed(long heap) throws SQLException {
        try (Cdp cdp = open(heap, SegmentModule.live())) {
            live(cdp);
            assertThat(Maintenance.of(cdp).verify()).isEmpty();
        }
        try (Connection tamper = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("data/clientele.db"));
                Statement sql = tamper.createStatement()) {
            assertThat(sql.executeUpdate("DELETE FROM links")).isPositive();
        }
        try (Cdp cdp = open(heap, SegmentModule.live())) {
            assertThat(Maintenance.of(cdp).verify())
                    .contains("who belongs with whom among owners 1 to 2 is not what the records give");
        }
    }

    @Test
    void a_missed_event_is_noticed() {
        try (Cdp cdp = open(EVERYBODY, new Forgetful())) {
            live(cdp);
            assertThat(Segments.of(cdp).contains(ANN, VIEWERS)).isFalse();
            assertThat(Maintenance.of(cdp).verify())
                    .contains("a profile among owners 1 to 2 is not what the records give");
        }
    }

    @Test
    void a_membership_that_a_checkpoint_has_wrong_is_noticed_although_its_profile_is_not_in_heap() {
        try (Cdp cdp = open(EVERYBODY, new Forgetful())) {
            live(cdp);
        }
        try (Cdp cdp = open(0, SegmentModule.live())) {
            assertThat(Maintenance.of(cdp).verify())
                    .contains("a profile among owners 1 to 2 is not what the records give");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, EVERYBODY})
    void a_profile_that_knows_of_an_event_no_record_tells_of_is_noticed(long heap) throws SQLException {
        try (Cdp cdp = open(heap, SegmentModule.live())) {
            live(cdp);
            for (int i = 0; i < 20; i++) {
                cdp.track(LAPTOP, Commerce.productViewed("SKU-1"));
            }
        }
        try (Cdp cdp = open(heap, SegmentModule.live())) {
            assertThat(cdp.profile(ANN).orElseThrow().activity().events()).isEqualTo(22);
            assertThat(Maintenance.of(cdp).verify()).isEmpty();
            takeOut();
            assertThat(Segments.of(cdp).contains(ANN, VIEWERS)).isTrue();
            assertThat(Maintenance.of(cdp).verify())
                    .contains("a profile among owners 1 to 2 is not what the records give");
        }
    }

    /** Takes the newest view out of the journal and its indexes, as a withdrawal would, and out of nothing else. */
    private void takeOut() throws SQLException {
        try (Connection tamper = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("data/clientele.db"));
                Statement sql = tamper.createStatement()) {
            String newest = "(SELECT MAX(position) FROM journal WHERE kind = 1)";
            assertThat(sql.executeUpdate("DELETE FROM dedup WHERE position = " + newest))
                    .isEqualTo(1);
            assertThat(sql.executeUpdate("DELETE FROM owner_index WHERE position = " + newest))
                    .isEqualTo(1);
            assertThat(sql.executeUpdate("UPDATE months SET row_count = row_count - 1 WHERE (retention, month) ="
                            + " (SELECT retention, month FROM journal WHERE position = " + newest + ")"))
                    .isEqualTo(1);
            assertThat(sql.executeUpdate(
                            "UPDATE journal SET kind = 0, owner = 0, retention = 0, month = 0, dedup = NULL,"
                                    + " sealed = NULL WHERE position = " + newest))
                    .isEqualTo(1);
        }
    }

    /** Segments that are told nothing of what happens. */
    private static final class Forgetful implements CdpModule {

        @Override
        public String name() {
            return "segments";
        }

        @Override
        public void install(ModuleContext context) {
            SegmentModule.live()
                    .install(instead(
                            ModuleContext.class,
                            context,
                            (method, arguments) -> method.getName().equals("evaluator")
                                    ? deaf((ProfileEvaluator) arguments[1])
                                    : null));
        }

        private static ProfileEvaluator deaf(ProfileEvaluator evaluator) {
            return instead(ProfileEvaluator.class, evaluator, (method, arguments) -> null);
        }
    }

    private interface Change {
        ProfileEvaluator of(Method method, Object[] arguments);
    }

    private static <T> T instead(Class<T> type, T real, Change change) {
        return type.cast(Proxy.newProxyInstance(
                VerifyTest.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    if (method.getName().equals("apply")) {
                        return null;
                    }
                    ProfileEvaluator other = change.of(method, arguments);
                    if (other != null) {
                        arguments[1] = other;
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException failed) {
                        throw failed.getCause();
                    }
                }));
    }
}
