package io.clientele.consent;

import io.clientele.model.ConsentAct;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where one identifier stands about one purpose at some instant: a fold of the acts up to then.
 *
 * @param verdict what they come to
 * @param latest the latest act since an objection was last lifted
 * @param decisive the act that makes the verdict
 * @param beside the denial that stays when an objection is lifted
 */
record Standing(
        Verdict verdict,
        @Nullable ConsentAct latest,
        @Nullable ConsentAct decisive,
        @Nullable Standing beside) {

    /** Before any act. */
    static final Standing NONE = new Standing(Verdict.NONE, null, null, null);

    private static Standing denied(Verdict verdict, @Nullable ConsentAct by) {
        return new Standing(verdict, by, by, null);
    }

    /**
     * After one more act. An objection stands until lifted; lifting it brings back a denial that stood beside it, never a
     * grant, and where nothing was objected to it does nothing. A grant that is not explicit ends a grant but no denial.
     */
    Standing after(ConsentAct act) {
        return switch (act.decision()) {
            case LIFT -> verdict == Verdict.OBJECTION ? Objects.requireNonNullElse(beside, NONE) : this;
            case OBJECT -> objected(act);
            case WITHDRAW -> next(Verdict.WITHDRAWN, act);
            case REFUSE -> next(Verdict.REFUSED, act);
            case GRANT -> grant(act);
        };
    }

    private Standing objected(ConsentAct act) {
        Standing kept = verdict == Verdict.WITHDRAWN || verdict == Verdict.REFUSED ? denied(verdict, decisive) : beside;
        return new Standing(Verdict.OBJECTION, act, act, kept);
    }

    private Standing grant(ConsentAct act) {
        if (act.kind() == ConsentAct.Kind.EXPLICIT) {
            return next(Verdict.GRANTED, act);
        }
        return verdict.denies()
                ? new Standing(verdict, act, decisive, beside)
                : new Standing(Verdict.NOT_EXPLICIT, act, act, null);
    }

    private Standing next(Verdict newVerdict, ConsentAct act) {
        if (verdict != Verdict.OBJECTION) {
            return new Standing(newVerdict, act, act, null);
        }
        return new Standing(verdict, act, decisive, newVerdict.denies() ? denied(newVerdict, act) : null);
    }

    /** The same grant, which holds no longer. */
    Standing ended(Verdict how) {
        return new Standing(how, latest, decisive, beside);
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
