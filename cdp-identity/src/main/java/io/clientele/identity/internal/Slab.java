package io.clientele.identity.internal;

import java.util.Arrays;

/**
 * Records of a few ints each, packed into pages: an address stands for an object without its overhead. What is freed is
 * blanked and used again for a record of its size. Address 0 is never given.
 */
public final class Slab {

    private static final int PAGE_BITS = 14;
    private static final int PAGE = 1 << PAGE_BITS;
    private static final int MASK = PAGE - 1;

    private int[][] pages = new int[1][];
    private int next = 1;
    /** For each size the first of its freed records, which name the next one in their first int. */
    private int[] freed = new int[16];

    public int get(int address) {
        return pages[address >>> PAGE_BITS][address & MASK];
    }

    public void set(int address, int value) {
        pages[address >>> PAGE_BITS][address & MASK] = value;
    }

    public long getLong(int address) {
        return (long) get(address) << 32 | get(address + 1) & 0xFFFF_FFFFL;
    }

    public void setLong(int address, long value) {
        set(address, (int) (value >>> 32));
        set(address + 1, (int) value);
    }

    public void setAll(int address, int[] values) {
        System.arraycopy(values, 0, pages[address >>> PAGE_BITS], address & MASK, values.length);
    }

    public boolean matches(int address, int[] values) {
        int from = address & MASK;
        return Arrays.equals(pages[address >>> PAGE_BITS], from, from + values.length, values, 0, values.length);
    }

    public int[] copy(int address, int words) {
        int from = address & MASK;
        return Arrays.copyOfRange(pages[address >>> PAGE_BITS], from, from + words);
    }

    /**
     * A blank record.
     *
     * @throws IllegalStateException if all addresses are given
     */
    public int allocate(int words) {
        int reused = words < freed.length ? freed[words] : 0;
        if (reused != 0) {
            freed[words] = get(reused);
            set(reused, 0);
            return reused;
        }
        if ((next & MASK) + words > PAGE) {
            next = (next | MASK) + 1;
        }
        int page = next >>> PAGE_BITS;
        if (next < 0) {
            throw new IllegalStateException("no room for more identifiers");
        }
        if (page == pages.length) {
            pages = Arrays.copyOf(pages, page + Math.max(16, page / 4));
        }
        if (pages[page] == null) {
            pages[page] = new int[PAGE];
        }
        int address = next;
        next += words;
        return address;
    }

    public void free(int address, int words) {
        int from = address & MASK;
        Arrays.fill(pages[address >>> PAGE_BITS], from, from + words, 0);
        if (words >= freed.length) {
            freed = Arrays.copyOf(freed, words + 16);
        }
        set(address, freed[words]);
        freed[words] = address;
    }
}
