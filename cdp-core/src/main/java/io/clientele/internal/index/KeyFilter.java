package io.clientele.internal.index;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Tells of most keys that are not in a table that they are not, without a look into it: a Bloom filter (Bloom 1970) in blocks
 * of one cache line (Putze, Sanders, Singler 2007), whose keys are random bits already. It is filled in the order of keys,
 * a portion at a time, and speaks only of keys up to where that has come; keys that enter the table later are added before.
 * Keys that went stay in it, which costs looks into the table and nothing else. At twelve bits a key and more it errs less than
 * once in a hundred; it grows with the keys up to 16 MiB. Thread-safe.
 */
public final class KeyFilter {

    private static final int BLOCK_WORDS = 8;
    private static final int SLICES = 6;
    private static final int SLICE_BITS = 9;
    private static final int BITS_A_KEY = 12;
    private static final int FIRST_WORDS = 1 << 10;
    private static final int MOST_WORDS = 1 << 21;

    private long[] words = new long[FIRST_WORDS];
    private long size;
    /** The last key up to which all are here; nothing once all are. */
    private byte @Nullable [] filledUpTo = new byte[0];

    /** A key is about to enter the table. */
    public synchronized void add(byte[] key) {
        ByteBuffer bytes = ByteBuffer.wrap(key);
        long high = bytes.getLong();
        int block = block(bytes.getLong());
        boolean fresh = false;
        for (int slice = 0; slice < SLICES; slice++, high >>>= SLICE_BITS) {
            int word = block + word(high);
            fresh |= (words[word] & bit(high)) == 0;
            words[word] |= bit(high);
        }
        size += fresh ? 1 : 0;
        if (size * BITS_A_KEY > (long) words.length * Long.SIZE && words.length < MOST_WORDS) {
            words = new long[4 * words.length];
            size = 0;
            filledUpTo = new byte[0];
            add(key);
        }
    }

    /** Whether a key is certainly not in the table. */
    public synchronized boolean excludes(byte[] key) {
        byte[] covered = filledUpTo;
        if (covered != null && Arrays.compareUnsigned(key, covered) > 0) {
            return false;
        }
        ByteBuffer bytes = ByteBuffer.wrap(key);
        long high = bytes.getLong();
        int block = block(bytes.getLong());
        for (int slice = 0; slice < SLICES; slice++, high >>>= SLICE_BITS) {
            if ((words[block + word(high)] & bit(high)) == 0) {
                return true;
            }
        }
        return false;
    }

    /**
     * Takes in the next portion of what the table holds, if there is more.
     *
     * @param next reads the keys that follow one, unsigned and ascending; none at the end
     */
    public void fill(Function<byte[], List<byte[]>> next) {
        byte[] from;
        long[] filling;
        synchronized (this) {
            if (filledUpTo == null) {
                return;
            }
            from = filledUpTo;
            filling = words;
        }
        take(next.apply(from), from, filling);
    }

    /** Without a lock the table is read: what came meanwhile is here by itself, unless the filter was begun again. */
    @SuppressWarnings("ReferenceEquality")
    private synchronized void take(List<byte[]> keys, byte[] from, long[] filling) {
        keys.forEach(this::add);
        if (words == filling && filledUpTo == from) {
            filledUpTo = keys.isEmpty() ? null : keys.get(keys.size() - 1);
        }
    }

    private int block(long low) {
        return (int) (low & (words.length / BLOCK_WORDS - 1)) * BLOCK_WORDS;
    }

    private static int word(long bits) {
        return (int) (bits >>> 6) & (BLOCK_WORDS - 1);
    }

    private static long bit(long bits) {
        return 1L << bits;
    }
}
