package io.clientele.internal.pipeline;

import io.clientele.internal.store.Batch;
import io.clientele.internal.store.Store;
import java.nio.ByteBuffer;
import java.util.Collection;

/** How many owners the data knows to be erased: a register of erasures that holds fewer is older than the data. */
final class Erasures {

    private static final String COUNT = "erasures";

    private Erasures() {}

    static long count(Store store) {
        return store.fact(COUNT).map(bytes -> ByteBuffer.wrap(bytes).getLong()).orElse(0L);
    }

    /** Adds to a batch that owners go. */
    static void add(Store store, Batch batch, Collection<Integer> owners) {
        batch.erased.addAll(owners);
        long count = count(store) + owners.size();
        batch.facts.put(COUNT, ByteBuffer.allocate(Long.BYTES).putLong(count).array());
    }
}
