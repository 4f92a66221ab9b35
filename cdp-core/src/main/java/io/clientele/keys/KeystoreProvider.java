package io.clientele.keys;

import io.clientele.internal.seal.Gcm;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Keys wrapped by AES-256-GCM under secret keys of a PKCS#12 file, known by their aliases. Thread-safe. */
final class KeystoreProvider implements KeyProvider {

    private static final String NAME = "the keystore";
    private static final int KEY_BYTES = 32;

    private final Map<String, byte[]> masters;
    private final String alias;
    private final Gcm gcm = new Gcm();

    private KeystoreProvider(Map<String, byte[]> masters, String alias) {
        this.masters = masters;
        this.alias = alias;
    }

    static KeystoreProvider read(Path file, char[] password, String alias) {
        String name = alias.toLowerCase(Locale.ROOT);
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, password);
            Map<String, byte[]> masters = secrets(store, password);
            if (!masters.containsKey(name)) {
                throw KeyProviderException.refused(
                        "the keystore " + file + " has no secret AES key of 256 bits under the alias " + alias);
            }
            return new KeystoreProvider(masters, name);
        } catch (IOException | GeneralSecurityException failure) {
            throw KeyProviderException.refused("the keystore " + file + " cannot be read: check path and password ("
                    + failure.getClass().getSimpleName() + ")");
        }
    }

    private static Map<String, byte[]> secrets(KeyStore store, char[] password) throws GeneralSecurityException {
        Map<String, byte[]> masters = new HashMap<>();
        for (String each : Collections.list(store.aliases())) {
            Key key = store.entryInstanceOf(each, KeyStore.SecretKeyEntry.class) ? store.getKey(each, password) : null;
            byte[] bytes = key == null ? null : key.getEncoded();
            if (bytes != null && bytes.length == KEY_BYTES) {
                masters.put(each.toLowerCase(Locale.ROOT), bytes);
            }
        }
        return masters;
    }

    @Override
    public byte[] wrap(byte[] key, String context) {
        return new NamedKey(alias, gcm.seal(master(alias), key, bind(alias, context))).bytes(NamedKey.KEYSTORE);
    }

    @Override
    public byte[] unwrap(byte[] wrapped, String context) {
        NamedKey named = NamedKey.read(wrapped, NamedKey.KEYSTORE, NAME);
        return gcm.open(master(named.name()), named.wrapped(), bind(named.name(), context))
                .orElseThrow(() -> new WrongKeyException("the keystore's key " + named.name()
                        + " does not open a wrapped key: it is another or was changed"));
    }

    private byte[] master(String name) {
        byte[] master = masters.get(name);
        if (master == null) {
            throw new WrongKeyException("a wrapped key needs a secret key that the keystore does not hold");
        }
        return master;
    }

    private static byte[] bind(String name, String context) {
        return (name + '\0' + context).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String version(byte[] wrapped) {
        return "keystore " + NamedKey.read(wrapped, NamedKey.KEYSTORE, NAME).name();
    }

    @Override
    public String toString() {
        return "a keystore's key " + alias;
    }
}
