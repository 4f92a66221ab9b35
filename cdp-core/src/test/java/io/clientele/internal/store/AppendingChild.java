package io.clientele.internal.store;

import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Appends until it is killed, and prints each head that was acknowledged. Arguments: file. */
final class AppendingChild {

    private AppendingChild() {}

    public static void main(String... arguments) {
        Store store = JdbcStore.open(StoreOptions.at(Path.of(arguments[0])).portions(500, 50));
        while (true) {
            Batch batch = batchAfter(store.head());
            store.append(store.head(), batch);
            System.out.println(store.head());
        }
    }

    /** The one batch that may follow a head: any process draws the same. Each tenth takes a row away. */
    static Batch batchAfter(long head) {
        Draws draws = new Draws(head);
        Batch batch = new Batch();
        int count = 1 + draws.upTo(60);
        for (int i = 1; i <= count; i++) {
            batch.rows.add(draws.row(head + i, draws.upTo(30)));
        }
        batch.counters.put("rows", (long) count);
        batch.facts.put(
                "head", ByteBuffer.allocate(Long.BYTES).putLong(head + count).array());
        if (head % 10 == 0 && head > 0) {
            batch.removed.add(1 + draws.upTo((int) head - 1) + 0L);
        }
        return batch;
    }
}
