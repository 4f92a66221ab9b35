package io.clientele.internal.store;

import io.clientele.internal.sql.Dialect;
import io.clientele.internal.sql.HostDialect;
import io.clientele.internal.sql.Session;
import io.clientele.internal.sql.Sessions;
import io.clientele.internal.sql.SqliteDialect;
import io.clientele.keys.KeyProvider;
import io.clientele.keys.WrongKeyException;
import io.clientele.model.CdpException;
import io.clientele.model.StorageException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.sql.DataSource;

/** Keys in a SQLite file of their own, beside the erasure register. Thread-safe. */
public final class SqliteKeyStore implements KeyStore {

    private static final int SHARDS_CACHED = 1_024;

    private final Dialect dialect;
    private Session session;
    private final KeyShard shards;
    private final Map<Integer, byte[]> loaded = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<String, byte[]> storeKeys = new HashMap<>();
    private boolean formerDue;
    private boolean stale;
    private boolean closed;

    private SqliteKeyStore(Dialect dialect, Session session, KeyShard shards) {
        this.dialect = dialect;
        this.session = session;
        this.shards = shards;
    }

    /**
     * Opens the keys of a store, making the file if the store is new.
     *
     * @throws CdpException if the file is missing, older than the data, or another store's
     * @throws WrongKeyException if the provider's master key is not the one the keys were wrapped with
     */
    public static SqliteKeyStore open(Path file, Store store, KeyProvider provider) {
        return open(new SqliteDialect(file), store, provider);
    }

    /** Keys in a host's database, in a schema of their own. */
    public static SqliteKeyStore over(DataSource source, Store store, KeyProvider provider) {
        return open(HostDialect.of(source, "clientele_keys"), store, provider);
    }

    /** Keys in heap, for a store in memory. */
    public static SqliteKeyStore inMemory(Store store, KeyProvider provider) {
        return open(new SqliteDialect(null), store, provider);
    }

    static SqliteKeyStore open(Dialect dialect, Store store, KeyProvider provider) {
        dialect.checkPlace();
        Session session = Sessions.writer(dialect);
        SqliteKeyStore keys = new SqliteKeyStore(dialect, session, new KeyShard(store.id(), provider));
        boolean opened = false;
        try {
            keys.transact(s -> prepare(s, dialect, store));
            keys.storeKey("lookup");
            keys.ownerKey(0);
            opened = true;
            return keys;
        } finally {
            if (!opened) {
                Sessions.closeQuietly(session);
            }
        }
    }

    private static Boolean prepare(Session session, Dialect dialect, Store store) throws SQLException {
        if (Schema.isEmpty(session, dialect, "key_meta")) {
            if (store.head() > 0 || store.lastOwner() > 0) {
                throw new CdpException(dialect.place()
                        + " holds no keys but the store holds data sealed under some: restore the key file");
            }
            Schema.createKeys(session, dialect, store.id());
        }
        Schema.checkVersion(session, dialect, "key_meta", Schema.KEYS_VERSION);
        if (!Arrays.equals(Schema.storeId(session, "key_meta"), store.id())) {
            throw new CdpException(dialect.place() + " holds the keys of another store");
        }
        if (session.number("SELECT COALESCE(MAX(shard), -1) FROM shards") < KeyShard.of(store.lastOwner())
                && store.lastOwner() > 0) {
            throw new CdpException(
                    dialect.place() + " is older than the data, whose newest keys it lacks: restore a newer key file");
        }
        return true;
    }

    @Override
    public synchronized byte[] ownerKey(int owner) {
        if (owner < 0) {
            throw new IllegalArgumentException("owner: numbers are not negative");
        }
        checkOpen();
        return KeyShard.keyIn(shard(KeyShard.of(owner)), owner);
    }

    private byte[] shard(int number) {
        byte[] known = loaded.get(number);
        return known != null ? known : keep(number, find(number).orElseGet(() -> make(number)));
    }

    private byte[] keep(int number, KeyShard.Sealed sealed) {
        byte[] keys = shards.open(sealed);
        loaded.put(number, keys);
        if (loaded.size() > SHARDS_CACHED) {
            forget(loaded.keySet().iterator().next());
        }
        return keys;
    }

    private void forget(int number) {
        byte[] keys = loaded.remove(number);
        if (keys != null) {
            Arrays.fill(keys, (byte) 0);
        }
    }

    private Optional<KeyShard.Sealed> find(int number) {
        return read(s -> s.first(
                "SELECT generation, wrapped, sealed FROM shards WHERE shard = ?",
                r -> new KeyShard.Sealed(number, r.getLong(1), r.getBytes(2), r.getBytes(3)),
                number));
    }

    /** Makes a shard durable; if another process was faster, its shard holds. */
    private KeyShard.Sealed make(int number) {
        byte[] keys = shards.newKeys();
        KeyShard.Sealed sealed = shards.seal(number, 1, keys);
        Arrays.fill(keys, (byte) 0);
        transact(s -> s.update(
                dialect.insertIfAbsent("shards", "shard, generation, wrapped, sealed", 4),
                number,
                sealed.generation(),
                sealed.wrapped(),
                sealed.sealed()));
        return find(number).orElseThrow();
    }

    @Override
    public synchronized byte[] storeKey(String use) {
        checkOpen();
        return storeKeys.computeIfAbsent(use, this::loadStoreKey).clone();
    }

    private byte[] loadStoreKey(String use) {
        return shards.unwrapStoreKey(use, findStoreKey(use).orElseGet(() -> makeStoreKey(use)));
    }

    private Optional<byte[]> findStoreKey(String use) {
        return read(s -> s.first("SELECT wrapped FROM store_keys WHERE purpose = ?", r -> r.getBytes(1), use));
    }

    private byte[] makeStoreKey(String use) {
        byte[] wrapped = shards.wrapStoreKey(use, shards.newKey());
        transact(s -> s.update(dialect.insertIfAbsent("store_keys", "purpose, wrapped", 2), use, wrapped));
        return findStoreKey(use).orElseThrow();
    }

    @Override
    public synchronized void shred(Collection<Integer> owners, List<Tombstone> tombstones, long at) {
        checkOpen();
        if (owners.stream().anyMatch(o -> o <= 0)) {
            throw new IllegalArgumentException("owners: only persons' keys can be destroyed, they begin at 1");
        }
        Map<Integer, List<Integer>> byShard = new TreeMap<>();
        owners.forEach(o ->
                byShard.computeIfAbsent(KeyShard.of(o), n -> new ArrayList<>()).add(o));
        List<Rewrite> rewrites = new ArrayList<>();
        byShard.forEach((number, some) -> rewrite(number, some).ifPresent(rewrites::add));
        byShard.keySet().forEach(this::forget);
        transact(s -> enter(s, rewrites, owners, tombstones, at));
        dropFormer();
    }

    private Optional<Rewrite> rewrite(int number, List<Integer> owners) {
        return find(number).map(old -> {
            byte[] keys = shards.open(old);
            byte[] rest = shards.without(keys, owners);
            Rewrite rewrite = new Rewrite(old.generation(), shards.seal(number, old.generation() + 1, rest));
            Arrays.fill(keys, (byte) 0);
            Arrays.fill(rest, (byte) 0);
            return rewrite;
        });
    }

    private Boolean enter(
            Session s, List<Rewrite> rewrites, Collection<Integer> owners, List<Tombstone> tombstones, long at)
            throws SQLException {
        for (Rewrite r : rewrites) {
            int hit = s.update(
                    "UPDATE shards SET generation = ?, wrapped = ?, sealed = ? WHERE shard = ? AND generation = ?",
                    r.to.generation(),
                    r.to.wrapped(),
                    r.to.sealed(),
                    r.to.shard(),
                    r.from);
            if (hit != 1) {
                throw new CdpException("another process changed key shard " + r.to.shard() + " meanwhile: try again");
            }
        }
        for (int owner : owners) {
            s.update(dialect.insertIfAbsent("register", "owner, since", 2, "owner"), owner, at);
        }
        SideTables.insertTombstones(s, tombstones);
        return true;
    }

    /** Empties what the file keeps of former keys; if that fails, the caller is told, for the keys are not gone yet. */
    private void dropFormer() {
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

    @Override
    public synchronized List<Erasure> register() {
        checkOpen();
        return read(s -> s.query(
                "SELECT owner, since FROM register ORDER BY place", r -> new Erasure(r.getInt(1), r.getLong(2))));
    }

    @Override
    public synchronized List<Tombstone> tombstones() {
        checkOpen();
        return read(s ->
                s.query("SELECT blind, since, until FROM tombstones ORDER BY since, blind", Queries::readTombstone));
    }

    private <T> T read(Session.Work<T> work) {
        try {
            return work.on(session());
        } catch (SQLException e) {
            throw new StorageException("reading " + dialect.place() + " failed: " + dialect.describe(e), e);
        }
    }

    private <T> T transact(Session.Work<T> work) {
        T result = attempt(work);
        boolean done = false;
        try {
            session.run("COMMIT");
            done = true;
            return result;
        } catch (SQLException e) {
            throw new StorageException(
                    "it is not known whether the last commit to " + dialect.place() + " became durable: "
                            + dialect.describe(e),
                    e,
                    true,
                    true);
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
            throw new StorageException(
                    "writing to " + dialect.place() + " failed, nothing was stored: " + dialect.describe(e), e);
        } finally {
            if (!done) {
                stale |= !Sessions.rollback(session);
            }
        }
    }

    /** After a failed commit a new connection, so that nothing half done is carried on. */
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
        closed = true;
        List.copyOf(loaded.keySet()).forEach(this::forget);
        storeKeys.values().forEach(key -> Arrays.fill(key, (byte) 0));
        try {
            if (formerDue) {
                dropFormer();
            }
        } finally {
            Sessions.closeQuietly(session);
        }
    }

    private record Rewrite(long from, KeyShard.Sealed to) {}
}
