package io.clientele.proof;

import io.clientele.internal.store.AuditRow;
import io.clientele.internal.store.Batch;
import io.clientele.internal.store.DisclosureRow;
import io.clientele.internal.store.OutboxRow;
import io.clientele.internal.store.OverrideRow;
import io.clientele.internal.store.OwnerRow;
import io.clientele.internal.store.Row;
import io.clientele.internal.store.SnapshotRow;
import io.clientele.internal.store.Store;
import io.clientele.internal.store.Tombstone;
import io.clientele.model.StorageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A real store that fails at a chosen call, before or after the real work. */
final class FaultyStore implements Store {

    /** Where a commit may fail. */
    enum Fault {
        /** While a row is looked up. */
        READ,
        /** Before anything was written. */
        BEFORE,
        /** Not known whether written; it was not. */
        UNKNOWN_LOST,
        /** Not known whether written; it was. */
        UNKNOWN_LANDED
    }

    private final Store real;
    private Consumer<Batch> before = batch -> {};
    private Consumer<Batch> after = batch -> {};
    private Optional<Fault> armed = Optional.empty();
    private int left;
    private boolean unclassed;

    FaultyStore(Store real) {
        this.real = real;
    }

    /** Shows each batch as it is about to be written, and once it is. */
    FaultyStore watch(Consumer<Batch> asItIsWritten, Consumer<Batch> onceItIs) {
        before = asItIsWritten;
        after = onceItIs;
        return this;
    }

    /** Fails at the n-th call that this fault can hit, once. */
    void arm(Fault fault, int calls) {
        armed = Optional.of(fault);
        left = calls;
    }

    /** Writes rows as a version did that knew no retention classes. */
    void writeUnclassed(boolean as) {
        unclassed = as;
    }

    /** Whether a fault is still to come. */
    boolean armed() {
        return armed.isPresent();
    }

    void disarm() {
        armed = Optional.empty();
    }

    private boolean fires(Fault fault) {
        if (armed.isEmpty() || armed.get() != fault || --left > 0) {
            return false;
        }
        armed = Optional.empty();
        return true;
    }

    private static StorageException failure(boolean unknown) {
        return new StorageException("injected", new IOException("injected"), unknown, true);
    }

    private void reading() {
        if (fires(Fault.READ)) {
            throw failure(false);
        }
    }

    @Override
    public void append(long expectedHead, Batch batch) {
        if (fires(Fault.BEFORE)) {
            throw failure(false);
        }
        if (fires(Fault.UNKNOWN_LOST)) {
            throw failure(true);
        }
        if (unclassed) {
            batch.rows.replaceAll(
                    row -> new Row(row.position(), row.kind(), row.owner(), 0, row.month(), row.key(), row.sealed()));
        }
        before.accept(batch);
        real.append(expectedHead, batch);
        after.accept(batch);
        if (fires(Fault.UNKNOWN_LANDED)) {
            throw failure(true);
        }
    }

    @Override
    public byte[] id() {
        return real.id();
    }

    @Override
    public long term() {
        return real.term();
    }

    @Override
    public long head() {
        return real.head();
    }

    @Override
    public void renew() {
        real.renew();
    }

    @Override
    public List<Row> read(Collection<Integer> owners, long after) {
        reading();
        return real.read(owners, after);
    }

    @Override
    public void scan(long after, Consumer<Row> reader) {
        real.scan(after, reader);
    }

    @Override
    public List<Row> expired(int retention, int beforeMonth, long after, int limit) {
        return real.expired(retention, beforeMonth, after, limit);
    }

    @Override
    public boolean contains(byte[] key) {
        reading();
        return real.contains(key);
    }

    @Override
    public void owners(Consumer<OwnerRow> reader) {
        real.owners(reader);
    }

    @Override
    public List<OwnerRow> owners(Collection<Integer> numbers) {
        return real.owners(numbers);
    }

    @Override
    public int[] ownersOf(List<byte[]> blinds) {
        reading();
        return real.ownersOf(blinds);
    }

    @Override
    public int lastOwner() {
        return real.lastOwner();
    }

    @Override
    public void outbox(Consumer<OutboxRow> reader) {
        real.outbox(reader);
    }

    @Override
    public void links(Consumer<Row> reader) {
        real.links(reader);
    }

    @Override
    public List<OverrideRow> overrides(int owner) {
        return real.overrides(owner);
    }

    @Override
    public void overrides(Consumer<OverrideRow> reader) {
        real.overrides(reader);
    }

    @Override
    public Optional<OutboxRow> firing(byte[] id) {
        return real.firing(id);
    }

    @Override
    public List<OutboxRow> firings(int owner) {
        return real.firings(owner);
    }

    @Override
    public List<OutboxRow> firings(int state, byte[] after, int limit) {
        return real.firings(state, after, limit);
    }

    @Override
    public List<DisclosureRow> disclosures(int owner) {
        return real.disclosures(owner);
    }

    @Override
    public Optional<SnapshotRow> snapshot(int owner) {
        reading();
        return real.snapshot(owner);
    }

    @Override
    public List<SnapshotRow> snapshots(Collection<Integer> owners) {
        return real.snapshots(owners);
    }

    @Override
    public List<SnapshotRow> sleepers(int afterHour, int upToHour, int limit) {
        return real.sleepers(afterHour, upToHour, limit);
    }

    @Override
    public Map<List<Integer>, Long> months() {
        return real.months();
    }

    @Override
    public Optional<String> stray() {
        return real.stray();
    }

    @Override
    public long places() {
        return real.places();
    }

    @Override
    public List<Integer> erased() {
        return real.erased();
    }

    @Override
    public List<Tombstone> tombstones() {
        return real.tombstones();
    }

    @Override
    public List<AuditRow> audit(long from, int limit) {
        return real.audit(from, limit);
    }

    @Override
    public long auditSize() {
        return real.auditSize();
    }

    @Override
    public Optional<Tombstone> tombstone(byte[] blind) {
        return real.tombstone(blind);
    }

    @Override
    public Map<String, Long> counters() {
        return real.counters();
    }

    @Override
    public Optional<byte[]> fact(String name) {
        return real.fact(name);
    }

    @Override
    public void backup(Path file) {
        real.backup(file);
    }

    @Override
    public void close() {
        real.close();
    }
}
