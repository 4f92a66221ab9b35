package io.clientele.internal.pipeline;

import io.clientele.internal.fold.Awakening;
import io.clientele.internal.fold.Checkpoint;
import io.clientele.internal.fold.Live;
import io.clientele.internal.store.Batch;
import io.clientele.internal.store.Store;
import io.clientele.spi.Definition;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Keeps in the store what an opening needs: who left heap, and checkpoints of the rest. Only the pen uses it. */
final class Keeper {

    private static final String FACT = "checkpoint";
    /** Positions of older records that were marked as links since the checkpoint, which knows nothing of them. */
    private static final String LATE = "links";
    /** From so many on a checkpoint is due. */
    private static final int MANY = 10_000;

    private static final int PORTION = 256;
    /** What a checkpoint may cost for each row since the last one: a large one is written less often. */
    private static final int BYTES_A_ROW = 64;

    private final Store store;
    private final Journal journal;
    private final Rows rows;
    private final Live live;
    private final Awakening awakening;
    private final long interval;
    private final byte[] configuration;
    private final List<byte[]> definitions = new ArrayList<>();
    /** The definition that the identity resolver goes by: the latest stands for all. */
    private Optional<byte[]> learned = Optional.empty();

    private long last;
    private long size;
    private final Set<Long> late = new LinkedHashSet<>();

    /**
     * A keeper.
     *
     * @param interval how many rows at least lie between two checkpoints
     * @param configuration a fingerprint of what the store is opened with
     */
    Keeper(Store store, Journal journal, Rows rows, Live live, long interval, byte[] configuration) {
        this.store = store;
        this.journal = journal;
        this.rows = rows;
        this.live = live;
        this.awakening = new Awakening(live);
        this.interval = interval;
        this.configuration = configuration;
    }

    /** The latest checkpoint, if this version can read it and it was made under the same configuration. */
    Optional<Checkpoint> read() {
        return store.fact(FACT)
                .filter(bytes -> bytes.length > 0)
                .flatMap(rows::checkpoint)
                .filter(checkpoint -> Arrays.equals(checkpoint.configuration(), configuration))
                .filter(this::fits);
    }

    /** Whether a checkpoint and what is kept beside it speak of this journal. */
    private boolean fits(Checkpoint checkpoint) {
        byte[] known = known();
        LongBuffer positions = ByteBuffer.wrap(known).asLongBuffer();
        boolean fits = checkpoint.position() <= store.head() && known.length % Long.BYTES == 0;
        while (positions.hasRemaining()) {
            long position = positions.get();
            fits &= position > 0 && position <= store.head();
        }
        if (!fits) {
            rows.tellDamaged("the checkpoint of the state");
        }
        return fits;
    }

    private byte[] known() {
        return store.fact(LATE).orElseGet(() -> new byte[0]);
    }

    /** A checkpoint was taken up. */
    void recalled(Checkpoint checkpoint) {
        last = checkpoint.position();
        LongBuffer positions = ByteBuffer.wrap(known()).asLongBuffer();
        while (positions.hasRemaining()) {
            late.add(positions.get());
        }
    }

    /** What a checkpoint tells is of no use, and must not be of use to anybody later: what it does not know is not kept for it. */
    void startOver() {
        if (store.fact(FACT).filter(bytes -> bytes.length > 0).isPresent()) {
            journal.batch().facts.put(FACT, new byte[0]);
            journal.batch().facts.put(LATE, new byte[0]);
            soon();
        }
    }

    /** Whether a record became a link after the checkpoint that was taken up, although it is older. */
    boolean isLate(long position) {
        return late.contains(position);
    }

    /** Keeps, with the batch, which older records it marked as links. */
    private void keepLate() {
        Batch batch = journal.batch();
        boolean more = false;
        for (long position : batch.links) {
            more |= position < journal.first() && late.add(position);
        }
        if (more) {
            ByteBuffer bytes = ByteBuffer.allocate(late.size() * Long.BYTES);
            late.forEach(bytes::putLong);
            batch.facts.put(LATE, bytes.array());
        }
    }

    /** Puts a definition in force, of which the next checkpoint tells. */
    void define(Definition definition) {
        defined(definition, definition.time());
        awakening.define(definition);
        soon();
    }

    /** What of the state is not what the records give; empty if all is. */
    Optional<String> fault() {
        try {
            Optional<String> fault = Optional.empty();
            for (int first = 1; first <= store.lastOwner() && fault.isEmpty(); first += PORTION) {
                fault = fault(first, Math.min(first + PORTION - 1, store.lastOwner()));
            }
            return fault;
        } finally {
            journal.clear();
            live.settled();
        }
    }

    private Optional<String> fault(int first, int end) {
        return awakening
                .fault(IntStream.rangeClosed(first, end).boxed().toList())
                .map(what -> what + " among owners " + first + " to " + end + " is not what the records give");
    }

    /** A definition is in force. */
    void defined(Definition definition, Instant received) {
        byte[] bytes = rows.codec().encode(definition, received);
        if (live.decisions().isMine(definition)) {
            learned = Optional.of(bytes);
        } else {
            definitions.add(bytes);
        }
    }

    /** Completes the batch in progress. */
    Batch complete() {
        boolean due = late.size() > MANY || journal.next() - last > Math.max(interval, size / BYTES_A_ROW);
        if (due) {
            awakening.unmark();
        }
        live.close(journal.batch().rows.size());
        if (due) {
            checkpoint();
        } else {
            keepLate();
        }
        return journal.finish();
    }

    private void checkpoint() {
        List<byte[]> all = new ArrayList<>(definitions);
        learned.ifPresent(all::add);
        Checkpoint checkpoint = awakening.checkpoint(configuration, List.copyOf(all));
        byte[] bytes = checkpoint.bytes();
        journal.batch().facts.put(FACT, rows.sealCheckpoint(bytes));
        last = checkpoint.position();
        size = bytes.length;
        late.clear();
        journal.batch().facts.put(LATE, new byte[0]);
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
