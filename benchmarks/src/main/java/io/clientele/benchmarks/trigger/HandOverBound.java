package io.clientele.benchmarks.trigger;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * What the database itself could do: one thread notes hand-overs as the store does, and does nothing else. For each a row of the
 * outbox changes, and rows of the journal, of the disclosures and of the audit log come, of the same sizes and under the same indexes,
 * 512 in a durable commit. Bytes are made before; time to make them does not count.
 */
public final class HandOverBound {

    private static final int BATCH = 512;
    private static final int ID = 16;
    private static final int NOTE = 110;
    private static final int FIRING = 190;
    private static final int ENTRY = 230;

    private static final List<String> LIKE_THE_STORE = List.of(
            "PRAGMA auto_vacuum=INCREMENTAL",
            "PRAGMA journal_mode=WAL",
            "PRAGMA secure_delete=ON",
            "PRAGMA synchronous=FULL",
            "PRAGMA cache_size=-32768");

    private static final List<String> TABLES = List.of(
            "CREATE TABLE journal (position INTEGER PRIMARY KEY, kind INTEGER NOT NULL, owner INTEGER NOT NULL,"
                    + " retention INTEGER NOT NULL, \"month\" INTEGER NOT NULL, dedup BLOB, sealed BLOB)",
            "CREATE TABLE outbox (place INTEGER PRIMARY KEY AUTOINCREMENT, id BLOB UNIQUE, owner INTEGER NOT NULL,"
                    + " state INTEGER NOT NULL, sealed BLOB)",
            "CREATE INDEX outbox_owner ON outbox (owner)",
            "CREATE INDEX outbox_state ON outbox (state, place)",
            "CREATE TABLE disclosures (place INTEGER PRIMARY KEY AUTOINCREMENT, id BLOB, owner INTEGER NOT NULL,"
                    + " at_millis INTEGER NOT NULL, sealed BLOB)",
            "CREATE INDEX disclosures_owner ON disclosures (owner)",
            "CREATE TABLE audit (place INTEGER PRIMARY KEY, entry BLOB NOT NULL)");

    private final Connection connection;
    private final SplittableRandom random = new SplittableRandom(7);

    private HandOverBound(Connection connection) {
        this.connection = connection;
    }

    /**
     * Hand-overs a second.
     *
     * @param file where the database is made; in heap if there is none
     * @param most how many
     */
    public static double perSecond(Optional<Path> file, int most) throws SQLException {
        String url = "jdbc:sqlite:" + file.map(Path::toString).orElse(":memory:");
        try (Connection connection = DriverManager.getConnection(url)) {
            for (String pragma : LIKE_THE_STORE) {
                run(connection, pragma);
            }
            for (String table : TABLES) {
                run(connection, table);
            }
            return new HandOverBound(connection).measure(most);
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private double measure(int most) throws SQLException {
        connection.setAutoCommit(false);
        byte[][] ids = new byte[most][];
        try (PreparedStatement plan =
                connection.prepareStatement("INSERT INTO outbox (owner, state, sealed, id) VALUES (?, 0, ?, ?)")) {
            for (int i = 0; i < most; i++) {
                ids[i] = bytes(ID);
                plan.setInt(1, i + 1);
                plan.setBytes(2, bytes(FIRING));
                plan.setBytes(3, ids[i]);
                plan.executeUpdate();
            }
        }
        connection.commit();
        long nanos = 0;
        for (int from = 0; from < most; from += BATCH) {
            nanos += note(ids, from, Math.min(from + BATCH, most));
        }
        return most * 1e9 / nanos;
    }

    private long note(byte[][] ids, int from, int to) throws SQLException {
        byte[] firing = bytes(FIRING + 5);
        byte[] note = bytes(NOTE);
        byte[] entry = bytes(ENTRY);
        long start = System.nanoTime();
        try (PreparedStatement journal = connection.prepareStatement(
                        "INSERT INTO journal (position, kind, owner, retention, \"month\", sealed) VALUES (?, 5, ?, 0, 1, ?)");
                PreparedStatement outbox =
                        connection.prepareStatement("UPDATE outbox SET state = ?, sealed = ? WHERE id = ?");
                PreparedStatement told = connection.prepareStatement(
                        "INSERT INTO disclosures (id, owner, at_millis, sealed) VALUES (?, ?, ?, ?)");
                PreparedStatement audit =
                        connection.prepareStatement("INSERT INTO audit (place, entry) VALUES (?, ?)")) {
            for (int i = from; i < to; i++) {
                add(journal, i + 1, i + 1, note);
                add(outbox, 1, firing, ids[i]);
                add(told, ids[i], i + 1, (long) i, firing);
                add(audit, i + 1, entry);
            }
            journal.executeBatch();
            told.executeBatch();
            audit.executeBatch();
            outbox.executeBatch();
            connection.commit();
        }
        return System.nanoTime() - start;
    }

    private static void add(PreparedStatement statement, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        statement.addBatch();
    }
}
