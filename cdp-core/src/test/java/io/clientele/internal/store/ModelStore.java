package io.clientele.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a store must hold, in plain collections: the oracle. */
final class ModelStore {

    long head;
    int lastOwner;
    final TreeMap<Long, Row> rows = new TreeMap<>();
    final TreeMap<Integer, OwnerRow> owners = new TreeMap<>();
    final Map<String, OutboxRow> outbox = new LinkedHashMap<>();
    final Map<String, Tombstone> tombstones = new LinkedHashMap<>();
    final TreeMap<String, Long> counters = new TreeMap<>();
    final Map<String, byte[]> facts = new HashMap<>();
    final List<byte[]> keysGone = new ArrayList<>();

    void apply(Batch batch) {
        batch.removed.forEach(this::remove);
        batch.erased.forEach(this::erase);
        batch.owners.forEach(o -> owners.put(o.number(), o));
        batch.reentered.forEach(o -> owners.replace(o.number(), o));
        batch.owners.forEach(o -> lastOwner = Math.max(lastOwner, o.number()));
        batch.rows.forEach(r -> rows.put(r.position(), r));
        head += batch.rows.size();
        batch.outbox.forEach(o -> outbox.put(Draws.hex(o.id()), o));
        batch.tombstones.forEach(this::bury);
        batch.counters.forEach((name, more) -> counters.merge(name, more, Long::sum));
        facts.putAll(batch.facts);
    }

    private void remove(long position) {
        Row gone = rows.remove(position);
        if (gone != null && gone.key().length > 0) {
            keysGone.add(gone.key());
        }
    }

    private void erase(int owner) {
        rows.values().stream()
                .filter(r -> r.owner() == owner)
                .map(Row::position)
                .toList()
                .forEach(this::remove);
        outbox.values().removeIf(o -> o.owner() == owner);
        owners.remove(owner);
    }

    private void bury(Tombstone t) {
        tombstones.merge(
                Draws.hex(t.blind()), t, (a, b) -> new Tombstone(b.blind(), b.at(), Math.max(a.until(), b.until())));
    }

    /** Fails unless a store holds the same, by every way of asking. */
    void assertSame(Store store, String when) {
        assertThat(store.head()).as("head %s", when).isEqualTo(head);
        assertThat(store.lastOwner()).as("last owner %s", when).isEqualTo(lastOwner);
        assertRows(store, when);
        assertKeys(store, when);
        assertKeysAtOnce(store, when);
        assertTheRest(store, when);
    }

    private void assertRows(Store store, String when) {
        List<String> scanned = new ArrayList<>();
        store.scan(r -> scanned.add(Draws.text(r)));
        assertThat(scanned)
                .as("scan %s", when)
                .isEqualTo(rows.values().stream().map(Draws::text).toList());
        Map<Integer, List<String>> byOwner = new HashMap<>();
        rows.values()
                .forEach(r -> byOwner.computeIfAbsent(r.owner(), o -> new ArrayList<>())
                        .add(Draws.text(r)));
        for (int owner = 0; owner <= lastOwner + 1; owner++) {
            assertThat(store.read(owner).stream().map(Draws::text).toList())
                    .as("rows of owner %d %s", owner, when)
                    .isEqualTo(byOwner.getOrDefault(owner, List.of()));
        }
    }

    private void assertKeys(Store store, String when) {
        for (Row row : rows.values()) {
            if (row.key().length > 0) {
                assertThat(store.contains(row.key()))
                        .as("key of row %d %s", row.position(), when)
                        .isTrue();
            }
        }
        for (byte[] key : keysGone) {
            boolean again = rows.values().stream().anyMatch(r -> Arrays.equals(r.key(), key));
            assertThat(store.contains(key)).as("key that went %s", when).isEqualTo(again);
        }
    }

    private void assertKeysAtOnce(Store store, String when) {
        List<byte[]> keys = new ArrayList<>(keysGone);
        rows.values().stream().map(Row::key).filter(k -> k.length > 0).forEach(keys::add);
        BitSet one = new BitSet();
        for (int i = 0; i < keys.size(); i++) {
            one.set(i, store.contains(keys.get(i)));
        }
        assertThat(store.known(keys)).as("keys at once %s", when).isEqualTo(one);
    }

    private void assertTheRest(Store store, String when) {
        List<String> held = new ArrayList<>();
        store.owners(o -> held.add(Draws.text(o)));
        store.outbox(o -> held.add(Draws.text(o)));
        List<String> expected = new ArrayList<>();
        owners.values().forEach(o -> expected.add(Draws.text(o)));
        assertThat(store.ownersAfter(2, 3).stream().map(Draws::text))
                .as("some owners %s", when)
                .isEqualTo(owners.tailMap(3).values().stream()
                        .limit(3)
                        .map(Draws::text)
                        .toList());
        outbox.values().forEach(o -> expected.add(Draws.text(o)));
        assertThat(held).as("owners and firings %s", when).isEqualTo(expected);
        assertThat(store.counters()).as("counters %s", when).isEqualTo(counters);
        tombstones
                .values()
                .forEach(t -> assertThat(store.tombstone(t.blind()).map(Draws::text))
                        .as("tombstone %s", when)
                        .contains(Draws.text(t)));
        facts.forEach((name, fact) -> assertThat(store.fact(name))
                .as("fact %s %s", name, when)
                .hasValueSatisfying(f -> assertThat(f).isEqualTo(fact)));
    }
}
