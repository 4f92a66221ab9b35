package io.clientele.internal.store;

import io.clientele.internal.index.Pending;
import io.clientele.internal.sql.Session;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** The part of a store that reads its tables, as far as they are written. Thread-safe. */
abstract class Queries implements Store {

    private static final int PAGE = 1_000;
    private static final int AT_ONCE = 16;
    private static final String COLUMNS = "j.position, j.kind, j.owner, j.retention, j.\"month\", j.dedup, j.sealed";
    private static final String MARKS = "(" + String.join(", ", Collections.nCopies(AT_ONCE, "?")) + ")";
    private static final String FIRING = "SELECT id, owner, state, sealed FROM outbox WHERE ";
    private static final String SNAPSHOT = "SELECT owner, position, wake, sealed FROM snapshots WHERE ";

    /** Reads from the tables as they are after the last commit. */
    abstract <T> T tables(Session.Work<T> work);

    // ---- the journal

    /** The positions of an owner's rows that may not be in its index yet. */
    abstract long[] fresh(int owner);

    @Override
    public List<Row> read(Collection<Integer> owners, long after) {
        return read(owners, after, OptionalInt.empty());
    }

    @Override
    public List<Row> ofKind(Collection<Integer> owners, int kind) {
        return read(owners, 0, OptionalInt.of(kind));
    }

    private List<Row> read(Collection<Integer> owners, long after, OptionalInt kind) {
        TreeMap<Long, Row> rows = new TreeMap<>();
        for (int owner : owners) {
            long[] fresh = fresh(owner);
            indexed(owner, after, kind).forEach(row -> rows.put(row.position(), row));
            List<Long> more = LongStream.of(fresh)
                    .filter(position -> position > after && !rows.containsKey(position))
                    .boxed()
                    .toList();
            rows(more, kind).forEach(row -> rows.put(row.position(), row));
        }
        return List.copyOf(rows.values());
    }

    @Override
    public int count(Collection<Integer> owners) {
        Set<Long> positions = new HashSet<>();
        for (int owner : owners) {
            LongStream.of(fresh(owner)).forEach(positions::add);
            positions.addAll(
                    tables(s -> s.query("SELECT position FROM owner_index WHERE owner = ?", r -> r.getLong(1), owner)));
        }
        return positions.size();
    }

    /** Rows of an owner that are in its index. */
    private List<Row> indexed(int owner, long after, OptionalInt kind) {
        return tables(s -> s.query(
                "SELECT " + COLUMNS + " FROM owner_index i JOIN journal j ON j.position = i.position"
                        + " WHERE i.owner = ? AND i.position > ? AND j.sealed IS NOT NULL" + ofKind(kind)
                        + " ORDER BY i.position",
                Queries::readRow,
                owner,
                after));
    }

    private static String ofKind(OptionalInt kind) {
        return kind.isPresent() ? " AND j.kind = " + kind.getAsInt() : "";
    }

    /** Those of the rows at some positions that are there. */
    List<Row> rows(List<Long> positions) {
        return rows(positions, OptionalInt.empty());
    }

    private List<Row> rows(List<Long> positions, OptionalInt kind) {
        List<Row> rows = new ArrayList<>();
        for (@Nullable Object[] some : SideTables.together(positions)) {
            rows.addAll(tables(s -> s.query(
                    "SELECT " + COLUMNS + " FROM journal j WHERE j.position IN " + SideTables.MARKS
                            + " AND j.sealed IS NOT NULL" + ofKind(kind),
                    Queries::readRow,
                    some)));
        }
        return rows;
    }

    @Override
    public void scan(long after, Consumer<Row> reader) {
        String sql = "SELECT " + COLUMNS
                + " FROM journal j WHERE j.position > ? AND j.sealed IS NOT NULL ORDER BY j.position LIMIT ?";
        pages(after, sql, Queries::readRow, Row::position, reader);
    }

    @Override
    public void links(Consumer<Row> reader) {
        String sql = "SELECT " + COLUMNS + " FROM links l JOIN journal j ON j.position = l.position"
                + " WHERE l.position > ? AND j.sealed IS NOT NULL ORDER BY l.position LIMIT ?";
        pages(0, sql, Queries::readRow, Row::position, reader);
    }

    /** The months' own table says between which positions to look. */
    @Override
    public List<Row> expired(int retention, int beforeMonth, long after, int limit) {
        return tables(s -> {
            Optional<long[]> range = s.first(
                    "SELECT MIN(first_position), MAX(last_position) FROM months WHERE retention = ? AND \"month\" < ?",
                    r -> new long[] {r.getLong(1), r.getLong(2)},
                    retention,
                    beforeMonth);
            long[] between = range.orElse(new long[] {0, 0});
            return s.query(
                    "SELECT " + COLUMNS + " FROM journal j WHERE j.position > ? AND j.position <= ?"
                            + " AND j.retention = ? AND j.\"month\" < ? AND j.sealed IS NOT NULL"
                            + " ORDER BY j.position LIMIT ?",
                    Queries::readRow,
                    Math.max(after, between[0] - 1),
                    between[1],
                    retention,
                    beforeMonth,
                    limit);
        });
    }

    private static Row readRow(ResultSet r) throws SQLException {
        byte[] key = r.getBytes(6);
        return new Row(
                r.getLong(1),
                r.getInt(2),
                r.getInt(3),
                r.getInt(4),
                r.getInt(5),
                key == null ? new byte[0] : key,
                r.getBytes(7));
    }

    @Override
    public List<OverrideRow> overrides(int owner) {
        return tables(s -> s.query(
                "SELECT position, owner FROM overrides WHERE owner = ? ORDER BY position",
                Queries::readOverride,
                owner));
    }

    @Override
    public void overrides(Consumer<OverrideRow> reader) {
        String sql = "SELECT position, owner FROM overrides WHERE position > ? ORDER BY position LIMIT ?";
        pages(0, sql, Queries::readOverride, OverrideRow::position, reader);
    }

    private static OverrideRow readOverride(ResultSet r) throws SQLException {
        return new OverrideRow(r.getLong(1), r.getInt(2));
    }

    /** Which of some dedup keys are in their table. */
    Set<ByteBuffer> writtenKeys(List<byte[]> keys) {
        Set<ByteBuffer> found = new HashSet<>();
        chunks(
                keys,
                arguments -> found.addAll(tables(s -> s.query(
                        "SELECT dedup FROM dedup WHERE dedup IN " + MARKS,
                        r -> ByteBuffer.wrap(r.getBytes(1)),
                        arguments))));
        return found;
    }

    /** So many dedup keys of the table as follow one, ascending. */
    List<byte[]> writtenKeys(byte[] after, int most) {
        return tables(s -> s.query(
                "SELECT dedup FROM dedup WHERE dedup > ? ORDER BY dedup LIMIT " + most, r -> r.getBytes(1), after));
    }

    // ---- owners

    @Override
    public void owners(Consumer<OwnerRow> reader) {
        String sql = "SELECT number, blind, sealed FROM owners"
                + " WHERE number > ? AND sealed IS NOT NULL ORDER BY number LIMIT ?";
        pages(0, sql, Queries::readOwner, OwnerRow::number, reader);
    }

    @Override
    public List<OwnerRow> owners(Collection<Integer> numbers) {
        List<OwnerRow> found = new ArrayList<>();
        chunks(
                new ArrayList<>(new HashSet<>(numbers)),
                arguments -> found.addAll(tables(s -> s.query(
                        "SELECT number, blind, sealed FROM owners WHERE sealed IS NOT NULL AND number IN " + MARKS,
                        Queries::readOwner,
                        arguments))));
        return found;
    }

    private static OwnerRow readOwner(ResultSet r) throws SQLException {
        return new OwnerRow(r.getInt(1), r.getBytes(2), r.getBytes(3));
    }

    /** Numbers of owners by blind hash, as far as their table is written. */
    Map<ByteBuffer, Integer> writtenOwners(List<byte[]> blinds) {
        Map<ByteBuffer, Integer> found = new LinkedHashMap<>();
        List<Long> hashes =
                blinds.stream().map(b -> Pending.hash(Pending.blindKey(b))).toList();
        chunks(
                hashes,
                arguments -> tables(s -> s.query(
                        "SELECT o.blind, o.number FROM blinds b JOIN owners o ON o.number = b.owner"
                                + " WHERE o.blind IS NOT NULL AND b.hash IN " + MARKS,
                        r -> found.put(ByteBuffer.wrap(r.getBytes(1)), r.getInt(2)),
                        arguments)));
        return found;
    }

    /** Hands out a fixed number of arguments at a time, the last one again where there are fewer, so that one statement serves. */
    private static <T> void chunks(List<T> all, Consumer<@Nullable Object[]> each) {
        for (int from = 0; from < all.size(); from += AT_ONCE) {
            @Nullable Object[] arguments = new @Nullable Object[AT_ONCE];
            for (int i = 0; i < AT_ONCE; i++) {
                arguments[i] = all.get(Math.min(from + i, all.size() - 1));
            }
            each.accept(arguments);
        }
    }

    // ---- what was planned and done

    @Override
    public void outbox(Consumer<OutboxRow> reader) {
        String sql = "SELECT place, id, owner, state, sealed FROM outbox"
                + " WHERE place > ? AND sealed IS NOT NULL ORDER BY place LIMIT ?";
        pages(
                0,
                sql,
                r -> new Placed(r.getLong(1), new OutboxRow(r.getBytes(2), r.getInt(3), r.getInt(4), r.getBytes(5))),
                Placed::place,
                placed -> reader.accept(placed.row));
    }

    @Override
    public Optional<OutboxRow> firing(byte[] id) {
        return tables(s -> s.first(FIRING + "id = ?", Queries::readFiring, id));
    }

    @Override
    public List<OutboxRow> firings(int owner) {
        return tables(
                s -> s.query(FIRING + "owner = ? AND sealed IS NOT NULL ORDER BY place", Queries::readFiring, owner));
    }

    @Override
    public List<OutboxRow> firings(int state, byte[] after, int limit) {
        return tables(s -> {
            long place = after.length == 0 ? 0 : s.number("SELECT place FROM outbox WHERE id = ?", after);
            return s.query(
                    FIRING + "state = ? AND place > ? AND sealed IS NOT NULL ORDER BY place LIMIT ?",
                    Queries::readFiring,
                    state,
                    place,
                    limit);
        });
    }

    private static OutboxRow readFiring(ResultSet r) throws SQLException {
        return new OutboxRow(r.getBytes(1), r.getInt(2), r.getInt(3), r.getBytes(4));
    }

    @Override
    public List<DisclosureRow> disclosures(int owner) {
        return tables(s -> s.query(
                "SELECT id, owner, at_millis, sealed FROM disclosures"
                        + " WHERE owner = ? AND sealed IS NOT NULL ORDER BY place",
                r -> new DisclosureRow(r.getBytes(1), r.getInt(2), r.getLong(3), r.getBytes(4)),
                owner));
    }

    @Override
    public List<AuditRow> audit(long from, int limit) {
        return tables(s -> s.query(
                "SELECT place, entry FROM audit WHERE place >= ? ORDER BY place LIMIT ?",
                r -> new AuditRow(r.getLong(1), r.getBytes(2)),
                from,
                limit));
    }

    @Override
    public long places() {
        return tables(s -> s.number("SELECT COUNT(*) FROM journal"));
    }

    @Override
    public Optional<String> stray() {
        for (Stray each : Stray.values()) {
            Optional<Long> found = tables(s -> s.first(each.sql, r -> r.getLong(1)));
            if (found.isPresent()) {
                return Optional.of(each.what.formatted(found.get()));
            }
        }
        return Optional.empty();
    }

    /** How what the indexes and marks say is looked for that no row bears out. */
    private enum Stray {
        KEY(
                "SELECT e.position FROM dedup e LEFT JOIN journal j ON j.position = e.position WHERE j.sealed IS NULL"
                        + " OR j.dedup IS NULL OR j.dedup <> e.dedup",
                "a dedup key points to position %d, where no record has it"),
        OWNER(
                "SELECT e.position FROM owner_index e LEFT JOIN journal j ON j.position = e.position"
                        + " WHERE j.sealed IS NULL OR j.owner <> e.owner",
                "the index of owners points to position %d, where no record of that owner is"),
        UNLISTED(
                "SELECT j.position FROM journal j LEFT JOIN owner_index e ON e.position = j.position AND e.owner = j.owner"
                        + " WHERE e.position IS NULL AND j.sealed IS NOT NULL"
                        + " AND j.position <= (SELECT indexed_up_to FROM meta WHERE one = 1)",
                "the record at position %d is not in the index of owners"),
        NOBODY(
                "SELECT e.owner FROM blinds e LEFT JOIN owners o ON o.number = e.owner WHERE o.blind IS NULL",
                "the index of identifiers names owner %d, who is not there"),
        TWICE(
                "SELECT owner FROM blinds GROUP BY owner HAVING COUNT(*) > 1",
                "the index of identifiers names owner %d twice");

        private final String sql;
        private final String what;

        Stray(String sql, String what) {
            this.sql = sql + " LIMIT 1";
            this.what = what;
        }
    }

    @Override
    public Map<List<Integer>, Long> months() {
        Map<List<Integer>, Long> months = new HashMap<>();
        tables(s -> s.query(
                        "SELECT retention, \"month\", row_count FROM months",
                        r -> Map.entry(List.of(r.getInt(1), r.getInt(2)), r.getLong(3))))
                .forEach(month -> months.put(month.getKey(), month.getValue()));
        return months;
    }

    // ---- snapshots

    @Override
    public Optional<SnapshotRow> snapshot(int owner) {
        return tables(s -> s.first(SNAPSHOT + "owner = ?", Queries::readSnapshot, owner));
    }

    @Override
    public List<SnapshotRow> snapshots(Collection<Integer> owners) {
        List<SnapshotRow> found = new ArrayList<>();
        chunks(
                new ArrayList<>(new HashSet<>(owners)),
                arguments -> found.addAll(
                        tables(s -> s.query(SNAPSHOT + "owner IN " + MARKS, Queries::readSnapshot, arguments))));
        return found;
    }

    @Override
    public List<SnapshotRow> sleepers(int afterHour, int upToHour, int limit) {
        String sql = SNAPSHOT + "wake > ? AND wake <= ? ORDER BY wake, owner LIMIT ?";
        return tables(s -> s.query(sql, Queries::readSnapshot, afterHour, upToHour, limit));
    }

    /** Only rows that went have no bytes; one that is somebody's has lost them, and then has some that nothing opens. */
    private static SnapshotRow readSnapshot(ResultSet r) throws SQLException {
        int wake = r.getInt(3);
        Integer or = r.wasNull() ? null : wake;
        byte[] sealed = r.getBytes(4);
        return new SnapshotRow(r.getInt(1), r.getLong(2), or, sealed == null ? new byte[1] : sealed);
    }

    // ---- the rest

    @Override
    public Optional<Tombstone> tombstone(byte[] blind) {
        return tables(
                s -> s.first("SELECT blind, since, until FROM tombstones WHERE blind = ?", Tombstone::read, blind));
    }

    @Override
    public List<Tombstone> tombstones() {
        return tables(
                s -> s.query("SELECT blind, since, until FROM tombstones ORDER BY since, blind", Tombstone::read));
    }

    @Override
    public List<Integer> erased() {
        return tables(s -> s.query("SELECT number FROM owners WHERE sealed IS NULL ORDER BY number", r -> r.getInt(1)));
    }

    @Override
    public Map<String, Long> counters() {
        Map<String, Long> counters = new LinkedHashMap<>();
        tables(s -> s.query(
                "SELECT name, count FROM counters ORDER BY name", r -> counters.put(r.getString(1), r.getLong(2))));
        return counters;
    }

    @Override
    public Optional<byte[]> fact(String name) {
        return tables(s -> s.first("SELECT fact FROM facts WHERE name = ?", r -> r.getBytes(1), name));
    }

    /** Reads in pages, so that no host code runs while a connection is held. */
    private <T> void pages(
            long from, String sql, Session.Reading<T> reading, ToLongFunction<T> place, Consumer<T> reader) {
        long after = from;
        List<T> page;
        do {
            long start = after;
            page = tables(s -> s.query(sql, reading, start, PAGE));
            page.forEach(reader);
            after = page.isEmpty() ? after : place.applyAsLong(page.get(page.size() - 1));
        } while (page.size() == PAGE);
    }

    private record Placed(long place, OutboxRow row) {}
}
