package io.clientele.benchmarks;

import io.clientele.benchmarks.BareRows.Bare;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;

/**
 * What the database itself could do: one thread writes bare rows, and their index entries behind in key order, in durable
 * batches of 1,024, and does nothing else. Time to make the rows does not count.
 */
final class DatabaseBound {

    static final int BATCH = 1_024;

    private static final int HELD_BACK = 1 << 16;

    private final Connection connection;
    private final String afterCommit;
    private List<Bare> young = new ArrayList<>();
    private Iterator<Bare> byOwner = List.<Bare>of().iterator();
    private Iterator<Bare> byKey = List.<Bare>of().iterator();

    private DatabaseBound(Connection connection, String afterCommit) {
        this.connection = connection;
        this.afterCommit = afterCommit;
    }

    /** Rows a second, by a connection to a place where the tables of the bound are not there yet. */
    static double rowsPerSecond(Connection connection, Tables tables, BareRows rows) throws SQLException {
        for (String statement : tables.create) {
            run(connection, statement);
        }
        return new DatabaseBound(connection, tables.afterCommit).write(rows);
    }

    /** The tables of the bound in a database's own words. */
    enum Tables {
        SQLITE("INTEGER", "BLOB", " WITHOUT ROWID", ""),
        POSTGRES("BIGINT", "BYTEA", "", ""),
        H2("BIGINT", "VARBINARY", "", "CHECKPOINT SYNC");

        private final List<String> create;
        private final String afterCommit;

        Tables(String number, String bytes, String clustered, String afterCommit) {
            this.afterCommit = afterCommit;
            create = List.of(
                    "CREATE TABLE bound_journal (position " + number + " PRIMARY KEY, kind INTEGER NOT NULL,"
                            + " owner INTEGER NOT NULL, retention INTEGER NOT NULL, months INTEGER NOT NULL, dedup "
                            + bytes + ", sealed " + bytes + ")",
                    "CREATE TABLE bound_owners (owner INTEGER NOT NULL, position " + number
                            + " NOT NULL, PRIMARY KEY (owner, position))" + clustered,
                    "CREATE TABLE bound_dedup (dedup " + bytes + " PRIMARY KEY, position " + number + " NOT NULL)"
                            + clustered);
        }
    }

    /** Takes the tables away again. */
    static void drop(Connection connection) throws SQLException {
        for (String table : List.of("bound_journal", "bound_owners", "bound_dedup")) {
            run(connection, "DROP TABLE IF EXISTS " + table);
        }
    }

    private double write(BareRows rows) throws SQLException {
        connection.setAutoCommit(false);
        long nanos = 0;
        long written = 0;
        try (PreparedStatement journal = connection.prepareStatement("INSERT INTO bound_journal"
                        + " (position, kind, owner, retention, months, dedup, sealed) VALUES (?, ?, ?, ?, ?, ?, ?)");
                PreparedStatement owners =
                        connection.prepareStatement("INSERT INTO bound_owners (owner, position) VALUES (?, ?)");
                PreparedStatement dedup =
                        connection.prepareStatement("INSERT INTO bound_dedup (dedup, position) VALUES (?, ?)")) {
            for (List<Bare> batch = rows.next(BATCH); !batch.isEmpty(); batch = rows.next(BATCH)) {
                long start = System.nanoTime();
                append(journal, batch);
                writeBehind(owners, dedup);
                commit();
                nanos += System.nanoTime() - start;
                written += batch.size();
            }
        } finally {
            connection.setAutoCommit(true);
        }
        return written * 1e9 / nanos;
    }

    private void commit() throws SQLException {
        connection.commit();
        if (!afterCommit.isEmpty()) {
            run(connection, afterCommit);
        }
    }

    private void append(PreparedStatement journal, List<Bare> batch) throws SQLException {
        for (Bare row : batch) {
            journal.setLong(1, row.position());
            journal.setInt(2, 1);
            journal.setInt(3, row.owner());
            journal.setInt(4, 0);
            journal.setInt(5, 24_312);
            journal.setBytes(6, row.key());
            journal.setBytes(7, row.payload());
            journal.addBatch();
        }
        journal.executeBatch();
        young.addAll(batch);
    }

    /** Writes twice as many old entries as rows came, so that what is held back stays bounded. */
    private void writeBehind(PreparedStatement owners, PreparedStatement dedup) throws SQLException {
        if (young.size() >= HELD_BACK && !byOwner.hasNext()) {
            byOwner = sorted(Comparator.comparingInt(Bare::owner).thenComparingLong(Bare::position));
            byKey = sorted((a, b) -> Arrays.compareUnsigned(a.key(), b.key()));
            young = new ArrayList<>();
        }
        int most = 2 * BATCH;
        boolean any = byOwner.hasNext();
        for (int i = 0; i < most && byOwner.hasNext(); i++) {
            Bare row = byOwner.next();
            owners.setInt(1, row.owner());
            owners.setLong(2, row.position());
            owners.addBatch();
        }
        for (int i = 0; i < most && byKey.hasNext(); i++) {
            Bare row = byKey.next();
            dedup.setBytes(1, row.key());
            dedup.setLong(2, row.position());
            dedup.addBatch();
        }
        if (any) {
            owners.executeBatch();
            dedup.executeBatch();
        }
    }

    private Iterator<Bare> sorted(Comparator<Bare> order) {
        List<Bare> entries = new ArrayList<>(young);
        entries.sort(order);
        return entries.iterator();
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
