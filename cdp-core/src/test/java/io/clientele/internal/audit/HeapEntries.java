package io.clientele.internal.audit;

import java.util.ArrayList;
import java.util.List;

/** Entries in a list, with a count of those read. */
final class HeapEntries implements Entries {

    final List<byte[]> all = new ArrayList<>();
    private long read;

    @Override
    public long size() {
        return all.size();
    }

    @Override
    public List<byte[]> from(long index, int most) {
        List<byte[]> page = all.subList((int) index, (int) Math.min(all.size(), index + most));
        read += page.size();
        return page;
    }

    /** How many entries were read since it was last asked. */
    long read() {
        long count = read;
        read = 0;
        return count;
    }
}
