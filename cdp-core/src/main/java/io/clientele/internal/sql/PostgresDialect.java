package io.clientele.internal.sql;

import io.clientele.model.CdpException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;

/** PostgreSQL. One who writes holds the schema's advisory lock for as long as the transaction lasts. */
final class PostgresDialect extends HostDialect {

    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final String DISK_FULL = "53100";

    private final List<String> former;

    PostgresDialect(DataSource source, String schema, Connection sample) throws SQLException {
        super(source, schema, sample);
        this.former = List.of(
                set(sample, "search_path"),
                set(sample, "synchronous_commit"),
                set(sample, "lock_timeout"),
                set(sample, "default_transaction_read_only"));
    }

    /** A statement that sets what is set now. */
    private static String set(Connection connection, String name) throws SQLException {
        return "SELECT set_config('" + name + "', '" + show(connection, name).replace("'", "''") + "', false)";
    }

    private static String show(Connection connection, String name) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT current_setting('" + name + "')")) {
            row.next();
            return row.getString(1);
        }
    }

    @Override
    public String place() {
        return "the PostgreSQL schema " + schema();
    }

    @Override
    String countSchema() {
        return "SELECT COUNT(*) FROM pg_namespace WHERE nspname = ?";
    }

    @Override
    List<String> settings(boolean writes) {
        return List.of(
                "SET search_path TO " + schema(),
                "SET synchronous_commit TO on",
                "SET lock_timeout TO '1s'",
                "SET default_transaction_read_only TO " + (writes ? "off" : "on"));
    }

    /** A commit that is not waited for is in the server's hands, which writes it out within three of its wal_writer_delay. */
    @Override
    public void durability(Session session, boolean durable) throws SQLException {
        session.run("SET synchronous_commit TO " + (durable ? "on" : "off"));
    }

    @Override
    List<String> formerSettings() {
        return former;
    }

    @Override
    void check(Connection connection) throws SQLException {
        if (!show(connection, "synchronous_commit").equals("on")) {
            throw new CdpException(place() + " does not commit synchronously, and does not let us ask for it");
        }
        if (!show(connection, "fsync").equals("on")) {
            throw new CdpException(place() + " is on a server with fsync off, which may lose everything");
        }
    }

    @Override
    Types types() {
        return new Types("TEXT", "BYTEA", "BYTEA");
    }

    @Override
    public String begin() {
        return "BEGIN; SELECT pg_advisory_xact_lock(hashtext('" + schema() + "'))";
    }

    @Override
    public String beginSnapshot() {
        return "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
    }

    @Override
    public String insertIfAbsent(String table, String columns, String unique) {
        return SqliteDialect.insertUnlessConflict(table, columns);
    }

    @Override
    public boolean isBusy(SQLException e) {
        return LOCK_NOT_AVAILABLE.equals(e.getSQLState());
    }

    @Override
    public boolean isFull(SQLException e) {
        return DISK_FULL.equals(e.getSQLState());
    }

    @Override
    public String describe(SQLException e) {
        return state(e);
    }
}
