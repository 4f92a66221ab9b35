package io.clientele.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.clientele.Cdp;
import io.clientele.Maintenance;
import io.clientele.consent.ConsentDraft;
import io.clientele.consent.ConsentModule;
import io.clientele.consent.Consents;
import io.clientele.identity.IdentityModule;
import io.clientele.model.Identifier;
import io.clientele.model.Outcome;
import io.clientele.model.Purpose;
import io.clientele.segment.SegmentModule;
import io.clientele.testkit.ManualClock;
import io.clientele.testkit.Requirement;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scenarios of consent that cross the modules. */
class ConsentScenariosTest {

    private static final Identifier ANN = Identifier.userId("ann");
    private static final Identifier BEN = Identifier.userId("ben");
    private static final Identifier TABLET = Identifier.deviceId("tablet");

    @TempDir
    Path directory;

    private final ManualClock clock = ManualClock.at("2026-03-01T09:00:00Z");

    private Cdp open() {
        return Cdp.in(directory)
                .clock(clock)
                .with(ConsentModule.optIn())
                .with(IdentityModule.standard())
                .with(SegmentModule.live())
                .open();
    }

    private void record(Cdp cdp, Identifier who, Consumer<ConsentDraft> said) {
        clock.advance(Duration.ofMinutes(1));
        assertThat(Consents.of(cdp).record(who, said)).allMatch(Outcome::isStored);
    }

    private static Class<?>[] parameters(String name) throws NoSuchMethodException {
        Method method = ConsentDraft.class.getMethod(name, Purpose[].class);
        return method.getParameterTypes();
    }

    @Test
    @Requirement("scenario 25")
    @Requirement("GDPR Art. 7(3)")
    void to_withdraw_takes_no_more_than_to_give() throws NoSuchMethodException {
        assertThat(parameters("withdraw")).isEqualTo(parameters("grant"));
        try (Cdp cdp = open()) {
            assertThatIllegalArgumentException()
                    .as("a grant must be provable")
                    .isThrownBy(() -> Consents.of(cdp).record(ANN, c -> c.grant(Purpose.ANALYTICS)));
            record(cdp, ANN, c -> c.grant(Purpose.ANALYTICS).evidence("banner", "v1"));
            record(cdp, ANN, c -> c.withdraw(Purpose.ANALYTICS));

            assertThat(Consents.of(cdp).permitted(ANN, Purpose.ANALYTICS).permitted())
                    .isFalse();
        }
    }

    @Test
    @Requirement("scenario 32")
    void who_logs_in_on_a_shared_device_speaks_for_themselves_and_for_the_device() {
        try (Cdp cdp = open()) {
            Consents consents = Consents.of(cdp);
            for (Identifier who : List.of(ANN, TABLET)) {
                record(
                        cdp,
                        who,
                        c -> c.grant(Purpose.ANALYTICS, Purpose.STITCHING, Purpose.DEVICE_LINKING)
                                .evidence("banner", "v1"));
            }
            cdp.identify(ANN, i -> i.sameAs(TABLET));
            assertThat(cdp.profile(TABLET).orElseThrow().identifiers()).contains(ANN);
            assertThat(consents.permitted(ANN, Purpose.DEVICE_LINKING).permitted())
                    .isTrue();

            record(
                    cdp,
                    BEN,
                    c -> c.grant(Purpose.STITCHING, Purpose.DEVICE_LINKING).evidence("banner", "v1"));
            cdp.identify(BEN, i -> i.sameAs(TABLET));
            record(cdp, BEN, c -> c.refuse(Purpose.ANALYTICS));
            record(cdp, TABLET, c -> c.refuse(Purpose.DEVICE_LINKING));

            assertThat(consents.permitted(ANN, Purpose.ANALYTICS).permitted()).isTrue();
            assertThat(consents.permitted(BEN, Purpose.ANALYTICS).reason()).isEqualTo("refused");
            assertThat(consents.permitted(TABLET, Purpose.DEVICE_LINKING).reason())
                    .isEqualTo("refused");
            assertThat(cdp.profile(ANN).orElseThrow().identifiers())
                    .as("nobody is joined by the device any more")
                    .doesNotContain(TABLET, BEN);
            assertThat(cdp.profile(BEN).map(p -> p.identifiers()).orElse(List.of()))
                    .doesNotContain(TABLET, ANN);
        }
    }

    @Test
    @Requirement("scenario 16")
    @Requirement("GDPR Art. 7(1)")
    void one_changed_byte_of_a_choice_is_found_at_its_place() throws SQLException {
        try (Cdp cdp = open()) {
            for (int i = 0; i < 5; i++) {
                record(cdp, ANN, c -> c.grant(Purpose.ANALYTICS).evidence("banner", "v1"));
            }
        }
        try (Cdp cdp = open();
                Connection tamper =
                        DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("data/clientele.db"))) {
            assertThat(Maintenance.of(cdp).verify()).isEmpty();
            for (int position = 1; position <= 5; position++) {
                byte[] sealed = sealed(tamper, position);
                for (int at : new int[] {0, 10, sealed.length / 2, sealed.length - 1}) {
                    byte[] changed = sealed.clone();
                    changed[at] ^= 1;
                    put(tamper, position, changed);
                    assertThat(Maintenance.of(cdp).verify().orElse("nothing"))
                            .as("byte %d of row %d", at, position)
                            .contains("position " + position);
                }
                put(tamper, position, sealed);
            }
            assertThat(Maintenance.of(cdp).verify()).isEmpty();
        }
    }

    private static byte[] sealed(Connection connection, int position) throws SQLException {
        try (Statement statement = connection.createStatement();
                var found = statement.executeQuery("SELECT sealed FROM journal WHERE position = " + position)) {
            assertThat(found.next()).isTrue();
            return found.getBytes(1);
        }
    }

    private static void put(Connection connection, int position, byte[] sealed) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("UPDATE journal SET sealed = ? WHERE position = ?")) {
            statement.setBytes(1, sealed);
            statement.setInt(2, position);
            assertThat(statement.executeUpdate()).isEqualTo(1);
        }
    }
}
