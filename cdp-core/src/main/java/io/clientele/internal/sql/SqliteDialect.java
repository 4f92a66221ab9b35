package io.clientele.internal.sql;

import io.clientele.model.CdpException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.sqlite.JDBC;
import org.sqlite.SQLiteErrorCode;

/** SQLite: one file with a write-ahead log, or heap. */
public class SqliteDialect implements Dialect {

    /** 64 MB: what is not copied beside the pen by then, a commit copies; only then does the log begin anew. */
    private static final int MOST_LOG_PAGES = 16_000;

    private static final String BUSY_MILLIS = "1000";
    private static final int SHRINK_FROM_PAGES = 512;
    private static final int SHRINK_BY_PAGES = 256;

    private final @Nullable Path file;

    /** In this file; in heap if there is none. */
    public SqliteDialect(@Nullable Path file) {
        this.file = file == null ? null : file.toAbsolutePath().normalize();
    }

    @Override
    public @Nullable Path file() {
        return file;
    }

    @Override
    public String place() {
        return file == null ? "the store in memory" : file.toString();
    }

    @Override
    public boolean manyConnections() {
        return file != null;
    }

    @Override
    public void checkPlace() {
        if (file == null) {
            return;
        }
        Path folder = file.getParent();
        if (folder != null) {
            checkFolder(folder);
        }
        if (Files.isDirectory(file)) {
            throw new CdpException(file + " is a directory, not a file");
        }
        if (Files.exists(file) && !Files.isWritable(file)) {
            throw new CdpException(file + " is not writable");
        }
        if (!Files.exists(file)) {
            createForOwner(file);
        }
    }

    /** An empty file that only the user of this process may read, where the system knows of users. */
    private static void createForOwner(Path file) {
        boolean users = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        try {
            if (users) {
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            }
        } catch (IOException e) {
            if (!Files.exists(file)) {
                throw new CdpException(file + " cannot be created", e);
            }
        }
    }

    private static void checkFolder(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (FileAlreadyExistsException e) {
            throw new CdpException(e.getFile() + " is not a directory", e);
        } catch (IOException e) {
            throw new CdpException(folder + " cannot be created", e);
        }
        if (!Files.isWritable(folder)) {
            throw new CdpException(folder + " is not writable");
        }
    }

    @Override
    public Connection writer() throws SQLException {
        Connection connection = connect();
        try (Statement statement = connection.createStatement()) {
            if (isNew(statement)) {
                // Said again, it would write, which a full disk does not let.
                statement.execute("PRAGMA auto_vacuum=INCREMENTAL");
            }
            statement.execute("PRAGMA journal_mode=WAL");
            statement.execute("PRAGMA secure_delete=ON");
            statement.execute("PRAGMA cache_size=-32768");
            statement.execute("PRAGMA wal_autocheckpoint=" + MOST_LOG_PAGES);
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
        return connection;
    }

    private static boolean isNew(Statement statement) throws SQLException {
        try (ResultSet pages = statement.executeQuery("PRAGMA page_count")) {
            return pages.next() && pages.getLong(1) == 0;
        }
    }

    @Override
    public Connection reader() throws SQLException {
        Connection connection = connect();
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA query_only=ON");
            statement.execute("PRAGMA cache_size=-8192");
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
        return connection;
    }

    private Connection connect() throws SQLException {
        Properties settings = new Properties();
        settings.setProperty("busy_timeout", BUSY_MILLIS);
        settings.setProperty("synchronous", "FULL");
        settings.setProperty("temp_store", "MEMORY");
        return JDBC.createConnection(JDBC.PREFIX + (file == null ? ":memory:" : file), settings);
    }

    @Override
    public String ddl(String statement) {
        return statement
                .replace("{place}", "INTEGER PRIMARY KEY")
                .replace("{long}", "INTEGER")
                .replace("{int}", "INTEGER")
                .replace("{text}", "TEXT")
                .replace("{bytes}", "BLOB")
                .replace("{large}", "BLOB")
                .replace("{clustered}", "WITHOUT ROWID");
    }

    @Override
    public String countTables() {
        return "SELECT COUNT(*) FROM sqlite_master";
    }

    @Override
    public String countTable() {
        return "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = ?";
    }

    /** In WAL mode NORMAL leaves out the sync of the log at each commit, and nothing else. */
    @Override
    public void durability(Session session, boolean durable) throws SQLException {
        session.run("PRAGMA synchronous=" + (durable ? "FULL" : "NORMAL"));
    }

    @Override
    public String begin() {
        return "BEGIN IMMEDIATE";
    }

    @Override
    public String beginSnapshot() {
        return "BEGIN";
    }

    @Override
    public boolean countsPlaces() {
        return false;
    }

    @Override
    public boolean copyTo(Session session, Path to) throws SQLException {
        if (file == null) {
            return false;
        }
        try (Connection own = connect();
                Statement statement = own.createStatement()) {
            statement.execute("VACUUM INTO '" + to.toString().replace("'", "''") + "'");
        }
        return true;
    }

    @Override
    public String insertIfAbsent(String table, String columns, String unique) {
        return insertUnlessConflict(table, columns);
    }

    /** The sentence that SQLite and PostgreSQL share. */
    static String insertUnlessConflict(String table, String columns) {
        String names = columns.replaceAll(" \\{\\w+}", "");
        return "INSERT INTO " + table + " (" + names + ") VALUES (" + names.replaceAll("[^,]+", "?")
                + ") ON CONFLICT DO NOTHING";
    }

    @Override
    public boolean dropFormer(Session session) throws SQLException {
        return file == null || session.number("PRAGMA wal_checkpoint(TRUNCATE)") == 0;
    }

    @Override
    public boolean keepsLog() {
        return file != null;
    }

    @Override
    public void copyLog(Session session) throws SQLException {
        session.query("PRAGMA wal_checkpoint(PASSIVE)", r -> r);
    }

    @Override
    public void shrink(Session session) throws SQLException {
        if (session.number("PRAGMA freelist_count") > SHRINK_FROM_PAGES) {
            session.query("PRAGMA incremental_vacuum(" + SHRINK_BY_PAGES + ")", r -> r);
        }
    }

    @Override
    public void compact(Session session) throws SQLException {
        session.run("VACUUM");
    }

    @Override
    public boolean isBusy(SQLException e) {
        return code(e) == SQLiteErrorCode.SQLITE_BUSY.code || code(e) == SQLiteErrorCode.SQLITE_LOCKED.code;
    }

    @Override
    public boolean isFull(SQLException e) {
        return code(e) == SQLiteErrorCode.SQLITE_FULL.code;
    }

    @Override
    public String describe(SQLException e) {
        return e.getErrorCode() == SQLiteErrorCode.SQLITE_NOTADB.code
                ? "it is not a database of ours"
                : SQLiteErrorCode.getErrorCode(e.getErrorCode()).name();
    }

    private static int code(SQLException e) {
        return e.getErrorCode() & 0xff;
    }
}
