package io.clientele.internal.store;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** What a store holds beside its journal and its owners. Thread-safe. */
public interface SideReads {

    /** The rows that are marked as links, by position. */
    void links(Consumer<Row> reader);

    /** Overrides in favour of an owner, by position. */
    List<OverrideRow> overrides(int owner);

    /** All overrides, by position. */
    void overrides(Consumer<OverrideRow> reader);

    /** All firings that are planned, oldest first, and those that were handed over or cancelled. */
    void outbox(Consumer<OutboxRow> reader);

    /** A firing by its id. */
    Optional<OutboxRow> firing(byte[] id);

    /** Firings sealed under an owner's key, oldest first. */
    List<OutboxRow> firings(int owner);

    /**
     * Firings in a state, oldest first.
     *
     * @param after the id of the last one of the page before; empty at first, and again if that one is gone
     */
    List<OutboxRow> firings(int state, byte[] after, int limit);

    /** Disclosures about an owner, oldest first. */
    List<DisclosureRow> disclosures(int owner);

    /** An owner's snapshot. */
    Optional<SnapshotRow> snapshot(int owner);

    /** Snapshots of owners, in no order. */
    List<SnapshotRow> snapshots(Collection<Integer> owners);

    /** Snapshots that wake up to an hour, by hour and owner. */
    default List<SnapshotRow> sleepers(int upToHour, int limit) {
        return sleepers(Integer.MIN_VALUE, upToHour, limit);
    }

    /** Snapshots that wake after one hour and up to another, by hour and owner. */
    List<SnapshotRow> sleepers(int afterHour, int upToHour, int limit);

    /** Audit entries from an index on, by index, at most so many. */
    List<AuditRow> audit(long from, int limit);

    /** How many places the journal has, those whose rows went included: as many as its head says, if nothing is missing. */
    long places();

    /** How many records there are of each retention class and month, as the store keeps count of them. */
    Map<List<Integer>, Long> months();

    /** What an index says that no row bears out, or what it should say and does not; empty if nothing. Costs a look at every entry. */
    Optional<String> stray();

    /** How many audit entries there are. */
    long auditSize();

    /** Owners that went, by number. Costs a read of all numbers. */
    List<Integer> erased();

    /** All tombstones. */
    List<Tombstone> tombstones();

    /** The tombstone of an identifier. */
    Optional<Tombstone> tombstone(byte[] blind);

    /** All counters. */
    Map<String, Long> counters();

    /** A small fact by name. */
    Optional<byte[]> fact(String name);
}
