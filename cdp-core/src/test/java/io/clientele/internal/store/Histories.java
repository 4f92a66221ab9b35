package io.clientele.internal.store;

import java.util.ArrayList;
import java.util.List;

/** Draws batches that make sense after what a model holds: new rows and people, removals, erasures, all else. */
final class Histories {

    private final Draws draws;
    private final ModelStore model;

    Histories(long seed, ModelStore model) {
        this.draws = new Draws(seed);
        this.model = model;
    }

    Draws draws() {
        return draws;
    }

    Batch next() {
        Batch batch = new Batch();
        addOwners(batch);
        addRows(batch);
        if (draws.oneIn(3)) {
            addRemovals(batch);
        }
        if (draws.oneIn(4) && !model.owners.isEmpty()) {
            batch.erased.add(anyOwner());
        }
        addTheRest(batch);
        addBeside(batch);
        return batch;
    }

    private void addOwners(Batch batch) {
        int count = draws.upTo(2);
        for (int i = 1; i <= count; i++) {
            batch.owners.add(draws.owner(model.lastOwner + i));
        }
    }

    private void addRows(Batch batch) {
        int count = draws.oneIn(10) ? draws.upTo(60) : draws.upTo(8);
        for (int i = 1; i <= count; i++) {
            int owner = draws.upTo(model.lastOwner + batch.owners.size());
            batch.rows.add(draws.row(model.head + i, owner, key()));
        }
    }

    /** A new key, none, or one that went with its row. */
    private byte[] key() {
        if (draws.oneIn(20) && !model.keysGone.isEmpty()) {
            byte[] gone = model.keysGone.remove(draws.upTo(model.keysGone.size() - 1));
            return gone;
        }
        return draws.oneIn(10) ? new byte[0] : draws.bytes(16);
    }

    private void addRemovals(Batch batch) {
        List<Long> positions = new ArrayList<>(model.rows.keySet());
        int count = draws.upTo(5);
        for (int i = 0; i < count && !positions.isEmpty(); i++) {
            batch.removed.add(positions.get(draws.upTo(positions.size() - 1)));
        }
        if (draws.oneIn(5)) {
            batch.removed.add(1L + draws.upTo((int) model.head));
        }
        batch.removed.removeIf(p -> p > model.head);
    }

    private int anyOwner() {
        List<Integer> numbers = new ArrayList<>(model.owners.keySet());
        return numbers.get(draws.upTo(numbers.size() - 1));
    }

    private void addTheRest(Batch batch) {
        for (int i = draws.upTo(2); i > 0 && model.lastOwner > 0; i--) {
            batch.outbox.add(draws.firing(draws.upTo(model.lastOwner)));
        }
        List<OutboxRow> known = new ArrayList<>(model.outbox.values());
        known.removeIf(o -> batch.erased.contains(o.owner()));
        if (draws.oneIn(3) && !known.isEmpty()) {
            OutboxRow one = known.get(draws.upTo(known.size() - 1));
            batch.outbox.add(new OutboxRow(one.id(), one.owner(), draws.upTo(2), draws.bytes(90)));
        }
        if (draws.oneIn(5)) {
            batch.tombstones.add(draws.tombstone());
        }
        batch.counters.put("counter" + draws.upTo(3), (long) draws.upTo(5));
        batch.facts.put("fact" + draws.upTo(3), draws.bytes(20));
    }

    /** Snapshots, marks, overrides, disclosures, audit entries, and owners that change. */
    private void addBeside(Batch batch) {
        int last = model.lastOwner + batch.owners.size();
        if (draws.oneIn(2) && last > 0) {
            for (int i = draws.upTo(4); i > 0; i--) {
                batch.snapshots.add(draws.snapshot(1 + draws.upTo(last - 1), model.head));
            }
            batch.snapshotsGone.add(1 + draws.upTo(last - 1));
            batch.snapshotsGone.add(1 + draws.upTo(last - 1));
        }
        long head = model.head + batch.rows.size();
        for (int i = draws.upTo(3); i > 0 && head > 0; i--) {
            batch.links.add(1L + draws.upTo((int) head - 1));
            batch.overrides.add(new OverrideRow(1L + draws.upTo((int) head - 1), draws.upTo(last)));
        }
        for (int i = draws.upTo(2); i > 0; i--) {
            batch.disclosures.add(draws.disclosure(draws.upTo(last)));
            batch.audit.add(new AuditRow(model.audit.size() + batch.audit.size(), draws.bytes(60)));
        }
        List<Integer> known = new ArrayList<>(model.owners.keySet());
        known.removeAll(batch.erased);
        if (draws.oneIn(6) && !known.isEmpty()) {
            batch.owners.add(draws.owner(known.get(draws.upTo(known.size() - 1))));
        }
    }
}
