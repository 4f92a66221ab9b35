package io.clientele.consent;

import io.clientele.model.ConsentAct;
import io.clientele.model.Evidence;
import io.clientele.model.Identifier;
import io.clientele.model.LawfulBasis;
import io.clientele.model.Outcome;
import io.clientele.model.Purpose;
import io.clientele.spi.ConsentDecision;
import io.clientele.spi.ModuleContext;
import io.clientele.spi.Subject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** {@link Consents} over the gate's ledger. */
final class LedgerConsents implements Consents {

    private final OptInGate gate;
    private final ModuleContext context;

    LedgerConsents(OptInGate gate, ModuleContext context) {
        this.gate = gate;
        this.context = context;
    }

    @Override
    public List<Outcome> record(Identifier who, Consumer<ConsentDraft> said) {
        ConsentDraft draft = new ConsentDraft();
        said.accept(draft);
        List<ConsentAct> acts = draft.acts(who, context.clock().instant(), context.newId());
        acts.forEach(act -> require(act.purpose()));
        acts.forEach(this::requireNotice);
        return context.submit(acts.stream().map(this::citing).toList());
    }

    /** The act with the hash and language of the text it cites, if the shop gave that. */
    private ConsentAct citing(ConsentAct act) {
        Evidence evidence = act.evidence();
        Optional<Notice> shown = act.notice().flatMap(gate.terms()::notice);
        if (shown.isEmpty() || evidence.noticeHash().isPresent()) {
            return act;
        }
        Evidence cited = evidence.noticeHash(shown.get().hash());
        return act.by(
                cited.language().isPresent()
                        ? cited
                        : cited.language(shown.get().language()));
    }

    private void require(Purpose purpose) {
        if (gate.purpose(purpose.key()).isEmpty()) {
            throw new IllegalArgumentException(
                    "the purpose " + purpose.key() + " is not in the policy: add it with ConsentModule.purposes");
        }
    }

    private void requireNotice(ConsentAct act) {
        boolean unknown = act.decision() == ConsentAct.Decision.GRANT
                && !gate.terms().notices().isEmpty()
                && act.notice().flatMap(gate.terms()::notice).isEmpty();
        if (unknown) {
            throw new IllegalArgumentException(
                    "the notice cited is none of ConsentModule.notices: nobody could show later what was agreed to");
        }
        Optional<String> seen = act.evidence().noticeHash();
        Optional<String> known = act.notice().flatMap(gate.terms()::notice).map(Notice::hash);
        if (seen.isPresent() && known.isPresent() && !seen.equals(known)) {
            throw new IllegalArgumentException(
                    "the notice cited has another text than the person saw: the hashes differ");
        }
    }

    @Override
    public ConsentDecision permitted(Identifier who, Purpose purpose) {
        Instant now = context.clock().instant();
        return context.read(() -> decide(context.subject(who), purpose, now));
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
}
