package io.clientele.internal.index;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Index entries of a run of positions, in flat arrays of about 45 bytes an entry; not thread-safe.
 *
 * <p>An entry's place is its position less the base. Entries of one owner, and of one hash of a key, are chained.
 */
final class Generation {

    private static final int FIRST_CAPACITY = 1024;
    private static final byte GONE = 0;
    private static final byte WITHOUT_KEY = 1;
    private static final byte WITH_KEY = 2;

    private final long base;
    private int size;
    private int live;
    private byte[] state = new byte[FIRST_CAPACITY];
    private int[] owner = new int[FIRST_CAPACITY];
    private long[] high = new long[FIRST_CAPACITY];
    private long[] low = new long[FIRST_CAPACITY];
    private Chains owners = new Chains(FIRST_CAPACITY);
    private Chains keys = new Chains(FIRST_CAPACITY);

    /** Entries of positions after the base. */
    Generation(long base) {
        this.base = base;
    }

    void add(long position, int ownerNumber, byte @Nullable [] key) {
        int place = Math.toIntExact(position - base - 1);
        while (place >= state.length) {
            grow();
        }
        size = Math.max(size, place + 1);
        owner[place] = ownerNumber;
        state[place] = WITHOUT_KEY;
        owners.add(hash(ownerNumber), place);
        live++;
        if (key != null && key.length > 0) {
            addKey(place, key);
        }
    }

    private void addKey(int place, byte[] key) {
        ByteBuffer bytes = ByteBuffer.wrap(key);
        high[place] = bytes.getLong();
        low[place] = bytes.getLong();
        state[place] = WITH_KEY;
        keys.add(hash(high[place], low[place]), place);
    }

    private void grow() {
        int capacity = state.length * 2;
        state = Arrays.copyOf(state, capacity);
        owner = Arrays.copyOf(owner, capacity);
        high = Arrays.copyOf(high, capacity);
        low = Arrays.copyOf(low, capacity);
        owners = new Chains(capacity);
        keys = new Chains(capacity);
        for (int i = 0; i < size; i++) {
            chain(i);
        }
    }

    private void chain(int place) {
        if (state[place] != GONE) {
            owners.add(hash(owner[place]), place);
        }
        if (state[place] == WITH_KEY) {
            keys.add(hash(high[place], low[place]), place);
        }
    }

    boolean contains(byte[] key) {
        return find(key) >= 0;
    }

    /** The newest position of a key; negative if there is none. */
    long find(byte[] key) {
        ByteBuffer bytes = ByteBuffer.wrap(key);
        long h = bytes.getLong();
        long l = bytes.getLong();
        for (int i = keys.first(hash(h, l)); i >= 0; i = keys.next(i)) {
            if (state[i] == WITH_KEY && high[i] == h && low[i] == l) {
                return positionAt(i);
            }
        }
        return -1;
    }

    /** Gives an owner's positions, newest first. */
    void positions(int ownerNumber, LongConsumer each) {
        for (int i = owners.first(hash(ownerNumber)); i >= 0; i = owners.next(i)) {
            if (state[i] != GONE && owner[i] == ownerNumber) {
                each.accept(base + 1 + i);
            }
        }
    }

    void remove(long position) {
        long place = position - base - 1;
        if (place >= 0 && place < size && state[(int) place] != GONE) {
            state[(int) place] = GONE;
            live--;
        }
    }

    /** Places in the order of owner and position. */
    long[] byOwner() {
        long[] order = new long[live];
        int n = 0;
        for (int i = 0; i < size; i++) {
            if (state[i] != GONE) {
                order[n++] = ((long) owner[i] << Integer.SIZE) | i;
            }
        }
        Arrays.sort(order);
        return order;
    }

    /** Places nearly in the order of keys: by the 40 bits that sorting has room for. */
    long[] byKey() {
        long[] order = new long[live];
        int n = 0;
        for (int i = 0; i < size; i++) {
            if (state[i] == WITH_KEY) {
                order[n++] = ((high[i] ^ Long.MIN_VALUE) & ~0xff_ffffL) | (i & 0xff_ffffL);
            }
        }
        Arrays.sort(order, 0, n);
        return Arrays.copyOf(order, n);
    }

    boolean isLive(int place) {
        return state[place] != GONE;
    }

    int ownerAt(int place) {
        return owner[place];
    }

    byte[] keyAt(int place) {
        return ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(high[place])
                .putLong(low[place])
                .array();
    }

    long positionAt(int place) {
        return base + 1 + place;
    }

    long last() {
        return base + size;
    }

    int size() {
        return size;
    }

    private static int hash(int ownerNumber) {
        return mix(ownerNumber);
    }

    private static int hash(long h, long l) {
        return mix(h ^ Long.rotateLeft(l, 32));
    }

    private static int mix(long value) {
        long mixed = value * 0x9E3779B97F4A7C15L;
        return (int) (mixed >>> 32);
    }

    /** Places chained by hash, newest first. */
    private static final class Chains {
        private final int[] heads;
        private final int[] next;

        Chains(int capacity) {
            heads = new int[capacity];
            next = new int[capacity];
            Arrays.fill(heads, -1);
        }

        void add(int hash, int place) {
            int slot = hash & (heads.length - 1);
            next[place] = heads[slot];
            heads[slot] = place;
        }

        int first(int hash) {
            return heads[hash & (heads.length - 1)];
        }

        int next(int place) {
            return next[place];
        }
    }
}
