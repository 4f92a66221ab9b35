package io.clientele.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.internal.sql.Dialect;
import io.clientele.internal.sql.HostDialect;
import io.clientele.internal.sql.Session;
import io.clientele.internal.sql.Sessions;
import io.clientele.internal.sql.SqliteDialect;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.h2.jdbcx.JdbcDataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A store of an older version gets what it lacks, and nothing of it is lost. */
class MigrationTest {

    /** As version 1 made them. */
    private static final List<String> FIRST = List.of(
            """
            CREATE TABLE meta (one INTEGER PRIMARY KEY, version {int} NOT NULL, min_reader {int} NOT NULL,
                min_writer {int} NOT NULL, store_id {bytes} NOT NULL, head {long} NOT NULL,
                last_owner {int} NOT NULL, indexed_up_to {long} NOT NULL, term {long} NOT NULL,
                holder_pid {long}, holder_host {text}, holder_started {long}, lease_until {long} NOT NULL)""",
            """
            CREATE TABLE journal (position {long} PRIMARY KEY, kind {int} NOT NULL, owner {int} NOT NULL,
                retention {int} NOT NULL, "month" {int} NOT NULL, dedup {bytes}, sealed {bytes})""",
            """
            CREATE TABLE owner_index (owner {int} NOT NULL, position {long} NOT NULL,
                PRIMARY KEY (owner, position)) {clustered}""",
            "CREATE TABLE dedup (dedup {bytes} PRIMARY KEY, position {long} NOT NULL) {clustered}",
            "CREATE TABLE owners (number {int} PRIMARY KEY, blind {bytes}, sealed {bytes})",
            """
            CREATE TABLE outbox (place {place}, id {bytes} UNIQUE, owner {int} NOT NULL,
                state {int} NOT NULL, sealed {bytes})""",
            "CREATE INDEX outbox_owner ON outbox (owner)",
            "CREATE TABLE tombstones (blind {bytes} PRIMARY KEY, since {long} NOT NULL, until {long} NOT NULL)",
            "CREATE TABLE counters (name {text} PRIMARY KEY, count {long} NOT NULL)",
            "CREATE TABLE facts (name {text} PRIMARY KEY, fact {large} NOT NULL)");

    enum Database {
        SQLITE,
        POSTGRES,
        H2
    }

    @TempDir
    private Path folder;

    private final Draws draws = new Draws(91);
    private final ModelStore model = new ModelStore();

    private Dialect place(Database database) {
        JdbcDataSource h2 = new JdbcDataSource();
        h2.setURL("jdbc:h2:file:" + folder.resolve("h2"));
        return switch (database) {
            case SQLITE -> new SqliteDialect(folder.resolve("data.db"));
            case POSTGRES -> HostDialect.of(Postgres.source(), "clientele_of_version_1");
            case H2 -> HostDialect.of(h2, "clientele");
        };
    }

    @ParameterizedTest
    @EnumSource(Database.class)
    void from_the_first_version_keeps_all_there_was_and_serves_as_a_new_one(Database database) throws SQLException {
        Dialect dialect = place(database);
        dialect.checkPlace();
        try (Session session = Sessions.writer(dialect)) {
            Schema.create(session, dialect, FIRST);
            fill(session);
        }
        StoreOptions options = StoreOptions.of(dialect).portions(40, 5);
        try (Store store = JdbcStore.open(options)) {
            model.assertSame(store, "just migrated");
            Histories histories = new Histories(92, model);
            for (int i = 0; i < 60; i++) {
                Batch batch = histories.next();
                store.append(model.head, batch);
                model.apply(batch);
            }
            model.assertSame(store, "migrated and written on");
        }
        try (Store store = JdbcStore.open(options);
                Session session = Sessions.writer(dialect)) {
            model.assertSame(store, "opened again");
            assertThat(session.number("SELECT version FROM meta")).isEqualTo(2);
            assertThat(session.number("SELECT min_writer FROM meta")).isEqualTo(2);
        }
    }

    /** Rows and owners, some blanked, the newest of them not in the indexes yet. */
    private void fill(Session session) throws SQLException {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (int i = 1; i <= 30; i++) {
            OwnerRow owner = draws.owner(i);
            boolean gone = draws.oneIn(6);
            session.update(
                    "INSERT INTO owners VALUES (?, ?, ?)",
                    i,
                    gone ? null : owner.blind(),
                    gone ? null : owner.sealed());
            if (!gone) {
                model.owners.put(i, owner);
            }
        }
        for (int i = 1; i <= 300; i++) {
            Row r = draws.row(i, 1 + draws.upTo(29));
            boolean gone = draws.oneIn(9) || !model.owners.containsKey(r.owner());
            rows.add(
                    gone
                            ? new @Nullable Object[] {i, 0, 0, 0, 0, null, null}
                            : new @Nullable Object[] {
                                i, r.kind(), r.owner(), r.retention(), r.month(), r.key(), r.sealed()
                            });
            if (!gone) {
                model.rows.put((long) i, r);
            }
        }
        session.batch("INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?)", rows);
        for (Row r : new TreeMap<>(model.rows).headMap(201L).values()) {
            session.update("INSERT INTO owner_index VALUES (?, ?)", r.owner(), r.position());
            session.update("INSERT INTO dedup VALUES (?, ?)", r.key(), r.position());
        }
        OutboxRow firing = draws.firing(model.owners.firstKey());
        session.update(
                "INSERT INTO outbox (id, owner, state, sealed) VALUES (?, ?, ?, ?)",
                firing.id(),
                firing.owner(),
                firing.state(),
                firing.sealed());
        model.outbox.put(Draws.hex(firing.id()), firing);
        session.update("INSERT INTO counters VALUES ('stored', 300)");
        model.counters.put("stored", 300L);
        session.update(
                "INSERT INTO meta VALUES (1, 1, 1, 1, ?, 300, 30, 200, 4, NULL, NULL, NULL, 0)", draws.bytes(16));
        model.head = 300;
        model.lastOwner = 30;
    }
}
