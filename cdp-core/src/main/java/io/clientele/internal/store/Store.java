package io.clientele.internal.store;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A durable journal with its indexes. One pen writes: {@link #append} compares head and term first. Except for
 * {@link #append} and {@link #close}, methods may be called from any thread. Failures are
 * {@link io.clientele.model.StorageException}s.
 */
public interface Store extends AutoCloseable {

    /** Sixteen random bytes given at creation, bound into every sealed record. */
    byte[] id();

    /** The term of the lease this process holds. */
    long term();

    /** The position of the last row ever written; 0 at first. */
    long head();

    /**
     * Commits a batch in one transaction, with the lease renewed: durably, and everything before it, unless it is
     * {@linkplain Batch#lazy lazy}.
     *
     * @throws FencedException if head or term are not as expected: another process took over
     */
    void append(long expectedHead, Batch batch);

    /** Renews the lease without writing anything else, durably: all that was appended before is durable, too. */
    void renew();

    /** An owner's rows, by position. */
    List<Row> read(int owner);

    /** All rows by position. */
    void scan(Consumer<Row> reader);

    /** Whether a dedup key is in the journal. */
    boolean contains(byte[] key);

    /** Which of some dedup keys, by their places, are in the journal: several times cheaper than one at a time. */
    default BitSet known(List<byte[]> keys) {
        BitSet known = new BitSet(keys.size());
        for (int i = 0; i < keys.size(); i++) {
            known.set(i, contains(keys.get(i)));
        }
        return known;
    }

    /** All owners, by number. */
    void owners(Consumer<OwnerRow> reader);

    /** The highest owner number ever given. */
    int lastOwner();

    /** All firings that are planned, oldest first, and those that were handed over or cancelled. */
    void outbox(Consumer<OutboxRow> reader);

    /** The tombstone of an identifier. */
    Optional<Tombstone> tombstone(byte[] blind);

    /** All counters. */
    Map<String, Long> counters();

    /** A small fact by name. */
    Optional<byte[]> fact(String name);

    /** Writes what was held back, gives the lease free and closes; idempotent. */
    @Override
    void close();
}
