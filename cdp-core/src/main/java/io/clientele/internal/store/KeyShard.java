package io.clientele.internal.store;

import io.clientele.internal.seal.Gcm;
import io.clientele.keys.KeyProvider;
import io.clientele.keys.WrongKeyException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The keys of a thousand owners, and how they are sealed: under a random key of their own, which the provider wraps. Thread-safe
 * as long as its keys are.
 */
final class KeyShard {

    static final int OWNERS = 1_000;
    static final int KEY_BYTES = 32;

    private final byte[] storeId;
    private final KeyProvider provider;
    private final SecureRandom random = new SecureRandom();
    private final Gcm gcm = new Gcm();

    /** Shards of one store, under one provider. */
    KeyShard(byte[] storeId, KeyProvider provider) {
        this.storeId = storeId.clone();
        this.provider = provider;
    }

    static int of(int owner) {
        return owner / OWNERS;
    }

    static byte[] keyIn(byte[] keys, int owner) {
        int from = owner % OWNERS * KEY_BYTES;
        return Arrays.copyOfRange(keys, from, from + KEY_BYTES);
    }

    byte[] newKeys() {
        return randomBytes(OWNERS * KEY_BYTES);
    }

    byte[] newKey() {
        return randomBytes(KEY_BYTES);
    }

    /** A copy in which these owners' keys are new ones. */
    byte[] without(byte[] keys, Iterable<Integer> owners) {
        byte[] copy = keys.clone();
        for (int owner : owners) {
            System.arraycopy(newKey(), 0, copy, owner % OWNERS * KEY_BYTES, KEY_BYTES);
        }
        return copy;
    }

    /** Seals keys under a new shard key. */
    Sealed seal(int shard, long generation, byte[] keys) {
        byte[] shardKey = newKey();
        try {
            byte[] wrapped = provider.wrap(shardKey, context(shard, generation));
            return new Sealed(shard, generation, wrapped, gcm.seal(shardKey, keys, associated(shard, generation)));
        } finally {
            Arrays.fill(shardKey, (byte) 0);
        }
    }

    byte[] open(Sealed sealed) {
        byte[] shardKey = provider.unwrap(sealed.wrapped, context(sealed.shard, sealed.generation));
        try {
            return gcm.open(shardKey, sealed.sealed, associated(sealed.shard, sealed.generation))
                    .orElseThrow(() -> new WrongKeyException("key shard " + sealed.shard + " was changed"));
        } finally {
            Arrays.fill(shardKey, (byte) 0);
        }
    }

    byte[] wrapStoreKey(String use, byte[] key) {
        return provider.wrap(key, context(use));
    }

    byte[] unwrapStoreKey(String use, byte[] wrapped) {
        return provider.unwrap(wrapped, context(use));
    }

    private String context(int shard, long generation) {
        return context("shard/" + shard + "/" + generation);
    }

    private String context(String what) {
        return "clientele/" + HexFormat.of().formatHex(storeId) + "/" + what;
    }

    private byte[] associated(int shard, long generation) {
        return ByteBuffer.allocate(storeId.length + Integer.BYTES + Long.BYTES)
                .put(storeId)
                .putInt(shard)
                .putLong(generation)
                .array();
    }

    private byte[] randomBytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    /** A shard as it lies in the file. */
    record Sealed(int shard, long generation, byte[] wrapped, byte[] sealed) {}
}
