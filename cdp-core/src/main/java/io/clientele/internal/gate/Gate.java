package io.clientele.internal.gate;

import io.clientele.model.ConsentAct;
import io.clientele.model.Identifier;
import io.clientele.model.LawfulBasis;
import io.clientele.model.Permits;
import io.clientele.model.Permitted;
import io.clientele.model.Purpose;
import io.clientele.spi.ConsentDecision;
import io.clientele.spi.ConsentGate;
import io.clientele.spi.Subject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * The gates of the core around the decisions of the module's: counts what each says, and is the only one to make a
 * {@link Witness}. Thread-safe as the module's gate is.
 */
public final class Gate implements ConsentGate {

    /** Where it is asked. */
    public enum Where {
        /** Before an event enters the journal. */
        INGEST,
        /** Before what an event holds is kept: by when it happened, and its special parts by purposes of their own. */
        STORE,
        /** Before two identifiers are joined. */
        STITCH,
        /** Before a segment or trigger reads fields for its purpose. */
        EVALUATE,
        /** Before a firing is handed over. */
        ACTIVATE,
        /** Before a profile is read for a purpose. */
        EXPORT
    }

    private static final Duration LONGEST = Duration.ofHours(24);

    private final ConsentGate given;
    private final InstantSource clock;
    private final Epochs epochs = new Epochs();
    private final List<Map<String, LongAdder>> counts;

    /** The gates around a module's. */
    public Gate(ConsentGate given, InstantSource clock) {
        this.given = given;
        this.clock = clock;
        this.counts = java.util.Arrays.stream(Where.values())
                .<Map<String, LongAdder>>map(where -> new ConcurrentHashMap<>())
                .toList();
    }

    /** The module's gate. */
    public ConsentGate given() {
        return given;
    }

    /**
     * A question.
     *
     * @param subject about whom
     * @param purpose what for
     * @param basis on which basis
     */
    public record Question(Subject subject, Purpose purpose, LawfulBasis basis) {}

    /**
     * An answer.
     *
     * @param permitted the value with its proof; empty if not
     * @param reason why, or why not
     */
    public record Answer<T>(Optional<Permitted<T>> permitted, String reason) {}

    /** Whether something may be done now. */
    public ConsentDecision ask(Where where, Question question) {
        ConsentDecision decision = given.decide(question.subject, question.purpose, question.basis, clock.instant());
        count(where, decision.reason());
        return decision;
    }

    /**
     * INGEST and STORE: why an event that happened at this time may not be taken in; empty if it may. Counts what each says: the
     * decision once more and, where that permits, whether what happened then may be kept.
     */
    public Optional<String> refusal(Decided decided, Instant time) {
        count(Where.INGEST, decided.reason());
        Optional<String> refusal = decided.refusal(time);
        if (decided.isPermitted()) {
            count(Where.STORE, refusal.orElse("permitted"));
        }
        return refusal;
    }

    /** What is decided now, for as long as it holds. */
    public Decided decided(Question question) {
        Epochs.Mark mark = epochs.mark(question.subject.identifiers());
        Instant now = clock.instant();
        ConsentDecision decision = given.decide(question.subject, question.purpose, question.basis, now);
        Instant until = given.nextChange(question.subject, question.purpose, now);
        Instant denied = question.basis == LawfulBasis.CONSENT
                ? given.lastDenial(question.subject, question.purpose)
                : Instant.MIN;
        return new Decided(question, decision, new Decided.Term(now, until, mark), denied);
    }

    /** STORE: whether special data of a time may be kept for a purpose: only by explicit consent (GDPR Art. 9(2)(a)). */
    public boolean storeSpecial(Subject subject, Purpose purpose, Instant happened) {
        boolean may = given.decide(subject, purpose, LawfulBasis.CONSENT, clock.instant())
                        .permitted()
                && given.lastDenial(subject, purpose).isBefore(happened);
        count(Where.STORE, may ? "special_permitted" : "special");
        return may;
    }

    /** Counts what was refused before anybody was asked. */
    public void refused(Where where, String reason) {
        count(where, reason);
    }

    /** EVALUATE: counts what was said. */
    public void evaluated(String reason) {
        count(Where.EVALUATE, reason);
    }

    /** A value with the proof that it may be used; good for a day at most, and for as long as what was said holds. */
    public <T> Answer<T> permit(Where where, Question question, String profile, T value) {
        Epochs.Mark mark = epochs.mark(question.subject.identifiers());
        ConsentDecision decision = ask(where, question);
        if (!decision.permitted()) {
            return new Answer<>(Optional.empty(), decision.reason());
        }
        Instant now = clock.instant();
        Witness.Proof proof = new Witness.Proof(decision.epoch(), mark, end(question, now, now.plus(LONGEST)), clock);
        return new Answer<>(Optional.of(new Witness<>(value, question.purpose, profile, proof)), decision.reason());
    }

    /** When the purpose ceases to be permitted without another act, if that is before an instant; else that instant. */
    private Instant end(Question question, Instant now, Instant latest) {
        Instant at = now;
        Instant next = given.nextChange(question.subject, question.purpose, at);
        while (next.isAfter(at) && next.isBefore(latest)) {
            if (!given.decide(question.subject, question.purpose, question.basis, next)
                    .permitted()) {
                return next;
            }
            at = next;
            next = given.nextChange(question.subject, question.purpose, at);
        }
        return next.isAfter(at) ? latest : at;
    }

    /** What a person permits, resolved. */
    public Permits mask(Subject subject) {
        Epochs.Mark mark = epochs.mark(subject.identifiers());
        Instant now = clock.instant();
        Collection<Purpose> permitted = List.of();
        for (Step step : given.steps(subject)) {
            if (step.from().isAfter(now)) {
                return new Mask(permitted, step.from(), mark);
            }
            permitted = step.permitted();
        }
        return new Mask(permitted, Instant.MAX, mark);
    }

    private void count(Where where, String reason) {
        Map<String, LongAdder> here = counts.get(where.ordinal());
        LongAdder known = here.get(reason);
        (known == null ? here.computeIfAbsent(reason, key -> new LongAdder()) : known).increment();
    }

    /** How often each gate said what, by {@code gate.where.reason}. */
    public Map<String, Long> counts() {
        Map<String, Long> all = new TreeMap<>();
        for (Where where : Where.values()) {
            String prefix = "gate." + where.name().toLowerCase(Locale.ROOT) + '.';
            counts.get(where.ordinal()).forEach((reason, count) -> all.put(prefix + reason, count.sum()));
        }
        return all;
    }

    /** Notes that these identifiers are now of other persons than before: what was permitted for those persons is over. */
    public void moved(Collection<Identifier> identifiers) {
        identifiers.forEach(epochs::raise);
    }

    @Override
    public String configuration() {
        return given.configuration();
    }

    @Override
    public Collection<Purpose> purposes() {
        return given.purposes();
    }

    @Override
    public Optional<Purpose> purpose(String key) {
        return given.purpose(key);
    }

    @Override
    public Optional<String> refusal(ConsentAct act, Instant received) {
        return given.refusal(act, received);
    }

    @Override
    public ConsentAct completed(ConsentAct act) {
        return given.completed(act);
    }

    @Override
    public void add(ConsentAct act) {
        given.add(act);
        epochs.raise(act.identifier());
    }

    @Override
    public void remove(ConsentAct act) {
        given.remove(act);
        epochs.raise(act.identifier());
    }

    @Override
    public void forget(Identifier identifier) {
        given.forget(identifier);
        epochs.raise(identifier);
    }

    @Override
    public boolean mayLink(Identifier a, Identifier b, Instant time) {
        boolean may = given.mayLink(a, b, time);
        count(Where.STITCH, may ? "permitted" : "denied");
        return may;
    }

    @Override
    public ConsentDecision decide(Subject subject, Purpose purpose, LawfulBasis basis, Instant at) {
        return given.decide(subject, purpose, basis, at);
    }

    @Override
    public Instant nextChange(Subject subject, Purpose purpose, Instant at) {
        return given.nextChange(subject, purpose, at);
    }

    @Override
    public Instant lastDenial(Subject subject, Purpose purpose) {
        return given.lastDenial(subject, purpose);
    }

    @Override
    public List<Step> steps(Subject subject) {
        return given.steps(subject);
    }
}
