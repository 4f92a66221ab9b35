package io.clientele;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.clientele.internal.seal.EphemeralKeys;
import io.clientele.internal.store.Postgres;
import io.clientele.keys.KeyProvider;
import io.clientele.model.CdpException;
import io.clientele.model.Event;
import io.clientele.model.Identifier;
import io.clientele.model.Outcome;
import io.clientele.model.StorageException;
import io.clientele.testkit.ManualClock;
import io.clientele.testkit.PermitEverything;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A shop whose disk is full: it is told, what it has can be read, and it goes on where it was when there is room again. */
class FullDiskTest {

    private static final Identifier ANN = Identifier.userId("ann");

    @TempDir
    private Path folder;

    private final KeyProvider provider = new EphemeralKeys();
    private final ManualClock clock = ManualClock.at("2026-03-01T09:00:00Z");

    enum Database {
        H2(new SQLException("injected", "HY000", 90100)),
        POSTGRES(new SQLException("injected", "53100"));

        private final SQLException noRoom;

        Database(SQLException noRoom) {
            this.noRoom = noRoom;
        }
    }

    private FullSource disk(Database database, String name) {
        JdbcDataSource h2 = new JdbcDataSource();
        h2.setURL("jdbc:h2:file:" + folder.resolve(name));
        DataSource real = database == Database.H2 ? h2 : Postgres.empty();
        return new FullSource(real, database.noRoom);
    }

    private Cdp open(FullSource data, FullSource keys) {
        return builder(data, keys).open();
    }

    private CdpBuilder builder(FullSource data, FullSource keys) {
        return Cdp.over(data.source(), keys.source())
                .keys(provider)
                .clock(clock)
                .with(new PermitEverything());
    }

    @ParameterizedTest
    @EnumSource(Database.class)
    void refuses_what_it_has_no_room_for_reads_on_and_takes_it_when_there_is_room(Database database) {
        FullSource data = disk(database, "data");
        FullSource keys = disk(database, "keys");
        try (Cdp cdp = open(data, keys)) {
            cdp.track(ANN, Event.named("Visited").id("m1"));
            data.full(true);
            for (int again = 0; again < 12; again++) {
                StorageException full = catchThrowableOfType(
                        StorageException.class,
                        () -> cdp.track(ANN, Event.named("Visited").id("m2")));
                assertThat(full).hasMessageContaining("no room");
                assertThat(full.usable()).isTrue();
                assertThat(full.outcomeUnknown()).isFalse();
                assertThat(cdp.timeline(ANN)).as("what can be read").hasSize(1);
            }
            data.full(false);
            assertThat(cdp.track(ANN, Event.named("Visited").id("m2")).kind()).isEqualTo(Outcome.Kind.STORED);
            assertThat(cdp.counts().received())
                    .as("what was refused was not received")
                    .isEqualTo(2);
        }
        try (Cdp cdp = open(data, keys)) {
            assertThat(cdp.timeline(ANN)).hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource(Database.class)
    void that_lets_nobody_say_it_was_closed_is_opened_again_by_who_waits_for_the_lease(Database database) {
        FullSource data = disk(database, "data");
        FullSource keys = disk(database, "keys");
        Cdp cdp = open(data, keys);
        cdp.track(ANN, Event.named("Visited").id("m1"));
        cdp.close();
        Cdp again = builder(data, keys).lease(Duration.ofMillis(1_500)).open();
        assertThat(again.track(ANN, Event.named("Visited").id("m2")).isStored()).isTrue();
        data.stuck(true);
        assertThatThrownBy(again::close)
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("its lease could not be given free and ends by time")
                .hasMessageContaining("1500 ms");
        data.stuck(false);
        assertThatThrownBy(() -> open(data, keys))
                .isInstanceOf(CdpException.class)
                .hasMessageContaining("this process: it has it open, or closed it without room to say so")
                .hasMessageContaining("lease until ")
                .hasMessageNotContaining("\n");
        try (Cdp waited = builder(data, keys).waitFor(Duration.ofSeconds(20)).open()) {
            assertThat(waited.timeline(ANN)).hasSize(2);
            assertThat(Maintenance.of(waited).verify()).isEmpty();
        }
        try (Cdp atOnce = open(data, keys)) {
            assertThat(atOnce.timeline(ANN)).hasSize(2);
        }
    }

    /** More than one shard has keys for. */
    private List<Event> strangers() {
        return IntStream.range(0, 1_200)
                .mapToObj(
                        i -> Event.named("Visited").about(Identifier.userId("stranger-" + i), clock.instant(), "s" + i))
                .toList();
    }

    @ParameterizedTest
    @EnumSource(Database.class)
    void without_room_for_keys_knows_whom_it_knows_and_meets_nobody_new_until_there_is_room(Database database) {
        FullSource data = disk(database, "data");
        FullSource keys = disk(database, "keys");
        try (Cdp cdp = open(data, keys)) {
            keys.full(true);
            assertThat(cdp.track(ANN, Event.named("Visited").id("m1")).kind())
                    .as("whose key was made at the opening")
                    .isEqualTo(Outcome.Kind.STORED);
            for (int again = 0; again < 3; again++) {
                assertThatThrownBy(() -> cdp.accept(strangers()))
                        .isInstanceOfSatisfying(
                                StorageException.class,
                                e -> assertThat(e.usable()).isTrue())
                        .hasMessageContaining("no room");
                assertThat(cdp.timeline(ANN)).as("what can be read").hasSize(1);
            }
            assertThat(cdp.track(ANN, Event.named("Visited").id("m2")).kind()).isEqualTo(Outcome.Kind.STORED);
            keys.full(false);
            assertThat(cdp.accept(strangers())).allMatch(Outcome::isStored);
        }
        keys.full(false);
        try (Cdp cdp = open(data, keys)) {
            assertThat(cdp.timeline(ANN)).hasSize(2);
            assertThat(cdp.timeline(Identifier.userId("stranger-1199"))).hasSize(1);
        }
    }
}
