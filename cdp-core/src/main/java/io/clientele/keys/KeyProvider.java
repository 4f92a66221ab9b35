package io.clientele.keys;

/**
 * Wraps and unwraps the keys of the store under a master key that never leaves the provider. Thread-safe. Keys come in
 * thousands at most: one a shard of a thousand owners.
 */
public interface KeyProvider {

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
