package io.clientele.internal.store;

import io.clientele.internal.sql.Dialect;
import io.clientele.internal.sql.Session;
import io.clientele.internal.sql.SqliteDialect;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;

/** A real driver with faults: a chosen statement of the pen fails, before or after the database did it. */
final class FaultyDialect implements Dialect {

    /** On which side of the work the fault lies. */
    enum Side {
        BEFORE,
        AFTER
    }

    private final Dialect real;
    private long countdown;
    private Side side = Side.BEFORE;
    private String failed = "";
    private String full = "";
    private SQLException noRoom = fault("");
    private boolean makesRoom;
    private @Nullable SQLException keeping;

    FaultyDialect(Dialect real) {
        this.real = real;
    }

    FaultyDialect(@Nullable Path file) {
        this(new SqliteDialect(file));
    }

    /** Lets every statement that begins so fail for want of room, until healed. */
    void fill(String statement, SQLException with) {
        full = statement;
        noRoom = with;
    }

    /** The same until the log was emptied, which makes room. */
    void fillUntilLogIsDropped(String statement, SQLException with) {
        fill(statement, with);
        makesRoom = true;
    }

    /** The log cannot be emptied. */
    void keepLog(SQLException with) {
        keeping = with;
    }

    /** Lets the n-th statement from now fail, counted from 1. */
    void failAt(long statement, Side onSide) {
        countdown = statement;
        side = onSide;
        failed = "";
    }

    void heal() {
        countdown = 0;
        full = "";
    }

    /** The statement that failed; empty if none did. */
    String failed() {
        return failed;
    }

    @Override
    public Connection writer() throws SQLException {
        Connection connection = real.writer();
        return proxy(Connection.class, (method, arguments) -> {
            Object result = call(connection, method, arguments);
            if (method.getName().equals("prepareStatement")) {
                return statement(PreparedStatement.class, result, (String) arguments[0]);
            }
            return method.getName().equals("createStatement") ? statement(Statement.class, result, "") : result;
        });
    }

    private Object statement(Class<?> type, Object real, String prepared) {
        return proxy(type, (method, arguments) -> {
            if (!method.getName().startsWith("execute")) {
                return call(real, method, arguments);
            }
            String sql = arguments.length > 0 ? (String) arguments[0] : prepared;
            return execute(sql, () -> call(real, method, arguments));
        });
    }

    private Object execute(String sql, Call call) throws Throwable {
        if (!full.isEmpty() && sql.startsWith(full)) {
            failed = sql;
            throw noRoom;
        }
        boolean fails = countdown > 0 && --countdown == 0;
        if (fails && side == Side.BEFORE) {
            throw fault(sql);
        }
        Object result = call.run();
        if (fails) {
            if (result instanceof ResultSet rows) {
                rows.close();
            }
            throw fault(sql);
        }
        return result;
    }

    private SQLException fault(String sql) {
        failed = sql;
        return new SQLException("injected", "58030", SQLiteErrorCode.SQLITE_IOERR.code);
    }

    private static Object call(Object real, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, Handler handler) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> handler.handle(method, arguments == null ? new Object[0] : arguments)));
    }

    @Override
    public @Nullable Path file() {
        return real.file();
    }

    @Override
    public String place() {
        return real.place();
    }

    @Override
    public boolean manyConnections() {
        return real.manyConnections();
    }

    @Override
    public void checkPlace() {
        real.checkPlace();
    }

    @Override
    public Connection reader() throws SQLException {
        return real.reader();
    }

    @Override
    public void giveBack(Connection connection) throws SQLException {
        real.giveBack(connection);
    }

    @Override
    public String ddl(String statement) {
        return real.ddl(statement);
    }

    @Override
    public String countTables() {
        return real.countTables();
    }

    @Override
    public String countTable() {
        return real.countTable();
    }

    @Override
    public void durability(Session session, boolean durable) throws SQLException {
        real.durability(session, durable);
    }

    @Override
    public String begin() {
        return real.begin();
    }

    @Override
    public String beginSnapshot() {
        return real.beginSnapshot();
    }

    @Override
    public boolean countsPlaces() {
        return real.countsPlaces();
    }

    @Override
    public String harden() {
        return real.harden();
    }

    @Override
    public String dropAll() {
        return real.dropAll();
    }

    @Override
    public boolean copyTo(Session session, Path to) throws SQLException {
        return real.copyTo(session, to);
    }

    @Override
    public String insertIfAbsent(String table, String columns, String unique) {
        return real.insertIfAbsent(table, columns, unique);
    }

    @Override
    public boolean dropFormer(Session session) throws SQLException {
        if (keeping != null) {
            throw keeping;
        }
        if (makesRoom) {
            heal();
        }
        return real.dropFormer(session);
    }

    @Override
    public boolean keepsLog() {
        return real.keepsLog();
    }

    @Override
    public void copyLog(Session session) throws SQLException {
        real.copyLog(session);
    }

    @Override
    public void shrink(Session session) throws SQLException {
        real.shrink(session);
    }

    @Override
    public boolean isBusy(SQLException e) {
        return real.isBusy(e);
    }

    @Override
    public boolean isFull(SQLException e) {
        return real.isFull(e);
    }

    @Override
    public String describe(SQLException e) {
        return real.describe(e);
    }

    private interface Handler {
        Object handle(Method method, Object[] arguments) throws Throwable;
    }

    private interface Call {
        Object run() throws Throwable;
    }
}
