package io.clientele.consent;

import io.clientele.model.ConsentAct;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where one identifier stands about one purpose at some instant: a fold of the acts up to then.
 *
 * @param verdict what they come to
 * @param latest the latest act since an objection was last lifted
 * @param decisive the act that makes the verdict
 */
record Standing(
        Verdict verdict,
        @Nullable ConsentAct latest,
        @Nullable ConsentAct decisive) {

    /** Before any act. */
    static final Standing NONE = new Standing(Verdict.NONE, null, null);

    /**
     * After one more act. A lift starts afresh; an objection stands until lifted; a grant that is not explicit ends a
     * grant but never a denial.
     */
    Standing after(ConsentAct act) {
        return switch (act.decision()) {
            case LIFT -> NONE;
            case OBJECT -> new Standing(Verdict.OBJECTION, act, act);
            case WITHDRAW -> next(Verdict.WITHDRAWN, act);
            case REFUSE -> next(Verdict.REFUSED, act);
            case GRANT -> grant(act);
        };
    }

    private Standing grant(ConsentAct act) {
        if (act.kind() == ConsentAct.Kind.EXPLICIT) {
            return next(Verdict.GRANTED, act);
        }
        return verdict.denies() ? new Standing(verdict, act, decisive) : next(Verdict.NOT_EXPLICIT, act);
    }

    private Standing next(Verdict newVerdict, ConsentAct act) {
        return verdict == Verdict.OBJECTION ? new Standing(verdict, act, decisive) : new Standing(newVerdict, act, act);
    }

    /** Whether the latest act is explicit and later than the latest of another identifier. */
    boolean explicitlyAfter(Standing other) {
        return other.latest != null && explicitlyAfter(other.latest.time());
    }

    /** Whether the latest act is explicit and later than an instant. */
    boolean explicitlyAfter(Instant instant) {
        return latest != null
                && latest.kind() == ConsentAct.Kind.EXPLICIT
                && latest.time().isAfter(instant);
    }

    /** Whether this is the stricter of two; between equals the one made by the later act. */
    boolean stricterThan(Standing other) {
        int byVerdict = verdict.compareTo(other.verdict);
        return byVerdict < 0
                || (byVerdict == 0
                        && decisive != null
                        && other.decisive != null
                        && decisive.compareTo(other.decisive) > 0);
    }
}
