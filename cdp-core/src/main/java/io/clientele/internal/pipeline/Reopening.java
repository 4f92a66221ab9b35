package io.clientele.internal.pipeline;

import io.clientele.internal.codec.RecordKind;
import io.clientele.internal.fold.Awakening;
import io.clientele.internal.fold.Checkpoint;
import io.clientele.internal.fold.Live;
import io.clientele.internal.fold.Recorded;
import io.clientele.internal.store.Row;
import io.clientele.internal.store.Store;
import io.clientele.model.ConsentAct;
import io.clientele.model.Identifier;
import io.clientele.model.Purpose;
import io.clientele.spi.Definition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Brings the state back from a checkpoint and what came after it: the pairs of identifiers from the records that made them,
 * then everybody who had a record since or whom the store says to wake. Without a checkpoint, or with a definition that
 * none knows, from everything.
 */
final class Reopening {

    private static final int PORTION = 1_000;

    private final Store store;
    private final Rows rows;
    private final Awakening live;
    private final Keeper keeper;
    private final boolean anew;
    private final BitSet touched = new BitSet();
    private final List<Recorded> definitions = new ArrayList<>();
    private final Set<Identifier> sayers = new LinkedHashSet<>();
    private final List<Recorded> links = new ArrayList<>();
    private Instant now = Instant.EPOCH;
    /** Up to where the checkpoint contains the journal. */
    private long position;

    /**
     * Of a store.
     *
     * @param anew whether rules of identity changed, so that records which said nothing of who is who may say something now
     */
    Reopening(Store store, Rows rows, Live live, Keeper keeper, boolean anew) {
        this.store = store;
        this.rows = rows;
        this.live = new Awakening(live);
        this.keeper = keeper;
        this.anew = anew;
    }

    /**
     * Brings the state back.
     *
     * @param erased numbers of erased owners, of which no record tells
     */
    void from(Optional<Checkpoint> checkpoint, Collection<Integer> erased) {
        checkpoint.ifPresent(this::start);
        store.scan(position, this::read);
        boolean usable = checkpoint.isPresent() && !isLater(definitions) && recall(checkpoint.get());
        if (!usable) {
            startOver(checkpoint.isPresent());
        }
        live.start(now);
        live.recallDecisions();
        if (anew) {
            store.scan(0, this::hear);
        } else {
            store.links(this::link);
        }
        learn();
        if (usable) {
            live.reconsider(sayers);
            erased.forEach(touched::set);
        }
        look();
        live.wakeAll(keeper::portion);
    }

    private void start(Checkpoint checkpoint) {
        position = checkpoint.position();
        now = checkpoint.now();
    }

    private boolean isLater(List<Recorded> some) {
        return some.stream().anyMatch(definition -> definition.position() > position);
    }

    private boolean recall(Checkpoint checkpoint) {
        List<Recorded> known;
        try {
            known = checkpoint.definitions().stream()
                    .map(bytes -> rows.codec().decode(RecordKind.DEFINITION, 0, bytes))
                    .toList();
            known.forEach(record -> live.define((Definition) record.intake()));
            live.recall(checkpoint);
        } catch (IllegalArgumentException ofAnotherVersion) {
            rows.tellDamaged("the checkpoint of the state");
            return false;
        }
        known.forEach(record -> keeper.defined((Definition) record.intake(), record.received()));
        keeper.recalled(checkpoint);
        return true;
    }

    private void startOver(boolean read) {
        keeper.startOver();
        if (read) {
            position = 0;
            definitions.clear();
            store.scan(0, this::read);
        }
        definitions.forEach(this::define);
    }

    private void define(Recorded record) {
        Definition definition = (Definition) record.intake();
        live.define(definition);
        keeper.defined(definition, record.received());
    }

    private void read(Row row) {
        switch (RecordKind.of(row.kind())) {
            case EVENT, ACT -> note(row);
            case DECISION, NOTE -> advanceTo(rows.recorded(row).received());
            case DEFINITION -> {
                Recorded record = rows.recorded(row);
                definitions.add(record);
                advanceTo(record.received());
            }
            case REQUEST, ADVANCE -> {
                long at = rows.codec()
                        .decodeTree(rows.open(row))
                        .number("r")
                        .orElseThrow()
                        .longValue();
                advanceTo(Instant.ofEpochMilli(at));
            }
            case FIRING, KEPT, VOID -> {}
        }
    }

    private void note(Row row) {
        Recorded record = rows.recorded(row);
        touched.set(row.owner());
        advanceTo(record.received());
        boolean mayLink = record.intake() instanceof ConsentAct act
                && (act.purpose().equals(Purpose.STITCHING)
                        || act.purpose().equals(Purpose.DEVICE_LINKING)
                        || act.evidence().tells());
        if (mayLink && row.position() > position) {
            sayers.add(record.owner());
        }
    }

    private void advanceTo(Instant instant) {
        now = instant.isAfter(now) ? instant : now;
    }

    /**
     * Those that the checkpoint knew stand as it remembers; what came or was marked later is judged by the acts there are. A mark on
     * a row of which nothing was kept means nothing.
     */
    private void link(Row row) {
        if (row.kind() == RecordKind.VOID.code()) {
            return;
        }
        if (row.position() <= position && !keeper.isLate(row.position())) {
            live.recall(List.of(rows.recorded(row)), true);
            return;
        }
        gather(row);
    }

    /** What a record says of who is who by the rules of now, marked or not. */
    private void hear(Row row) {
        if (row.kind() == RecordKind.EVENT.code()) {
            gather(row);
        }
    }

    private void gather(Row row) {
        links.add(rows.recorded(row));
        if (links.size() == PORTION) {
            learn();
        }
    }

    private void learn() {
        if (anew) {
            live.hear(links);
        } else {
            live.recall(links, false);
        }
        links.clear();
    }

    private void look() {
        List<Integer> portion = new ArrayList<>();
        for (int owner = touched.nextSetBit(1); owner > 0; owner = touched.nextSetBit(owner + 1)) {
            portion.add(owner);
            if (portion.size() == PORTION) {
                look(portion);
            }
        }
        look(portion);
    }

    private void look(List<Integer> portion) {
        if (!portion.isEmpty()) {
            live.look(List.copyOf(portion), position);
            keeper.portion();
            portion.clear();
        }
    }
}
