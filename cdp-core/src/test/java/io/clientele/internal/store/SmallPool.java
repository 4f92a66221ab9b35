package io.clientele.internal.store;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** A host's pool as plain as can be: the oldest given back is the next to be taken, and nothing is put right in between. */
final class SmallPool implements DataSource, AutoCloseable {

    private final DataSource source;
    private final List<String> settings;
    private final List<Connection> all = new ArrayList<>();
    private final Deque<Connection> free = new ArrayDeque<>();

    /** Of connections that the host told something and that do not commit by themselves. */
    SmallPool(DataSource source, List<String> settings) {
        this.source = source;
        this.settings = settings;
    }

    @Override
    public synchronized Connection getConnection() throws SQLException {
        Connection real = free.isEmpty() ? make() : free.removeFirst();
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (self, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        return giveBack(real);
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private Connection make() throws SQLException {
        Connection real = source.getConnection();
        try (Statement statement = real.createStatement()) {
            for (String sql : settings) {
                statement.execute(sql);
            }
        }
        real.setAutoCommit(false);
        all.add(real);
        return real;
    }

    private synchronized Object giveBack(Connection real) throws SQLException {
        if (!real.getAutoCommit()) {
            real.rollback();
        }
        free.addLast(real);
        return this;
    }

    synchronized int made() {
        return all.size();
    }

    synchronized int taken() {
        return all.size() - free.size();
    }

    @Override
    public synchronized void close() throws SQLException {
        for (Connection each : all) {
            each.close();
        }
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getGlobal();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
