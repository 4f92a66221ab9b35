package io.clientele.internal.store;

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

/** The real driver with faults: a chosen statement of the pen fails, before or after the database did it. */
final class FaultyDialect extends SqliteDialect {

    /** On which side of the work the fault lies. */
    enum Side {
        BEFORE,
        AFTER
    }

    private long countdown;
    private Side side = Side.BEFORE;
    private String failed = "";

    FaultyDialect(@Nullable Path file) {
        super(file);
    }

    /** Lets the n-th statement from now fail, counted from 1. */
    void failAt(long statement, Side onSide) {
        countdown = statement;
        side = onSide;
        failed = "";
    }

    void heal() {
        countdown = 0;
    }

    /** The statement that failed; empty if none did. */
    String failed() {
        return failed;
    }

    @Override
    public Connection writer() throws SQLException {
        Connection real = super.writer();
        return proxy(Connection.class, (method, arguments) -> {
            Object result = call(real, method, arguments);
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
        return new SQLException("injected", "", SQLiteErrorCode.SQLITE_IOERR.code);
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

    private interface Handler {
        Object handle(Method method, Object[] arguments) throws Throwable;
    }

    private interface Call {
        Object run() throws Throwable;
    }
}
