package io.clientele.internal.audit;

import java.util.List;

/** The stored entries, which only ever become more. Thread-safe. */
interface Entries {

    long size();

    /** The entries from an index on, at most so many. */
    List<byte[]> from(long index, int most);
}
