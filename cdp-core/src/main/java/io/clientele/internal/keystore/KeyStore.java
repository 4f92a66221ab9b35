package io.clientele.internal.keystore;

import io.clientele.internal.SystemTime;
import io.clientele.internal.seal.KeyVersions;
import io.clientele.internal.store.Tombstone;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The keys, apart from the data: in their own file, with their own backup rule. Unwrapped keys are kept in heap for a bounded
 * time; a provider that does not answer is felt only by who needs a key that is not at hand, as a
 * {@link io.clientele.keys.KeyProviderException}. Thread-safe; the provider is asked outside of every lock.
 */
public interface KeyStore extends AutoCloseable {

    /** The data key of an owner, 32 random bytes, made before it is needed. Owner 0 is the store itself. */
    byte[] ownerKey(int owner);

    /**
     * Has the keys of the next new owners at hand, and those of the next shard before they are needed, so that the pen does
     * not wait for the provider. Called in the threads of those who hand something in.
     */
    void prepare();

    /**
     * The versions of the key of a store-wide use, such as {@code lookup}, {@code dedup} and {@code suppression}; the first is
     * made when it is asked for. The same object as long as nothing changed.
     */
    KeyVersions storeKeys(String use);

    /**
     * The same of a use of which the data says that its key was made.
     *
     * @throws CdpException if it is not there: the keys are older than the data
     */
    KeyVersions requireStoreKeys(String use);

    /** The newest version of the key of a store-wide use, 32 bytes. */
    default byte[] storeKey(String use) {
        return storeKeys(use).newest().key().clone();
    }

    /** Gives store-wide uses a newer version of their keys each, durably and in one transaction. */
    void renewStoreKeys(List<String> uses);

    /** Destroys versions of the key of a store-wide use older than this one. */
    void dropStoreKeys(String use, int oldest);

    /**
     * Destroys owners' keys for good: their shards are written again under new shard keys without them, and the erasure is
     * entered in the register, durably and in one transaction.
     */
    void shred(Collection<Integer> owners, List<Tombstone> tombstones, long at);

    /** Asks the provider for what destroying these keys takes, so that {@link #shred} need not wait for it. */
    void foresee(Collection<Integer> owners);

    /**
     * Has something read by a holder of what others wait for, such as the pen: where the reader meets a key that is not at hand, it is
     * broken off, the key is fetched, and the holder is asked again. After some fetches it waits where it stands.
     *
     * @param reader may be begun again, up to where it calls {@link #stay}
     * @param holder runs it, and gives free what it holds when that is broken off
     */
    <T> T fetching(Supplier<T> reader, Function<Supplier<T>, T> holder);

    /** What this thread reads is not broken off any more: it has left traces. */
    void stay();

    /**
     * Wraps keys anew that are not wrapped under the newest version of the master key.
     *
     * @param most how many, at most
     * @return how many remain
     */
    long rewrap(int most);

    /**
     * Seals shards under new shard keys.
     *
     * @param madeBefore shards whose shard key is older, epoch milliseconds
     * @param most how many, at most
     * @return how many remain
     */
    long reseal(long madeBefore, int most);

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

    /**
     * How long an unwrapped key may be used without asking the provider again.
     *
     * @param most at most
     * @param clock the time
     */
    record Lifetime(Duration most, InstantSource clock) {

        /** An hour of real time. */
        public static Lifetime standard() {
            return new Lifetime(Duration.ofHours(1), SystemTime.wall());
        }
    }
}
