package io.clientele;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clientele.internal.seal.EphemeralKeys;
import io.clientele.internal.store.Postgres;
import io.clientele.keys.KeyProvider;
import io.clientele.model.CdpException;
import io.clientele.model.Event;
import io.clientele.model.Identifier;
import io.clientele.model.Outcome;
import io.clientele.model.SubjectRequest;
import io.clientele.testkit.ManualClock;
import io.clientele.testkit.PermitEverything;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A platform in the host's own databases. */
class HostDatabaseTest {

    private static final Identifier ANN = Identifier.userId("ann");
    private static final Identifier BEN = Identifier.userId("ben");

    private static final Identifier CAT = Identifier.userId("cat");
    private static final Identifier DAN = Identifier.userId("dan");

    @TempDir
    private Path folder;

    private final KeyProvider keys = new EphemeralKeys();
    private final ManualClock clock = ManualClock.at("2026-03-01T09:00:00Z");

    private JdbcDataSource h2(String name) {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:file:" + folder.resolve(name));
        return source;
    }

    private Cdp open(DataSource data, DataSource keyData) {
        return Cdp.over(data, keyData)
                .keys(keys)
                .clock(clock)
                .with(new PermitEverything())
                .open();
    }

    private void keepsAndForgets(DataSource data, DataSource keyData) {
        try (Cdp cdp = open(data, keyData)) {
            for (Identifier who : List.of(ANN, BEN)) {
                Outcome outcome = cdp.track(who, Event.named("Visited"));
                assertThat(outcome.kind()).isEqualTo(Outcome.Kind.STORED);
            }
        }
        try (Cdp cdp = open(data, keyData)) {
            assertThat(cdp.timeline(ANN)).hasSize(1);
            assertThat(cdp.accept(SubjectRequest.erasure("r-1", ANN, clock.instant(), "desk"))
                            .kind())
                    .isEqualTo(Outcome.Kind.STORED);
            assertThat(cdp.timeline(ANN)).isEmpty();
        }
        try (Cdp cdp = open(data, keyData)) {
            assertThat(cdp.timeline(ANN)).isEmpty();
            assertThat(cdp.timeline(BEN)).hasSize(1);
        }
    }

    @Test
    void postgres_keeps_what_was_stored_forgets_who_was_erased_and_rotates_keys() {
        keepsAndForgets(Postgres.source(), Postgres.source());
        rotatesKeys(Postgres.source(), Postgres.source());
    }

    @Test
    void h2_keeps_what_was_stored_forgets_who_was_erased_and_rotates_keys() {
        keepsAndForgets(h2("data"), h2("keys"));
        rotatesKeys(h2("data"), h2("keys"));
    }

    @Test
    void a_copy_is_brought_back_into_a_database_of_another_kind() {
        Path copy = folder.resolve("copy.db");
        DataSource keyData = h2("keys");
        try (Cdp cdp = open(h2("data"), keyData)) {
            cdp.track(ANN, Event.named("Visited").id("m1"));
            Maintenance.of(cdp).backup(copy);
            cdp.track(BEN, Event.named("Visited").id("m2"));
        }
        DataSource target = Postgres.empty();
        Maintenance.restore(copy, target);
        try (Cdp cdp = open(target, keyData)) {
            assertThat(cdp.timeline(ANN)).hasSize(1);
            assertThat(cdp.timeline(BEN)).isEmpty();
        }
        assertThatThrownBy(() -> Maintenance.restore(copy, target)).isInstanceOf(CdpException.class);
    }

    @Test
    void postgres_that_drops_connections_is_asked_again() throws SQLException {
        DataSource keyData = Postgres.empty();
        try (Cdp cdp = open(Postgres.empty(), keyData)) {
            cdp.track(ANN, Event.named("Visited").id("m1"));
            clock.advance(Duration.ofHours(2));
            dropOthers(keyData);
            assertThat(cdp.timeline(ANN)).hasSize(1);
            dropOthers(keyData);
            assertThat(Keys.of(cdp).rotateShards(clock.instant(), 1)).isZero();
            dropOthers(keyData);
            var request = SubjectRequest.erasure("r-1", ANN, clock.instant(), "desk");
            assertThat(cdp.accept(request).isStored()).isTrue();
            assertThat(cdp.timeline(ANN)).isEmpty();
        }
    }

    private static void dropOthers(DataSource source) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
        }
    }

    /** On a platform that has seen others already: Ben is left of them, and the register of what was asked, which has a key as well. */
    private void rotatesKeys(DataSource data, DataSource keyData) {
        try (Cdp cdp = open(data, keyData)) {
            cdp.track(CAT, Event.named("Visited").id("m1"));
            cdp.track(DAN, Event.named("Visited").id("m2"));
            clock.advance(Duration.ofDays(1));
            assertThat(Keys.of(cdp).rotateMaster(10)).isZero();
            assertThat(Keys.of(cdp).rotateShards(clock.instant(), 10)).isZero();
            assertThat(Keys.of(cdp).rotateLookups(clock.instant(), 1)).isEqualTo(4);
            assertThat(Keys.of(cdp).rotateLookups(clock.instant(), 4)).isZero();
        }
        try (Cdp cdp = open(data, keyData)) {
            assertThat(cdp.timeline(CAT)).hasSize(1);
            assertThat(cdp.track(DAN, Event.named("Visited").id("m2")).kind()).isEqualTo(Outcome.Kind.DUPLICATE);
        }
    }

    @Test
    void must_be_told_who_keeps_the_master_key() {
        assertThatThrownBy(() -> Cdp.over(h2("data"), h2("keys"))
                        .with(new PermitEverything())
                        .open())
                .isInstanceOf(CdpException.class)
                .hasMessageContaining("keys(...)");
    }
}
