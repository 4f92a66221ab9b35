package io.clientele.internal.store;

import io.clientele.model.CdpException;
import java.security.SecureRandom;
import java.sql.SQLException;

/** The tables of the data file: made, or checked for being ours and not newer than we are. */
final class Schema {

    static final int VERSION = 1;
    static final int ID_BYTES = 16;

    private Schema() {}

    /** Makes the tables if there are none; gives the store's id. Inside a transaction. */
    static byte[] prepareData(Session session, Dialect dialect) throws SQLException {
        if (isEmpty(session, dialect, "meta")) {
            create(session, dialect.dataTables());
            session.update("""
                    INSERT INTO meta (one, version, min_reader, min_writer, store_id, head, last_owner, indexed_up_to,
                        term, lease_until) VALUES (1, ?, ?, ?, ?, 0, 0, 0, 0, 0)""", VERSION, VERSION, VERSION, newId());
        }
        checkVersion(session, dialect, "meta");
        return storeId(session, "meta");
    }

    /** Makes the tables of the keys if there are none, for a store. Inside a transaction. */
    static void createKeys(Session session, Dialect dialect, byte[] storeId) throws SQLException {
        create(session, dialect.keyTables());
        session.update(
                "INSERT INTO key_meta (one, version, min_reader, min_writer, store_id) VALUES (1, ?, ?, ?, ?)",
                VERSION,
                VERSION,
                VERSION,
                storeId);
    }

    /** Whether there are no tables yet. Tables of others are refused. */
    static boolean isEmpty(Session session, Dialect dialect, String meta) throws SQLException {
        if (session.number(dialect.countTable(), meta) > 0) {
            return false;
        }
        if (session.number(dialect.countTables()) > 0) {
            throw new CdpException(dialect.place() + " is a database of something else");
        }
        return true;
    }

    static void checkVersion(Session session, Dialect dialect, String meta) throws SQLException {
        long needed =
                session.number("SELECT CASE WHEN min_reader > min_writer THEN min_reader ELSE min_writer END FROM "
                        + meta + " WHERE one = 1");
        if (needed == 0) {
            throw new CdpException(dialect.place() + " is damaged: it has no description of itself");
        }
        if (needed > VERSION) {
            throw new CdpException(dialect.place() + " was written by a newer version (schema " + needed
                    + ", this one knows " + VERSION + ")");
        }
    }

    static byte[] storeId(Session session, String meta) throws SQLException {
        return session.first("SELECT store_id FROM " + meta + " WHERE one = 1", r -> r.getBytes(1))
                .orElseThrow();
    }

    private static void create(Session session, Iterable<String> statements) throws SQLException {
        for (String statement : statements) {
            session.run(statement);
        }
    }

    private static byte[] newId() {
        byte[] id = new byte[ID_BYTES];
        new SecureRandom().nextBytes(id);
        return id;
    }
}
