package io.clientele.internal.pipeline;

import io.clientele.internal.codec.RecordCodec;
import io.clientele.internal.codec.RecordKind;
import io.clientele.internal.fold.Live;
import io.clientele.internal.fold.Modules;
import io.clientele.internal.fold.Owners;
import io.clientele.internal.fold.Recorded;
import io.clientele.internal.keystore.KeyStore;
import io.clientele.internal.keystore.KeyStore.Erasure;
import io.clientele.internal.seal.Sealer;
import io.clientele.internal.store.Batch;
import io.clientele.internal.store.OwnerRow;
import io.clientele.internal.store.Row;
import io.clientele.internal.store.Store;
import io.clientele.model.Event;
import io.clientele.model.Identifier;
import io.clientele.spi.Definition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Opens a store: first the erasure register is carried out on the data, should an old copy have been restored; then the
 * state is folded from the journal.
 */
final class Opening {

    private final Store store;
    private final KeyStore keys;
    private final Rows rows;
    private final Map<Integer, List<Recorded>> records = new HashMap<>();
    private final List<Definition> definitions = new ArrayList<>();
    private final Suppressions suppressions;
    private Instant now = Instant.EPOCH;

    private Opening(Store store, KeyStore keys, Rows rows) {
        this.store = store;
        this.keys = keys;
        this.rows = rows;
        this.suppressions = new Suppressions(rows);
    }

    /** The parts of an opened platform. */
    record Opened(
            Writer.Parts parts, Writer writer, Firings firings, Admission admission, Tally tally, StageTimes times) {}

    static Opened open(StoreFiles files, Settings settings, Modules modules, StageTimes times) {
        try {
            RecordCodec codec = new RecordCodec(modules.gate()::purpose);
            Rows rows = new Rows(new Sealer(files.store().id(), files.keys()::ownerKey), codec, files.keys());
            return new Opening(files.store(), files.keys(), rows).fold(settings, modules, times);
        } catch (RuntimeException failure) {
            files.close();
            throw failure;
        }
    }

    private Opened fold(Settings settings, Modules modules, StageTimes times) {
        new LookupIndex(store, keys, rows).mend();
        keys.tombstones().forEach(suppressions::add);
        boolean restored = carryOutErasures();
        Owners owners = new Owners(lastOwner());
        store.owners(row -> owners.restore(rows.identifier(row), row.number()));
        store.scan(this::read);
        Journal journal = new Journal(store, rows);
        if (restored) {
            strip(journal, owners);
        }
        Live live = new Live(modules, owners, journal);
        live.load(records, definitions, now);
        FiringRows outbox = new FiringRows(store, rows, modules.gate()::purpose);
        Firings firings = new Firings(live, journal, rows.codec(), outbox);
        Tally tally = new Tally(store.counters());
        var parts = new Writer.Parts(store, keys, rows, journal, modules, owners, live, settings.clock());
        Writer writer = new Writer(parts, firings, suppressions, tally, times);
        Admission admission = new Admission(modules, rows, owners, settings.clock(), times);
        return new Opened(parts, writer, firings, admission, tally, times);
    }

    /** Numbers that were ever erased are not given again, even if the data is older than the erasure. */
    private int lastOwner() {
        return keys.register().stream().mapToInt(Erasure::owner).reduce(store.lastOwner(), Math::max);
    }

    private boolean carryOutErasures() {
        Set<Integer> erased = new HashSet<>();
        keys.register().forEach(erasure -> erased.add(erasure.owner()));
        if (erased.isEmpty()) {
            return false;
        }
        List<Integer> present = new ArrayList<>();
        store.owners((OwnerRow row) -> {
            if (erased.contains(row.number())) {
                present.add(row.number());
            }
        });
        if (!present.isEmpty()) {
            Batch batch = new Batch();
            batch.erased.addAll(present);
            batch.tombstones.addAll(keys.tombstones());
            store.append(store.head(), batch);
        }
        return !present.isEmpty();
    }

    /** Takes erased identifiers out of other people's events, which an old copy of the data still holds. */
    private void strip(Journal journal, Owners owners) {
        for (List<Recorded> list : records.values()) {
            list.replaceAll(record -> record.isEvent() ? strip(record, journal, owners) : record);
        }
        if (!journal.batch().isEmpty()) {
            store.append(store.head(), journal.batch());
            journal.clear();
        }
    }

    private Recorded strip(Recorded record, Journal journal, Owners owners) {
        Event event = record.event();
        List<Identifier> allowed = suppressions.allowed(event, now);
        if (allowed.isEmpty() || allowed.size() == event.identifiers().size()) {
            return record;
        }
        return journal.replace(record, event.about(allowed), owners.number(allowed.get(0)));
    }

    private void read(Row row) {
        switch (RecordKind.of(row.kind())) {
            case EVENT, ACT -> keep(row);
            case DEFINITION -> {
                Recorded record = rows.recorded(row);
                definitions.add((Definition) record.intake());
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
            case FIRING, VOID -> {}
        }
    }

    private void keep(Row row) {
        Recorded record = rows.recorded(row);
        records.computeIfAbsent(row.owner(), owner -> new ArrayList<>()).add(record);
        advanceTo(record.received());
    }

    private void advanceTo(Instant instant) {
        now = instant.isAfter(now) ? instant : now;
    }
}
