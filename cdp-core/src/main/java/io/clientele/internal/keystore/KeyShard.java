package io.clientele.internal.keystore;

import io.clientele.internal.seal.Gcm;
import io.clientele.keys.KeyProvider;
import io.clientele.keys.WrongKeyException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The keys of a thousand owners, and how they are sealed: under a random key of their own, which the provider wraps. Every
 * method that seals or opens asks the provider. Thread-safe as long as its keys are.
 */
final class KeyShard {

    static final int OWNERS = 1_000;
    static final int KEY_BYTES = 32;

    private final byte[] storeId;
    private final KeyProvider provider;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final Gcm gcm = new Gcm();

    /** Shards of one store, under one provider. */
    KeyShard(byte[] storeId, KeyProvider provider, InstantSource clock) {
        this.storeId = storeId.clone();
        this.provider = provider;
        this.clock = clock;
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
            Wrapped wrapped = wrap(shardKey, Wrapped.ofShard(shard, generation));
            return new Sealed(wrapped, gcm.seal(shardKey, keys, associated(shard, generation)));
        } finally {
            Arrays.fill(shardKey, (byte) 0);
        }
    }

    byte[] open(Sealed sealed) {
        byte[] shardKey = unwrap(sealed.key);
        try {
            return gcm.open(shardKey, sealed.sealed, associated(sealed.shard(), sealed.generation()))
                    .orElseThrow(() -> new WrongKeyException("key shard " + sealed.shard() + " was changed"));
        } finally {
            Arrays.fill(shardKey, (byte) 0);
        }
    }

    /** The same keys under a new shard key of the next generation, without those of some owners. */
    Sealed again(Sealed old, Iterable<Integer> without) {
        Spare spare = spare(old);
        try {
            return again(spare, without);
        } finally {
            spare.blank();
        }
    }

    /** What it takes to write a shard again without asking the provider any more. */
    Spare spare(Sealed old) {
        byte[] keys = open(old);
        byte[] shardKey = newKey();
        return new Spare(old.key, keys, shardKey, wrap(shardKey, Wrapped.ofShard(old.shard(), old.generation() + 1)));
    }

    /** The same as {@link #again(Sealed, Iterable)} with what was prepared for this generation. */
    Sealed again(Spare spare, Iterable<Integer> without) {
        byte[] rest = without(spare.keys, without);
        try {
            Wrapped next = spare.next;
            return new Sealed(next, gcm.seal(spare.shardKey, rest, associated(next.shard, next.version)));
        } finally {
            Arrays.fill(rest, (byte) 0);
        }
    }

    /**
     * A shard's keys, and the shard key of its next generation.
     *
     * @param former the shard key of this generation
     * @param next that of the next as the provider wrapped it
     */
    record Spare(Wrapped former, byte[] keys, byte[] shardKey, Wrapped next) {

        /** Whether the shard is what it was: neither written again nor wrapped under another version of the master key. */
        boolean follows(Sealed old) {
            return former.version == old.key.version && former.master.equals(old.key.master);
        }

        void blank() {
            Arrays.fill(keys, (byte) 0);
            Arrays.fill(shardKey, (byte) 0);
        }
    }

    /** A new key of a store-wide use. */
    Wrapped newStoreKey(String use, int version) {
        byte[] key = newKey();
        try {
            return wrap(key, Wrapped.ofUse(use, version));
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private Wrapped wrap(byte[] key, Wrapped empty) {
        byte[] bytes = provider.wrap(key, context(empty));
        return empty.as(provider.version(bytes), bytes, clock.millis());
    }

    byte[] unwrap(Wrapped key) {
        return provider.unwrap(key.bytes, context(key));
    }

    /** The same key, wrapped under the newest version of the master key. */
    Wrapped rewrap(Wrapped key) {
        byte[] bytes = provider.rewrap(key.bytes, context(key));
        return key.as(provider.version(bytes), bytes, key.made);
    }

    /** What the provider calls the newest version of the master key: that of a key wrapped now. */
    String newestMaster() {
        return provider.version(provider.wrap(newKey(), context("probe")));
    }

    private String context(Wrapped key) {
        if (key.use.isEmpty()) {
            return context("shard/" + key.shard + "/" + key.version);
        }
        return context(key.version == 1 ? key.use : key.use + "/" + key.version);
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

    /**
     * A key that the provider wrapped, as it lies in the file.
     *
     * @param use of a store-wide key; empty for a shard's
     * @param shard its number; 0 for a store-wide key
     * @param version from 1 on; of a shard its generation
     * @param master the master key's version
     * @param bytes the wrapped key
     * @param made when the key was made, epoch milliseconds
     */
    record Wrapped(String use, int shard, long version, String master, byte[] bytes, long made) {

        static Wrapped ofShard(int shard, long generation) {
            return new Wrapped("", shard, generation, "", new byte[0], 0);
        }

        static Wrapped ofUse(String use, long version) {
            return new Wrapped(use, 0, version, "", new byte[0], 0);
        }

        Wrapped as(String newMaster, byte[] wrapped, long at) {
            return new Wrapped(use, shard, version, newMaster, wrapped, at);
        }
    }

    /** A shard as it was read and as it is to be. */
    record Rewritten(Sealed former, Sealed next) {}

    /** A shard as it lies in the file. */
    record Sealed(Wrapped key, byte[] sealed) {

        int shard() {
            return key.shard;
        }

        long generation() {
            return key.version;
        }
    }
}
