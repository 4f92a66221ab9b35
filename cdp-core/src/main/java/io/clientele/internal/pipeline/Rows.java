package io.clientele.internal.pipeline;

import io.clientele.internal.audit.AuditTrail;
import io.clientele.internal.audit.RowProof;
import io.clientele.internal.codec.RecordCodec;
import io.clientele.internal.codec.RecordKind;
import io.clientele.internal.codec.SavedCodec;
import io.clientele.internal.fold.Checkpoint;
import io.clientele.internal.fold.Recorded;
import io.clientele.internal.fold.Saved;
import io.clientele.internal.fold.Shelved;
import io.clientele.internal.keystore.KeyStore;
import io.clientele.internal.seal.BlindIndex;
import io.clientele.internal.seal.Commitment;
import io.clientele.internal.seal.Sealer;
import io.clientele.internal.store.OutboxRow;
import io.clientele.internal.store.OwnerRow;
import io.clientele.internal.store.Row;
import io.clientele.internal.store.SnapshotRow;
import io.clientele.internal.upkeep.Checkup;
import io.clientele.keys.WrongKeyException;
import io.clientele.model.CdpException;
import io.clientele.model.ConsentAct;
import io.clientele.model.Identifier;
import io.clientele.spi.Note;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Turns records into sealed rows and back. A row's kind and dedup key are bound into its seal. Thread-safe. */
final class Rows implements Checkup.Opener {

    private static final System.Logger LOG = System.getLogger("io.clientele.store");
    static final String LOOKUP = "lookup";
    static final String DEDUP = "dedup";
    static final String SUPPRESSION = "suppression";
    private static final int OWNER_ROW = -1;
    private static final int OUTBOX_ROW = -2;
    private static final int CHECKPOINT = -3;
    private static final int SNAPSHOT = -4;

    private final Sealer sealer;
    private final RecordCodec codec;
    private final SavedCodec profiles;
    private final KeyStore keys;
    private final BlindIndex lookup;
    private final BlindIndex dedup;
    private final BlindIndex suppression;
    private final AtomicLong unreadable = new AtomicLong();

    Rows(Sealer sealer, RecordCodec codec, KeyStore keys) {
        this.sealer = sealer;
        this.codec = codec;
        this.profiles = new SavedCodec(codec);
        this.keys = keys;
        this.lookup = new BlindIndex(() -> keys.storeKeys(LOOKUP));
        this.dedup = new BlindIndex(() -> keys.storeKeys(DEDUP));
        this.suppression = new BlindIndex(() -> keys.storeKeys(SUPPRESSION));
    }

    /** Makes the keys of look-ups while nothing is stored: every copy of the keys has them, so that none is ever made twice. */
    void makeKeys() {
        List.of(LOOKUP, DEDUP, SUPPRESSION).forEach(keys::storeKeys);
    }

    RecordCodec codec() {
        return codec;
    }

    /** Has the keys at hand that somebody new will need. */
    void expectSomebody() {
        keys.prepare();
    }

    /** The newest version of the keys by which things are looked up. */
    int lookupVersion() {
        return keys.storeKeys(LOOKUP).newest().number();
    }

    /** The hashes that an identifier may be entered under, the newest first: a look-up tries all. */
    List<byte[]> blinds(Identifier identifier) {
        return lookup.all(bytes(identifier));
    }

    /** The key of a new row. */
    byte[] dedupKey(RecordKind kind, String id) {
        return dedup.shortOf(bytes(kind, id));
    }

    /** The keys that a row with this id may have, the newest first: a look-up tries all. */
    List<byte[]> dedupKeys(RecordKind kind, String id) {
        return dedup.allShort(bytes(kind, id));
    }

    /** The keys that a proposal's row may have by now: a version may have come since it was made. */
    List<byte[]> dedupKeys(Proposal proposal) {
        return proposal.keys().size() == dedup.versions()
                ? proposal.keys()
                : dedupKeys(proposal.kind(), proposal.intake().id());
    }

    private static byte[] bytes(RecordKind kind, String id) {
        return utf8(kind.code() + "\0" + id);
    }

    byte[] suppressionKey(Identifier identifier) {
        return suppression.of(bytes(identifier));
    }

    /** The keys that a tombstone of an identifier may have. */
    List<byte[]> suppressionKeys(Identifier identifier) {
        return suppression.all(bytes(identifier));
    }

    /** The key of what outlives an erasure beside a tombstone. */
    byte[] suppressionKey(Identifier identifier, String what) {
        return suppression.of(bytes(identifier, what));
    }

    /** The keys that it may have. */
    List<byte[]> suppressionKeys(Identifier identifier, String what) {
        return suppression.all(bytes(identifier, what));
    }

    private static byte[] bytes(Identifier identifier, String what) {
        return utf8(what + "\0\0" + identifier.namespace() + '\0' + identifier.value());
    }

    private static byte[] bytes(Identifier identifier) {
        return utf8(identifier.namespace() + '\0' + identifier.value());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    byte[] seal(RecordKind kind, int owner, byte[] key, byte[] plain) {
        byte[] sealed = sealer.seal(owner, plain, aad(kind.code(), key));
        return isProvable(kind, key) ? Commitment.wrap(salt(owner, key), plain, sealed) : sealed;
    }

    private static boolean isProvable(RecordKind kind, byte[] key) {
        return kind == RecordKind.ACT || (kind == RecordKind.REQUEST && key.length > 0);
    }

    private byte[] salt(int owner, byte[] key) {
        return Commitment.salt(keys.ownerKey(owner), key);
    }

    /** The proof of a row that can be proved: it is an act's or a request's, and not from before those were committed to. */
    Optional<String> proof(Row row, AuditTrail trail) {
        return Commitment.isIn(row.sealed())
                ? RowProof.of(trail, row, salt(row.owner(), row.key()), open(row))
                : Optional.empty();
    }

    byte[] open(Row row) {
        return sealer.open(row.owner(), Commitment.unwrap(row.sealed()), aad(row.kind(), row.key()));
    }

    /** The intake that a row of kind event, act, decision, definition or note holds. */
    Recorded recorded(Row row) {
        try {
            return codec.decode(RecordKind.of(row.kind()), row.position(), open(row));
        } catch (IllegalArgumentException unreadable) {
            throw new CdpException("the record at position " + row.position() + " cannot be read", unreadable);
        }
    }

    /** The row of an act among some rows. */
    Optional<Row> find(List<Row> some, ConsentAct act) {
        List<byte[]> known = dedupKeys(RecordKind.ACT, act.id());
        return some.stream()
                .filter(row -> row.kind() == RecordKind.ACT.code())
                .filter(row -> known.stream().anyMatch(key -> Arrays.equals(key, row.key())))
                .findFirst();
    }

    /** The notes among some rows. */
    List<Note> notes(List<Row> some) {
        return some.stream()
                .filter(row -> row.kind() == RecordKind.NOTE.code())
                .map(row -> (Note) recorded(row).intake())
                .toList();
    }

    OwnerRow ownerRow(int number, Identifier identifier) {
        byte[] blind = lookup.of(bytes(identifier));
        return new OwnerRow(number, blind, sealer.seal(number, codec.encode(identifier), aad(OWNER_ROW, blind)));
    }

    Identifier identifier(OwnerRow row) {
        return codec.decodeIdentifier(sealer.open(row.number(), row.sealed(), aad(OWNER_ROW, row.blind())));
    }

    byte[] sealFiring(int owner, byte[] id, byte[] plain) {
        return sealer.seal(owner, plain, aad(OUTBOX_ROW, id));
    }

    byte[] openFiring(OutboxRow row) {
        return sealer.open(row.owner(), row.sealed(), aad(OUTBOX_ROW, row.id()));
    }

    /** A row of a saved profile; without bytes if only its wake is to be known. */
    SnapshotRow snapshot(Shelved shelved, long position) {
        byte[] sealed = shelved.saved()
                .map(saved -> sealer.seal(shelved.profile(), profiles.bytes(saved), aad(SNAPSHOT, bytes(position))))
                .orElseGet(() -> new byte[0]);
        Integer wake =
                shelved.wake().isPresent() ? Integer.valueOf(shelved.wake().getAsInt()) : null;
        return new SnapshotRow(shelved.profile(), position, wake, sealed);
    }

    /** The profile in a row; empty if it holds none of use. If it is damaged, that is told. */
    Optional<Saved> saved(SnapshotRow row) {
        return derived("what was saved of the profile of owner " + row.owner(), () -> read(row));
    }

    private Optional<Saved> read(SnapshotRow row) {
        return row.sealed().length == 0
                ? Optional.empty()
                : profiles.read(sealer.open(row.owner(), row.sealed(), aad(SNAPSHOT, bytes(row.position()))));
    }

    private <T> Optional<T> derived(String what, Supplier<Optional<T>> reading) {
        try {
            return reading.get();
        } catch (WrongKeyException | IllegalArgumentException damaged) {
            tellDamaged(what);
            return Optional.empty();
        }
    }

    /** Tells that something which the records give as well is of no use. */
    void tellDamaged(String what) {
        unreadable.incrementAndGet();
        LOG.log(System.Logger.Level.WARNING, "{0} cannot be read: it is folded anew from the records", what);
    }

    /** How often something that the records give as well was of no use. From any thread. */
    long unreadable() {
        return unreadable.get();
    }

    private static byte[] bytes(long position) {
        return ByteBuffer.allocate(Long.BYTES).putLong(position).array();
    }

    /** Seals what a fact of the store tells of nobody. */
    byte[] sealFact(String name, byte[] plain) {
        return sealer.seal(0, plain, name.getBytes(StandardCharsets.UTF_8));
    }

    byte[] openFact(String name, byte[] sealed) {
        return sealer.open(0, sealed, name.getBytes(StandardCharsets.UTF_8));
    }

    byte[] sealCheckpoint(byte[] plain) {
        return sealer.seal(0, plain, aad(CHECKPOINT, new byte[0]));
    }

    /** The checkpoint in sealed bytes; empty if they hold none of use. If they are damaged, that is told. */
    Optional<Checkpoint> checkpoint(byte[] sealed) {
        return derived(
                "the checkpoint of the state",
                () -> Checkpoint.read(sealer.open(0, sealed, aad(CHECKPOINT, new byte[0]))));
    }

    @Override
    public void row(Row row) {
        switch (RecordKind.of(row.kind())) {
            case EVENT, ACT, DECISION, DEFINITION, NOTE -> recorded(row);
            case REQUEST, ADVANCE, FIRING, KEPT -> codec.decodeTree(open(row));
            case VOID -> {}
        }
    }

    @Override
    public void owner(OwnerRow row) {
        identifier(row);
    }

    @Override
    public void snapshot(SnapshotRow row) {
        read(row);
    }

    @Override
    public void firing(OutboxRow row) {
        byte[] plain = openFiring(row);
        if (row.state() != FiringRows.REFERENCE) {
            codec.decodeTree(plain);
        }
    }

    private static byte[] aad(int kind, byte[] key) {
        return ByteBuffer.allocate(Integer.BYTES + key.length)
                .putInt(kind)
                .put(key)
                .array();
    }
}
