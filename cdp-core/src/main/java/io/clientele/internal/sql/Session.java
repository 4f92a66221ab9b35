package io.clientele.internal.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A connection with its prepared statements; used by one thread at a time. */
public final class Session implements AutoCloseable {

    private final Connection connection;
    private final Giving giving;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();

    /** Over a connection, which it gives back when it is closed. */
    Session(Connection connection, Giving giving) {
        this.connection = connection;
        this.giving = giving;
    }

    /** Over a connection, which it closes. */
    public Session(Connection connection) {
        this(connection, Connection::close);
    }

    /** Runs a statement without parameters that is not worth keeping. */
    public void run(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Runs a change; gives the number of rows it hit. */
    public int update(String sql, @Nullable Object... arguments) throws SQLException {
        return bind(sql, arguments).executeUpdate();
    }

    /** Runs a change once for each set of arguments; gives the number of rows that each hit. */
    public int[] batch(String sql, Iterable<@Nullable Object[]> all) throws SQLException {
        Iterator<@Nullable Object[]> arguments = all.iterator();
        if (!arguments.hasNext()) {
            return new int[0];
        }
        PreparedStatement statement = prepare(sql);
        statement.clearBatch();
        while (arguments.hasNext()) {
            set(statement, arguments.next());
            statement.addBatch();
        }
        return statement.executeBatch();
    }

    /** All rows of a query. */
    public <T> List<T> query(String sql, Reading<T> reading, @Nullable Object... arguments) throws SQLException {
        List<T> rows = new ArrayList<>();
        try (ResultSet result = bind(sql, arguments).executeQuery()) {
            while (result.next()) {
                rows.add(reading.read(result));
            }
        }
        return rows;
    }

    /** Gives each row of a query away as it is read. */
    public void each(String sql, Visit visit, @Nullable Object... arguments) throws SQLException {
        try (ResultSet result = bind(sql, arguments).executeQuery()) {
            while (result.next()) {
                visit.row(result);
            }
        }
    }

    /** The first row of a query. */
    public <T> Optional<T> first(String sql, Reading<T> reading, @Nullable Object... arguments) throws SQLException {
        try (ResultSet result = bind(sql, arguments).executeQuery()) {
            return result.next() ? Optional.of(reading.read(result)) : Optional.empty();
        }
    }

    /** The number in the first row and column of a query; 0 without a row. */
    public long number(String sql, @Nullable Object... arguments) throws SQLException {
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
        try {
            for (PreparedStatement statement : prepared.values()) {
                statement.close();
            }
            prepared.clear();
        } finally {
            giving.back(connection);
        }
    }

    /** Takes a connection that is of no use any more. */
    interface Giving {
        void back(Connection connection) throws SQLException;
    }

    /** Reads one row of a result. */
    public interface Reading<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** Is given one row of a result. */
    public interface Visit {
        void row(ResultSet row) throws SQLException;
    }

    /** Work on a session. */
    public interface Work<T> {
        T on(Session session) throws SQLException;
    }
}
