package io.clientele.consent;

import io.clientele.model.ConsentAct;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where one identifier stands about one purpose at some instant: a fold of the acts up to then.
 *
 * @param verdict what they come to
 * @param latest the latest act since an objection was last lifted
 * @param decisive the act that makes the verdict
 * @param beside the denial that stays when an objection is lifted
 * @param grants where it is a grant, all that were given at the instant of the latest: the least of them counts
 */
record Standing(
        Verdict verdict,
        @Nullable ConsentAct latest,
        @Nullable ConsentAct decisive,
        @Nullable Standing beside,
        List<ConsentAct> grants) {

    /** Before any act. */
    static final Standing NONE = new Standing(Verdict.NONE, null, null, null, List.of());

    private static Standing denied(Verdict verdict, @Nullable ConsentAct by) {
        return new Standing(verdict, by, by, null, List.of());
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
        return new Standing(Verdict.OBJECTION, act, act, kept, List.of());
    }

    private Standing grant(ConsentAct act) {
        boolean explicit = act.kind() == ConsentAct.Kind.EXPLICIT;
        if (verdict == Verdict.OBJECTION || (!explicit && verdict.denies())) {
            return new Standing(verdict, act, decisive, explicit ? null : beside, List.of());
        }
        Verdict given = explicit ? Verdict.GRANTED : Verdict.NOT_EXPLICIT;
        return new Standing(given, act, act, null, tied(act));
    }

    private List<ConsentAct> tied(ConsentAct act) {
        if (grants.isEmpty() || !grants.get(0).time().equals(act.time())) {
            return List.of(act);
        }
        List<ConsentAct> all = new ArrayList<>(grants);
        all.add(act);
        return List.copyOf(all);
    }

    private Standing next(Verdict newVerdict, ConsentAct act) {
        return verdict == Verdict.OBJECTION
                ? new Standing(verdict, act, decisive, denied(newVerdict, act), List.of())
                : denied(newVerdict, act);
    }

    /** The same where one of its grants counts for this. */
    Standing worth(Verdict how, ConsentAct grant) {
        return how == verdict && grants.size() == 1 ? this : new Standing(how, latest, grant, beside, grants);
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
