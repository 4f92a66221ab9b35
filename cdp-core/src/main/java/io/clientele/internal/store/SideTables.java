package io.clientele.internal.store;

import io.clientele.internal.sql.Session;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writes what lies beside the journal, within the commit of a batch. Like rows of the journal, what goes is blanked. */
final class SideTables {

    private static final int TOGETHER = 64;

    /** A list of places for so many values. */
    static final String MARKS = "(" + String.join(", ", Collections.nCopies(TOGETHER, "?")) + ")";

    private SideTables() {}

    /** Writes what comes. */
    static void insert(Session session, Batch batch) throws SQLException {
        goSnapshots(session, batch.snapshotsGone);
        insertSnapshots(session, batch.snapshots);
        run(session, "INSERT INTO audit (place, entry) VALUES (?, ?)", batch.audit, a ->
                new @Nullable Object[] {a.index(), a.entry()});
        run(
                session,
                "INSERT INTO disclosures (id, owner, at_millis, sealed) VALUES (?, ?, ?, ?)",
                batch.disclosures,
                d -> new @Nullable Object[] {d.id(), d.owner(), d.at(), d.sealed()});
        mark(session, batch.links);
        override(session, batch.overrides);
        insertFirings(session, batch.outbox);
        Tombstone.insert(session, batch.tombstones);
        put(
                session,
                "UPDATE counters SET count = count + ? WHERE name = ?",
                "INSERT INTO counters (count, name) VALUES (?, ?)",
                batch.counters.entrySet(),
                e -> new @Nullable Object[] {e.getValue(), e.getKey()});
        put(
                session,
                "UPDATE facts SET fact = ? WHERE name = ?",
                "INSERT INTO facts (fact, name) VALUES (?, ?)",
                batch.facts.entrySet(),
                e -> new @Nullable Object[] {e.getValue(), e.getKey()});
    }

    /** Takes what is an owner's. */
    static void erase(Session session, Collection<Integer> owners) throws SQLException {
        goSnapshots(session, owners);
        for (String sql : List.of(
                "UPDATE outbox SET id = NULL, owner = 0, state = -1, sealed = NULL WHERE owner = ?",
                "UPDATE disclosures SET id = NULL, owner = 0, at_millis = 0, sealed = NULL WHERE owner = ?",
                "DELETE FROM overrides WHERE owner = ?")) {
            run(session, sql, owners, o -> new @Nullable Object[] {o});
        }
    }

    /** Takes what is said about rows that go. */
    static void forget(Session session, List<Long> positions) throws SQLException {
        for (Object[] some : together(positions)) {
            session.update("DELETE FROM links WHERE position IN " + MARKS, some);
            session.update("DELETE FROM overrides WHERE position IN " + MARKS, some);
        }
    }

    /** Values as many at a time as {@link #MARKS} takes; the last one fills up what is over. */
    static List<@Nullable Object[]> together(List<?> values) {
        List<@Nullable Object[]> all = new ArrayList<>();
        for (int from = 0; from < values.size(); from += TOGETHER) {
            @Nullable Object[] some = new @Nullable Object[TOGETHER];
            for (int i = 0; i < TOGETHER; i++) {
                some[i] = values.get(Math.min(from + i, values.size() - 1));
            }
            all.add(some);
        }
        return all;
    }

    private static void goSnapshots(Session session, Collection<Integer> owners) throws SQLException {
        run(
                session,
                "UPDATE snapshots SET owner = NULL, position = 0, wake = NULL, sealed = NULL WHERE owner = ?",
                owners,
                o -> new @Nullable Object[] {o});
    }

    /** A new snapshot is a new row at the end: to change one in its place would move neighbours and leave copies behind. */
    private static void insertSnapshots(Session session, List<SnapshotRow> snapshots) throws SQLException {
        Map<Integer, SnapshotRow> newest = new LinkedHashMap<>();
        snapshots.forEach(s -> newest.put(s.owner(), s));
        goSnapshots(session, newest.keySet());
        run(session, "INSERT INTO snapshots (owner, position, wake, sealed) VALUES (?, ?, ?, ?)", newest.values(), s ->
                new @Nullable Object[] {s.owner(), s.position(), s.wake(), s.sealed()});
    }

    private static void mark(Session session, Set<Long> positions) throws SQLException {
        put(
                session,
                "UPDATE links SET position = position WHERE position = ?",
                "INSERT INTO links (position) VALUES (?)",
                positions,
                p -> new @Nullable Object[] {p});
    }

    private static void override(Session session, List<OverrideRow> overrides) throws SQLException {
        Map<Long, OverrideRow> newest = new LinkedHashMap<>();
        overrides.forEach(o -> newest.put(o.position(), o));
        run(session, "DELETE FROM overrides WHERE position = ?", newest.keySet(), p -> new @Nullable Object[] {p});
        newest.values().removeIf(o -> o.owner() == 0);
        run(session, "INSERT INTO overrides (position, owner) VALUES (?, ?)", newest.values(), o ->
                new @Nullable Object[] {o.position(), o.owner()});
    }

    /** A firing stays its owner's, so that only what names its state is written anew. */
    private static void insertFirings(Session session, List<OutboxRow> rows) throws SQLException {
        Map<String, OutboxRow> newest = new LinkedHashMap<>();
        rows.forEach(o -> newest.put(new String(o.id(), java.nio.charset.StandardCharsets.ISO_8859_1), o));
        int[] hits = session.batch(
                "UPDATE outbox SET state = ?, sealed = ? WHERE id = ?",
                newest.values().stream()
                        .map(o -> new @Nullable Object[] {o.state(), o.sealed(), o.id()})
                        .toList());
        int next = 0;
        for (Iterator<OutboxRow> each = newest.values().iterator(); each.hasNext(); next++) {
            each.next();
            if (hits[next] > 0) {
                each.remove();
            }
        }
        run(session, "INSERT INTO outbox (owner, state, sealed, id) VALUES (?, ?, ?, ?)", newest.values(), o ->
                new @Nullable Object[] {o.owner(), o.state(), o.sealed(), o.id()});
    }

    /** Changes what is there and inserts what is not: two statements with the same arguments that every database knows. */
    static <T> void put(
            Session session,
            String update,
            String insert,
            Collection<T> values,
            Function<T, @Nullable Object[]> arguments)
            throws SQLException {
        List<@Nullable Object[]> all = values.stream().map(arguments).toList();
        int[] hits = session.batch(update, all);
        List<@Nullable Object[]> missing = new ArrayList<>();
        for (int i = 0; i < hits.length; i++) {
            if (hits[i] == 0) {
                missing.add(all.get(i));
            }
        }
        session.batch(insert, missing);
    }

    /** Runs a statement for each value. */
    static <T> void run(Session session, String sql, Collection<T> values, Function<T, @Nullable Object[]> arguments)
            throws SQLException {
        if (!values.isEmpty()) {
            session.batch(sql, values.stream().map(arguments).toList());
        }
    }
}
