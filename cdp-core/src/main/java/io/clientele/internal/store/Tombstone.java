package io.clientele.internal.store;

import io.clientele.internal.sql.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * That an erased person must not come back by a re-sent event.
 *
 * @param blind keyed hash of the identifier under the suppression key, 32 bytes
 * @param at when the person was erased, epoch milliseconds
 * @param until when it ends, epoch milliseconds
 */
public record Tombstone(byte[] blind, long at, long until) {

    /** From the columns blind, since, until. */
    public static Tombstone read(ResultSet r) throws SQLException {
        return new Tombstone(r.getBytes(1), r.getLong(2), r.getLong(3));
    }

    /** Enters tombstones; of two for one identifier the later end holds. */
    public static void insert(Session session, List<Tombstone> tombstones) throws SQLException {
        for (Tombstone t : tombstones) {
            int hit = session.update(
                    "UPDATE tombstones SET since = ?, until = CASE WHEN until > ? THEN until ELSE ? END WHERE blind = ?",
                    t.at(),
                    t.until(),
                    t.until(),
                    t.blind());
            if (hit == 0) {
                session.update(
                        "INSERT INTO tombstones (blind, since, until) VALUES (?, ?, ?)", t.blind(), t.at(), t.until());
            }
        }
    }
}
