package io.clientele.consent;

import io.clientele.model.ConsentAct;
import io.clientele.model.Evidence;
import io.clientele.model.Identifier;
import io.clientele.model.Purpose;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What {@link Consents#record} is told. Used inside the call only; not thread-safe. */
public final class ConsentDraft {

    private final List<Said> said = new ArrayList<>();
    private Evidence evidence = Evidence.none();
    private ConsentAct.Kind kind = ConsentAct.Kind.EXPLICIT;
    private Optional<Instant> time = Optional.empty();
    private Optional<String> id = Optional.empty();

    private record Said(ConsentAct.Decision decision, Purpose purpose) {}

    ConsentDraft() {}

    /** Agreed to these purposes; needs {@link #evidence}. */
    public ConsentDraft grant(Purpose... purposes) {
        return say(ConsentAct.Decision.GRANT, purposes);
    }

    /** Was asked about these purposes and said no. */
    public ConsentDraft refuse(Purpose... purposes) {
        return say(ConsentAct.Decision.REFUSE, purposes);
    }

    /**
     * Took an agreement to these purposes back (GDPR Art. 7(3)). What was collected by consent for them is removed for good,
     * in the same call; a new grant brings nothing back.
     */
    public ConsentDraft withdraw(Purpose... purposes) {
        return say(ConsentAct.Decision.WITHDRAW, purposes);
    }

    /** Objected to these purposes (GDPR Art. 21): stands until lifted, whatever is granted. */
    public ConsentDraft object(Purpose... purposes) {
        return say(ConsentAct.Decision.OBJECT, purposes);
    }

    /** Took an objection back; afterwards these purposes are as if nothing had been said about them. */
    public ConsentDraft lift(Purpose... purposes) {
        return say(ConsentAct.Decision.LIFT, purposes);
    }

    /**
     * The proof of all that is said here.
     *
     * @param source where it was said, such as {@code banner} or {@code checkout}
     * @param notice the version of the text the person saw
     */
    public ConsentDraft evidence(String source, String notice) {
        return evidence(Evidence.of(source, notice));
    }

    /** The proof of all that is said here, in full. */
    public ConsentDraft evidence(Evidence proof) {
        evidence = proof;
        return this;
    }

    /** How it was said; explicitly, without this. */
    public ConsentDraft kind(ConsentAct.Kind newKind) {
        kind = newKind;
        return this;
    }

    /** When it was said; now, without this. A time more than five minutes ahead of the clock counts as now, a denial's at once. */
    public ConsentDraft at(Instant when) {
        time = Optional.of(when);
        return this;
    }

    /**
     * The message id that makes a repeated delivery harmless. Where several acts are said at once, each one's id is this
     * with a hyphen and its place, from {@code -001}.
     */
    public ConsentDraft id(String messageId) {
        id = Optional.of(messageId);
        return this;
    }

    private ConsentDraft say(ConsentAct.Decision decision, Purpose... purposes) {
        for (Purpose purpose : purposes) {
            said.add(new Said(decision, purpose));
        }
        return this;
    }

    /** The acts, given what a call of {@link #at} and {@link #id} would have said otherwise. */
    List<ConsentAct> acts(Identifier who, Instant now, String newId) {
        check();
        List<ConsentAct> acts = new ArrayList<>();
        String base = id.orElse(newId);
        for (Said each : said) {
            String actId = said.size() == 1 ? base : "%s-%03d".formatted(base, acts.size() + 1);
            acts.add(ConsentAct.of(actId, who, each.purpose, each.decision, time.orElse(now))
                    .by(evidence)
                    .kind(kind));
        }
        return acts;
    }

    private void check() {
        if (said.isEmpty()) {
            throw new IllegalArgumentException(
                    "nothing was said: name a purpose to grant, refuse, withdraw or object to");
        }
        boolean grants = said.stream().anyMatch(each -> each.decision == ConsentAct.Decision.GRANT);
        if (grants && (evidence.source().isBlank() || evidence.notice().isBlank())) {
            throw new IllegalArgumentException(
                    "a grant needs evidence(source, notice): consent must be provable (GDPR Art. 7(1))");
        }
    }
}
