package io.clientele.internal.pipeline;

import io.clientele.internal.fold.Awakening;
import io.clientele.internal.fold.Checkpoint;
import io.clientele.internal.fold.Live;
import io.clientele.internal.store.Batch;
import io.clientele.internal.store.Store;
import io.clientele.spi.Definition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Keeps in the store what an opening needs: who left heap, and checkpoints of the rest. Only the pen uses it. */
final class Keeper {

    private static final String FACT = "checkpoint";
    private static final int PORTION = 256;
    /** What a checkpoint may cost for each row since the last one: a large one is written less often. */
    private static final int BYTES_A_ROW = 64;

    private final Store store;
    private final Journal journal;
    private final Rows rows;
    private final Live live;
    private final Awakening awakening;
    private final long interval;
    private final List<byte[]> definitions = new ArrayList<>();
    private long last;
    private long size;

    Keeper(Store store, Journal journal, Rows rows, Live live, long interval) {
        this.store = store;
        this.journal = journal;
        this.rows = rows;
        this.live = live;
        this.awakening = new Awakening(live);
        this.interval = interval;
    }

    /** The latest checkpoint, if this version can read it. */
    Optional<Checkpoint> read() {
        return store.fact(FACT)
                .filter(bytes -> bytes.length > 0)
                .map(rows::openCheckpoint)
                .flatMap(Checkpoint::read);
    }

    /** A checkpoint was taken up. */
    void recalled(Checkpoint checkpoint) {
        last = checkpoint.position();
    }

    /** Takes a definition into account for everybody, in portions, and keeps what it led to. */
    void define(Definition definition) {
        defined(definition, definition.time());
        awakening.define(definition, this::portion);
        soon();
    }

    /** What is wrong with a saved profile; empty if all are what their records give. */
    Optional<String> fault() {
        List<Integer> portion = new ArrayList<>();
        for (int owner = 1; owner <= store.lastOwner(); owner++) {
            portion.add(owner);
            if (portion.size() == PORTION || owner == store.lastOwner()) {
                if (!awakening.isTrue(portion)) {
                    return Optional.of("a saved profile among owners " + portion.get(0) + " to " + owner
                            + " is not what its records give");
                }
                portion.clear();
            }
        }
        return Optional.empty();
    }

    /** A definition is in force. */
    void defined(Definition definition, Instant received) {
        definitions.add(rows.codec().encode(definition, received));
    }

    /** Completes the batch in progress. */
    Batch complete() {
        boolean due = journal.next() - last > Math.max(interval, size / BYTES_A_ROW);
        if (due) {
            awakening.unmark();
        }
        live.close(journal.batch().rows.size());
        if (due) {
            checkpoint();
        }
        return journal.finish();
    }

    private void checkpoint() {
        Checkpoint checkpoint = awakening.checkpoint(List.copyOf(definitions));
        byte[] bytes = checkpoint.bytes();
        journal.batch().facts.put(FACT, rows.sealCheckpoint(bytes));
        last = checkpoint.position();
        size = bytes.length;
    }

    /** The batch failed. */
    void undo() {
        soon();
    }

    /** The next batch brings a checkpoint, since none knows of what happened. */
    private void soon() {
        last = Long.MIN_VALUE / 2;
    }

    /** Writes, outside of anybody's batch, who is to leave heap. */
    void portion() {
        live.close(0);
        write();
    }

    /** Writes a checkpoint outside of anybody's batch. */
    void write(boolean everybody) {
        awakening.unmark();
        if (everybody) {
            live.closeAll();
        }
        checkpoint();
        write();
    }

    private void write() {
        Batch batch = journal.finish();
        if (!batch.isEmpty()) {
            store.append(store.head(), batch);
            journal.clear();
        }
        live.settled();
    }
}
