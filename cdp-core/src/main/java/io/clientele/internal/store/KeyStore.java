package io.clientele.internal.store;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/**
 * The keys, apart from the data: in their own file, with their own backup rule. Thread-safe.
 */
public interface KeyStore extends AutoCloseable {

    /** The data key of an owner, 32 random bytes, made before it is needed. Owner 0 is the store itself. */
    byte[] ownerKey(int owner);

    /** The key of a store-wide use, 32 bytes: {@code lookup}, {@code dedup}, {@code suppression}. */
    byte[] storeKey(String use);

    /**
     * Destroys owners' keys for good: their shards are written again under new shard keys without them, and the erasure is
     * entered in the register, durably and in one transaction.
     */
    void shred(Collection<Integer> owners, List<Tombstone> tombstones, long at);

    /**
     * Writes a whole and consistent copy of keys and register.
     *
     * @throws io.clientele.model.CdpException if the file exists or cannot be written, or the keys are not in a file
     */
    void backup(Path file);

    /** Every erasure so far, oldest first. */
    List<Erasure> register();

    @Override
    void close();

    /**
     * An entry of the erasure register.
     *
     * @param owner the erased owner's number
     * @param at when, epoch milliseconds
     */
    record Erasure(int owner, long at) {}

    /** Tombstones kept with the register, so that a restored data file gets them back. */
    List<Tombstone> tombstones();
}
