package io.clientele.internal.pipeline;

import io.clientele.internal.codec.RecordKind;
import io.clientele.internal.fold.Expiry;
import io.clientele.internal.fold.Owners;
import io.clientele.internal.fold.Recorded;
import io.clientele.internal.store.Tombstone;
import io.clientele.model.ConsentAct;
import io.clientele.model.ConsentAct.Decision;
import io.clientele.model.Event;
import io.clientele.model.Evidence;
import io.clientele.model.Identifier;
import io.clientele.model.Intake;
import io.clientele.model.LawfulBasis;
import io.clientele.model.Purpose;
import io.clientele.schema.Schemas;
import io.clientele.spi.Subject;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Keeps erased persons from coming back by events that are sent again: whatever happened up to an erasure is refused; what
 * happens later is new. To what they had objected they have objected still (GDPR Art. 21): that is known of each identifier and
 * purpose, under a hash of both. Only the pen uses it.
 */
final class Suppressions {

    /** How long a tombstone is kept: the common limitation period for claims (three years). */
    static final Duration KEPT = Duration.ofDays(3 * 365);

    /** Says that there is an objection to something: no key of a purpose has such a name. */
    private static final String OBJECTS = "*";

    /** What somebody may object to (GDPR Art. 21(1)). */
    private static final Set<LawfulBasis> WEIGHED = Set.of(LawfulBasis.LEGITIMATE_INTEREST, LawfulBasis.PUBLIC_TASK);

    /** What makes and unmakes an objection. */
    private static final Set<Decision> SAID = Set.of(Decision.OBJECT, Decision.LIFT);

    private final Rows rows;
    private final Supplier<Collection<Purpose>> policy;
    private final Map<ByteBuffer, Tombstone> tombstones = new HashMap<>();
    private long latest;

    Suppressions(Rows rows, Supplier<Collection<Purpose>> policy) {
        this.rows = rows;
        this.policy = policy;
    }

    void add(Tombstone tombstone) {
        latest = Math.max(latest, tombstone.at());
        tombstones.merge(ByteBuffer.wrap(tombstone.blind()), tombstone, (a, b) -> a.at() >= b.at() ? a : b);
    }

    /** What the data keeps to tell whether it is as old as this: how many there are, and when the latest was made; nothing of none. */
    byte[] mark() {
        return tombstones.isEmpty()
                ? new byte[0]
                : ByteBuffer.allocate(2 * Long.BYTES)
                        .putLong(tombstones.size())
                        .putLong(latest)
                        .array();
    }

    /** Those that a list lacks, or has of an earlier time. */
    List<Tombstone> missingIn(Collection<Tombstone> list) {
        Map<ByteBuffer, Long> there = new HashMap<>();
        list.forEach(each -> there.put(ByteBuffer.wrap(each.blind()), each.at()));
        return tombstones.values().stream()
                .filter(each -> there.getOrDefault(ByteBuffer.wrap(each.blind()), Long.MIN_VALUE) < each.at())
                .toList();
    }

    List<Tombstone> of(Collection<Identifier> identifiers, Instant at) {
        long until = at.plus(KEPT).toEpochMilli();
        return identifiers.stream()
                .map(i -> new Tombstone(rows.suppressionKey(i), at.toEpochMilli(), until))
                .toList();
    }

    /** That whoever these identifiers are objects to purposes, by key, whatever becomes of what they said. */
    List<Tombstone> objecting(Collection<Identifier> identifiers, Collection<String> purposes, Instant at) {
        long until = at.plus(KEPT).toEpochMilli();
        List<Tombstone> all = new ArrayList<>();
        for (Identifier each : purposes.isEmpty() ? List.<Identifier>of() : identifiers) {
            all.add(new Tombstone(rows.suppressionKey(each, OBJECTS), at.toEpochMilli(), until));
            purposes.forEach(key -> all.add(new Tombstone(rows.suppressionKey(each, key), at.toEpochMilli(), until)));
        }
        return all;
    }

    /** To what an identifier's owner objected before they were forgotten, and when that was, as long as that is known. */
    Map<Purpose, Instant> objections(Identifier identifier, Instant now) {
        Map<Purpose, Instant> objections = new LinkedHashMap<>();
        if (!tombstones.isEmpty() && objection(identifier, OBJECTS, now).isPresent()) {
            for (Purpose purpose : policy.get()) {
                objection(identifier, purpose.key(), now).ifPresent(at -> objections.put(purpose, at));
            }
        }
        return objections;
    }

    /** An objection that did not stand any more when the same person was forgotten again is none. */
    private Optional<Instant> objection(Identifier identifier, String what, Instant now) {
        long erased = find(rows.suppressionKeys(identifier))
                .map(Tombstone::at)
                .max(Long::compare)
                .orElse(Long.MIN_VALUE);
        return find(rows.suppressionKeys(identifier, what))
                .filter(t -> t.until() > now.toEpochMilli() && t.at() >= erased)
                .map(t -> Instant.ofEpochMilli(t.at()))
                .max(Instant::compareTo);
    }

    private Stream<Tombstone> find(List<byte[]> keys) {
        return keys.stream().flatMap(key -> Optional.ofNullable(tombstones.get(ByteBuffer.wrap(key))).stream());
    }

    /** Whether somebody of whom nothing else is known objected to what an event is collected for. */
    private boolean isObjected(Identifier identifier, Intake intake, Instant now) {
        return intake instanceof Event event
                && WEIGHED.contains(event.type().basis())
                && objections(identifier, now).containsKey(event.type().purpose());
    }

    /** Whether an intake speaks of the time before an erasure of this identifier of its. */
    private boolean covers(Identifier identifier, Instant time, Instant now) {
        return rows.suppressionKeys(identifier).stream()
                .map(key -> tombstones.get(ByteBuffer.wrap(key)))
                .anyMatch(t -> t != null && t.until() > now.toEpochMilli() && time.toEpochMilli() <= t.at());
    }

    /**
     * The identifiers of an intake that it may still name; all of them, where nobody was erased.
     *
     * @param isKnown whether something is known of an identifier: what they object to then, their acts say
     */
    List<Identifier> allowed(Intake intake, Instant now, Predicate<Identifier> isKnown) {
        if (tombstones.isEmpty()) {
            return intake.identifiers();
        }
        return intake.identifiers().stream()
                .filter(identifier -> !covers(identifier, intake.time(), now))
                .filter(identifier -> isKnown.test(identifier) || !isObjected(identifier, intake, now))
                .toList();
    }

    /** What persons object to who were forgotten or asked to be forgotten for some purposes: said again for whoever comes back. */
    static final class Objections {

        private static final String SOURCE = "subject_request";

        private final Writer.Parts parts;
        private final Firings firings;
        private final Suppressions suppressions;
        /** Who arrived since it was last looked to what they had objected. */
        private final List<Identifier> arrived = new ArrayList<>();

        Objections(Writer.Parts parts, Firings firings, Suppressions suppressions) {
            this.parts = parts;
            this.firings = firings;
            this.suppressions = suppressions;
        }

        /** The keys of the purposes that whoever said this objects to, by any identifier of theirs. */
        static List<String> standing(Collection<Recorded> records) {
            Map<List<Object>, ConsentAct> last = new LinkedHashMap<>();
            for (Recorded record : records) {
                if (record.intake() instanceof ConsentAct act && SAID.contains(act.decision())) {
                    last.merge(List.of(act.identifier(), act.purpose()), act, (a, b) -> a.compareTo(b) >= 0 ? a : b);
                }
            }
            return last.values().stream()
                    .filter(act ->
                            act.decision() == Decision.OBJECT && !act.purpose().equals(Purpose.RESTRICTION))
                    .map(act -> act.purpose().key())
                    .distinct()
                    .sorted()
                    .toList();
        }

        /** Something is known of an identifier, of which nothing was. */
        void arrived(Identifier identifier, Instant now) {
            if (!suppressions.objections(identifier, now).isEmpty()) {
                arrived.add(identifier);
            }
        }

        /** Has whoever arrived object again to what they had objected to, unless they agreed to it anew. */
        void restate(Instant now) {
            List<Identifier> some = List.copyOf(arrived);
            arrived.clear();
            some.forEach(each -> suppressions.objections(each, now).forEach((purpose, at) -> {
                Subject subject = parts.live().subject(each);
                if (!parts.modules()
                        .gate()
                        .decide(subject, purpose, LawfulBasis.CONSENT, now)
                        .permitted()) {
                    say(each, purpose, Decision.OBJECT, at);
                }
            }));
        }

        /** Who agrees to what they had objected to before they were forgotten objects to it no longer; to what they said since, this is nothing. */
        void said(ConsentAct act, Instant now) {
            boolean agrees = act.decision() == Decision.GRANT && act.kind() == ConsentAct.Kind.EXPLICIT;
            if (agrees && !suppressions.tombstones.isEmpty()) {
                for (Identifier each : parts.live().subject(act.identifier()).identifiers()) {
                    Optional.ofNullable(suppressions.objections(each, now).get(act.purpose()))
                            .ifPresent(at -> say(each, act.purpose(), Decision.LIFT, at.plusMillis(1)));
                }
            }
            restate(now);
        }

        /** Says of whoever something is known what they decide since an instant, unless that is said. */
        void say(Identifier who, Purpose purpose, Decision decision, Instant at) {
            int owner = parts.owners().number(who);
            Instant now = parts.clock().instant();
            if (owner != 0) {
                ConsentAct act = act(owner, who, purpose, decision, at);
                if (write(act, owner, parts.rows(), parts.journal(), now)) {
                    parts.live().said(act, now, firings);
                }
            }
        }

        private static ConsentAct act(int owner, Identifier who, Purpose purpose, Decision decision, Instant at) {
            Instant time = at.truncatedTo(ChronoUnit.MILLIS);
            String id = String.join("-", decision.name(), "" + owner, purpose.key(), "" + time.toEpochMilli());
            return ConsentAct.of(id, who, purpose, decision, time).by(Evidence.of(SOURCE, ""));
        }

        /** Writes an act down, unless it is; tells whether it was not. */
        private static boolean write(ConsentAct act, int owner, Rows rows, Journal journal, Instant now) {
            if (rows.dedupKeys(RecordKind.ACT, act.id()).stream().anyMatch(journal::contains)) {
                return false;
            }
            byte[] key = rows.dedupKey(RecordKind.ACT, act.id());
            byte[] plain = rows.codec().encode(act, now);
            Proposal said = new Proposal(act, RecordKind.ACT, now, List.of(key), plain, 0, null);
            journal.add(said, owner, rows.seal(RecordKind.ACT, owner, key, plain));
            return true;
        }
    }

    /**
     * What old copies of the data hold of persons who had it erased for some purposes, and that they object to these since: that is known
     * of everybody who had, and what was carried out before is found done. Used once, before the state is there.
     */
    final class Late {

        private final Schemas schemas;
        private final Journal journal;
        private final Map<Identifier, Map<Purpose, Instant>> objecting = new HashMap<>();

        Late(Schemas schemas, Journal journal) {
            this.schemas = schemas;
            this.journal = journal;
        }

        private Map<Purpose, Instant> objections(Identifier who, Instant now) {
            return objecting.computeIfAbsent(who, key -> Suppressions.this.objections(key, now));
        }

        /** Notes whose a record is. */
        void met(Recorded record, Instant now) {
            objections(record.owner(), now);
        }

        /** What may be left of an event; empty if nothing. What a law has kept stays where it is. */
        Optional<Event> rest(Recorded record, Event event, Instant now) {
            List<Purpose> gone = new ArrayList<>();
            objections(record.owner(), now).forEach((purpose, at) -> {
                if (!record.received().isAfter(at)) {
                    gone.add(purpose);
                }
            });
            Optional<Event> rest = gone.isEmpty() ? Optional.of(event) : Expiry.rest(schemas, event, gone);
            return schemas.retention().hold(event.type()).isPresent() ? rest.or(() -> Optional.of(event)) : rest;
        }

        /** Has those who were met object. */
        void restate(Owners owners, Instant now) {
            objecting.forEach((who, objections) -> objections.forEach((purpose, at) -> {
                int owner = owners.number(who);
                Objections.write(Objections.act(owner, who, purpose, Decision.OBJECT, at), owner, rows, journal, now);
            }));
        }

        /** Cancels what waits for them. */
        void cancel(Owners owners, Firings firings, Instant now) {
            objecting.forEach((who, objections) -> {
                if (!objections.isEmpty()) {
                    firings.cancel(owners.numbers(List.of(who)), objections.keySet(), now);
                }
            });
        }
    }
}
