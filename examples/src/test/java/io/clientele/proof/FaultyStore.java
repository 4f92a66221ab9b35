package io.clientele.proof;

import io.clientele.internal.store.Batch;
import io.clientele.internal.store.OutboxRow;
import io.clientele.internal.store.OwnerRow;
import io.clientele.internal.store.Row;
import io.clientele.internal.store.Store;
import io.clientele.internal.store.Tombstone;
import io.clientele.model.StorageException;
import java.io.IOException;
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
    private Optional<Fault> armed = Optional.empty();
    private int left;

    FaultyStore(Store real) {
        this.real = real;
    }

    /** Fails at the n-th call that this fault can hit, once. */
    void arm(Fault fault, int calls) {
        armed = Optional.of(fault);
        left = calls;
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
        real.append(expectedHead, batch);
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
    public List<Row> read(int owner) {
        reading();
        return real.read(owner);
    }

    @Override
    public void scan(Consumer<Row> reader) {
        real.scan(reader);
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
    public int lastOwner() {
        return real.lastOwner();
    }

    @Override
    public void outbox(Consumer<OutboxRow> reader) {
        real.outbox(reader);
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
    public void close() {
        real.close();
    }
}
