package io.clientele.internal.pipeline;

import io.clientele.internal.codec.RecordKind;
import io.clientele.internal.fold.Expiry;
import io.clientele.internal.fold.Recorded;
import io.clientele.internal.retain.ShopTotals;
import io.clientele.internal.store.Row;
import io.clientele.internal.upkeep.Purge;
import io.clientele.model.ConsentAct;
import io.clientele.model.Event;
import io.clientele.model.Identifier;
import io.clientele.model.Properties;
import io.clientele.schema.Retention;
import io.clientele.spi.Subjects;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What outlives a person: records that a law demands, and what proves that consent was given. It lies under keys of its own, one for
 * each time at which some of it goes, in rows of a kind that nothing else reads. Its index lies under a number that a fact of the
 * store names. Only the pen changes it.
 */
final class Vault implements Purge.Outliving {

    private static final String INDEX = "vault";
    private static final String HELD = "legal_hold";
    private static final String PROOF = "consent_proof";
    private static final int NAME_BYTES = 16;
    private static final int NOBODY = 0;

    private final Writer.Parts parts;
    private final Retention retention;

    Vault(Writer.Parts parts) {
        this.parts = parts;
        this.retention = parts.modules().schemas().retention();
    }

    /** Gives a number to what is nobody's, so that it has a key of its own. */
    static int nobody(Writer.Parts parts, String what) {
        byte[] name = new byte[NAME_BYTES];
        new SecureRandom().nextBytes(name);
        return named(parts, Identifier.of(what, HexFormat.of().formatHex(name)));
    }

    private static int named(Writer.Parts parts, Identifier nobody) {
        int number = parts.owners().assign(nobody);
        parts.journal().addOwner(number, nobody);
        return number;
    }

    /** The number that a fact of the store names, so that what lies under it is found without a look at everybody's records. */
    static int number(Writer.Parts parts, String fact, String what) {
        Optional<byte[]> known = parts.store().fact(fact);
        Optional<byte[]> fresh =
                Optional.ofNullable(parts.journal().batch().facts.get(fact));
        if (known.isPresent() || fresh.isPresent()) {
            return ByteBuffer.wrap(known.or(() -> fresh).get()).getInt();
        }
        int number = nobody(parts, what);
        byte[] bytes = ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
        parts.journal().batch().facts.put(fact, bytes);
        return number;
    }

    // ---- in

    /** Why and until when some of it is kept. */
    private record Reason(String law, Instant until) {}

    /**
     * Puts aside what outlives a person who is about to be forgotten, unless it was before.
     *
     * @param records of theirs: acts, and events if laws demand any
     * @param request the erasure
     * @return how many records for which law and until when, as notes
     */
    List<Map<String, String>> keep(
            Collection<Identifier> person, Collection<Recorded> records, String request, Instant now) {
        List<ConsentAct> acts = new ArrayList<>();
        List<Recorded> events = new ArrayList<>();
        for (Recorded record : records) {
            if (record.isEvent()) {
                events.add(record);
            } else if (record.intake() instanceof ConsentAct act) {
                acts.add(act);
            }
        }
        person.forEach(who -> prove(who, acts, request, now));
        Keeping keeping = new Keeping(request);
        keeping.keep(NOBODY, events, now);
        return keeping.notes;
    }

    /** Puts aside, for as long as laws demand it, what goes because of a request, or because its period is over. */
    final class Keeping implements Expiry.Holding {

        private final String request;
        private final List<Map<String, String>> notes = new ArrayList<>();

        /** Because of a request of this id; none if it is empty. */
        Keeping(String request) {
            this.request = request;
        }

        @Override
        public void hold(Identifier owner, Collection<Recorded> going, Instant now) {
            keep(parts.owners().number(owner), going, now);
        }

        /** Of whom more than this is left, their own records say where it lies. */
        private void keep(int owner, Collection<Recorded> going, Instant now) {
            Map<Reason, List<Recorded>> held = new LinkedHashMap<>();
            for (Recorded record : going) {
                Event event = record.event();
                retention
                        .hold(event.type())
                        .map(hold -> new Reason(hold.law(), hold.until(event.time())))
                        .filter(reason -> reason.until.isAfter(now) && isNew(event.id()))
                        .ifPresent(reason -> held.computeIfAbsent(reason, key -> new ArrayList<>())
                                .add(record));
            }
            held.forEach((reason, some) -> {
                put(new Place(0, nobody(parts, HELD), reason, request, 0), owner, some, now);
                notes.add(note(reason, some.size()));
            });
        }

        /** What was done, as notes: how many records for which law and until when. */
        List<Map<String, String>> notes() {
            return List.copyOf(notes);
        }
    }

    private static Map<String, String> note(Reason reason, int records) {
        return Map.of("law", reason.law, "until", reason.until.toString(), "records", String.valueOf(records));
    }

    /** What lies here already of a person, since its period was over before they asked to be forgotten; as notes. */
    List<Map<String, String>> earlier(Collection<Integer> numbers) {
        List<Map<String, String>> notes = new ArrayList<>();
        for (Place place : places(parts, parts.store().ofKind(numbers, RecordKind.KEPT.code()))) {
            notes.add(note(place.reason, parts.store().read(place.number).size()));
        }
        return notes;
    }

    /** Whether laws demand anything to be kept. */
    boolean holds() {
        return !retention.holds().isEmpty();
    }

    private boolean isNew(String id) {
        return parts.rows().dedupKeys(RecordKind.KEPT, id).stream().noneMatch(parts.journal()::contains);
    }

    /** Puts records of an owner under a key of their own. */
    private void put(Place place, int owner, List<Recorded> some, Instant now) {
        for (Recorded record : some) {
            byte[] plain = parts.rows().codec().encode(record.intake(), record.received());
            Instant at = record.event().time();
            parts.journal().add(RecordKind.KEPT, record.intake().id(), new Journal.Keyed(place.number, at, plain));
        }
        long sign = owner == NOBODY ? 0 : enter(owner, place, now);
        enter(number(parts, INDEX, INDEX), new Place(0, place.number, place.reason, place.request, sign), now);
    }

    /** Writes down where something lies; gives the position of that. */
    private long enter(int owner, Place place, Instant now) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("r", now.toEpochMilli());
        fields.put("n", place.number);
        fields.put("u", place.reason.until.toEpochMilli());
        fields.put("l", place.reason.law);
        fields.put("q", place.request);
        if (place.sign != 0) {
            fields.put("p", place.sign);
        }
        return parts.journal()
                .add(RecordKind.KEPT, owner, now, parts.rows().codec().encode(Properties.of(fields)));
    }

    /** What acts say, found by an identifier of whoever said it, which it does not hold. */
    private void prove(Identifier who, List<ConsentAct> acts, String request, Instant now) {
        Identifier key = key(parts.rows().suppressionKey(who));
        List<ConsentAct> some =
                acts.stream().filter(act -> isNew(key.value() + act.id())).toList();
        if (some.isEmpty()) {
            return;
        }
        int known = parts.owners().number(key);
        int number = known == 0 ? named(parts, key) : known;
        for (ConsentAct act : some) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("purpose", act.purpose().key());
            fields.put("decision", act.decision().name());
            fields.put("kind", act.kind().name());
            fields.put("time", act.time().toString());
            fields.put("source", act.evidence().source());
            fields.put("notice", act.evidence().notice());
            act.evidence().noticeHash().ifPresent(hash -> fields.put("text_hash", hash));
            byte[] plain = parts.rows().codec().encode(Properties.of(fields));
            parts.journal().add(RecordKind.KEPT, key.value() + act.id(), new Journal.Keyed(number, act.time(), plain));
        }
        Reason claims = new Reason("", now.plus(Suppressions.KEPT));
        enter(number(parts, INDEX, INDEX), new Place(0, number, claims, request, 0), now);
    }

    private static Identifier key(byte[] hash) {
        return Identifier.of(PROOF, HexFormat.of().formatHex(hash));
    }

    /** What the shop's sums lose by erasures: one record that is nobody's, put anew each time. */
    record Totals(Writer.Parts parts) {

        private static final String NAME = "shop_totals";

        void add(String request, Collection<Recorded> records, boolean decidedOnly, Instant now) {
            Optional<List<String>> amounts =
                    parts.modules().schemas().retention().totals();
            int number = number(parts, NAME, NAME);
            List<Row> before = parts.store().read(number);
            ShopTotals totals = read(parts, before);
            long known = totals.position(request);
            List<Event> events = records.stream()
                    .filter(record -> record.isEvent()
                            && record.position() > known
                            && ShopTotals.counts(record.event().type()))
                    .map(Recorded::event)
                    .toList();
            amounts.ifPresent(fields -> totals.add(events, fields, known == 0));
            if (decidedOnly) {
                totals.decide(request, parts.store().head());
            } else {
                totals.forget(request);
            }
            before.forEach(row -> parts.journal().batch().removed.add(row.position()));
            parts.journal()
                    .add(RecordKind.KEPT, number, now, parts.rows().codec().encode(totals.fields()));
        }

        private static ShopTotals read(Writer.Parts parts, List<Row> some) {
            return some.isEmpty()
                    ? new ShopTotals()
                    : ShopTotals.of(parts.rows().codec().decodeTree(parts.rows().open(some.get(some.size() - 1))));
        }

        static List<Properties> shown(Writer.Parts parts) {
            return parts.store()
                    .fact(NAME)
                    .map(number -> read(
                                    parts,
                                    parts.store().read(ByteBuffer.wrap(number).getInt()))
                            .shown())
                    .orElse(List.of());
        }
    }

    // ---- out

    /**
     * Where something lies.
     *
     * @param position of the record that says so
     * @param number under which it lies
     * @param reason why, and until when
     * @param request which it outlives; none if it is empty
     * @param sign the position of what says so among the person's own records; 0 if nothing does
     */
    private record Place(long position, int number, Reason reason, String request, long sign) {}

    private static List<Place> places(Writer.Parts parts) {
        return parts.store()
                .fact(INDEX)
                .map(number ->
                        places(parts, parts.store().read(ByteBuffer.wrap(number).getInt())))
                .orElse(List.of());
    }

    private static List<Place> places(Writer.Parts parts, List<Row> signs) {
        List<Place> places = new ArrayList<>();
        for (Row row : signs) {
            Properties fields = parts.rows().codec().decodeTree(parts.rows().open(row));
            Instant until =
                    Instant.ofEpochMilli(fields.number("u").orElseThrow().longValue());
            places.add(new Place(
                    row.position(),
                    fields.number("n").orElseThrow().intValue(),
                    new Reason(fields.text("l").orElse(""), until),
                    fields.text("q").orElse(""),
                    fields.number("p").map(Number::longValue).orElse(0L)));
        }
        return places;
    }

    @Override
    public boolean isEmpty() {
        return parts.store().fact(INDEX).isEmpty();
    }

    @Override
    public void release(Instant now) {
        List<Place> places = places(parts);
        Set<Integer> stay = new HashSet<>();
        Set<Integer> go = new HashSet<>();
        for (Place place : places) {
            (place.reason.until.isAfter(now) ? stay : go).add(place.number);
        }
        go.removeAll(stay);
        List<Long> removed = parts.journal().batch().removed;
        places.stream().filter(place -> !place.reason.until.isAfter(now)).forEach(place -> {
            removed.add(place.position);
            if (place.sign != 0) {
                removed.add(place.sign);
            }
        });
        if (!go.isEmpty()) {
            Collection<Identifier> names = List.copyOf(parts.owners().identifiers(go));
            Erasures.add(parts.store(), parts.journal().batch(), go);
            parts.keys().shred(go, List.of(), now.toEpochMilli());
            names.forEach(parts.owners()::forget);
        }
    }

    // ---- looked at

    /** What laws demand. */
    static List<Subjects.Kept> kept(Writer.Parts parts) {
        return kept(parts, places(parts));
    }

    /** What laws demand of somebody who is known, whose periods are over. */
    static List<Subjects.Kept> kept(Writer.Parts parts, Collection<Integer> numbers) {
        return kept(parts, places(parts, parts.store().ofKind(numbers, RecordKind.KEPT.code())));
    }

    private static List<Subjects.Kept> kept(Writer.Parts parts, List<Place> places) {
        List<Subjects.Kept> kept = new ArrayList<>();
        for (Place place : places) {
            for (Row row :
                    place.reason.law.isEmpty() ? List.<Row>of() : parts.store().read(place.number)) {
                byte[] plain = parts.rows().open(row);
                Recorded record = parts.rows().codec().decode(RecordKind.EVENT, row.position(), plain);
                kept.add(new Subjects.Kept(place.request, place.reason.law, place.reason.until, record.event()));
            }
        }
        return kept;
    }

    /** What proves that somebody who was forgotten had given consent. */
    static List<Properties> proofs(Writer.Parts parts, Identifier who) {
        return parts.rows().suppressionKeys(who).stream()
                .map(hash -> parts.owners().number(key(hash)))
                .filter(number -> number != 0)
                .flatMap(number -> parts.store().read(number).stream())
                .map(row -> parts.rows().codec().decodeTree(parts.rows().open(row)))
                .toList();
    }
}
