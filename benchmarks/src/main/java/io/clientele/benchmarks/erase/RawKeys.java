package io.clientele.benchmarks.erase;

import io.clientele.Cdp;
import io.clientele.Maintenance;
import io.clientele.internal.keystore.JdbcKeyStore;
import io.clientele.internal.keystore.KeyStore;
import io.clientele.internal.pipeline.StoreFiles;
import io.clientele.internal.store.JdbcStore;
import io.clientele.internal.store.Store;
import io.clientele.internal.store.StoreOptions;
import io.clientele.keys.KeyProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The keys of people as bytes: of a copy that is made before they are erased and looked at once heap was searched. */
public final class RawKeys {

    private static final String PASSPHRASE = "keys/passphrase";

    private final Path live;
    private final Path copy;

    /**
     * Of a platform in a directory.
     *
     * @param copy where the copy goes, which nobody looks through
     */
    public RawKeys(Path live, Path copy) {
        this.live = live;
        this.copy = copy;
    }

    /** Copies data and keys as they are. */
    public void keep(Cdp cdp) throws IOException {
        Files.createDirectories(copy);
        Path data = copy.resolve("data-copy");
        Path keys = copy.resolve("keys-copy");
        Maintenance.of(cdp).backup(data);
        Maintenance.of(cdp).backupKeys(keys);
        StoreFiles.restore(data, copy);
        StoreFiles.restoreKeys(keys, copy);
        Files.copy(live.resolve(PASSPHRASE), copy.resolve(PASSPHRASE));
    }

    /** The keys that were destroyed since the copy was made, once the platform is closed. */
    public List<byte[]> destroyed() throws IOException {
        List<Integer> now = new ArrayList<>();
        try (Store store = store(live);
                KeyStore keys = keys(live, store)) {
            keys.register().forEach(erasure -> now.add(erasure.owner()));
        }
        return of(now);
    }

    /** The keys of all who are in the copy. */
    public List<byte[]> all() throws IOException {
        List<Integer> all = new ArrayList<>();
        try (Store store = store(copy)) {
            for (int owner = 1; owner <= store.lastOwner(); owner++) {
                all.add(owner);
            }
        }
        return of(all);
    }

    private List<byte[]> of(Collection<Integer> owners) throws IOException {
        List<byte[]> found = new ArrayList<>();
        try (Store store = store(copy);
                KeyStore keys = keys(copy, store)) {
            List<Integer> gone =
                    keys.register().stream().map(KeyStore.Erasure::owner).toList();
            owners.stream()
                    .filter(owner -> owner <= store.lastOwner() && !gone.contains(owner))
                    .forEach(owner -> found.add(keys.ownerKey(owner)));
        }
        return found;
    }

    private static Store store(Path place) {
        return JdbcStore.open(StoreOptions.at(place.resolve("data").resolve("clientele.db")));
    }

    private static KeyStore keys(Path place, Store store) throws IOException {
        char[] passphrase = Files.readString(place.resolve(PASSPHRASE)).strip().toCharArray();
        return JdbcKeyStore.open(
                place.resolve("keys").resolve("keys.db"),
                store,
                KeyProvider.passphrase(passphrase),
                KeyStore.Lifetime.standard());
    }
}
