package io.clientele.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was sealed and then removed or erased is in no byte of any file, open or closed. */
class ErasureScanTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(longs = {41, 42, 43, 44})
    void no_byte_of_an_erased_person_stays_in_any_file(long seed) throws IOException {
        Draws draws = new Draws(seed);
        List<Batch> batches = new ArrayList<>();
        try (Store store =
                JdbcStore.open(StoreOptions.at(folder.resolve("data.db")).portions(200, 20))) {
            fill(store, draws, batches);
            for (int round = 0; round < 6; round++) {
                List<Integer> owners = List.of(1 + round, 20 + draws.upTo(19));
                long position = 1L + draws.upTo((int) store.head() - 1);
                Bytes gone = Bytes.of(bytesOf(batches, owners, position));
                assertThat(gone.foundIn(folder)).as("control, seed %d", seed).isNotEmpty();
                erase(store, owners, position);
                assertThat(gone.foundIn(folder))
                        .as("seed %d round %d", seed, round)
                        .isEmpty();
                fill(store, draws, new ArrayList<>());
                assertThat(gone.foundIn(folder))
                        .as("seed %d round %d, later", seed, round)
                        .isEmpty();
            }
        }
        List<Integer> all = List.of(1, 2, 3, 4, 5, 6);
        assertThat(Bytes.of(bytesOf(batches, all, 0)).foundIn(folder))
                .as("closed, seed %d", seed)
                .isEmpty();
    }

    private static void fill(Store store, Draws draws, List<Batch> batches) {
        for (int i = 0; i < 30; i++) {
            Batch batch = new Batch();
            if (store.lastOwner() < 40) {
                batch.owners.add(draws.owner(store.lastOwner() + 1));
                batch.owners.add(draws.owner(store.lastOwner() + 2));
            }
            for (int row = 1; row <= 40; row++) {
                batch.rows.add(big(draws, store.head() + row));
            }
            batch.outbox.add(draws.firing(1 + draws.upTo(39)));
            store.append(store.head(), batch);
            batches.add(batch);
        }
    }

    /** One row in fifty does not fit a page. */
    private static Row big(Draws draws, long position) {
        Row row = draws.row(position, 1 + draws.upTo(39));
        byte[] sealed = draws.oneIn(50) ? draws.bytes(9_000) : row.sealed();
        return new Row(position, row.kind(), row.owner(), row.retention(), row.month(), row.key(), sealed);
    }

    private static List<byte[]> bytesOf(List<Batch> batches, List<Integer> owners, long position) {
        List<byte[]> all = new ArrayList<>();
        for (Batch batch : batches) {
            for (Row row : batch.rows) {
                if (owners.contains(row.owner()) || row.position() == position) {
                    all.add(row.sealed());
                }
            }
            batch.outbox.stream().filter(o -> owners.contains(o.owner())).forEach(o -> all.add(o.sealed()));
            for (OwnerRow owner : batch.owners) {
                if (owners.contains(owner.number())) {
                    all.add(owner.blind());
                    all.add(owner.sealed());
                }
            }
        }
        return all;
    }

    private static void erase(Store store, List<Integer> owners, long position) {
        Batch batch = new Batch();
        batch.erased.addAll(owners);
        batch.removed.add(position);
        store.append(store.head(), batch);
    }
}
