package io.clientele.internal.pipeline;

import io.clientele.internal.keystore.JdbcKeyStore;
import io.clientele.internal.keystore.KeyStore;
import io.clientele.internal.seal.EphemeralKeys;
import io.clientele.internal.store.Backup;
import io.clientele.internal.store.JdbcStore;
import io.clientele.internal.store.Store;
import io.clientele.internal.store.StoreOptions;
import io.clientele.keys.KeyProvider;
import io.clientele.model.CdpException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * The files of a platform: {@code data/clientele.db} with the journal, {@code keys/keys.db} with what opens it.
 *
 * @param store the journal
 * @param keys the keys
 */
public record StoreFiles(Store store, KeyStore keys) implements AutoCloseable {

    private static final String DATA = "clientele.db";
    private static final String KEYS = "keys.db";
    private static final int PASSPHRASE_BYTES = 32;
    private static final List<String> PARTS = List.of("", "-wal", "-shm", "-journal");

    /** Opens or makes them. */
    public static StoreFiles open(Settings settings) {
        if (settings.sources().isPresent()) {
            return open(settings.sources().get(), settings);
        }
        return settings.directory().map(dir -> open(dir, settings)).orElseGet(() -> inMemory(settings));
    }

    private static StoreFiles open(Settings.Sources sources, Settings settings) {
        KeyProvider provider = settings.keys()
                .orElseThrow(() -> new CdpException(
                        "who keeps the master key? Say keys(...): beside data sources there is no place for one"));
        Store store = JdbcStore.open(
                StoreOptions.over(sources.data()).lease(settings.lease()).patience(settings.patience()));
        return with(store, () -> JdbcKeyStore.over(sources.keys(), store, provider, lifetime(settings)));
    }

    private static StoreFiles inMemory(Settings settings) {
        Store store = JdbcStore.open(StoreOptions.inMemory());
        return with(
                store,
                () -> JdbcKeyStore.inMemory(store, settings.keys().orElseGet(EphemeralKeys::new), lifetime(settings)));
    }

    private static StoreFiles open(Path directory, Settings settings) {
        Path data = directory.resolve("data");
        Path keyFolder = directory.resolve("keys");
        if (Files.exists(keyFolder.resolve(KEYS)) && !Files.exists(data.resolve(DATA))) {
            throw new CdpException(
                    "the data of " + directory + " is gone, its keys are there: restore a copy of the data");
        }
        try {
            Files.createDirectories(data);
            Files.createDirectories(keyFolder);
        } catch (IOException failure) {
            throw new CdpException("the directory " + directory + " cannot be made or written", failure);
        }
        StoreOptions options =
                StoreOptions.at(data.resolve(DATA)).lease(settings.lease()).patience(settings.patience());
        Store store = JdbcStore.open(options);
        return with(store, () -> keys(keyFolder, store, settings));
    }

    /** What an opening made that was refused is in nobody's way. */
    private static KeyStore keys(Path folder, Store store, Settings settings) {
        Path file = folder.resolve(KEYS);
        boolean there = Files.exists(file);
        KeyProvider provider = settings.keys().orElseGet(() -> KeyProvider.passphrase(passphrase(folder)));
        try {
            return JdbcKeyStore.open(file, store, provider, lifetime(settings));
        } catch (RuntimeException refused) {
            for (String part : there ? List.<String>of() : PARTS) {
                remove(file.resolveSibling(KEYS + part), refused);
            }
            throw refused;
        }
    }

    private static void remove(Path file, RuntimeException refused) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException left) {
            refused.addSuppressed(left);
        }
    }

    private static KeyStore.Lifetime lifetime(Settings settings) {
        return new KeyStore.Lifetime(settings.keyLifetime(), settings.clock());
    }

    /** Puts a copy of the data into a directory without data. */
    public static void restore(Path backup, Path directory) {
        JdbcStore.restore(backup, StoreOptions.at(directory.resolve("data").resolve(DATA)));
    }

    /** Puts a copy of the data into a database without data. */
    public static void restore(Path backup, DataSource target) {
        JdbcStore.restore(backup, StoreOptions.over(target));
    }

    /** Puts a copy of the keys into a directory without keys. */
    public static void restoreKeys(Path backup, Path directory) {
        Path file = directory.resolve("keys").resolve(KEYS);
        for (String part : PARTS) {
            Path there = file.resolveSibling(KEYS + part);
            if (Files.exists(there)) {
                throw new CdpException(there + " is there already");
            }
        }
        Backup.restoreKeys(backup, file);
    }

    private static StoreFiles with(Store store, Supplier<KeyStore> keys) {
        try {
            return new StoreFiles(store, keys.get());
        } catch (RuntimeException failure) {
            store.close();
            throw failure;
        }
    }

    /** The passphrase kept beside the keys, made at first. */
    private static char[] passphrase(Path folder) {
        Path file = folder.resolve("passphrase");
        try {
            if (!Files.exists(file) || Files.size(file) == 0) {
                requireNoKeys(folder, file);
                Files.deleteIfExists(file);
                write(file);
            }
            return Files.readString(file).strip().toCharArray();
        } catch (IOException failure) {
            throw new CdpException("the passphrase file " + file + " cannot be read or made", failure);
        }
    }

    private static void requireNoKeys(Path folder, Path file) {
        if (Files.exists(folder.resolve(KEYS))) {
            throw new CdpException(
                    "the passphrase file " + file + " is missing or empty: put it back, or give the passphrase");
        }
    }

    private static void write(Path file) throws IOException {
        byte[] random = new byte[PASSPHRASE_BYTES];
        new SecureRandom().nextBytes(random);
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        Path made = posix
                ? Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))
                : Files.createFile(file);
        byte[] text = HexFormat.of().formatHex(random).getBytes(StandardCharsets.US_ASCII);
        Files.write(made, text, StandardOpenOption.WRITE, StandardOpenOption.SYNC);
    }

    @Override
    public void close() {
        try {
            store.close();
        } finally {
            keys.close();
        }
    }
}
