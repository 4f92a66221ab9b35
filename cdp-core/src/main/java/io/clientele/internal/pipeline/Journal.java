package io.clientele.internal.pipeline;

import io.clientele.internal.codec.RecordCodec;
import io.clientele.internal.codec.RecordKind;
import io.clientele.internal.fold.JournalView;
import io.clientele.internal.fold.Owners;
import io.clientele.internal.fold.Recorded;
import io.clientele.internal.fold.Saved;
import io.clientele.internal.fold.Shelved;
import io.clientele.internal.retain.TypesSeen;
import io.clientele.internal.store.Batch;
import io.clientele.internal.store.OwnerRow;
import io.clientele.internal.store.Row;
import io.clientele.internal.store.SnapshotRow;
import io.clientele.internal.store.Store;
import io.clientele.model.ConsentAct;
import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import io.clientele.model.Intake;
import io.clientele.schema.Retention;
import io.clientele.spi.Note;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The journal with the batch in progress on top. Only the pen uses it. */
final class Journal implements JournalView, Owners.Register {

    private static final int MONTHS = 12;
    private static final int UNCLASSED = 0;
    private static final int NOTES = 4;
    private static final int PAGE = 512;
    private static final String CLASSED = "retention";
    private static final long DAY_SECONDS = 86_400;
    private static final Set<RecordKind> EVENTS_AND_ACTS = Set.of(RecordKind.EVENT, RecordKind.ACT);
    private static final Set<RecordKind> DECISIONS = Set.of(RecordKind.DECISION);
    private static final Optional<Shelved> KEPT = Optional.of(new Shelved(0, OptionalInt.empty(), Optional.empty()));

    private final Store store;
    private final Rows rows;
    private Batch batch = new Batch();
    private final Map<Integer, List<Recorded>> fresh = new HashMap<>();
    private final Map<Long, Recorded> gone = new HashMap<>();
    /** Dedup keys, and whether the journal or the batch has them. */
    private final Map<Key, Boolean> lookedUp = new HashMap<>();

    private final List<Identifier> newOwners = new ArrayList<>();
    /** Whose records were read last in this batch: what withdraws is looked for in them, and then the rest is folded again. */
    private Set<Integer> lastAsked = Set.of();

    private List<Recorded> lastRead = List.of();
    /** What the batch leaves of profiles that go out of heap, by number; nothing where word of them goes. */
    private final Map<Integer, Optional<Shelved>> shelf = new LinkedHashMap<>();
    /** Of whom something lies saved that is of no use, and what of it still holds: when to wake them. */
    private final Map<Integer, OptionalInt> useless = new LinkedHashMap<>();

    /** The version of the keys for looking up that the data is known to speak of. */
    private int noted = 1;

    private long lastDay = Long.MIN_VALUE;
    private int lastMonth;
    private final Deciders deciders;
    private final TypesSeen types;

    Journal(Store store, Rows rows) {
        this.store = store;
        this.rows = rows;
        this.deciders = new Deciders(store);
        this.types = types(store, rows);
    }

    /** What the batch changes so far. */
    Batch batch() {
        return batch;
    }

    /** Looks many dedup keys up at once, for {@link #contains} within this batch. */
    void lookUp(List<byte[]> wanted) {
        BitSet known = store.known(wanted);
        for (int i = 0; i < wanted.size(); i++) {
            lookedUp.put(Key.of(wanted.get(i)), known.get(i));
        }
    }

    /** Whether a dedup key is in the journal or the batch. */
    boolean contains(byte[] key) {
        Boolean known = lookedUp.get(Key.of(key));
        return known == null ? store.contains(key) : known;
    }

    /** Adds an intake's row, sealed for this owner. */
    Recorded add(Proposal proposal, int owner, byte[] sealed) {
        Recorded record = new Recorded(next(), proposal.intake(), proposal.received());
        int month = month(proposal.intake().time());
        int retention = proposal.kind() == RecordKind.NOTE ? NOTES : UNCLASSED;
        if (proposal.intake() instanceof Event event) {
            retention = retention(event.type());
            types.note(event.type(), batch);
        }
        batch.rows.add(
                new Row(record.position(), proposal.kind().code(), owner, retention, month, proposal.key(), sealed));
        lookedUp.put(Key.of(proposal.key()), true);
        deciders.note(proposal.kind(), owner, batch);
        if (owner != 0) {
            fresh.computeIfAbsent(owner, o -> new ArrayList<>()).add(record);
        }
        return record;
    }

    /** Adds a row about what was done. */
    long add(RecordKind kind, int owner, Instant at, byte[] plain) {
        return add(new Row(0, kind.code(), owner, 0, month(at), new byte[0], plain));
    }

    /** Adds a row about what was asked or is kept, under a key by which a repetition is known. */
    long add(RecordKind kind, String id, Keyed row) {
        byte[] key = rows.dedupKey(kind, id);
        lookedUp.put(Key.of(key), true);
        return add(new Row(0, kind.code(), row.owner, 0, month(row.at), key, row.plain));
    }

    /** The rest of a row. */
    record Keyed(int owner, Instant at, byte[] plain) {}

    private long add(Row plain) {
        long position = next();
        byte[] sealed = rows.seal(RecordKind.of(plain.kind()), plain.owner(), plain.key(), plain.sealed());
        batch.rows.add(new Row(position, plain.kind(), plain.owner(), 0, plain.month(), plain.key(), sealed));
        return position;
    }

    @Override
    public long first() {
        return store.head() + 1;
    }

    @Override
    public long next() {
        return store.head() + batch.rows.size() + 1;
    }

    /** The class of a type's rows. The numbers are on disk: never change one. */
    private static int retention(EventType type) {
        return type.isRemainder() ? UNCLASSED : KINDS.indexOf(Retention.category(type)) + 1;
    }

    @Override
    public Page old(int kind, LocalDate latest, long after) {
        int month = month(latest.atStartOfDay(ZoneOffset.UTC).toInstant());
        List<Row> some =
                kind == UNCLASSED && after >= unclassed() ? List.of() : store.expired(kind, month + 1, after, PAGE);
        List<Recorded> events = some.stream()
                .filter(row -> row.kind() == RecordKind.EVENT.code() && !gone.containsKey(row.position()))
                .map(rows::recorded)
                .toList();
        return new Page(
                events,
                some.size() < PAGE
                        ? OptionalLong.empty()
                        : OptionalLong.of(some.get(some.size() - 1).position()));
    }

    @Override
    public Removed removeNotes(String module, LocalDate latest, long after) {
        Instant end = latest.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        List<Row> some = store.expired(NOTES, month(end) + 1, after, PAGE);
        List<Long> over = some.stream()
                .filter(row -> rows.recorded(row).intake() instanceof Note note
                        && note.module().equals(module)
                        && note.time().isBefore(end))
                .map(Row::position)
                .toList();
        batch.removed.addAll(over);
        boolean more = some.size() == PAGE;
        return new Removed(
                over.size(), more ? OptionalLong.of(some.get(some.size() - 1).position()) : OptionalLong.empty());
    }

    /** Up to where rows of events may have no class, since they are from before there were any. */
    private long unclassed() {
        Optional<byte[]> known = store.fact(CLASSED);
        if (known.isEmpty()) {
            byte[] here = ByteBuffer.allocate(Long.BYTES).putLong(store.head()).array();
            known = Optional.of(batch.facts.computeIfAbsent(CLASSED, fact -> here));
        }
        return ByteBuffer.wrap(known.get()).getLong();
    }

    @Override
    public void note(Note note) {
        byte[] plain = rows.codec().encode(note, note.time());
        byte[] key = rows.dedupKey(RecordKind.NOTE, note.id());
        byte[] sealed = rows.seal(RecordKind.NOTE, 0, key, plain);
        add(new Proposal(note, RecordKind.NOTE, note.time(), List.of(key), plain, 0, sealed), 0, sealed);
    }

    private int month(Instant time) {
        long day = Math.floorDiv(time.getEpochSecond(), DAY_SECONDS);
        if (day != lastDay) {
            LocalDate date = LocalDate.ofEpochDay(day);
            lastDay = day;
            lastMonth = date.getYear() * MONTHS + date.getMonthValue() - 1;
        }
        return lastMonth;
    }

    /** A dedup key as a value. */
    private record Key(long high, long low) {

        static Key of(byte[] key) {
            ByteBuffer bytes = ByteBuffer.wrap(key);
            return new Key(bytes.getLong(), bytes.getLong());
        }
    }

    /** Adds an identifier that was seen for the first time. */
    void addOwner(int number, Identifier identifier) {
        batch.owners.add(rows.ownerRow(number, identifier));
        newOwners.add(identifier);
    }

    @Override
    public List<Recorded> of(Collection<Integer> owners) {
        Set<Integer> asked = Set.copyOf(owners);
        if (!asked.equals(lastAsked)) {
            lastRead = stored(owners, EVENTS_AND_ACTS);
            lastAsked = asked;
        }
        return changed(lastRead, owners, EVENTS_AND_ACTS);
    }

    @Override
    public List<Recorded> decisions() {
        return changed(stored(deciders.numbers(), DECISIONS), deciders.numbers(), DECISIONS);
    }

    private List<Recorded> stored(Collection<Integer> owners, Set<RecordKind> kinds) {
        return store.read(owners, 0).stream()
                .filter(row -> kinds.contains(RecordKind.of(row.kind())) && !gone.containsKey(row.position()))
                .map(rows::recorded)
                .toList();
    }

    /** What is stored, without what the batch takes away and with what it adds. */
    private List<Recorded> changed(List<Recorded> stored, Collection<Integer> owners, Set<RecordKind> kinds) {
        List<Recorded> records = new ArrayList<>(stored);
        records.removeIf(record -> gone.containsKey(record.position()));
        for (int owner : owners) {
            fresh.getOrDefault(owner, List.of()).stream()
                    .filter(record ->
                            kinds.contains(RecordCodec.kind(record.intake())) && !gone.containsKey(record.position()))
                    .forEach(records::add);
        }
        return records;
    }

    @Override
    public Recorded replace(Recorded record, Intake intake, int owner) {
        remove(record);
        RecordKind kind = RecordCodec.kind(intake);
        byte[] key = rows.dedupKey(kind, intake.id());
        byte[] plain = rows.codec().encode(intake, record.received());
        Proposal proposal = new Proposal(intake, kind, record.received(), List.of(key), plain, 0, null);
        return add(proposal, owner, rows.seal(kind, owner, key, plain));
    }

    @Override
    public void remove(Recorded record) {
        gone.put(record.position(), record);
        batch.links.remove(record.position());
        long head = store.head();
        if (record.position() <= head) {
            batch.removed.add(record.position());
            return;
        }
        int index = Math.toIntExact(record.position() - head - 1);
        Row never = batch.rows.get(index);
        if (never.key().length > 0) {
            lookedUp.put(Key.of(never.key()), false);
        }
        batch.rows.set(
                index,
                new Row(never.position(), RecordKind.VOID.code(), 0, 0, never.month(), new byte[0], new byte[0]));
    }

    @Override
    public void link(Recorded record) {
        batch.links.add(record.position());
    }

    @Override
    public void shelve(Shelved profile) {
        shelf.put(profile.profile(), Optional.of(profile));
    }

    @Override
    public void unshelve(int profile) {
        shelf.put(profile, Optional.empty());
    }

    @Override
    public Map<Integer, Saved> saved(Collection<Integer> numbers) {
        Map<Integer, Saved> saved = new HashMap<>();
        // What is left of whom the batch erases cannot be opened any more, and goes with it.
        List<Integer> asked = numbers.stream()
                .filter(number -> !shelf.containsKey(number) && !batch.erased.contains(number))
                .toList();
        for (SnapshotRow row : asked.isEmpty() ? List.<SnapshotRow>of() : store.snapshots(asked)) {
            Optional<Saved> read = rows.saved(row);
            read.filter(s -> isLatest(s, row.position())).ifPresent(s -> saved.put(row.owner(), s));
            if (read.isEmpty() && row.sealed().length > 0) {
                useless.put(row.owner(), wake(row));
            }
        }
        return saved;
    }

    private static OptionalInt wake(SnapshotRow row) {
        Integer hour = row.wake();
        return hour == null ? OptionalInt.empty() : OptionalInt.of(hour);
    }

    private boolean isLatest(Saved saved, long position) {
        return saved.owners().stream().noneMatch(fresh::containsKey)
                && store.read(saved.owners(), position).isEmpty();
    }

    @Override
    public List<Integer> sleepers(int afterHour, int upToHour) {
        return store.sleepers(afterHour, upToHour, Integer.MAX_VALUE).stream()
                .map(SnapshotRow::owner)
                .filter(owner -> shelf.getOrDefault(owner, KEPT).isPresent())
                .toList();
    }

    /** What the batch changes, all of it: to be called once nothing is added any more. */
    Batch finish() {
        long position = next() - 1;
        useless.forEach((profile, wake) -> shelf.putIfAbsent(
                profile,
                Optional.of(new Shelved(profile, wake, Optional.empty())).filter(s -> wake.isPresent())));
        useless.clear();
        shelf.forEach((profile, left) -> left.ifPresentOrElse(
                shelved -> batch.snapshots.add(rows.snapshot(shelved, position)),
                () -> batch.snapshotsGone.add(profile)));
        shelf.clear();
        noteKeys();
        return batch;
    }

    private void noteKeys() {
        int version = batch.isEmpty() ? noted : rows.lookupVersion();
        if (version > noted && LookupIndex.isNoted(version, store, batch)) {
            noted = version;
        }
    }

    /** Identifiers that got numbers in this batch. */
    List<Identifier> newOwners() {
        return List.copyOf(newOwners);
    }

    /** The acts the batch added. */
    List<ConsentAct> acts() {
        return added().map(Recorded::intake)
                .filter(ConsentAct.class::isInstance)
                .map(ConsentAct.class::cast)
                .toList();
    }

    private Stream<Recorded> added() {
        return fresh.values().stream().flatMap(List::stream);
    }

    @Override
    public int[] numbers(List<Identifier> identifiers) {
        List<List<byte[]>> blinds = identifiers.stream().map(rows::blinds).toList();
        int[] found = store.ownersOf(blinds.stream().flatMap(List::stream).toList());
        int[] numbers = new int[blinds.size()];
        int at = 0;
        for (int i = 0; i < numbers.length; i++) {
            for (int version = 0; version < blinds.get(i).size(); version++, at++) {
                numbers[i] = numbers[i] == 0 ? found[at] : numbers[i];
            }
        }
        return numbers;
    }

    @Override
    public Map<Integer, Identifier> identifiers(Collection<Integer> numbers) {
        Map<Integer, Identifier> found = new LinkedHashMap<>();
        for (OwnerRow row : store.owners(numbers)) {
            found.put(row.number(), rows.identifier(row));
        }
        return found;
    }

    /** Which types of events a store keeps. */
    static TypesSeen types(Store store, Rows rows) {
        return new TypesSeen(
                store, plain -> rows.sealFact(TypesSeen.FACT, plain), bytes -> rows.openFact(TypesSeen.FACT, bytes));
    }

    /** Starts the next batch. */
    void clear() {
        batch = new Batch();
        fresh.clear();
        gone.clear();
        lookedUp.clear();
        newOwners.clear();
        shelf.clear();
        deciders.clear();
        types.settle();
        lastAsked = Set.of();
        lastRead = List.of();
    }

    /**
     * Under whose keys operators' decisions lie: a small fact of the store, so that they are found without a look at everybody's
     * records. Numbers of erased owners stay in it and mean nothing. Only the pen uses it.
     */
    private static final class Deciders {

        private static final String FACT = "deciders";

        private final Store store;
        private @Nullable NavigableSet<Integer> known;

        Deciders(Store store) {
            this.store = store;
        }

        /** Their numbers, with those of the batch in progress. */
        List<Integer> numbers() {
            return List.copyOf(known());
        }

        private NavigableSet<Integer> known() {
            NavigableSet<Integer> read = known;
            if (read == null) {
                read = new TreeSet<>();
                ByteBuffer bytes = ByteBuffer.wrap(store.fact(FACT).orElse(new byte[0]));
                while (bytes.hasRemaining()) {
                    read.add(bytes.getInt());
                }
                known = read;
            }
            return read;
        }

        /** A row of a kind is added to a batch under an owner's key. */
        void note(RecordKind kind, int owner, Batch batch) {
            if (kind == RecordKind.DECISION && known().add(owner)) {
                ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * known().size());
                known().forEach(bytes::putInt);
                batch.facts.put(FACT, bytes.array());
            }
        }

        /** The batch ended, well or not. */
        void clear() {
            known = null;
        }
    }
}
