package io.clientele.consent;

import io.clientele.model.ConsentAct;
import io.clientele.model.Identifier;
import io.clientele.model.LawfulBasis;
import io.clientele.model.Purpose;
import io.clientele.spi.ConsentDecision;
import io.clientele.spi.ConsentGate;
import io.clientele.spi.Subject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Denies whatever nobody agreed to (GDPR Art. 4(11), 6(1)(a); ePrivacy Directive Art. 5(3)). Every answer is a function of
 * the set of acts. Questions may be asked from any thread while acts are added.
 */
final class OptInGate implements ConsentGate {

    private static final Set<LawfulBasis> OBJECTABLE = Set.of(LawfulBasis.LEGITIMATE_INTEREST, LawfulBasis.PUBLIC_TASK);

    private final Ledger ledger = new Ledger();
    private final Terms terms;
    private final Map<String, Purpose> policy = new LinkedHashMap<>();
    /** The purposes that need no consent. */
    private final List<Purpose> free;
    /** The purposes whose permission acts can change. */
    private final List<Purpose> changeable;
    /** The steps of a person who never said anything. */
    private final List<Step> unasked;

    OptInGate(Collection<Purpose> purposes, Terms terms) {
        this.terms = terms;
        purposes.forEach(purpose -> policy.put(purpose.key(), purpose));
        free = purposes.stream().filter(OptInGate::needsNoConsent).toList();
        changeable =
                purposes.stream().filter(purpose -> !needsNoConsent(purpose)).toList();
        unasked = List.of(new Step(Instant.EPOCH, permittedAtFirst()));
    }

    private Set<Purpose> permittedAtFirst() {
        Set<Purpose> permitted = new LinkedHashSet<>(free);
        changeable.stream().filter(OptInGate::isObjectable).forEach(permitted::add);
        return permitted;
    }

    Terms terms() {
        return terms;
    }

    Ledger ledger() {
        return ledger;
    }

    @Override
    public Optional<Purpose> purpose(String key) {
        return Optional.ofNullable(policy.get(key));
    }

    @Override
    public void add(ConsentAct act) {
        ledger.add(act);
    }

    @Override
    public void remove(ConsentAct act) {
        ledger.remove(act);
    }

    @Override
    public void forget(Identifier identifier) {
        ledger.forget(identifier);
    }

    @Override
    public boolean mayLink(Identifier a, Identifier b, Instant time) {
        boolean device =
                a.namespace().equals(Identifier.DEVICE_ID) || b.namespace().equals(Identifier.DEVICE_ID);
        return mayLink(a, b, Purpose.STITCHING, time) && (!device || mayLink(a, b, Purpose.DEVICE_LINKING, time));
    }

    private boolean mayLink(Identifier a, Identifier b, Purpose purpose, Instant time) {
        Trail mine = ledger.acts(a).about(purpose);
        Trail theirs = ledger.acts(b).about(purpose);
        Purpose known = policy.getOrDefault(purpose.key(), purpose);
        Verdict here = terms.judge(known, mine.at(time), time).verdict();
        Verdict there = terms.judge(known, theirs.at(time), time).verdict();
        return (here == Verdict.GRANTED || there == Verdict.GRANTED)
                && !here.denies()
                && !there.denies()
                && !mine.lastDenial().isAfter(time)
                && !theirs.lastDenial().isAfter(time);
    }

    @Override
    public ConsentDecision decide(Subject subject, Purpose purpose, LawfulBasis basis, Instant at) {
        Purpose known = policy.get(purpose.key());
        if (known == null) {
            return decision(false, "unknown_purpose", subject);
        }
        if (!known.allows(basis)) {
            return decision(false, "basis_not_allowed", subject);
        }
        if (basis == LawfulBasis.CONSENT) {
            Verdict verdict = standing(subject, known, at).verdict();
            return decision(verdict == Verdict.GRANTED, verdict.reason(), subject);
        }
        if (OBJECTABLE.contains(basis) && new Ruling(ledger, terms, subject, known).objectionAt(at)) {
            return decision(false, Verdict.OBJECTION.reason(), subject);
        }
        return decision(true, basis.name().toLowerCase(Locale.ROOT), subject);
    }

    /** Where a person stands about a purpose that rests on consent, and the act that made it so. */
    Standing standing(Subject subject, Purpose purpose, Instant at) {
        return new Ruling(ledger, terms, subject, purpose).at(at);
    }

    private ConsentDecision decision(boolean permitted, String reason, Subject subject) {
        return new ConsentDecision(permitted, reason, epoch(subject));
    }

    /** A fingerprint of the set of acts on a person's identifiers: it moves with every act, and with every merge of acts. */
    private long epoch(Subject subject) {
        long epoch = 0;
        for (Identifier identifier : subject.identifiers()) {
            epoch += ledger.acts(identifier).fingerprint();
        }
        return epoch;
    }

    @Override
    public boolean mayCollect(Subject subject, Purpose purpose, Instant time) {
        Purpose known = policy.get(purpose.key());
        return known != null
                && new Ruling(ledger, terms, subject, known).lastDenial().isBefore(time);
    }

    /**
     * The first step lies at the epoch of 1970, or at the first change if that is earlier: what needs no consent is permitted
     * from there on.
     */
    @Override
    public List<Step> steps(Subject subject) {
        if (subject.identifiers().stream().allMatch(identifier -> ledger.acts(identifier) == Acts.NONE)) {
            return unasked;
        }
        SortedMap<Instant, Map<Purpose, Boolean>> changes = new TreeMap<>();
        changeable.forEach(purpose -> changes(subject, purpose, changes));
        return steps(permittedAtFirst(), changes);
    }

    private void changes(Subject subject, Purpose purpose, Map<Instant, Map<Purpose, Boolean>> changes) {
        Ruling ruling = new Ruling(ledger, terms, subject, purpose);
        if (ruling.isEmpty()) {
            return;
        }
        boolean before = isObjectable(purpose);
        for (Instant instant : ruling.instants()) {
            boolean granted = permits(ruling, purpose, instant);
            if (granted != before) {
                changes.computeIfAbsent(instant, key -> new LinkedHashMap<>()).put(purpose, granted);
            }
            before = granted;
        }
    }

    private static boolean permits(Ruling ruling, Purpose purpose, Instant instant) {
        boolean granted =
                purpose.allows(LawfulBasis.CONSENT) && ruling.at(instant).verdict() == Verdict.GRANTED;
        return granted || (isObjectable(purpose) && !ruling.objectionAt(instant));
    }

    private static List<Step> steps(Set<Purpose> permitted, SortedMap<Instant, Map<Purpose, Boolean>> changes) {
        changes.putIfAbsent(Instant.EPOCH, Map.of());
        List<Step> steps = new ArrayList<>();
        changes.forEach((instant, change) -> {
            change.forEach((purpose, granted) -> {
                if (granted) {
                    permitted.add(purpose);
                } else {
                    permitted.remove(purpose);
                }
            });
            if (steps.isEmpty() || !change.isEmpty()) {
                steps.add(new Step(instant, permitted));
            }
        });
        return steps;
    }

    private static boolean isObjectable(Purpose purpose) {
        return OBJECTABLE.stream().anyMatch(purpose::allows);
    }

    private static boolean needsNoConsent(Purpose purpose) {
        return purpose.allows(LawfulBasis.CONTRACT) || purpose.allows(LawfulBasis.LEGAL_OBLIGATION);
    }
}
