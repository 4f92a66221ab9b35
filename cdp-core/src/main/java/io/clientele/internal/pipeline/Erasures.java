package io.clientele.internal.pipeline;

import io.clientele.internal.codec.RecordCodec;
import io.clientele.internal.codec.RecordKind;
import io.clientele.internal.fold.Expiry;
import io.clientele.internal.fold.Recorded;
import io.clientele.internal.store.Batch;
import io.clientele.internal.store.Row;
import io.clientele.internal.store.Store;
import io.clientele.internal.store.Tombstone;
import io.clientele.model.ConsentAct.Decision;
import io.clientele.model.Event;
import io.clientele.model.Identifier;
import io.clientele.model.Intake;
import io.clientele.model.Outcome;
import io.clientele.model.Profile;
import io.clientele.model.Properties;
import io.clientele.model.Purpose;
import io.clientele.model.SubjectRequest;
import io.clientele.spi.Destination;
import io.clientele.spi.Fact;
import io.clientele.spi.IdentityResolver.Tie;
import io.clientele.spi.ProfileEvaluator;
import io.clientele.spi.Subjects;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Forgets persons; and keeps count of how many owners the data knows to be erased: a register of erasures that holds fewer is
 * older than the data. Only the pen uses it.
 */
final class Erasures {

    private static final String COUNT = "erasures";
    private static final String REGISTER = "requests";

    private final Writer.Parts parts;
    private final Firings firings;
    private final Suppressions suppressions;
    private final Notices notices;
    private final Vault vault;
    private final Suppressions.Objections objections;

    Erasures(Writer.Parts parts, Firings firings, Suppressions suppressions) {
        this.parts = parts;
        this.firings = firings;
        this.suppressions = suppressions;
        this.notices = new Notices(parts, firings);
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
    private static List<String> keys(Properties notes, String name) {
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
        List<Map<String, String>> held = vault.keep(whole.person, records, whole.id(), whole.now);
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
        tombstones.forEach(suppressions::add);
        return notes;
    }

    /** Takes out what is there for some purposes alone, to which they object from now on; tells how much that was. */
    private Properties forgetFor(Whole whole) {
        List<String> keys = keys(whole.request.notes(), Subjects.PURPOSES);
        List<Purpose> purposes = keys.stream()
                .flatMap(key -> parts.modules().gate().purpose(key).stream())
                .toList();
        Expiry records = new Expiry(parts.live(), parts.modules().schemas());
        int taken = records.takeFor(whole.person, purposes, firings);
        firings.cancel(whole.numbers, purposes, whole.now);
        for (Identifier each : whole.person) {
            purposes.forEach(purpose -> objections.say(each, purpose, Decision.OBJECT, whole.now));
        }
        List<Tombstone> tombstones = suppressions.objecting(whole.person, keys, whole.now);
        parts.keys().shred(List.of(), tombstones, whole.now.toEpochMilli());
        parts.journal().batch().tombstones.addAll(tombstones);
        tombstones.forEach(suppressions::add);
        return whole.request.notes().with("identifiers", "0").with("records", String.valueOf(taken));
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

    /** What outlives persons. */
    Vault vault() {
        return vault;
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

    /**
     * What is known about persons who ask.
     *
     * @param parts where it is looked up
     * @param firings who is attached
     * @param clock the time
     */
    record Known(Writer.Parts parts, Firings firings, InstantSource clock) implements Subjects {

        static Collection<Identifier> certain(Writer.Parts parts, Identifier who) {
            Collection<Identifier> all = parts.live().subject(who).identifiers();
            Set<Identifier> reached = new LinkedHashSet<>(List.of(who));
            List<Identifier> next = new ArrayList<>(reached);
            for (int i = 0; all.size() > 1 && i < next.size(); i++) {
                for (Tie tie : parts.modules().resolver().ties(next.get(i))) {
                    Stream.of(tie.stronger(), tie.weaker())
                            .filter(end -> tie.joins() && tie.certain() && all.contains(end))
                            .filter(reached::add)
                            .forEach(next::add);
                }
            }
            return reached;
        }

        private Identifier normal(Identifier identifier) {
            return parts.modules().resolver().normalise(identifier).orElse(identifier);
        }

        @Override
        public Collection<Identifier> certain(Identifier identifier) {
            return certain(parts, normal(identifier));
        }

        @Override
        public List<Tie> ties(Identifier identifier) {
            return parts.live().subject(normal(identifier)).identifiers().stream()
                    .flatMap(each -> parts.modules().resolver().ties(each).stream())
                    .distinct()
                    .sorted(Comparator.comparing(Tie::time).thenComparing(Tie::evidence))
                    .toList();
        }

        @Override
        public List<ProfileEvaluator.Derived> derived(Identifier identifier) {
            Identifier who = normal(identifier);
            List<Fact> facts = parts.live().facts(who);
            return parts.modules().evaluators().values().stream()
                    .flatMap(each -> each.derived(parts.live().number(who), facts, clock.instant()).stream())
                    .toList();
        }

        @Override
        public List<Event> history(Identifier identifier) {
            return parts.live().events(normal(identifier), true);
        }

        @Override
        public List<Properties> held(Identifier identifier) {
            Set<Identifier> person = Set.copyOf(certain(identifier));
            return parts.modules().holders().stream()
                    .map(holder -> holder.held(person))
                    .filter(held -> !held.isEmpty())
                    .toList();
        }

        @Override
        public List<Entry> requests(long after) {
            return parts.store().fact(REGISTER).stream()
                    .flatMap(number ->
                            parts.store().read(List.of(ByteBuffer.wrap(number).getInt()), after).stream())
                    .filter(row -> row.kind() == RecordKind.REQUEST.code())
                    .map(row -> entry(parts.rows(), row))
                    .toList();
        }

        @Override
        public Optional<Destination> recipient(String name) {
            return firings.destination(name).map(Firings.Attached::destination);
        }

        @Override
        public Map<String, Destination.Notice> notices(Entry entry) {
            return Notices.read(parts, entry);
        }

        @Override
        public Optional<String> prove(Entry entry) {
            return parts.store().fact(REGISTER).stream()
                    .flatMap(number ->
                            parts
                                    .store()
                                    .read(List.of(ByteBuffer.wrap(number).getInt()), entry.position() - 1)
                                    .stream())
                    .filter(row -> row.position() == entry.position())
                    .findFirst()
                    .flatMap(row -> parts.rows().proof(row, parts.trail()));
        }

        static Entry entry(Rows rows, Row row) {
            Properties fields = rows.codec().decodeTree(rows.open(row));
            return new Entry(
                    fields.text("i").orElse(""),
                    SubjectRequest.Kind.valueOf(fields.text("k").orElse("")),
                    Instant.ofEpochMilli(fields.number("r").orElseThrow().longValue()),
                    fields.text("v").orElse(""),
                    RecordCodec.tree(fields, "x"),
                    fields.all("o[*]").stream()
                            .map(n -> ((Number) n).intValue())
                            .toList(),
                    fields.number("q").map(Number::intValue).orElse(0),
                    row.position());
        }

        @Override
        public List<Properties> totals() {
            return Vault.Totals.shown(parts);
        }

        @Override
        public List<Kept> kept() {
            return Vault.kept(parts);
        }

        @Override
        public List<Properties> proofs(Identifier identifier) {
            return Vault.proofs(parts, normal(identifier));
        }

        @Override
        public Set<Integer> numbers(Identifier identifier) {
            return Set.copyOf(parts.owners().numbers(certain(identifier)));
        }

        @Override
        public List<String> profiles(Collection<Integer> numbers) {
            return numbers.stream()
                    .flatMap(number -> parts.live().profile(number, clock.instant()).stream())
                    .map(Profile::id)
                    .distinct()
                    .toList();
        }
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

    /** What recipients must be told, each under a key of its own that is destroyed once all were. */
    private record Notices(Writer.Parts parts, Firings firings) {

        private static final String WHAT = "recipient_notice";

        /** Keeps it, if anybody must be told; gives what the entry says of it: the number under which it lies, and to whom it goes. */
        Optional<Map<String, Object>> keep(SubjectRequest request, List<Identifier> person, Instant now) {
            int profile = parts.live().number(request.identifier());
            Map<String, List<String>> handed = new LinkedHashMap<>();
            List<String> keys = keys(request.notes(), Subjects.PURPOSES);
            firings.disclosures(parts.live().numbers(profile)).stream()
                    .filter(each ->
                            keys.isEmpty() || keys.contains(each.purpose().key()))
                    .forEach(each -> handed.computeIfAbsent(each.destination(), key -> new ArrayList<>())
                            .add(each.firing()));
            if (handed.isEmpty()) {
                return Optional.empty();
            }
            int number = Vault.nobody(parts, WHAT);
            Map<String, Object> notice = new LinkedHashMap<>();
            notice.put("r", now.toEpochMilli());
            notice.put("w", person.stream().map(RecordCodec::identifier).toList());
            notice.put(
                    "d",
                    handed.entrySet().stream()
                            .map(each -> Map.of("n", each.getKey(), "i", each.getValue()))
                            .toList());
            byte[] plain = parts.rows().codec().encode(Properties.of(notice));
            parts.journal().add(RecordKind.REQUEST, number, now, plain);
            Properties notes = request.notes().with("recipients", List.copyOf(handed.keySet()));
            return Optional.of(Map.of("q", number, "x", notes));
        }

        /** Destroys it, and nothing else that has such a number. */
        void destroy(int number, Instant now) {
            for (Identifier nobody : List.copyOf(parts.owners().identifiers(List.of(number)))) {
                if (nobody.namespace().equals(WHAT)) {
                    add(parts.store(), parts.journal().batch(), List.of(number));
                    parts.keys().shred(List.of(number), List.of(), now.toEpochMilli());
                    parts.owners().forget(nobody);
                }
            }
        }

        static Map<String, Destination.Notice> read(Writer.Parts parts, Subjects.Entry entry) {
            Map<String, Destination.Notice> notices = new LinkedHashMap<>();
            List<Row> found = entry.notice() == 0 ? List.of() : parts.store().read(entry.notice());
            for (Row row : found) {
                Properties fields = parts.rows().codec().decodeTree(parts.rows().open(row));
                List<Identifier> person = fields.all("w[*]").stream()
                        .map(pair -> (List<?>) pair)
                        .map(pair -> Identifier.of(
                                pair.get(0).toString(), pair.get(1).toString()))
                        .toList();
                String request = entry.notes().text("request").orElse(entry.id());
                for (Object each : fields.all("d[*]")) {
                    Properties to = Properties.of(Map.of("d", each));
                    List<String> handed =
                            to.all("d.i[*]").stream().map(Object::toString).toList();
                    notices.put(
                            to.text("d.n").orElse(""),
                            new Destination.Notice(
                                    request, entry.kind(), person, handed, keys(entry.notes(), Subjects.PURPOSES)));
                }
            }
            return notices;
        }
    }
}
