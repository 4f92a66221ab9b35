package io.clientele.internal.index;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The newest index entries (of rows by owner and dedup key, or of owners by blind hash), which are not written yet: one generation gathers them, a full one is written in portions in key
 * order. Whatever is here may also be in the tables already, never the other way round. Thread-safe.
 */
public final class Pending {

    private final int most;
    private final int smallest;
    private Generation young;
    private @Nullable Frozen old;
    private long indexedUpTo;

    /**
     * Nothing pending after a position.
     *
     * @param most entries that gather before writing begins
     * @param smallest entries written with a batch, at least
     */
    public Pending(int most, int smallest, long indexedUpTo) {
        this.most = most;
        this.smallest = smallest;
        this.indexedUpTo = indexedUpTo;
        this.young = new Generation(indexedUpTo);
    }

    /** Adds an entry, whose position is later than all before. */
    public synchronized void add(long position, int owner, byte @Nullable [] key) {
        if (young.size() == 0) {
            young = new Generation(Math.max(indexedUpTo, position - 1));
        }
        young.add(position, owner, key);
    }

    /** Whether a key is here. */
    public synchronized boolean contains(byte[] key) {
        return young.contains(key) || (old != null && old.entries.contains(key));
    }

    /** The newest position of a key; negative if there is none. */
    public synchronized long find(byte[] key) {
        long found = young.find(key);
        return found >= 0 || old == null ? found : old.entries.find(key);
    }

    /** An owner's positions, ascending. */
    public synchronized long[] positions(int owner) {
        LongStream.Builder found = LongStream.builder();
        young.positions(owner, found);
        if (old != null) {
            old.entries.positions(owner, found);
        }
        return found.build().sorted().toArray();
    }

    /** Forgets an entry that went. */
    public synchronized void remove(long position) {
        young.remove(position);
        if (old != null) {
            old.entries.remove(position);
        }
    }

    /** How many entries are here, those that went included. */
    public synchronized int size() {
        return young.size() + (old == null ? 0 : old.entries.size());
    }

    /** What the next batch writes. Changes nothing that can be seen. */
    public synchronized Portion next(int rows) {
        if (old == null && young.size() >= most) {
            freeze();
        }
        return portion(Math.max(smallest, 2 * rows));
    }

    /** Everything of one generation. */
    public synchronized Portion rest() {
        if (old == null && young.size() > 0) {
            freeze();
        }
        return portion(Integer.MAX_VALUE);
    }

    private void freeze() {
        old = new Frozen(young);
        young = new Generation(young.last());
    }

    private Portion portion(int most) {
        Frozen from = old;
        if (from == null) {
            return new Portion(null, 0, 0, indexedUpTo);
        }
        int owners = Math.min(most, from.byOwner.length - from.ownersDone);
        int keys = Math.min(most, from.byKey.length - from.keysDone);
        boolean completes =
                from.ownersDone + owners == from.byOwner.length && from.keysDone + keys == from.byKey.length;
        return new Portion(from, owners, keys, completes ? from.entries.last() : indexedUpTo);
    }

    /** A portion is durable. */
    public synchronized void written(Portion portion) {
        Frozen from = portion.from;
        if (from != null) {
            from.ownersDone += portion.owners;
            from.keysDone += portion.keys;
            indexedUpTo = portion.indexedUpTo;
            old = from.isDone() ? null : from;
        }
    }

    /** What owners are gathered by: sixteen bytes of a blind hash, of which the first eight are changed for good. */
    public static byte[] blindKey(byte[] blind) {
        ByteBuffer bytes = ByteBuffer.wrap(blind);
        long high = bytes.getLong();
        long low = bytes.getLong();
        long folded = (high ^ Long.rotateLeft(low, 29)) * 0x9E3779B97F4A7C15L;
        return ByteBuffer.allocate(2 * Long.BYTES).putLong(folded).putLong(low).array();
    }

    /** What the table of owners is kept by: no piece of a blind hash, which could stay behind when the owner goes. */
    public static long hash(byte[] blindKey) {
        return ByteBuffer.wrap(blindKey).getLong();
    }

    /** A full generation, in the order it is written in. */
    private static final class Frozen {
        private final Generation entries;
        private final long[] byOwner;
        private final long[] byKey;
        private int ownersDone;
        private int keysDone;

        Frozen(Generation entries) {
            this.entries = entries;
            this.byOwner = entries.byOwner();
            this.byKey = entries.byKey();
        }

        boolean isDone() {
            return ownersDone == byOwner.length && keysDone == byKey.length;
        }
    }

    /** Entries that one batch writes. Only the pen uses it, which alone changes what it looks into. */
    public static final class Portion {
        private final @Nullable Frozen from;
        private final int owners;
        private final int keys;
        private final long indexedUpTo;

        private Portion(@Nullable Frozen from, int owners, int keys, long indexedUpTo) {
            this.from = from;
            this.owners = owners;
            this.keys = keys;
            this.indexedUpTo = indexedUpTo;
        }

        /** Up to where all is in the tables once this is written. */
        public long indexedUpTo() {
            return indexedUpTo;
        }

        public boolean isEmpty() {
            return from == null;
        }

        /** Arguments owner, position. */
        public Iterable<@Nullable Object[]> ownerEntries() {
            Frozen f = from;
            return f == null
                    ? List.of()
                    : () -> live(f, f.byOwner, f.ownersDone, owners)
                            .mapToObj(i -> new @Nullable Object[] {f.entries.ownerAt(i), f.entries.positionAt(i)})
                            .iterator();
        }

        /** Arguments hash, position, where keys are those of owners. */
        public Iterable<@Nullable Object[]> hashEntries() {
            Frozen f = from;
            return f == null
                    ? List.of()
                    : () -> live(f, f.byKey, f.keysDone, keys)
                            .mapToObj(i -> new @Nullable Object[] {hash(f.entries.keyAt(i)), f.entries.positionAt(i)})
                            .iterator();
        }

        /** Arguments key, position. */
        public Iterable<@Nullable Object[]> keyEntries() {
            Frozen f = from;
            return f == null
                    ? List.of()
                    : () -> live(f, f.byKey, f.keysDone, keys)
                            .mapToObj(i -> new @Nullable Object[] {f.entries.keyAt(i), f.entries.positionAt(i)})
                            .iterator();
        }

        /** Gives each key. */
        public void eachKey(Consumer<byte[]> each) {
            Frozen f = from;
            if (f != null) {
                live(f, f.byKey, f.keysDone, keys).forEach(i -> each.accept(f.entries.keyAt(i)));
            }
        }

        private static IntStream live(Frozen from, long[] order, int start, int count) {
            return Arrays.stream(order, start, start + count)
                    .mapToInt(o -> (int) (o & 0xff_ffffL))
                    .filter(from.entries::isLive);
        }
    }
}
