package io.clientele.internal.pipeline;

import io.clientele.internal.codec.RecordKind;
import io.clientele.internal.fold.Expiry;
import io.clientele.internal.fold.Recorded;
import io.clientele.internal.store.Batch;
import io.clientele.internal.store.Row;
import io.clientele.internal.store.Store;
import io.clientele.internal.store.Tombstone;
import io.clientele.internal.upkeep.Purge;
import io.clientele.model.ConsentAct.Decision;
import io.clientele.model.Identifier;
import io.clientele.model.Intake;
import io.clientele.model.Outcome;
import io.clientele.model.Properties;
import io.clientele.model.Purpose;
import io.clientele.model.SubjectRequest;
import io.clientele.spi.Subjects;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Forgets persons; and keeps count of how many owners the data knows to be erased: a register of erasures that holds fewer is
 * older than the data. Only the pen uses it.
 */
final class Erasures {

    private static final String COUNT = "erasures";
    static final String REGISTER = "requests";

    private final Writer.Parts parts;
    private final Firings firings;
    private final Suppressions suppressions;
    private final Known.Notices notices;
    private final Vault vault;
    private final Suppressions.Objections objections;

    Erasures(Writer.Parts parts, Firings firings, Suppressions suppressions) {
        this.parts = parts;
        this.firings = firings;
        this.suppressions = suppressions;
        this.notices = new Known.Notices(parts, firings);
        this.vault = new Vault(parts);
        this.objections = new Suppressions.Objections(parts, firings, suppressions);
    }

    /** Whom intakes ask to forget; empty if nobody. Such a request is handed in alone. */
    static Optional<Identifier> whom(Collection<? extends Intake> intakes) {
        return intakes.stream()
                .limit(1)
                .filter(first -> first instanceof SubjectRequest request && isErasure(request))
                .map(first -> first.identifiers().get(0))
                .findFirst();
    }

    private static boolean isErasure(SubjectRequest request) {
        return !request.isEntry() && request.kind() == SubjectRequest.Kind.ERASURE;
    }

    /** Enters a request in the register; forgets the person if that is asked: out of the state, then the keys, durably, then the rows. */
    Outcome carryOut(SubjectRequest request, Instant now) {
        Rows rows = parts.rows();
        if (rows.dedupKeys(RecordKind.REQUEST, request.id()).stream().anyMatch(parts.journal()::contains)) {
            return Outcome.of(Outcome.Kind.DUPLICATE, "id_seen");
        }
        List<Identifier> person = List.copyOf(Known.certain(parts, request.identifier()));
        List<Integer> numbers = parts.owners().numbers(person);
        Map<String, Object> entry = entry(request, numbers, now);
        Whole whole = new Whole(person, numbers, request, now);
        if (request.isEntry()) {
            request.notes().number(Subjects.SETTLED).ifPresent(number -> notices.destroy(number.intValue(), now));
            if (request.notes().flag(Subjects.TELL).orElse(false)) {
                notices.keep(request, person, now).ifPresent(entry::putAll);
            }
            boolean decides = request.notes().flag(Subjects.INTENT).orElse(false) && !isLimited(request.notes());
            if (decides && entry.get("x") instanceof Properties notes) {
                entry.put("x", keep(whole, notes));
            }
        } else if (isErasure(request)) {
            entry.put("x", isLimited(request.notes()) ? forgetFor(whole) : forget(whole));
        }
        byte[] plain = rows.codec().encode(Properties.of(entry));
        return Outcome.stored(
                parts.journal().add(RecordKind.REQUEST, request.id(), new Journal.Keyed(register(), now, plain)));
    }

    /** Whether an erasure is of what is there for some purposes alone. */
    private static boolean isLimited(Properties notes) {
        return !keys(notes, Subjects.PURPOSES).isEmpty();
    }

    /** The keys of purposes that notes have by a name. */
    static List<String> keys(Properties notes, String name) {
        return notes.all(name + "[*]").stream().map(Object::toString).toList();
    }

    /** To what the person whose erasure was decided objects. */
    static List<String> objected(Subjects.Entry decided) {
        return keys(decided.notes(), Subjects.OBJECTED);
    }

    /**
     * A person and what they ask for.
     *
     * @param person their identifiers
     * @param numbers those they have
     * @param request what is asked
     * @param now when
     */
    private record Whole(List<Identifier> person, List<Integer> numbers, SubjectRequest request, Instant now) {

        /** The id of the request that this is a line of. */
        String id() {
            return request.notes().text("request").orElse(request.id());
        }

        /** Whether nothing was put aside because of it before. */
        boolean isFirst() {
            return request.isEntry() || request.notes().text("request").isEmpty();
        }

        boolean keepsTotals() {
            return request.notes().flag(Subjects.TOTALS).orElse(false);
        }
    }

    /** What they said; and what they did, if any of it outlives them. */
    private List<Recorded> read(Whole whole) {
        if (whole.numbers.isEmpty()) {
            return List.of();
        }
        List<Row> rows = new ArrayList<>(parts.store().ofKind(whole.numbers, RecordKind.ACT.code()));
        if (vault.holds() || whole.keepsTotals()) {
            rows.addAll(parts.store().ofKind(whole.numbers, RecordKind.EVENT.code()));
        }
        return rows.stream().map(parts.rows()::recorded).toList();
    }

    /** Puts aside what outlives them: when it is decided, since nothing can be read of them if the process dies in between, and what came since. */
    private Properties keep(Whole whole, Properties before) {
        List<Recorded> records = read(whole);
        Properties notes = before;
        List<Map<String, String>> held = new ArrayList<>(vault.keep(whole.person, records, whole.id(), whole.now));
        if (whole.isFirst()) {
            held.addAll(vault.earlier(whole.numbers));
        }
        if (!held.isEmpty()) {
            notes = notes.with(Subjects.HELD, held);
        }
        List<String> objected = Suppressions.Objections.standing(records);
        if (!objected.isEmpty()) {
            notes = notes.with(Subjects.OBJECTED, objected);
        }
        if (whole.keepsTotals()) {
            new Vault.Totals(parts).add(whole.id(), records, whole.request.isEntry(), whole.now);
        }
        return notes;
    }

    /** Forgets them, and tells how much went. */
    private Properties forget(Whole whole) {
        Properties notes = keep(whole, whole.request.notes())
                .with("identifiers", String.valueOf(whole.numbers.size()))
                .with("records", String.valueOf(parts.store().count(whole.numbers)));
        List<Tombstone> tombstones = new ArrayList<>(suppressions.of(whole.person, whole.now));
        tombstones.addAll(suppressions.objecting(whole.person, keys(notes, Subjects.OBJECTED), whole.now));
        Batch batch = parts.journal().batch();
        add(parts.store(), batch, whole.numbers);
        batch.tombstones.addAll(tombstones);
        firings.forget(whole.numbers);
        parts.live().erase(whole.person, whole.request.id(), firings);
        parts.keys().shred(whole.numbers, tombstones, whole.now.toEpochMilli());
        parts.modules().holders().forEach(holder -> holder.forget(Set.copyOf(whole.person)));
        suppress(tombstones);
        return notes;
    }

    private void suppress(List<Tombstone> tombstones) {
        tombstones.forEach(suppressions::add);
        parts.journal().batch().facts.put(Opening.TOMBSTONES, suppressions.mark());
    }

    /** Takes out what is there for some purposes alone, to which they object from now on; tells how much that was. */
    private Properties forgetFor(Whole whole) {
        List<String> keys = keys(whole.request.notes(), Subjects.PURPOSES);
        List<Purpose> purposes = keys.stream()
                .flatMap(key -> parts.modules().gate().purpose(key).stream())
                .toList();
        Vault.Keeping held = vault.new Keeping(whole.id());
        Expiry records = new Expiry(parts.live(), parts.modules().schemas(), held);
        int taken = records.takeFor(whole.person, purposes, whole.now, firings);
        firings.cancel(whole.numbers, purposes, whole.now);
        for (Identifier each : whole.person) {
            purposes.forEach(purpose -> objections.say(each, purpose, Decision.OBJECT, whole.now));
        }
        List<Tombstone> tombstones = suppressions.objecting(whole.person, keys, whole.now);
        parts.keys().shred(List.of(), tombstones, whole.now.toEpochMilli());
        parts.journal().batch().tombstones.addAll(tombstones);
        suppress(tombstones);
        Properties notes = whole.request.notes().with("identifiers", "0").with("records", String.valueOf(taken));
        return held.notes().isEmpty() ? notes : notes.with(Subjects.HELD, held.notes());
    }

    private static Map<String, Object> entry(SubjectRequest request, List<Integer> numbers, Instant now) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("k", request.kind().name());
        entry.put("v", request.verification());
        entry.put("r", now.toEpochMilli());
        entry.put("i", request.id());
        entry.put("o", numbers);
        entry.put("x", request.notes());
        return entry;
    }

    /** The number under whose key the register of requests lies. */
    private int register() {
        return Vault.number(parts, REGISTER, "request_register");
    }

    /** What those who arrive had objected to. */
    Suppressions.Objections objections() {
        return objections;
    }

    private void keep(Identifier owner, Collection<Recorded> over, Instant now) {
        vault.new Keeping("").hold(owner, over, now);
    }

    /** What takes out what is over, with the pen. */
    Purge purge(Consumer<Supplier<Outcome>> pen) {
        Expiry expiry = new Expiry(parts.live(), parts.modules().schemas(), this::keep);
        return new Purge(expiry, parts.journal(), firings, parts.clock(), pen, vault);
    }

    /** Whether a register of erasures, of these owners, is older than the data: it holds fewer, or not those that went last. */
    static boolean isOlder(Set<Integer> registered, Store store) {
        ByteBuffer known = ByteBuffer.wrap(store.fact(COUNT).orElseGet(() -> new byte[Long.BYTES]));
        boolean older = known.getLong() > registered.size();
        while (known.remaining() >= Integer.BYTES) {
            older |= !registered.contains(known.getInt());
        }
        return older;
    }

    /** Whether the data knows of fewer erasures than the register: a copy from before them was brought back. */
    static boolean isBehind(Store store, int registered) {
        return count(store) < registered;
    }

    /** Has the data know, with a batch, that there were so many. */
    static void catchUp(Batch batch, int registered) {
        ByteBuffer known = ByteBuffer.wrap(batch.facts.getOrDefault(COUNT, new byte[Long.BYTES]));
        known.putLong(0, Math.max(known.getLong(0), registered));
        batch.facts.put(COUNT, known.array());
    }

    private static long count(Store store) {
        return store.fact(COUNT).map(bytes -> ByteBuffer.wrap(bytes).getLong()).orElse(0L);
    }

    /** Adds to a batch that owners go. */
    static void add(Store store, Batch batch, Collection<Integer> owners) {
        batch.erased.addAll(owners);
        long count = count(store) + owners.size();
        ByteBuffer known =
                ByteBuffer.allocate(Long.BYTES + Integer.BYTES * owners.size()).putLong(count);
        owners.forEach(known::putInt);
        batch.facts.put(COUNT, known.array());
    }

    /** Erasures that were decided and not carried out: the numbers of the persons that are still there, and what was decided. */
    static Map<Integer, Subjects.Entry> unfinished(Store store, Rows rows) {
        Map<String, Subjects.Entry> decided = new LinkedHashMap<>();
        store.fact(REGISTER).stream()
                .flatMap(number -> store.read(ByteBuffer.wrap(number).getInt()).stream())
                .filter(row -> row.kind() == RecordKind.REQUEST.code())
                .map(row -> Known.entry(rows, row))
                .filter(entry -> entry.kind() == SubjectRequest.Kind.ERASURE && !isLimited(entry.notes()))
                .forEach(entry -> {
                    String request = entry.notes().text("request").orElse(entry.id());
                    if (entry.notes().flag(Subjects.INTENT).orElse(false)) {
                        decided.put(request, entry);
                    } else {
                        decided.remove(request);
                    }
                });
        Map<Integer, Subjects.Entry> unfinished = new LinkedHashMap<>();
        decided.values().forEach(entry -> entry.numbers().forEach(number -> unfinished.put(number, entry)));
        return unfinished;
    }
}
