package io.clientele.internal.keystore;

import io.clientele.internal.keystore.KeyShard.Rewritten;
import io.clientele.internal.keystore.KeyShard.Sealed;
import io.clientele.internal.keystore.KeyShard.Spare;
import io.clientele.internal.keystore.KeyShard.Wrapped;
import io.clientele.internal.seal.KeyVersions;
import io.clientele.internal.sql.Dialect;
import io.clientele.internal.sql.HostDialect;
import io.clientele.internal.sql.SqliteDialect;
import io.clientele.internal.store.Store;
import io.clientele.internal.store.Tombstone;
import io.clientele.keys.KeyProvider;
import io.clientele.keys.KeyProviderException;
import io.clientele.keys.WrongKeyException;
import io.clientele.model.CdpException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** Keys in a database of their own, beside the erasure register. Thread-safe. */
public final class JdbcKeyStore implements KeyStore {

    /** 32 kB each. */
    private static final int SHARDS_CACHED = 1_024;

    private static final int USES_CACHED = 64;
    private static final int SPARES = 16;
    private static final int TRIES = 10;

    /** So many owners before a shard is full the next is made. */
    private static final int AHEAD = 500;

    private static final long PATIENCE_MILLIS = 30_000;

    private final Store store;
    private final KeyTables tables;
    private final KeyShard shards;
    private final KeyCache<Integer, byte[]> loaded;
    private final KeyCache<String, KeyVersions> storeKeys;
    private final KeyCache<Integer, Optional<Spare>> spares;
    private final Fetching fetching = new Fetching();
    private final Lifetime lifetime;
    private volatile long notBefore = Long.MIN_VALUE;

    private JdbcKeyStore(Store store, KeyTables tables, KeyShard shards, Lifetime lifetime) {
        this.store = store;
        this.lifetime = lifetime;
        this.tables = tables;
        this.shards = shards;
        var waits = new KeyCache.Waits(lifetime, fetching);
        this.loaded = new KeyCache<>(SHARDS_CACHED, waits, this::loadShard, keys -> Arrays.fill(keys, (byte) 0));
        this.storeKeys = new KeyCache<>(USES_CACHED, waits, this::loadStoreKeys, keys -> {});
        this.spares = new KeyCache<>(
                SPARES,
                waits,
                number -> tables.shard(number).map(shards::spare),
                spare -> spare.ifPresent(Spare::blank));
    }

    /**
     * Opens the keys of a store, making the file if the store is new. Asks the provider for two keys.
     *
     * @throws CdpException if the file is missing, older than the data, or another store's
     * @throws WrongKeyException if the provider's master key is not the one the keys were wrapped with
     * @throws KeyProviderException if the provider does not answer
     */
    public static JdbcKeyStore open(Path file, Store store, KeyProvider provider, Lifetime lifetime) {
        return open(new SqliteDialect(file), store, provider, lifetime);
    }

    /** Keys in a host's database, in a schema of their own. */
    public static JdbcKeyStore over(DataSource source, Store store, KeyProvider provider, Lifetime lifetime) {
        return open(HostDialect.of(source, "clientele_keys"), store, provider, lifetime);
    }

    /** Keys in heap, for a store in memory. */
    public static JdbcKeyStore inMemory(Store store, KeyProvider provider, Lifetime lifetime) {
        return open(new SqliteDialect(null), store, provider, lifetime);
    }

    /** Keys behind another dialect. */
    public static JdbcKeyStore open(Dialect dialect, Store store, KeyProvider provider, Lifetime lifetime) {
        KeyTables tables = new KeyTables(dialect);
        KeyShard shards = new KeyShard(store.id(), provider, lifetime.clock());
        JdbcKeyStore keys = new JdbcKeyStore(store, tables, shards, lifetime);
        boolean opened = false;
        try {
            tables.prepare(store);
            keys.storeKeys("lookup");
            keys.ownerKey(0);
            opened = true;
            return keys;
        } finally {
            if (!opened) {
                tables.close();
            }
        }
    }

    @Override
    public byte[] ownerKey(int owner) {
        if (owner < 0) {
            throw new IllegalArgumentException("owner: numbers are not negative");
        }
        return loaded.use(KeyShard.of(owner), keys -> KeyShard.keyIn(keys, owner));
    }

    @Override
    public void prepare() {
        int next = store.lastOwner() + 1;
        ownerKey(next);
        if (KeyShard.of(next + AHEAD) != KeyShard.of(next) && lifetime.clock().millis() >= notBefore) {
            makeAhead(next + AHEAD);
        }
    }

    /** There is time: if the provider is away, it is asked again in a while. */
    private void makeAhead(int owner) {
        try {
            ownerKey(owner);
        } catch (KeyProviderException away) {
            notBefore = lifetime.clock().millis() + PATIENCE_MILLIS;
        }
    }

    private byte[] loadShard(int number) {
        Optional<Sealed> there = tables.shard(number);
        return there.isPresent() ? shards.open(there.get()) : makeShard(number);
    }

    /** Makes a shard durable; if another process was faster, its shard holds. */
    private byte[] makeShard(int number) {
        byte[] keys = shards.newKeys();
        if (tables.insert(shards.seal(number, 1, keys))) {
            return keys;
        }
        return shards.open(tables.shard(number).orElseThrow());
    }

    @Override
    public KeyVersions storeKeys(String use) {
        return storeKeys.use(use, versions -> versions);
    }

    @Override
    public KeyVersions requireStoreKeys(String use) {
        if (tables.storeKeys(use).isEmpty()) {
            throw new CdpException(
                    "the key file is older than the data, whose " + use + " key it lacks: restore a newer key file");
        }
        return storeKeys(use);
    }

    private KeyVersions loadStoreKeys(String use) {
        List<Wrapped> wrapped = tables.storeKeys(use);
        if (wrapped.isEmpty()) {
            tables.insert(List.of(shards.newStoreKey(use, 1)));
            wrapped = tables.storeKeys(use);
        }
        return new KeyVersions(wrapped.stream()
                .map(key -> new KeyVersions.Version(Math.toIntExact(key.version()), key.made(), shards.unwrap(key)))
                .toList());
    }

    @Override
    public void renewStoreKeys(List<String> uses) {
        List<Wrapped> next = uses.stream()
                .map(use -> shards.newStoreKey(use, storeKeys(use).newest().number() + 1))
                .toList();
        try {
            tables.insert(next);
        } finally {
            uses.forEach(storeKeys::forget);
        }
    }

    @Override
    public void dropStoreKeys(String use, int oldest) {
        try {
            tables.dropStoreKeys(use, oldest);
        } finally {
            storeKeys.forget(use);
        }
        tables.dropFormer();
    }

    @Override
    public void shred(Collection<Integer> owners, List<Tombstone> tombstones, long at) {
        if (owners.stream().anyMatch(o -> o <= 0)) {
            throw new IllegalArgumentException("owners: only persons' keys can be destroyed, they begin at 1");
        }
        Map<Integer, List<Integer>> byShard = new TreeMap<>();
        owners.forEach(o ->
                byShard.computeIfAbsent(KeyShard.of(o), n -> new ArrayList<>()).add(o));
        try {
            boolean done = false;
            for (int tries = 0; !done; tries++) {
                if (tries == TRIES) {
                    throw new CdpException("another process changes the same key shards again and again: try again");
                }
                done = tables.erase(rewritten(byShard), owners, tombstones, at);
            }
        } finally {
            byShard.keySet().forEach(loaded::forget);
            byShard.keySet().forEach(spares::forget);
        }
        tables.dropFormer();
    }

    @Override
    public void foresee(Collection<Integer> owners) {
        owners.stream().map(KeyShard::of).distinct().limit(SPARES).forEach(number -> {
            spares.forget(number);
            spares.use(number, spare -> number);
        });
    }

    private List<Rewritten> rewritten(Map<Integer, List<Integer>> byShard) {
        List<Rewritten> next = new ArrayList<>();
        byShard.forEach((number, some) ->
                tables.shard(number).ifPresent(old -> next.add(new Rewritten(old, again(old, some)))));
        return next;
    }

    private Sealed again(Sealed old, List<Integer> without) {
        return spares.atHand(
                        old.shard(),
                        spare -> spare.filter(ready -> ready.follows(old)).map(ready -> shards.again(ready, without)))
                .flatMap(ready -> ready)
                .orElseGet(() -> shards.again(old, without));
    }

    @Override
    public <T> T fetching(Supplier<T> reader, Function<Supplier<T>, T> holder) {
        return fetching.doing(reader, holder);
    }

    @Override
    public void stay() {
        fetching.stay();
    }

    @Override
    public long rewrap(int most) {
        String newest = shards.newestMaster();
        List<Wrapped> next =
                tables.notUnder(newest, most).stream().map(shards::rewrap).toList();
        if (!next.isEmpty()) {
            tables.update(next);
            tables.dropFormer();
        }
        return tables.countNotUnder(newest);
    }

    @Override
    public long reseal(long madeBefore, int most) {
        List<Sealed> old = tables.shardsMadeBefore(madeBefore, most);
        for (Sealed shard : old) {
            tables.replace(List.of(new Rewritten(shard, shards.again(shard, List.of()))));
        }
        if (!old.isEmpty()) {
            tables.dropFormer();
        }
        return tables.countMadeBefore(madeBefore);
    }

    @Override
    public void backup(Path file) {
        tables.backup(file);
    }

    @Override
    public List<Erasure> register() {
        return tables.register();
    }

    @Override
    public List<Tombstone> tombstones() {
        return tables.tombstones();
    }

    @Override
    public void close() {
        loaded.clear();
        storeKeys.clear();
        spares.clear();
        tables.close();
    }
}
