package io.clientele.internal.store;

import io.clientele.internal.index.Pending;
import io.clientele.internal.sql.Dialect;
import io.clientele.internal.sql.Session;
import io.clientele.internal.sql.TableCopy;
import io.clientele.model.CdpException;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tables of the data file: made, or checked for being ours and not newer than we are; and such checks for others. */
public final class Schema {

    static final int VERSION = 2;
    static final int ID_BYTES = 16;

    /** The oldest versions that understand what this one writes, and that leave whole what it maintains. */
    private static final int MIN_READER = 1;

    private static final int MIN_WRITER = 2;

    private static final List<String> FIRST_TABLES = List.of(
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

    /** What version 2 added. */
    private static final List<String> SECOND_TABLES = List.of(
            "ALTER TABLE meta ADD COLUMN blinds_up_to {int} DEFAULT 0 NOT NULL",
            "CREATE INDEX outbox_state ON outbox (state, place)",
            """
            CREATE TABLE blinds (hash {long} NOT NULL, owner {int} NOT NULL,
                PRIMARY KEY (hash, owner)) {clustered}""",
            """
            CREATE TABLE snapshots (place {place}, owner {int} UNIQUE, position {long} NOT NULL, wake {int},
                sealed {large})""",
            "CREATE INDEX snapshots_wake ON snapshots (wake, owner)",
            "CREATE TABLE links (position {long} PRIMARY KEY)",
            "CREATE TABLE overrides (position {long} PRIMARY KEY, owner {int} NOT NULL)",
            "CREATE INDEX overrides_owner ON overrides (owner)",
            """
            CREATE TABLE disclosures (place {place}, id {bytes}, owner {int} NOT NULL, at_millis {long} NOT NULL,
                sealed {bytes})""",
            "CREATE INDEX disclosures_owner ON disclosures (owner)",
            "CREATE TABLE audit (place {long} PRIMARY KEY, entry {bytes} NOT NULL)",
            """
            CREATE TABLE months (retention {int} NOT NULL, "month" {int} NOT NULL, first_position {long} NOT NULL,
                last_position {long} NOT NULL, row_count {long} NOT NULL, PRIMARY KEY (retention, "month"))""");

    private static final List<String> TABLES = List.of(
            "journal",
            "owner_index",
            "dedup",
            "owners",
            "outbox",
            "tombstones",
            "counters",
            "facts",
            "blinds",
            "snapshots",
            "links",
            "overrides",
            "disclosures",
            "audit",
            "months");

    private static final List<String> WITH_PLACES = List.of("outbox", "snapshots", "disclosures");

    private Schema() {}

    /** Copies everything into an empty database; nobody holds the copy. Inside transactions of both. */
    static void copy(Session from, Session to, Dialect target) throws SQLException {
        create(to, target, FIRST_TABLES);
        create(to, target, SECOND_TABLES);
        for (String table : TABLES) {
            TableCopy.copy(from, to, table);
        }
        for (String table : WITH_PLACES) {
            if (target.countsPlaces()) {
                TableCopy.restart(to, table);
            }
        }
        TableCopy.copy(from, to, "meta");
        release(to);
    }

    /** Takes away who held the original. */
    static void release(Session session) throws SQLException {
        session.update(
                "UPDATE meta SET holder_pid = NULL, holder_host = NULL, holder_started = NULL, lease_until = 0 WHERE one = 1");
    }

    /** Makes the tables if there are none, and adds what an older version lacks; gives the store's id. Inside a transaction. */
    static byte[] prepareData(Session session, Dialect dialect) throws SQLException {
        if (isEmpty(session, dialect, "meta")) {
            create(session, dialect, FIRST_TABLES);
            create(session, dialect, SECOND_TABLES);
            session.update("""
                    INSERT INTO meta (one, version, min_reader, min_writer, store_id, head, last_owner, indexed_up_to,
                        term, lease_until) VALUES (1, ?, ?, ?, ?, 0, 0, 0, 0, 0)""", VERSION, MIN_READER, MIN_WRITER, newId());
        }
        checkVersion(session, dialect, "meta", VERSION);
        if (session.number("SELECT version FROM meta WHERE one = 1") < 2) {
            addSecond(session, dialect);
        }
        return storeId(session, "meta");
    }

    /** From version 1 to 2: makes what is new and fills it from what is there. */
    private static void addSecond(Session session, Dialect dialect) throws SQLException {
        create(session, dialect, SECOND_TABLES);
        session.run("""
                INSERT INTO months (retention, "month", first_position, last_position, row_count)
                SELECT retention, "month", MIN(position), MAX(position), COUNT(*) FROM journal
                WHERE sealed IS NOT NULL GROUP BY retention, "month\"""");
        List<@Nullable Object[]> blinds = new ArrayList<>();
        session.each(
                "SELECT blind, number FROM owners WHERE blind IS NOT NULL",
                r -> blinds.add(new @Nullable Object[] {Pending.hash(Pending.blindKey(r.getBytes(1))), r.getInt(2)}));
        session.batch("INSERT INTO blinds (hash, owner) VALUES (?, ?)", blinds);
        session.update(
                "UPDATE meta SET version = ?, min_reader = ?, min_writer = ?, blinds_up_to = last_owner WHERE one = 1",
                VERSION,
                MIN_READER,
                MIN_WRITER);
    }

    /** Whether there are no tables yet. Tables of others are refused. */
    public static boolean isEmpty(Session session, Dialect dialect, String meta) throws SQLException {
        if (session.number(dialect.countTable(), meta) > 0) {
            return isUnfinished(session, dialect, meta);
        }
        if (session.number(dialect.countTables()) > 0) {
            throw new CdpException(dialect.place() + " is a database of something else");
        }
        return true;
    }

    /** Where making tables cannot be undone, a description that is still empty tells that they were not all made. */
    private static boolean isUnfinished(Session session, Dialect dialect, String meta) throws SQLException {
        boolean unfinished = !dialect.dropAll().isEmpty() && session.number("SELECT COUNT(*) FROM " + meta) == 0;
        if (unfinished) {
            session.run(dialect.dropAll());
        }
        return unfinished;
    }

    /** Refuses a database that needs a newer version than is known here. */
    public static void checkVersion(Session session, Dialect dialect, String meta, int known) throws SQLException {
        long needed =
                session.number("SELECT CASE WHEN min_reader > min_writer THEN min_reader ELSE min_writer END FROM "
                        + meta + " WHERE one = 1");
        if (needed == 0) {
            throw new CdpException(dialect.place() + " is damaged: it has no description of itself");
        }
        if (needed > known) {
            throw new CdpException(dialect.place() + " was written by a newer version (schema " + needed
                    + ", this one knows " + known + ")");
        }
    }

    /** The id of the store that the tables belong to. */
    public static byte[] storeId(Session session, String meta) throws SQLException {
        return session.first("SELECT store_id FROM " + meta + " WHERE one = 1", r -> r.getBytes(1))
                .orElseThrow();
    }

    /** Makes tables, in the words of {@link Dialect#ddl}. */
    public static void create(Session session, Dialect dialect, Iterable<String> statements) throws SQLException {
        for (String statement : statements) {
            session.run(dialect.ddl(statement));
        }
    }

    private static byte[] newId() {
        byte[] id = new byte[ID_BYTES];
        new SecureRandom().nextBytes(id);
        return id;
    }
}
