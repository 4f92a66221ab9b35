package io.clientele.internal.store;

/** The store in heap. */
class InMemoryStoreTest extends StoreCompatibilityKit {

    @Override
    int steps() {
        return Integer.getInteger("clientele.steps", 500);
    }

    @Override
    Store open(StoreOptions.Portions portions) {
        return JdbcStore.open(StoreOptions.inMemory().portions(portions.pending(), portions.smallest()));
    }
}
