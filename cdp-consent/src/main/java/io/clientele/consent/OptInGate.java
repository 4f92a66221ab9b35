package io.clientele.consent;

import io.clientele.consent.Jurisdictions.Regime;
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
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Denies whatever nobody agreed to (GDPR Art. 4(11), 6(1)(a); ePrivacy Directive Art. 5(3)), unless the law of the place asks
 * for less. Every answer is a function of the set of acts. Questions may be asked from any thread while acts are added.
 */
final class OptInGate implements ConsentGate {

    private static final int MANY = 1_000;
    /** Another one wherever the same acts under the same policy are decided otherwise than before. */
    private static final String REVISION = "2";

    private final Ledger ledger = new Ledger();
    private final Terms terms;
    private final Jurisdictions laws;
    private final Set<String> gaps = ConcurrentHashMap.newKeySet();
    private final Map<String, Purpose> policy = new LinkedHashMap<>();
    /** The purposes that need no consent. */
    private final List<Purpose> free;
    /** The purposes whose permission acts can change. */
    private final List<Purpose> changeable;
    /** What is permitted before anybody says anything. */
    private final Set<Purpose> unasked = new LinkedHashSet<>();
    /** The steps of a person who never said anything. */
    private final List<Step> atFirst;

    OptInGate(Collection<Purpose> purposes, Terms terms, Jurisdictions laws) {
        this.terms = terms;
        this.laws = laws;
        purposes.forEach(purpose -> policy.put(purpose.key(), purpose));
        free = purposes.stream().filter(OptInGate::needsNoConsent).toList();
        changeable =
                purposes.stream().filter(purpose -> !needsNoConsent(purpose)).toList();
        changeable.stream().filter(OptInGate::mayBegin).forEach(unasked::add);
        unasked.addAll(free);
        atFirst = List.of(new Step(Instant.EPOCH, unasked));
    }

    @Override
    public Collection<Purpose> purposes() {
        return Collections.unmodifiableCollection(policy.values());
    }

    @Override
    public String configuration() {
        StringBuilder text = new StringBuilder(REVISION);
        new TreeMap<>(policy).values().forEach(purpose -> text.append('\n').append(words(purpose)));
        return text.append('\n')
                .append(terms.text())
                .append('\n')
                .append(laws.text())
                .toString();
    }

    /** All that decisions depend on of a purpose. */
    static String words(Purpose purpose) {
        return purpose.key()
                + ' '
                + purpose.scope()
                + ' '
                + new TreeSet<>(purpose.bases())
                + ' '
                + purpose.channel()
                + ' '
                + purpose.validity()
                + ' '
                + purpose.assessment()
                + ' '
                + purpose.isAdultsOnly()
                + ' '
                + purpose.isSpecial();
    }

    Terms terms() {
        return terms;
    }

    Ledger ledger() {
        return ledger;
    }

    /** Keys of purposes that were asked for and that the policy does not know. */
    Set<String> gaps() {
        return Set.copyOf(gaps);
    }

    @Override
    public Optional<Purpose> purpose(String key) {
        return key.equals(Purpose.RESTRICTION.key())
                ? Optional.of(Purpose.RESTRICTION)
                : Optional.ofNullable(policy.get(key));
    }

    @Override
    public Optional<String> refusal(ConsentAct act, Instant received) {
        return terms.fault(act, received).map(NoticeFault::reason);
    }

    @Override
    public ConsentAct completed(ConsentAct act) {
        return terms.completed(act);
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
        boolean device = a.isOfDevice() || b.isOfDevice();
        Person both = new Person(ledger, laws, List.of(a, b));
        return !both.saidNothing()
                && mayLink(both, new Pair(a, b, time), Purpose.STITCHING)
                && (!device || mayLink(both, new Pair(a, b, time), Purpose.DEVICE_LINKING));
    }

    private record Pair(Identifier a, Identifier b, Instant time) {}

    private boolean mayLink(Person both, Pair pair, Purpose purpose) {
        Trail mine = ledger.acts(pair.a).about(purpose);
        Trail theirs = ledger.acts(pair.b).about(purpose);
        Purpose known = policy.getOrDefault(purpose.key(), purpose);
        Verdict here = terms.judge(known, mine.at(pair.time), pair.time, both).verdict();
        Verdict there =
                terms.judge(known, theirs.at(pair.time), pair.time, both).verdict();
        boolean asked = here == Verdict.GRANTED || there == Verdict.GRANTED;
        return (asked || both.regimeAt(pair.time) == Regime.NONE)
                && !here.denies()
                && !there.denies()
                && !mine.lastDenial().isAfter(pair.time)
                && !theirs.lastDenial().isAfter(pair.time);
    }

    @Override
    public ConsentDecision decide(Subject subject, Purpose purpose, LawfulBasis basis, Instant at) {
        Person person = new Person(ledger, laws, subject.identifiers());
        Purpose known = policy.get(purpose.key());
        if (known == null) {
            note(purpose);
            return new ConsentDecision(false, Verdict.GAP, person.epoch());
        }
        if (!known.allows(basis)) {
            return new ConsentDecision(false, "basis_not_allowed", person.epoch());
        }
        if (Restriction.stops(person, basis, at)) {
            return new ConsentDecision(false, Restriction.REASON, person.epoch());
        }
        Question question = new Question(person, known, person.about(known, terms, subject));
        String denial = question.denial(basis, at);
        boolean permitted = denial.isEmpty();
        return new ConsentDecision(permitted, permitted ? question.grounds(basis, at) : denial, person.epoch());
    }

    private void note(Purpose purpose) {
        if (gaps.size() < MANY) {
            gaps.add(purpose.key());
        }
    }

    /** Where a person stands about a purpose that rests on consent, and the act that made it so. */
    Standing standing(Subject subject, Purpose purpose, Instant at) {
        return ruling(subject, purpose).at(at);
    }

    @Override
    public Instant nextChange(Subject subject, Purpose purpose, Instant at) {
        Purpose known = policy.get(purpose.key());
        return known == null ? at : ruling(subject, known).nextAfter(at);
    }

    @Override
    public Instant lastDenial(Subject subject, Purpose purpose) {
        Purpose known = policy.get(purpose.key());
        return known == null ? Instant.MAX : ruling(subject, known).lastDenial();
    }

    private Ruling ruling(Subject subject, Purpose known) {
        return new Person(ledger, laws, subject.identifiers()).about(known, terms, subject);
    }

    /**
     * The first step lies at the epoch of 1970, or at the first change if that is earlier: what needs no consent is permitted
     * from there on.
     */
    @Override
    public List<Step> steps(Subject subject) {
        Person person = new Person(ledger, laws, subject.identifiers());
        if (person.saidNothing()) {
            return atFirst;
        }
        SortedMap<Instant, Map<Purpose, Boolean>> changes = new TreeMap<>();
        for (Purpose purpose : changeable) {
            changes(new Question(person, purpose, person.about(purpose, terms, subject)), changes);
        }
        return Restriction.over(steps(new LinkedHashSet<>(unasked), changes), person);
    }

    private static void changes(Question question, Map<Instant, Map<Purpose, Boolean>> changes) {
        if (question.ruling().isEmpty()) {
            return;
        }
        boolean before = mayBegin(question.purpose());
        for (Instant instant : question.ruling().instants()) {
            boolean permitted = question.permits(instant);
            if (permitted != before) {
                changes.computeIfAbsent(instant, key -> new LinkedHashMap<>()).put(question.purpose(), permitted);
            }
            before = permitted;
        }
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

    /** Whether it may go on before anybody said anything. */
    private static boolean mayBegin(Purpose purpose) {
        return !Set.of(LawfulBasis.CONSENT).containsAll(purpose.bases());
    }

    private static boolean needsNoConsent(Purpose purpose) {
        return !purpose.isAdultsOnly()
                && purpose.bases().stream()
                        .anyMatch(basis -> basis != LawfulBasis.CONSENT && !Question.OBJECTABLE.contains(basis));
    }
}
