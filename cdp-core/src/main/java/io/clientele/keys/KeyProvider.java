package io.clientele.keys;

import java.nio.file.Path;
import java.util.Arrays;

/**
 * Wraps and unwraps the keys of the store under a master key that never leaves the provider. Thread-safe. Keys come in
 * thousands at most: one a shard of a thousand owners.
 *
 * <p>Besides the factories here there are {@link VaultTransit} and {@link AwsKms}. A shop with another key service implements
 * this interface. A provider that cannot answer throws {@link KeyProviderException}; what a provider throws, returns or
 * shows as text never holds a secret.
 */
public interface KeyProvider {

    /**
     * A provider whose master key is derived from a passphrase by Argon2id (64 MiB, three passes; about a fifth of a second, once).
     * Salt and parameters lie with each wrapped key, so any process that knows the passphrase unwraps it. Whoever loses the
     * passphrase loses the data.
     *
     * @param passphrase copied; the caller may blank it afterwards
     */
    static KeyProvider passphrase(char[] passphrase) {
        return new PassphraseProvider(passphrase, PassphraseProvider.Cost.STANDARD);
    }

    /**
     * A provider whose master key is a secret AES key of 256 bits in a PKCS#12 file, as {@code keytool -genseckey -keyalg AES
     * -keysize 256} makes it. The file is read once, here. Other secret keys in it still unwrap what they wrapped, so a
     * new alias is a new version.
     *
     * @param file the keystore
     * @param password of the file and of its keys; the caller may blank it afterwards
     * @param alias of the key that wraps
     * @throws KeyProviderException if the file cannot be read, or there is no such key in it
     */
    static KeyProvider keystore(Path file, char[] password, String alias) {
        return KeystoreProvider.read(file, password, alias);
    }

    /**
     * Wraps a key.
     *
     * @param key 32 bytes
     * @param context what the key is for, bound to the result; no personal data
     * @throws KeyProviderException if the provider cannot
     */
    byte[] wrap(byte[] key, String context);

    /**
     * Unwraps a key.
     *
     * @param wrapped what {@link #wrap} or {@link #rewrap} gave
     * @param context the same context
     * @throws WrongKeyException if the master key is another one, or key or context were changed
     * @throws KeyProviderException if the provider cannot
     */
    byte[] unwrap(byte[] wrapped, String context);

    /**
     * Wraps a wrapped key anew, under the newest version of the master key. Here by unwrapping and wrapping; a service that
     * can do it inside does, so that the key is not seen outside.
     *
     * @throws WrongKeyException as {@link #unwrap}
     * @throws KeyProviderException if the provider cannot
     */
    default byte[] rewrap(byte[] wrapped, String context) {
        byte[] key = unwrap(wrapped, context);
        try {
            return wrap(key, context);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    /**
     * The master key and its version that wrapped a key, as a short text to compare: what {@link #wrap} gives now has another
     * text than what was wrapped before a rotation. Asks no service.
     *
     * @throws WrongKeyException if the wrapped key is not one of this provider
     */
    String version(byte[] wrapped);

    /**
     * This provider, which also unwraps what a former one wrapped: for changing a passphrase or moving to another key
     * service. Once {@code Keys.rotateMaster} has nothing left to do, the former is needed no more.
     */
    default KeyProvider replacing(KeyProvider former) {
        return new SucceedingProvider(this, former);
    }
}
