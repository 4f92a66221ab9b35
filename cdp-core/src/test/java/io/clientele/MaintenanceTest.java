package io.clientele;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clientele.internal.seal.EphemeralKeys;
import io.clientele.model.CdpException;
import io.clientele.model.ConsentAct;
import io.clientele.model.Event;
import io.clientele.model.Evidence;
import io.clientele.model.Identifier;
import io.clientele.model.Intake;
import io.clientele.model.Outcome;
import io.clientele.model.Purpose;
import io.clientele.model.SubjectRequest;
import io.clientele.model.Trait;
import io.clientele.testkit.ManualClock;
import io.clientele.testkit.PermitEverything;
import io.clientele.testkit.Requirement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MaintenanceTest {

    private static final Identifier ANN = Identifier.userId("ann");
    private static final Identifier BEN = Identifier.userId("ben");

    private final ManualClock clock = ManualClock.at("2026-03-01T09:00:00Z");

    private final EphemeralKeys keys = new EphemeralKeys();

    @TempDir
    Path directory;

    private Cdp open() {
        return Cdp.in(directory)
                .clock(clock)
                .with(new PermitEverything())
                .keys(keys)
                .open();
    }

    private void live(Cdp cdp) {
        for (Identifier who : List.of(ANN, BEN)) {
            cdp.accept(ConsentAct.of(
                            "act-" + who.value(), who, Purpose.ANALYTICS, ConsentAct.Decision.GRANT, clock.instant())
                    .by(Evidence.of("banner", "v1")));
            cdp.identify(who, i -> i.set(Trait.EMAIL, "somebody@example.org"));
            cdp.track(who, Event.named("Visited").id("visit-" + who.value()));
        }
    }

    private void erase(Cdp cdp, Identifier who) {
        clock.advance(Duration.ofMinutes(1));
        assertThat(cdp.accept(SubjectRequest.erasure("erase-" + who.value(), who, clock.instant(), "login"))
                        .isStored())
                .isTrue();
    }

    private void drop(String folder) throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve(folder))) {
            for (Path file : files.filter(f -> f.getFileName().toString().contains(".db"))
                    .toList()) {
                Files.delete(file);
            }
        }
    }

    @Nested
    class Verifying {

        @Test
        void finds_nothing_wrong_with_a_store_that_is_right() {
            try (Cdp cdp = open()) {
                assertThat(Maintenance.of(cdp).verify()).isEmpty();
                live(cdp);
                assertThat(Maintenance.of(cdp).verify()).isEmpty();
                erase(cdp, ANN);
                assertThat(Maintenance.of(cdp).verify()).isEmpty();
            }
            try (Cdp cdp = open()) {
                assertThat(Maintenance.of(cdp).verify()).isEmpty();
            }
        }

        @Test
        void finds_whatever_is_missing_or_changed() throws SQLException {
            try (Cdp cdp = open()) {
                live(cdp);
            }
            try (Cdp cdp = open();
                    Connection tamper =
                            DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("data/clientele.db"))) {
                finds(cdp, tamper, "journal", "DELETE FROM journal WHERE position = 2", "the journal has");
                finds(
                        cdp,
                        tamper,
                        "journal",
                        "UPDATE journal SET sealed = zeroblob(99) WHERE position = 3",
                        "the record at position 3 cannot be read");
                finds(
                        cdp,
                        tamper,
                        "journal",
                        "UPDATE journal SET owner = 2 WHERE position = 2",
                        "the record at position 2 cannot be read");
                finds(
                        cdp,
                        tamper,
                        "journal",
                        "UPDATE journal SET kind = 0, owner = 0, retention = 0, \"month\" = 0, dedup = NULL, sealed = NULL"
                                + " WHERE position = 3",
                        "the store counted other records of some month");
                finds(
                        cdp,
                        tamper,
                        "journal",
                        "UPDATE journal SET \"month\" = 1 WHERE position = 3",
                        "the store counted other records of some month");
                finds(cdp, tamper, "owner_index", "DELETE FROM owner_index WHERE position = 2", "the index gives");
                finds(cdp, tamper, "dedup", "DELETE FROM dedup WHERE position = 2", "not found by its dedup key");
                finds(cdp, tamper, "owners", "DELETE FROM owners WHERE number = 2", "belongs to nobody");
                finds(
                        cdp,
                        tamper,
                        "counters",
                        "UPDATE counters SET count = 99 WHERE name = 'received'",
                        "received is 99");
                finds(
                        cdp,
                        tamper,
                        "audit",
                        "UPDATE audit SET entry = replace(entry, '\"k\":\"act\"', '\"k\":\"key\"') WHERE place = 3",
                        "audit entry 3 does not fit the record at position 1");
                finds(
                        cdp,
                        tamper,
                        "audit",
                        "UPDATE audit SET entry = replace(entry, '2026', '2025') WHERE place = 2",
                        "audit entry 3 does not follow the one before it");
                finds(
                        cdp,
                        tamper,
                        "audit",
                        "UPDATE audit SET entry = replace(entry, '2026', '2025') WHERE place ="
                                + " (SELECT MAX(place) FROM audit)",
                        "the audit tree is not that of its");
                finds(
                        cdp,
                        tamper,
                        "audit",
                        "UPDATE audit SET entry = x'7b7d' WHERE place = 3",
                        "audit entry 3 cannot be read");
                assertThat(Maintenance.of(cdp).verify()).isEmpty();
            }
        }

        private void finds(Cdp cdp, Connection tamper, String table, String change, String fault) throws SQLException {
            try (Statement statement = tamper.createStatement()) {
                statement.execute("CREATE TABLE before AS SELECT * FROM " + table);
                assertThat(statement.executeUpdate(change)).as(change).isPositive();
                assertThat(Maintenance.of(cdp).verify().orElse("nothing"))
                        .as(change)
                        .contains(fault);
                statement.execute("DELETE FROM " + table);
                statement.execute("INSERT INTO " + table + " SELECT * FROM before");
                statement.execute("DROP TABLE before");
            }
        }
    }

    @Nested
    class Backing_up {

        @Test
        @Requirement("GDPR Art. 17")
        void an_old_copy_of_the_data_does_not_bring_an_erased_person_back() throws IOException {
            Path copy = directory.resolve("data.copy");
            try (Cdp cdp = open()) {
                live(cdp);
                Maintenance.of(cdp).backup(copy);
                erase(cdp, ANN);
            }
            drop("data");
            Maintenance.restore(copy, directory);
            try (Cdp cdp = open()) {
                assertThat(cdp.timeline(ANN)).isEmpty();
                assertThat(cdp.timeline(BEN)).hasSize(2);
                assertThat(Maintenance.of(cdp).verify()).isEmpty();
                Intake again = Event.named("Visited")
                        .at(clock.instant().minusSeconds(60))
                        .about(ANN, clock.instant(), "late");
                assertThat(cdp.accept(again).kind()).isEqualTo(Outcome.Kind.SUPPRESSED);
            }
        }

        @Test
        @Requirement("GDPR Art. 17")
        void keys_that_an_old_copy_brings_back_are_destroyed_again_before_anything_is_read() throws IOException {
            Path data = directory.resolve("data.copy");
            Path keys = directory.resolve("keys.copy");
            try (Cdp cdp = open()) {
                live(cdp);
                Maintenance.of(cdp).backup(data);
                Maintenance.of(cdp).backupKeys(keys);
                erase(cdp, ANN);
            }
            drop("keys");
            Maintenance.restoreKeys(keys, directory);
            try (Cdp cdp = open()) {
                assertThat(cdp.timeline(ANN)).isEmpty();
                assertThat(cdp.timeline(BEN)).hasSize(2);
            }
            drop("data");
            Maintenance.restore(data, directory);
            try (Cdp cdp = open()) {
                assertThat(cdp.timeline(ANN)).isEmpty();
                assertThat(cdp.timeline(BEN)).hasSize(2);
            }
        }

        @Test
        @Requirement("GDPR Art. 17")
        void keys_from_before_anything_was_stored_still_know_the_erased_and_what_was_seen() throws IOException {
            Path copy = directory.resolve("keys.copy");
            try (Cdp cdp = open()) {
                Maintenance.of(cdp).backupKeys(copy);
                live(cdp);
                erase(cdp, ANN);
            }
            drop("keys");
            Maintenance.restoreKeys(copy, directory);
            try (Cdp cdp = open()) {
                Intake late = Event.named("Visited")
                        .at(clock.instant().minusSeconds(120))
                        .about(ANN, clock.instant(), "late");
                assertThat(cdp.accept(late).kind()).isEqualTo(Outcome.Kind.SUPPRESSED);
                assertThat(cdp.track(BEN, Event.named("Visited").id("visit-ben"))
                                .kind())
                        .isEqualTo(Outcome.Kind.DUPLICATE);
                assertThat(Maintenance.of(cdp).verify()).isEmpty();
            }
        }

        @Test
        @Requirement("GDPR Art. 17")
        void old_copies_of_both_brought_back_one_after_the_other_leave_nobody_who_was_erased() throws IOException {
            Path first = directory.resolve("first.copy");
            Path data = directory.resolve("data.copy");
            Path keys = directory.resolve("keys.copy");
            try (Cdp cdp = open()) {
                Maintenance.of(cdp).backup(first);
                cdp.track(ANN, Event.named("Visited"));
                erase(cdp, ANN);
            }
            drop("data");
            Maintenance.restore(first, directory);
            try (Cdp cdp = open()) {
                cdp.track(BEN, Event.named("Visited"));
                Maintenance.of(cdp).backup(data);
                Maintenance.of(cdp).backupKeys(keys);
                erase(cdp, BEN);
            }
            drop("keys");
            Maintenance.restoreKeys(keys, directory);
            open().close();
            drop("data");
            Maintenance.restore(data, directory);
            try (Cdp cdp = open()) {
                assertThat(cdp.timeline(BEN)).isEmpty();
            }
        }

        @Test
        void keys_older_than_the_key_of_the_audit_log_are_refused() throws IOException {
            Path copy = directory.resolve("keys.copy");
            try (Cdp cdp = open()) {
                live(cdp);
                Maintenance.of(cdp).backupKeys(copy);
                Audits.of(cdp).renewKey();
            }
            drop("keys");
            Maintenance.restoreKeys(copy, directory);
            assertThatThrownBy(MaintenanceTest.this::open)
                    .isInstanceOf(CdpException.class)
                    .hasMessageContaining("older than the data, whose audit-2 key it lacks");
        }

        @Test
        void keys_are_not_put_beside_what_is_left_of_others() throws IOException {
            Path copy = directory.resolve("keys.copy");
            try (Cdp cdp = open()) {
                live(cdp);
                Maintenance.of(cdp).backupKeys(copy);
            }
            drop("keys");
            Path log = Files.createFile(directory.resolve("keys/keys.db-wal"));
            assertThatThrownBy(() -> Maintenance.restoreKeys(copy, directory))
                    .isInstanceOf(CdpException.class)
                    .hasMessageContaining("keys.db-wal is there already");
            Files.delete(log);
            Maintenance.restoreKeys(copy, directory);
            try (Cdp cdp = open()) {
                assertThat(cdp.timeline(ANN)).isNotEmpty();
            }
        }

        @Test
        void an_opening_that_is_refused_is_not_in_the_way_of_what_it_asks_for() throws IOException {
            Path data = directory.resolve("data.copy");
            Path keys = directory.resolve("keys.copy");
            try (Cdp cdp = open()) {
                live(cdp);
                Maintenance.of(cdp).backup(data);
                Maintenance.of(cdp).backupKeys(keys);
            }
            drop("keys");
            assertThatThrownBy(MaintenanceTest.this::open)
                    .isInstanceOf(CdpException.class)
                    .hasMessageContaining("restore the key file");
            Maintenance.restoreKeys(keys, directory);
            drop("data");
            assertThatThrownBy(MaintenanceTest.this::open)
                    .isInstanceOf(CdpException.class)
                    .hasMessageContaining("restore a copy of the data");
            Maintenance.restore(data, directory);
            try (Cdp cdp = open()) {
                assertThat(cdp.timeline(ANN)).isNotEmpty();
            }
        }

        @Test
        void a_passphrase_that_was_never_written_out_is_made_again() throws IOException {
            Files.createDirectories(directory.resolve("keys"));
            Files.createFile(directory.resolve("keys/passphrase"));
            for (int i = 0; i < 2; i++) {
                try (Cdp cdp = Cdp.in(directory)
                        .clock(clock)
                        .with(new PermitEverything())
                        .open()) {
                    cdp.track(ANN, Event.named("Visited"));
                }
            }
            Files.write(directory.resolve("keys/passphrase"), new byte[0]);
            assertThatThrownBy(() -> Cdp.in(directory)
                            .clock(clock)
                            .with(new PermitEverything())
                            .open())
                    .isInstanceOf(CdpException.class)
                    .hasMessageContaining("is missing or empty");
        }

        @Test
        void keys_too_old_to_open_the_newest_records_are_refused_with_what_is_missing() throws IOException {
            Path keys = directory.resolve("keys.copy");
            try (Cdp cdp = open()) {
                live(cdp);
                Maintenance.of(cdp).backupKeys(keys);
                List<Event> many = new ArrayList<>();
                for (int i = 0; i < 1_100; i++) {
                    many.add(Event.named("Visited").about(Identifier.userId("u" + i), clock.instant(), "m" + i));
                }
                cdp.accept(many);
            }
            drop("keys");
            Maintenance.restoreKeys(keys, directory);
            assertThatThrownBy(MaintenanceTest.this::open)
                    .isInstanceOf(CdpException.class)
                    .hasMessageContaining("is older than the data, whose newest keys it lacks");
        }

        @Test
        void nothing_that_is_there_is_overwritten() {
            Path copy = directory.resolve("copy");
            try (Cdp cdp = open()) {
                Maintenance maintenance = Maintenance.of(cdp);
                maintenance.backup(copy);
                assertThatThrownBy(() -> maintenance.backup(copy)).isInstanceOf(CdpException.class);
                assertThatThrownBy(() -> maintenance.backupKeys(copy)).isInstanceOf(CdpException.class);
            }
            assertThatThrownBy(() -> Maintenance.restore(copy, directory)).isInstanceOf(CdpException.class);
            assertThatThrownBy(() -> Maintenance.restoreKeys(copy, directory)).isInstanceOf(CdpException.class);
        }

        @Test
        void what_is_no_copy_is_refused() throws IOException {
            Path empty = Files.createFile(directory.resolve("empty"));
            Path text = Files.writeString(directory.resolve("text"), "x");
            Path data = directory.resolve("copy");
            try (Cdp cdp = open()) {
                Maintenance.of(cdp).backup(data);
            }
            Path elsewhere = directory.resolve("elsewhere");
            for (Path no : List.of(empty, text)) {
                assertThatThrownBy(() -> Maintenance.restore(no, elsewhere))
                        .isInstanceOf(CdpException.class)
                        .hasMessageContaining("is no copy");
                assertThatThrownBy(() -> Maintenance.restoreKeys(no, elsewhere))
                        .isInstanceOf(CdpException.class)
                        .hasMessageContaining("is no copy");
            }
            assertThatThrownBy(() -> Maintenance.restoreKeys(data, elsewhere))
                    .isInstanceOf(CdpException.class)
                    .hasMessageContaining("is no copy of what is to be restored");
        }
    }
}
