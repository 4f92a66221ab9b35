package io.clientele;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** A host's database, a real one, on a disk that can be full: then nothing can be inserted any more, but all can be read. */
final class FullSource {

    private final DataSource real;
    private final SQLException noRoom;
    private volatile boolean full;
    private volatile boolean stuck;

    /** A disk with room; when it is full, the database says so in its own way. */
    FullSource(DataSource real, SQLException noRoom) {
        this.real = real;
        this.noRoom = noRoom;
    }

    /** Whether there is no room from now on. */
    void full(boolean isFull) {
        full = isFull;
    }

    /** Whether from now on not even what is there can be changed. */
    void stuck(boolean isStuck) {
        stuck = isStuck;
        full = isStuck;
    }

    /** What the host hands in. */
    DataSource source() {
        return proxy(DataSource.class, (self, method, arguments) -> {
            Object result = call(real, method, arguments);
            return result instanceof Connection connection ? connection(connection) : result;
        });
    }

    private Connection connection(Connection connection) {
        return proxy(Connection.class, (self, method, arguments) -> {
            Object result = call(connection, method, arguments);
            if (result instanceof PreparedStatement prepared) {
                return statement(PreparedStatement.class, prepared, (String) arguments[0]);
            }
            return result instanceof Statement plain ? statement(Statement.class, plain, "") : result;
        });
    }

    private <T> T statement(Class<T> type, Statement statement, String prepared) {
        return proxy(type, (self, method, arguments) -> {
            if (full && method.getName().startsWith("execute")) {
                String sql = arguments == null || arguments.length == 0 ? prepared : (String) arguments[0];
                if (sql.startsWith("INSERT") || sql.startsWith("MERGE") || (stuck && sql.startsWith("UPDATE"))) {
                    throw noRoom;
                }
            }
            return call(statement, method, arguments);
        });
    }

    private static Object call(Object real, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(FullSource.class.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
