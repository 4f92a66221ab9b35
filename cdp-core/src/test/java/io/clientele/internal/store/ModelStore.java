package io.clientele.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

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
    final TreeMap<Integer, SnapshotRow> snapshots = new TreeMap<>();
    final TreeSet<Long> links = new TreeSet<>();
    final TreeMap<Long, Integer> overrides = new TreeMap<>();
    final List<AuditRow> audit = new ArrayList<>();
    final List<DisclosureRow> disclosures = new ArrayList<>();
    final List<byte[]> blindsGone = new ArrayList<>();

    void apply(Batch batch) {
        batch.removed.forEach(this::remove);
        batch.erased.forEach(this::erase);
        batch.owners.forEach(this::enter);
        batch.owners.forEach(o -> lastOwner = Math.max(lastOwner, o.number()));
        batch.rows.forEach(r -> rows.put(r.position(), r));
        head += batch.rows.size();
        batch.outbox.forEach(o -> outbox.put(Draws.hex(o.id()), o));
        batch.tombstones.forEach(this::bury);
        batch.counters.forEach((name, more) -> counters.merge(name, more, Long::sum));
        facts.putAll(batch.facts);
        snapshots.keySet().removeAll(batch.snapshotsGone);
        batch.snapshots.forEach(s -> snapshots.put(s.owner(), s));
        links.addAll(batch.links);
        batch.overrides.forEach(this::override);
        audit.addAll(batch.audit);
        disclosures.addAll(batch.disclosures);
    }

    private void enter(OwnerRow owner) {
        OwnerRow before = owners.put(owner.number(), owner);
        if (before != null) {
            blindsGone.add(before.blind());
        }
    }

    private void override(OverrideRow override) {
        if (override.owner() == 0) {
            overrides.remove(override.position());
        } else {
            overrides.put(override.position(), override.owner());
        }
    }

    private void remove(long position) {
        Row gone = rows.remove(position);
        links.remove(position);
        overrides.remove(position);
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
        snapshots.remove(owner);
        overrides.values().removeIf(o -> o == owner);
        disclosures.removeIf(d -> d.owner() == owner);
        OwnerRow gone = owners.remove(owner);
        if (gone != null) {
            blindsGone.add(gone.blind());
        }
    }

    private void bury(Tombstone t) {
        tombstones.merge(
                Draws.hex(t.blind()), t, (a, b) -> new Tombstone(b.blind(), b.at(), Math.max(a.until(), b.until())));
    }

    /** Fails unless a store holds the same, by every way of asking. */
    void assertSame(Store store, String when) {
        assertThat(store.stray()).as(when).isEmpty();
        assertThat(store.head()).as("head %s", when).isEqualTo(head);
        assertThat(store.lastOwner()).as("last owner %s", when).isEqualTo(lastOwner);
        assertRows(store, when);
        assertKeys(store, when);
        assertKeysAtOnce(store, when);
        assertTheRest(store, when);
        assertOwners(store, when);
        assertFirings(store, when);
        assertBeside(store, when);
        assertExpired(store, when);
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

    private void assertOwners(Store store, String when) {
        List<byte[]> blinds = new ArrayList<>(blindsGone);
        owners.values().forEach(o -> blinds.add(o.blind()));
        int[] expected = new int[blinds.size()];
        for (int i = 0; i < expected.length; i++) {
            byte[] blind = blinds.get(i);
            expected[i] = owners.values().stream()
                    .filter(o -> Arrays.equals(o.blind(), blind))
                    .mapToInt(OwnerRow::number)
                    .findFirst()
                    .orElse(0);
        }
        assertThat(store.ownersOf(blinds)).as("owners of blind hashes %s", when).isEqualTo(expected);
        List<Integer> numbers = new ArrayList<>(owners.keySet());
        numbers.add(lastOwner + 7);
        assertThat(store.owners(numbers).stream().map(Draws::text))
                .as("owners by number %s", when)
                .containsExactlyInAnyOrderElementsOf(
                        owners.values().stream().map(Draws::text).toList());
    }

    private void assertFirings(Store store, String when) {
        for (int state = 0; state <= 2; state++) {
            int wanted = state;
            List<String> paged = new ArrayList<>();
            List<OutboxRow> page = store.firings(state, new byte[0], 3);
            while (!page.isEmpty()) {
                page.forEach(o -> paged.add(Draws.text(o)));
                page = store.firings(state, page.get(page.size() - 1).id(), 3);
            }
            assertThat(paged).as("firings in state %d %s", state, when).isEqualTo(texts(o -> o.state() == wanted));
        }
        for (int owner = 0; owner <= lastOwner; owner++) {
            int wanted = owner;
            assertThat(store.firings(owner).stream().map(Draws::text).toList())
                    .as("firings of owner %d %s", owner, when)
                    .isEqualTo(texts(o -> o.owner() == wanted));
        }
        outbox.values()
                .forEach(o -> assertThat(store.firing(o.id()).map(Draws::text))
                        .as(when)
                        .contains(Draws.text(o)));
    }

    private List<String> texts(Predicate<OutboxRow> which) {
        return outbox.values().stream().filter(which).map(Draws::text).toList();
    }

    private void assertBeside(Store store, String when) {
        List<Row> marked = new ArrayList<>();
        store.links(marked::add);
        assertThat(marked.stream().map(Row::position).toList())
                .as("links %s", when)
                .isEqualTo(links.stream().filter(rows::containsKey).toList());
        List<OverrideRow> found = new ArrayList<>();
        store.overrides(found::add);
        assertThat(found).as("overrides %s", when).isEqualTo(overridden(o -> true));
        List<String> entries = new ArrayList<>();
        store.audit(audit.size() / 2, audit.size() + 1).forEach(a -> entries.add(Draws.text(a)));
        assertThat(entries)
                .as("audit %s", when)
                .isEqualTo(
                        audit.stream().skip(audit.size() / 2).map(Draws::text).toList());
        assertThat(store.auditSize()).as("audit size %s", when).isEqualTo(audit.size());
        for (int owner = 0; owner <= lastOwner; owner++) {
            int wanted = owner;
            assertThat(store.overrides(owner)).as(when).isEqualTo(overridden(o -> o == wanted));
            assertThat(store.snapshot(owner).map(Draws::text))
                    .as("snapshot of %d %s", owner, when)
                    .isEqualTo(Optional.ofNullable(snapshots.get(owner)).map(Draws::text));
            assertThat(store.disclosures(owner).stream().map(Draws::text).toList())
                    .as("disclosures of %d %s", owner, when)
                    .isEqualTo(disclosures.stream()
                            .filter(d -> d.owner() == wanted)
                            .map(Draws::text)
                            .toList());
        }
        assertThat(store.sleepers(50, 7).stream().map(Draws::text).toList())
                .as("sleepers %s", when)
                .isEqualTo(snapshots.values().stream()
                        .filter(s -> s.wake() != null && s.wake() <= 50)
                        .sorted(Comparator.comparingInt(s -> s.wake() == null ? 0 : s.wake()))
                        .limit(7)
                        .map(Draws::text)
                        .toList());
    }

    private List<OverrideRow> overridden(IntPredicate owner) {
        return overrides.entrySet().stream()
                .filter(e -> owner.test(e.getValue()))
                .map(e -> new OverrideRow(e.getKey(), e.getValue()))
                .toList();
    }

    private void assertExpired(Store store, String when) {
        for (int retention = 0; retention <= 3; retention++) {
            int wanted = retention;
            List<String> found = new ArrayList<>();
            List<Row> page = store.expired(retention, 24_010, 0, 5);
            while (!page.isEmpty()) {
                page.forEach(r -> found.add(Draws.text(r)));
                page = store.expired(
                        retention, 24_010, page.get(page.size() - 1).position(), 5);
            }
            assertThat(found)
                    .as("expired of class %d %s", retention, when)
                    .isEqualTo(rows.values().stream()
                            .filter(r -> r.retention() == wanted && r.month() < 24_010)
                            .map(Draws::text)
                            .toList());
        }
    }

    private void assertTheRest(Store store, String when) {
        List<String> held = new ArrayList<>();
        store.owners(o -> held.add(Draws.text(o)));
        store.outbox(o -> held.add(Draws.text(o)));
        List<String> expected = new ArrayList<>();
        owners.values().forEach(o -> expected.add(Draws.text(o)));
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
