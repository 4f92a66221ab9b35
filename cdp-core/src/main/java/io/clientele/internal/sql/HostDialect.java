package io.clientele.internal.sql;

import io.clientele.model.CdpException;
import io.clientele.model.StorageException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A database of the host, reached by its {@link DataSource}: tables in a schema of their own, connections as they were. */
public abstract class HostDialect implements Dialect {

    private final DataSource source;
    private final String schema;
    private final boolean autoCommit;

    HostDialect(DataSource source, String schema, Connection sample) throws SQLException {
        this.source = source;
        this.schema = schema;
        this.autoCommit = sample.getAutoCommit();
    }

    /**
     * The dialect of a host's database.
     *
     * @param schema where the tables are; made if missing
     * @throws CdpException if it is none that we know
     * @throws StorageException if it gives no connection
     */
    public static Dialect of(DataSource source, String schema) {
        try (Connection connection = source.getConnection()) {
            String product = connection.getMetaData().getDatabaseProductName();
            return switch (product) {
                case "PostgreSQL" -> new PostgresDialect(source, schema, connection);
                case "H2" -> new H2Dialect(source, schema, connection);
                default ->
                    throw new CdpException("the data source is a " + product
                            + " database: PostgreSQL and H2 are known; for SQLite give a directory");
            };
        } catch (SQLException e) {
            throw new StorageException(
                    "the data source gives no connection: SQLSTATE " + e.getSQLState(), e, false, false);
        }
    }

    @Override
    public @Nullable Path file() {
        return null;
    }

    @Override
    public boolean manyConnections() {
        return true;
    }

    /** Where the tables are. */
    String schema() {
        return schema;
    }

    @Override
    public void checkPlace() {
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(true);
            try (Session session = new Session(connection, c -> c.setAutoCommit(autoCommit))) {
                if (session.number(countSchema(), schema) == 0) {
                    session.run("CREATE SCHEMA IF NOT EXISTS " + schema);
                }
            }
        } catch (SQLException e) {
            throw new StorageException(
                    place() + " has no schema " + schema + " and it cannot be made: " + describe(e), e, false, false);
        }
    }

    /** A count of the schemas of the given name. */
    abstract String countSchema();

    /** What a connection is told before it is used. */
    abstract List<String> settings(boolean writes);

    /** What a connection is told before it is given back. */
    abstract List<String> formerSettings();

    @Override
    public Connection writer() throws SQLException {
        Connection connection = connect(true);
        try {
            check(connection);
            return connection;
        } catch (SQLException | RuntimeException e) {
            giveBack(connection);
            throw e;
        }
    }

    /** Refuses a connection that does not promise what it should. */
    abstract void check(Connection connection) throws SQLException;

    @Override
    public Connection reader() throws SQLException {
        return connect(false);
    }

    private Connection connect(boolean writes) throws SQLException {
        Connection connection = source.getConnection();
        try {
            connection.setAutoCommit(true);
            tell(connection, settings(writes));
            return connection;
        } catch (SQLException | RuntimeException e) {
            giveBack(connection);
            throw e;
        }
    }

    @Override
    public void giveBack(Connection connection) throws SQLException {
        try (connection) {
            if (!connection.isClosed()) {
                tell(connection, formerSettings());
                connection.setAutoCommit(autoCommit);
            }
        }
    }

    private static void tell(Connection connection, List<String> statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @Override
    public boolean dropFormer(Session session) {
        return true;
    }

    @Override
    public void shrink(Session session) {
        // the database's own care
    }

    /** The first SQLException of a chain says what went wrong; no values. */
    static String state(SQLException e) {
        return "SQLSTATE " + e.getSQLState();
    }
}
