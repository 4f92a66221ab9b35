package io.clientele.consent;

import io.clientele.model.ConsentAct;
import io.clientele.model.Evidence;
import io.clientele.model.Identifier;
import io.clientele.model.LawfulBasis;
import io.clientele.model.Outcome;
import io.clientele.model.Permits;
import io.clientele.model.Permitted;
import io.clientele.model.Profile;
import io.clientele.model.Purpose;
import io.clientele.rights.SubjectRequests;
import io.clientele.spi.ConsentDecision;
import io.clientele.spi.ModuleContext;
import io.clientele.spi.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** {@link Consents} over the gate's ledger. */
final class LedgerConsents implements Consents, SubjectRequests.Choices {

    private final OptInGate gate;
    private final ModuleContext context;
    private final Tokens tokens;

    LedgerConsents(OptInGate gate, ModuleContext context) {
        this.gate = gate;
        this.context = context;
        this.tokens = new Tokens(() -> context.key("unsubscribe"));
    }

    @Override
    public List<Outcome> record(Identifier who, Consumer<ConsentDraft> said) {
        ConsentDraft draft = new ConsentDraft();
        said.accept(draft);
        Instant now = context.clock().instant();
        List<ConsentAct> acts = draft.acts(who, now, context.newId());
        acts.forEach(act -> require(act.purpose()));
        acts.forEach(act -> gate.terms().fault(act, now).ifPresent(fault -> {
            throw new IllegalArgumentException(fault.sentence());
        }));
        return context.submit(acts);
    }

    private void require(Purpose purpose) {
        if (gate.purpose(purpose.key()).isEmpty()) {
            throw new IllegalArgumentException(
                    "the purpose " + purpose.key() + " is not in the policy: add it with ConsentModule.purposes");
        }
    }

    @Override
    public ConsentDecision permitted(Identifier who, Purpose purpose) {
        return permitted(who, purpose, context.clock().instant());
    }

    @Override
    public ConsentDecision permitted(Identifier who, Purpose purpose, Instant at) {
        return context.read(() -> decide(context.subject(who), purpose, at));
    }

    /** By the first basis that permits, else as the purpose's first basis denies. */
    private ConsentDecision decide(Subject subject, Purpose purpose, Instant now) {
        ConsentDecision denied = null;
        for (LawfulBasis basis : gate.purpose(purpose.key()).orElse(purpose).bases()) {
            ConsentDecision decision = gate.decide(subject, purpose, basis, now);
            if (decision.permitted()) {
                return decision;
            }
            denied = denied == null ? decision : denied;
        }
        return denied == null ? gate.decide(subject, purpose, LawfulBasis.CONSENT, now) : denied;
    }

    @Override
    public String explain(Identifier who, Purpose purpose) {
        Instant now = context.clock().instant();
        return context.read(() -> {
            Subject subject = context.subject(who);
            Purpose known = gate.purpose(purpose.key()).orElse(purpose);
            Optional<ConsentAct> act =
                    Optional.ofNullable(gate.standing(subject, known, now).decisive());
            return Sentence.of(known, decide(subject, known, now), act);
        });
    }

    @Override
    public List<ConsentAct> history(Identifier who) {
        return context.read(() -> context.subject(who).identifiers().stream()
                .flatMap(identifier -> gate.ledger().acts(identifier).all())
                .sorted(Trail.ORDER)
                .toList());
    }

    @Override
    public Optional<ConsentProof> proof(ConsentAct act) {
        Optional<Notice> shown = act.notice().flatMap(gate.terms()::notice);
        return context.read(() -> context.prove(act)).map(log -> new ConsentProof(act, shown, log));
    }

    @Override
    public String unsubscribeToken(Identifier who, Purpose purpose, Duration validity) {
        require(purpose);
        if (validity.isZero() || validity.isNegative()) {
            throw new IllegalArgumentException("validity must be longer than nothing");
        }
        Instant end = context.clock().instant().plus(validity);
        return tokens.make(new Tokens.Content(who, purpose.key(), end));
    }

    @Override
    public Outcome unsubscribe(String token) {
        Optional<Tokens.Content> content = tokens.read(token);
        if (content.isEmpty()) {
            return Outcome.of(Outcome.Kind.REJECTED, "token_invalid");
        }
        Instant now = context.clock().instant();
        if (!content.get().end().isAfter(now)) {
            return Outcome.of(Outcome.Kind.REJECTED, "token_expired");
        }
        Optional<Purpose> purpose = gate.purpose(content.get().purpose());
        if (purpose.isEmpty()) {
            return Outcome.of(Outcome.Kind.REJECTED, "purpose_gone");
        }
        return record(
                        content.get().who(),
                        c -> c.object(purpose.get())
                                .evidence(Evidence.of("unsubscribe", "").method("one_click")))
                .get(0);
    }

    @Override
    public Collection<Purpose> purposes() {
        return gate.purposes();
    }

    @Override
    public List<Notice> notices() {
        return gate.terms().notices();
    }

    @Override
    public Set<String> gaps() {
        return gate.gaps();
    }

    @Override
    public Permits permits(Identifier who) {
        return context.permits(who);
    }

    @Override
    public Optional<Permitted<Profile>> export(Identifier who, Purpose purpose) {
        Purpose known = gate.purpose(purpose.key()).orElse(purpose);
        Instant now = context.clock().instant();
        LawfulBasis basis = context.read(() -> known.bases().stream()
                .filter(each ->
                        gate.decide(context.subject(who), known, each, now).permitted())
                .findFirst()
                .orElse(LawfulBasis.CONSENT));
        return context.export(who, known, basis);
    }
}
