package io.clientele.internal.pipeline;

import io.clientele.internal.codec.RecordKind;
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

    Suppressions(Rows rows, Supplier<Collection<Purpose>> policy) {
        this.rows = rows;
        this.policy = policy;
    }

    void add(Tombstone tombstone) {
        tombstones.merge(ByteBuffer.wrap(tombstone.blind()), tombstone, (a, b) -> a.at() >= b.at() ? a : b);
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
            Instant time = at.truncatedTo(ChronoUnit.MILLIS);
            String id = String.join("-", decision.name(), "" + owner, purpose.key(), "" + time.toEpochMilli());
            Rows rows = parts.rows();
            if (owner == 0 || rows.dedupKeys(RecordKind.ACT, id).stream().anyMatch(parts.journal()::contains)) {
                return;
            }
            ConsentAct act = ConsentAct.of(id, who, purpose, decision, time).by(Evidence.of(SOURCE, ""));
            Instant now = parts.clock().instant();
            byte[] key = rows.dedupKey(RecordKind.ACT, id);
            byte[] plain = rows.codec().encode(act, now);
            Proposal said = new Proposal(act, RecordKind.ACT, now, List.of(key), plain, 0, null);
            parts.journal().add(said, owner, rows.seal(RecordKind.ACT, owner, key, plain));
            parts.live().said(act, now, firings);
        }
    }
}
