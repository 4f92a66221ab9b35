package io.clientele.internal.sql;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Where databases differ. All else is plain SQL that they share. */
public interface Dialect {

    /** The file, for messages and checks; null where there is none. */
    @Nullable
    Path file();

    /** How messages name the store; no secrets. */
    String place();

    /** Whether connections see the same data; if not, there is but one. */
    boolean manyConnections();

    /** Says in one line why the place cannot be used, before anything is touched. */
    void checkPlace();

    /** A connection that writes. */
    Connection writer() throws SQLException;

    /** A connection that reads only. */
    Connection reader() throws SQLException;

    /**
     * A statement that makes a table, in the database's own words: {@code {place}} is a primary key given by the database,
     * {@code {long}}, {@code {int}}, {@code {text}}, {@code {bytes}} (up to a megabyte) and {@code {large}} are types, {@code
     * {clustered}} ends a table that is kept in the order of its primary key.
     */
    String ddl(String statement);

    /** Gives a connection back, as it was. */
    default void giveBack(Connection connection) throws SQLException {
        connection.close();
    }

    /** What makes a commit as durable as it gets, after the commit; empty where the commit does. */
    default String harden() {
        return "";
    }

    /** What takes half-made tables away, where making tables cannot be undone; empty where it can. */
    default String dropAll() {
        return "";
    }

    /** Whether there is no room. */
    boolean isFull(SQLException e);

    /** A count of the tables there are. */
    String countTables();

    /** A count of the tables of the given name. */
    String countTable();

    /**
     * Says of the transactions that follow in a session, while none is open, whether their commits are durable. If not, they
     * survive the process, and the next durable one makes them so.
     */
    void durability(Session session, boolean durable) throws SQLException;

    /** Starts a transaction that alone may write. */
    String begin();

    /** Starts a transaction that reads one state throughout. */
    String beginSnapshot();

    /** Whether places must be told where to go on after a copy. */
    default boolean countsPlaces() {
        return true;
    }

    /** Writes a whole and consistent copy to an empty file, outside a transaction; false if this database has no such way. */
    default boolean copyTo(Session session, Path to) throws SQLException {
        return false;
    }

    /**
     * An insert that does nothing if a row with these unique columns is there.
     *
     * @param columns names and types, in the words of {@link #ddl}: {@code "owner {int}, since {long}"}
     * @param unique names
     */
    String insertIfAbsent(String table, String columns, String unique);

    /** Empties what the database keeps of former states, outside a transaction; false if a reader stood in the way. */
    boolean dropFormer(Session session) throws SQLException;

    /** Whether commits go to a log that is to be copied into the file from time to time. */
    default boolean keepsLog() {
        return false;
    }

    /** Copies what is committed from the log, beside whoever writes and as far as readers let it. */
    default void copyLog(Session session) throws SQLException {}

    /** Gives a bounded part of free space back, outside a transaction. */
    void shrink(Session session) throws SQLException;

    /** Writes the database anew without the room of what went, outside a transaction, where it is for us to do. */
    default void compact(Session session) throws SQLException {}

    /** Whether another connection is writing. */
    boolean isBusy(SQLException e);

    /** What went wrong, by the database's own short name; no values. */
    String describe(SQLException e);
}
