package io.clientele.internal.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * H2, for hosts that allow no native code. Each commit is followed by a checkpoint; its makers promise less than those of the
 * others. Tables are made outside of transactions.
 */
final class H2Dialect extends HostDialect {

    private static final int NO_DISK_SPACE = 90100;
    private static final int LOCK_TIMEOUT = 50200;
    private static final int CONCURRENT_UPDATE = 90131;
    private static final int DEADLOCK = 40001;
    private static final String ISOLATION = "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL ";

    private final String former;
    private final String isolation;

    H2Dialect(DataSource source, String schema, Connection sample) throws SQLException {
        super(source, schema, sample);
        this.former = sample.getSchema();
        this.isolation = switch (sample.getTransactionIsolation()) {
            case Connection.TRANSACTION_READ_UNCOMMITTED -> "READ UNCOMMITTED";
            case Connection.TRANSACTION_REPEATABLE_READ -> "REPEATABLE READ";
            case Connection.TRANSACTION_SERIALIZABLE -> "SERIALIZABLE";
            default -> "READ COMMITTED";
        };
    }

    /** Every commit is hardened: one that is not would be lost with the process. */
    @Override
    public void durability(Session session, boolean durable) {}

    @Override
    public String place() {
        return "the H2 schema " + schema();
    }

    @Override
    String countSchema() {
        return "SELECT COUNT(*) FROM information_schema.schemata WHERE LOWER(schema_name) = ?";
    }

    @Override
    List<String> settings(boolean writes) {
        return List.of("SET SCHEMA " + schema(), ISOLATION + "READ COMMITTED");
    }

    @Override
    List<String> formerSettings() {
        return List.of("SET SCHEMA \"" + former + '"', ISOLATION + isolation);
    }

    @Override
    void check(Connection connection) {
        // what it promises cannot be asked for
    }

    @Override
    Types types() {
        return new Types("VARCHAR", "VARBINARY(1048576)", "BLOB");
    }

    @Override
    public String begin() {
        return "BEGIN";
    }

    @Override
    public String beginSnapshot() {
        return ISOLATION + "SNAPSHOT; BEGIN";
    }

    @Override
    public String harden() {
        return "CHECKPOINT SYNC";
    }

    @Override
    public String dropAll() {
        return formerSettings().get(0) + "; DROP SCHEMA " + schema() + " CASCADE; CREATE SCHEMA " + schema()
                + "; SET SCHEMA " + schema();
    }

    /** Parameters are of no type here unless told, and are taken for text. */
    @Override
    public String insertIfAbsent(String table, String columns, String unique) {
        String names = columns.replaceAll(" \\{\\w+}", "");
        String values = ddl(columns.replaceAll("\\w+ (\\{\\w+})", "CAST(? AS $1)"));
        String same = Arrays.stream(unique.split(", ", -1))
                .map(column -> "there." + column + " = fresh." + column)
                .collect(Collectors.joining(" AND "));
        return "MERGE INTO " + table + " there USING (VALUES (" + values + ")) fresh (" + names + ") ON " + same
                + " WHEN NOT MATCHED THEN INSERT (" + names + ") VALUES (fresh." + names.replace(", ", ", fresh.")
                + ")";
    }

    @Override
    public boolean isBusy(SQLException e) {
        return Set.of(LOCK_TIMEOUT, CONCURRENT_UPDATE, DEADLOCK).contains(e.getErrorCode());
    }

    @Override
    public boolean isFull(SQLException e) {
        return e.getErrorCode() == NO_DISK_SPACE || saysFull(e);
    }

    /** H2 hands on what the system said, wrapped. */
    private static boolean saysFull(Throwable e) {
        String message = e.getMessage();
        Throwable cause = e.getCause();
        return e instanceof java.io.IOException
                ? message != null && message.contains("No space left")
                : cause != null && saysFull(cause);
    }

    @Override
    public String describe(SQLException e) {
        return state(e) + ", H2 error " + e.getErrorCode();
    }
}
