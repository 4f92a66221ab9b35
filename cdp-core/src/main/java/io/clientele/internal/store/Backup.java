package io.clientele.internal.store;

import io.clientele.internal.sql.Dialect;
import io.clientele.internal.sql.Session;
import io.clientele.internal.sql.Sessions;
import io.clientele.internal.sql.SqliteDialect;
import io.clientele.model.CdpException;
import io.clientele.model.StorageException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.Consumer;

/** Copies of whole stores, as SQLite files, whatever database they come from. */
public final class Backup {

    private Backup() {}

    /** A way to read from a store. */
    public interface Reading {

        /** Runs work that reads. */
        <T> T read(Session.Work<T> work);
    }

    /** Writes a copy of a store. */
    static void write(Path file, Dialect from, Reading store) {
        beside(file, part -> fill(part, from, store));
    }

    /** Writes a copy of a file of keys. */
    public static void writeKeys(Path file, Dialect from, Reading keys) {
        beside(file, part -> {
            if (!keys.read(s -> from.copyTo(s, part))) {
                throw new CdpException(
                        "the keys in " + from.place() + " are in no file: back them up with their database");
            }
        });
    }

    /**
     * Puts a copy of keys where there are none.
     *
     * @throws CdpException if it is no copy of keys
     */
    public static void restoreKeys(Path backup, Path file) {
        requireCopy(backup, "key_meta");
        beside(file, part -> {
            try {
                Files.copy(backup, part, StandardCopyOption.COPY_ATTRIBUTES, StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException failure) {
                throw new CdpException("the keys cannot be copied from " + backup + " to " + file, failure);
            }
        });
    }

    /** Writes beside a name first, so that what bears the name is whole. */
    private static void beside(Path file, Consumer<Path> writing) {
        if (Files.exists(file)) {
            throw new CdpException(file + " exists already");
        }
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            Files.deleteIfExists(part);
            new SqliteDialect(part).checkPlace();
            writing.accept(part);
            try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new CdpException(file + " cannot be written", e);
        }
    }

    private static void fill(Path part, Dialect from, Reading store) {
        Dialect target = new SqliteDialect(part);
        boolean whole = store.read(s -> from.copyTo(s, part));
        try (Session copy = Sessions.writer(target)) {
            if (whole) {
                Schema.release(copy);
            } else {
                store.read(s -> logical(s, from, copy, target));
            }
            target.dropFormer(copy);
            copy.run("PRAGMA journal_mode=DELETE");
        } catch (SQLException e) {
            throw new StorageException(part + " cannot be written: " + target.describe(e), e);
        }
    }

    /** Table by table, within a state that stands still. */
    private static Boolean logical(Session from, Dialect source, Session to, Dialect target) throws SQLException {
        from.run(source.beginSnapshot());
        try {
            to.run(target.begin());
            Schema.copy(from, to, target);
            to.run("COMMIT");
        } finally {
            Sessions.rollback(from);
        }
        return true;
    }

    /**
     * Refuses a file that is no copy of ours.
     *
     * @param meta the table that tells what it is a copy of
     */
    private static void requireCopy(Path file, String meta) {
        try {
            if (Files.size(file) == 0 || !holds(new SqliteDialect(file), meta)) {
                throw new CdpException(file + " is no copy of what is to be restored");
            }
        } catch (IOException | SQLException e) {
            throw new CdpException(file + " is no copy that can be read", e);
        }
    }

    private static boolean holds(Dialect source, String table) throws SQLException {
        try (Connection connection = source.reader();
                PreparedStatement tables = connection.prepareStatement(source.countTable())) {
            tables.setString(1, table);
            try (ResultSet count = tables.executeQuery()) {
                return count.next() && count.getLong(1) > 0;
            }
        }
    }

    static void restore(Path backup, Dialect target) {
        if (!Files.isRegularFile(backup)) {
            throw new CdpException(backup + " is not there");
        }
        requireCopy(backup, "meta");
        Dialect source = new SqliteDialect(backup);
        target.checkPlace();
        try (Session from = Sessions.writer(source);
                Session to = Sessions.writer(target)) {
            if (!Schema.isEmpty(to, target, "meta")) {
                throw new CdpException(target.place() + " holds a store already");
            }
            from.run(source.begin());
            Schema.prepareData(from, source);
            from.run("COMMIT");
            logical(from, source, to, target);
        } catch (SQLException e) {
            throw new StorageException(
                    target.place() + " cannot take the backup: " + target.describe(e), e, false, false);
        }
    }
}
