package io.clientele.internal.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A connection with its prepared statements; used by one thread at a time. */
final class Session implements AutoCloseable {

    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();

    Session(Connection connection) {
        this.connection = connection;
    }

    /** Runs a statement without parameters that is not worth keeping. */
    void run(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Runs a change; gives the number of rows it hit. */
    int update(String sql, @Nullable Object... arguments) throws SQLException {
        return bind(sql, arguments).executeUpdate();
    }

    /** Runs a change once for each set of arguments. */
    void batch(String sql, Iterable<@Nullable Object[]> all) throws SQLException {
        PreparedStatement statement = prepare(sql);
        statement.clearBatch();
        boolean any = false;
        for (@Nullable Object[] arguments : all) {
            set(statement, arguments);
            statement.addBatch();
            any = true;
        }
        if (any) {
            statement.executeBatch();
        }
    }

    /** All rows of a query. */
    <T> List<T> query(String sql, Reading<T> reading, @Nullable Object... arguments) throws SQLException {
        List<T> rows = new ArrayList<>();
        try (ResultSet result = bind(sql, arguments).executeQuery()) {
            while (result.next()) {
                rows.add(reading.read(result));
            }
        }
        return rows;
    }

    /** Gives each row of a query away as it is read. */
    void each(String sql, Visit visit, @Nullable Object... arguments) throws SQLException {
        try (ResultSet result = bind(sql, arguments).executeQuery()) {
            while (result.next()) {
                visit.row(result);
            }
        }
    }

    /** The first row of a query. */
    <T> Optional<T> first(String sql, Reading<T> reading, @Nullable Object... arguments) throws SQLException {
        try (ResultSet result = bind(sql, arguments).executeQuery()) {
            return result.next() ? Optional.of(reading.read(result)) : Optional.empty();
        }
    }

    /** The number in the first row and column of a query; 0 without a row. */
    long number(String sql, @Nullable Object... arguments) throws SQLException {
        return first(sql, r -> r.getLong(1), arguments).orElse(0L);
    }

    private PreparedStatement bind(String sql, @Nullable Object... arguments) throws SQLException {
        PreparedStatement statement = prepare(sql);
        set(statement, arguments);
        return statement;
    }

    private static void set(PreparedStatement statement, @Nullable Object... arguments) throws SQLException {
        for (int i = 0; i < arguments.length; i++) {
            set(statement, i + 1, arguments[i]);
        }
    }

    private static void set(PreparedStatement statement, int place, @Nullable Object argument) throws SQLException {
        if (argument instanceof byte[] bytes) {
            statement.setBytes(place, bytes);
        } else {
            statement.setObject(place, argument);
        }
    }

    private PreparedStatement prepare(String sql) throws SQLException {
        PreparedStatement statement = prepared.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            prepared.put(sql, statement);
        }
        return statement;
    }

    @Override
    public void close() throws SQLException {
        prepared.clear();
        connection.close();
    }

    /** Reads one row of a result. */
    interface Reading<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** Is given one row of a result. */
    interface Visit {
        void row(ResultSet row) throws SQLException;
    }

    /** Work on a session. */
    interface Work<T> {
        T on(Session session) throws SQLException;
    }
}
