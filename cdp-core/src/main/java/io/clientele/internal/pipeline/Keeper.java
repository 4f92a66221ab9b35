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

    private final Store store;
    private final Journal journal;
    private final Rows rows;
    private final Live live;
    private final Awakening awakening;
    private final long interval;
    private final List<byte[]> definitions = new ArrayList<>();
    private long last;

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
    }

    /** A definition is in force. */
    void defined(Definition definition, Instant received) {
        definitions.add(rows.codec().encode(definition, received));
    }

    /** Completes the batch in progress. */
    Batch complete() {
        boolean due = journal.next() - last > interval;
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
        journal.batch().facts.put(FACT, rows.sealCheckpoint(checkpoint.bytes()));
        last = checkpoint.position();
    }

    /** The batch failed. */
    void undo() {
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
