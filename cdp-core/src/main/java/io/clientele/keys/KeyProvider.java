package io.clientele.keys;

/**
 * Wraps and unwraps the keys of the store under a master key that never leaves the provider. Thread-safe. Keys come in
 * thousands at most: one a shard of a thousand owners.
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
     * Wraps a key.
     *
     * @param key 32 bytes
     * @param context what the key is for, bound to the result; no personal data
     */
    byte[] wrap(byte[] key, String context);

    /**
     * Unwraps a key.
     *
     * @param wrapped what {@link #wrap} gave
     * @param context the same context
     * @throws WrongKeyException if the master key is another one, or key or context were changed
     */
    byte[] unwrap(byte[] wrapped, String context);
}
