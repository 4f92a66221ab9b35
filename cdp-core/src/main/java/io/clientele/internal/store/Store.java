package io.clientele.internal.store;

import java.nio.file.Path;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A durable journal with its indexes. One pen writes: {@link #append} compares head and term first. Except for
 * {@link #append} and {@link #close}, methods may be called from any thread. Failures are
 * {@link io.clientele.model.StorageException}s.
 */
public interface Store extends SideReads, AutoCloseable {

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

    /** Does what keeps it quick and needs no pen: to be called outside of it, once in a while, from any thread. Throws nothing. */
    default void tend() {}

    /** The rows sealed under an owner's key, by position. */
    default List<Row> read(int owner) {
        return read(List.of(owner), 0);
    }

    /** The rows sealed under some owners' keys that come after a position, by position. */
    List<Row> read(Collection<Integer> owners, long after);

    /** Those of them that are of a kind. */
    default List<Row> ofKind(Collection<Integer> owners, int kind) {
        return read(owners, 0).stream().filter(row -> row.kind() == kind).toList();
    }

    /** How many rows are sealed under some owners' keys. */
    default int count(Collection<Integer> owners) {
        return read(owners, 0).size();
    }

    /** All rows by position. */
    default void scan(Consumer<Row> reader) {
        scan(0, reader);
    }

    /** All rows after a position, by position. */
    void scan(long after, Consumer<Row> reader);

    /**
     * Rows of a retention class whose month is earlier than the given one, by position: what a purge removes, in portions.
     *
     * @param after the last position of the portion before; 0 at first
     */
    List<Row> expired(int retention, int beforeMonth, long after, int limit);

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

    /** Owners by number, in no order; numbers that nobody has are left out. */
    List<OwnerRow> owners(Collection<Integer> numbers);

    /** An owner by number. */
    default Optional<OwnerRow> owner(int number) {
        return owners(List.of(number)).stream().findFirst();
    }

    /** The numbers of owners by their blind hashes, by place; 0 where there is none. */
    int[] ownersOf(List<byte[]> blinds);

    /** The highest owner number ever given. */
    int lastOwner();

    /**
     * Writes a whole and consistent copy while the store is in use: a file that can be opened in place of this store, or
     * brought back by {@link JdbcStore#restore}. Costs a read of everything.
     *
     * @throws io.clientele.model.CdpException if the file exists or its folder cannot be written
     */
    void backup(Path file);

    /** Writes everything anew without the room of what went, where the database leaves that to us. Costs a read and a write of it all. */
    default void compact() {}

    /** Writes what was held back, gives the lease free and closes; idempotent. */
    @Override
    void close();
}
