package io.clientele.internal.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All that one commit changes, in one transaction: what goes first, then what comes. Not thread-safe. */
public final class Batch {

    /** New rows, positions dense from the store's head + 1. */
    public final List<Row> rows = new ArrayList<>();
    /** Owners seen for the first time, or known ones whose blind hash or seal changes. */
    public final List<OwnerRow> owners = new ArrayList<>();
    /** Positions whose rows go, with index entries, dedup keys, marks and overrides. */
    public final List<Long> removed = new ArrayList<>();
    /** Owners that go, with every row, index entry, dedup key, snapshot, disclosure and outbox row of theirs. */
    public final List<Integer> erased = new ArrayList<>();
    /** New or changed firings. */
    public final List<OutboxRow> outbox = new ArrayList<>();
    /** Snapshots, each in place of its owner's last one. */
    public final List<SnapshotRow> snapshots = new ArrayList<>();
    /** Owners whose snapshots go, before new ones come. */
    public final List<Integer> snapshotsGone = new ArrayList<>();
    /** Positions of rows, new or old, to mark as links. */
    public final Set<Long> links = new LinkedHashSet<>();
    /** New audit entries, indexes dense from the log's size. */
    public final List<AuditRow> audit = new ArrayList<>();
    /** New disclosures. */
    public final List<DisclosureRow> disclosures = new ArrayList<>();
    /** Rows that belong to others than their sealing owners. */
    public final List<OverrideRow> overrides = new ArrayList<>();
    /** New tombstones. */
    public final List<Tombstone> tombstones = new ArrayList<>();
    /** What to add to counters, by name. */
    public final Map<String, Long> counters = new LinkedHashMap<>();
    /** Small facts to set, by name. */
    public final Map<String, byte[]> facts = new LinkedHashMap<>();

    /** Whether a power failure may take it, until the next commit that is not lazy; the death of this process may not. */
    public boolean lazy;

    /** Whether it changes nothing. */
    public boolean isEmpty() {
        return rows.isEmpty()
                && owners.isEmpty()
                && removed.isEmpty()
                && erased.isEmpty()
                && outbox.isEmpty()
                && snapshots.isEmpty()
                && snapshotsGone.isEmpty()
                && links.isEmpty()
                && audit.isEmpty()
                && disclosures.isEmpty()
                && overrides.isEmpty()
                && tombstones.isEmpty()
                && counters.isEmpty()
                && facts.isEmpty();
    }
}
