package io.clientele.internal.keystore;

import io.clientele.internal.keystore.KeyShard.Rewritten;
import io.clientele.internal.keystore.KeyShard.Sealed;
import io.clientele.internal.keystore.KeyShard.Wrapped;
import io.clientele.internal.keystore.KeyStore.Erasure;
import io.clientele.internal.sql.Dialect;
import io.clientele.internal.sql.Session;
import io.clientele.internal.sql.Sessions;
import io.clientele.internal.store.Backup;
import io.clientele.internal.store.Schema;
import io.clientele.internal.store.Store;
import io.clientele.internal.store.Tombstone;
import io.clientele.model.CdpException;
import io.clientele.model.StorageException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The tables of the keys: what is wrapped and sealed, and the erasure register. Knows no provider. Thread-safe. */
final class KeyTables implements AutoCloseable {

    private static final String META = "key_meta";
    private static final int VERSION = 2;

    private static final List<String> FIRST_TABLES = List.of(
            """
            CREATE TABLE key_meta (one INTEGER PRIMARY KEY, version {int} NOT NULL, min_reader {int} NOT NULL,
                min_writer {int} NOT NULL, store_id {bytes} NOT NULL)""",
            "CREATE TABLE store_keys (purpose {text} PRIMARY KEY, wrapped {bytes} NOT NULL)",
            """
            CREATE TABLE shards (shard {int} PRIMARY KEY, generation {long} NOT NULL, wrapped {bytes} NOT NULL,
                sealed {bytes} NOT NULL)""",
            "CREATE TABLE register (place {place}, owner {int} NOT NULL UNIQUE, since {long} NOT NULL)",
            "CREATE TABLE tombstones (blind {bytes} PRIMARY KEY, since {long} NOT NULL, until {long} NOT NULL)");

    /** What version 2 changed: keys know their age and their master key's version, store-wide keys have versions. */
    private static final List<String> SECOND_TABLES = List.of(
            "ALTER TABLE shards ADD COLUMN made {long} DEFAULT 0 NOT NULL",
            "ALTER TABLE shards ADD COLUMN master {text} DEFAULT '' NOT NULL",
            """
            CREATE TABLE key_versions (purpose {text} NOT NULL, version {int} NOT NULL, made {long} NOT NULL,
                master {text} NOT NULL, wrapped {bytes} NOT NULL, PRIMARY KEY (purpose, version))""",
            """
            INSERT INTO key_versions (purpose, version, made, master, wrapped)
            SELECT purpose, 1, 0, '', wrapped FROM store_keys""",
            "DROP TABLE store_keys");

    private static final String SHARD = "SELECT shard, generation, master, wrapped, made, sealed FROM shards ";

    private final Dialect dialect;
    private Session session;
    private boolean stale;
    private boolean formerDue;
    private boolean closed;

    KeyTables(Dialect dialect) {
        this.dialect = dialect;
        dialect.checkPlace();
        this.session = Sessions.writer(dialect);
    }

    /** Makes the tables for a new store, or checks that they are a store's own and not older than its data. */
    synchronized void prepare(Store store) {
        transact(s -> prepare(s, store));
    }

    private boolean prepare(Session s, Store store) throws SQLException {
        if (Schema.isEmpty(s, dialect, META)) {
            if (store.head() > 0 || store.lastOwner() > 0) {
                throw new CdpException(dialect.place()
                        + " holds no keys but the store holds data sealed under some: restore the key file");
            }
            Schema.create(s, dialect, FIRST_TABLES);
            Schema.create(s, dialect, SECOND_TABLES);
            s.update(
                    "INSERT INTO key_meta (one, version, min_reader, min_writer, store_id) VALUES (1, 2, 2, 2, ?)",
                    store.id());
        }
        Schema.checkVersion(s, dialect, META, VERSION);
        if (s.number("SELECT version FROM key_meta WHERE one = 1") < 2) {
            Schema.create(s, dialect, SECOND_TABLES);
            s.update("UPDATE key_meta SET version = 2, min_reader = 2, min_writer = 2 WHERE one = 1");
        }
        if (!Arrays.equals(Schema.storeId(s, META), store.id())) {
            throw new CdpException(dialect.place() + " holds the keys of another store");
        }
        if (s.number("SELECT COALESCE(MAX(shard), -1) FROM shards") < KeyShard.of(store.lastOwner())
                && store.lastOwner() > 0) {
            throw new CdpException(
                    dialect.place() + " is older than the data, whose newest keys it lacks: restore a newer key file");
        }
        return true;
    }

    // ---- shards

    synchronized Optional<Sealed> shard(int number) {
        return read(s -> s.first(SHARD + "WHERE shard = ?", KeyTables::sealed, number));
    }

    /** Shards whose shard key was made before an instant. */
    synchronized List<Sealed> shardsMadeBefore(long instant, int most) {
        return read(s -> s.query(SHARD + "WHERE made < ? ORDER BY shard LIMIT ?", KeyTables::sealed, instant, most));
    }

    synchronized long countMadeBefore(long instant) {
        return read(s -> s.number("SELECT COUNT(*) FROM shards WHERE made < ?", instant));
    }

    private static Sealed sealed(ResultSet r) throws SQLException {
        return new Sealed(shardKey(r), r.getBytes(6));
    }

    private static Wrapped shardKey(ResultSet r) throws SQLException {
        return new Wrapped("", r.getInt(1), r.getLong(2), r.getString(3), r.getBytes(4), r.getLong(5));
    }

    /** Makes a shard durable; false if there is one already. */
    synchronized boolean insert(Sealed shard) {
        Wrapped key = shard.key();
        String sql = dialect.insertIfAbsent(
                "shards",
                "shard {int}, generation {long}, master {text}, wrapped {bytes}, made {long}, sealed {bytes}",
                "shard");
        return transact(s -> s.update(
                        sql, key.shard(), key.version(), key.master(), key.bytes(), key.made(), shard.sealed()))
                == 1;
    }

    /**
     * Puts shards of the next generation in place of theirs; false, with nothing done, if one is of another generation by now, or
     * wrapped under another version of the master key.
     */
    synchronized boolean replace(List<Rewritten> next) {
        return transact(s -> replace(s, next));
    }

    private static boolean replace(Session s, List<Rewritten> next) throws SQLException {
        for (Rewritten shard : next) {
            Wrapped former = shard.former().key();
            Wrapped key = shard.next().key();
            int hit = s.update(
                    """
                    UPDATE shards SET generation = ?, master = ?, wrapped = ?, made = ?, sealed = ?
                    WHERE shard = ? AND generation = ? AND master = ?""",
                    key.version(),
                    key.master(),
                    key.bytes(),
                    key.made(),
                    shard.next().sealed(),
                    key.shard(),
                    former.version(),
                    former.master());
            if (hit != 1) {
                return false;
            }
        }
        return true;
    }

    /** {@link #replace}, and enters an erasure in the register in the same transaction. */
    synchronized boolean erase(List<Rewritten> next, Collection<Integer> owners, List<Tombstone> tombstones, long at) {
        return transact(s -> {
            if (!replace(s, next)) {
                return false;
            }
            for (int owner : owners) {
                s.update(dialect.insertIfAbsent("register", "owner {int}, since {long}", "owner"), owner, at);
            }
            Tombstone.insert(s, tombstones);
            return true;
        });
    }

    // ---- store-wide keys

    /** The versions of a key, newest first. */
    synchronized List<Wrapped> storeKeys(String use) {
        return read(s -> s.query("""
                SELECT purpose, version, master, wrapped, made FROM key_versions WHERE purpose = ?
                ORDER BY version DESC""", KeyTables::storeKey, use));
    }

    private static Wrapped storeKey(ResultSet r) throws SQLException {
        return new Wrapped(r.getString(1), 0, r.getLong(2), r.getString(3), r.getBytes(4), r.getLong(5));
    }

    /** Makes versions durable that are not there yet. */
    synchronized void insert(List<Wrapped> keys) {
        String sql = dialect.insertIfAbsent(
                "key_versions",
                "purpose {text}, version {int}, master {text}, wrapped {bytes}, made {long}",
                "purpose, version");
        transact(s -> {
            for (Wrapped key : keys) {
                s.update(sql, key.use(), key.version(), key.master(), key.bytes(), key.made());
            }
            return true;
        });
    }

    synchronized void dropStoreKeys(String use, int oldest) {
        transact(s -> s.update("DELETE FROM key_versions WHERE purpose = ? AND version < ?", use, oldest));
    }

    // ---- the master key

    /** Keys that another version of the master key wrapped, the store-wide ones first. */
    synchronized List<Wrapped> notUnder(String master, int most) {
        return read(s -> {
            List<Wrapped> all = new ArrayList<>(s.query("""
                    SELECT purpose, version, master, wrapped, made FROM key_versions WHERE master <> ?
                    ORDER BY purpose, version LIMIT ?""", KeyTables::storeKey, master, most));
            all.addAll(s.query("""
                    SELECT shard, generation, master, wrapped, made FROM shards WHERE master <> ?
                    ORDER BY shard LIMIT ?""", KeyTables::shardKey, master, most - all.size()));
            return all;
        });
    }

    synchronized long countNotUnder(String master) {
        return read(s -> s.number("SELECT COUNT(*) FROM key_versions WHERE master <> ?", master)
                + s.number("SELECT COUNT(*) FROM shards WHERE master <> ?", master));
    }

    /** Puts keys wrapped anew in place; what was replaced or dropped meanwhile is left alone. */
    synchronized void update(List<Wrapped> keys) {
        transact(s -> {
            for (Wrapped key : keys) {
                boolean shards = key.use().isEmpty();
                s.update(
                        shards
                                ? "UPDATE shards SET master = ?, wrapped = ? WHERE shard = ? AND generation = ?"
                                : "UPDATE key_versions SET master = ?, wrapped = ? WHERE purpose = ? AND version = ?",
                        key.master(),
                        key.bytes(),
                        shards ? key.shard() : key.use(),
                        key.version());
            }
            return true;
        });
    }

    // ---- the register

    synchronized List<Erasure> register() {
        return read(s -> s.query(
                "SELECT owner, since FROM register ORDER BY place", r -> new Erasure(r.getInt(1), r.getLong(2))));
    }

    synchronized List<Tombstone> tombstones() {
        return read(s -> s.query("SELECT blind, since, until FROM tombstones ORDER BY since, blind", Tombstone::read));
    }

    // ---- all of them

    /** Empties what the file keeps of former keys; if that fails, the caller is told, for the keys are not gone yet. */
    synchronized void dropFormer() {
        formerDue = true;
        boolean dropped = read(dialect::dropFormer);
        if (!dropped) {
            throw new StorageException(
                    "keys were destroyed in " + dialect.place()
                            + " but traces remain while another reads it: try again",
                    new IllegalStateException("write-ahead log in use"));
        }
        formerDue = false;
    }

    synchronized void backup(Path file) {
        Backup.writeKeys(file, dialect, this::read);
    }

    private <T> T read(Session.Work<T> work) {
        checkOpen();
        try {
            return look(work);
        } catch (SQLException e) {
            throw new StorageException("reading " + dialect.place() + " failed: " + dialect.describe(e), e);
        }
    }

    /** Where the kept connection fails, a new one may not: the server may have been away. */
    private <T> T look(Session.Work<T> work) throws SQLException {
        boolean kept = !stale;
        try {
            return work.on(session());
        } catch (SQLException e) {
            if (!kept || !dialect.manyConnections() || dialect.isBusy(e)) {
                throw e;
            }
            stale = true;
            return work.on(session());
        }
    }

    private <T> T transact(Session.Work<T> work) {
        checkOpen();
        T result = attempt(work);
        boolean done = false;
        try {
            Sessions.end(session, dialect, Boolean.FALSE.equals(result) ? "ROLLBACK" : "COMMIT");
            done = true;
            return result;
        } finally {
            stale |= !done;
        }
    }

    private <T> T attempt(Session.Work<T> work) {
        boolean done = false;
        try {
            session().run(dialect.begin());
            T result = work.on(session);
            done = true;
            return result;
        } catch (SQLException e) {
            throw Sessions.nothingStored(dialect, e);
        } finally {
            if (!done) {
                stale |= !Sessions.rollback(session);
            }
        }
    }

    /** After a failure a new connection, so that nothing half done is carried on. */
    private Session session() throws SQLException {
        if (stale) {
            session = Sessions.renew(session, dialect);
            stale = false;
        }
        return session;
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the key store is closed");
        }
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        try {
            if (formerDue) {
                dropFormer();
            }
        } finally {
            closed = true;
            Sessions.closeQuietly(session);
        }
    }
}
