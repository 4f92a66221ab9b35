package io.clientele.internal.audit;

import io.clientele.internal.store.AuditRow;
import io.clientele.internal.store.Store;
import java.util.List;

/** The entries of a store. */
final class StoredEntries implements Entries {

    private final Store store;

    StoredEntries(Store store) {
        this.store = store;
    }

    @Override
    public long size() {
        return store.auditSize();
    }

    @Override
    public List<byte[]> from(long index, int most) {
        return store.audit(index, most).stream().map(AuditRow::entry).toList();
    }
}
