package io.clientele.consent;

import io.clientele.model.ConsentAct;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The acts on one identifier about one purpose, with where each leaves the identifier. Immutable. */
final class Trail {

    /**
     * By time; of acts at one instant the more restrictive comes later, so that it decides whatever order they came in: the lifting of
     * an objection, which is one from before, a grant, one that is not explicit, a refusal, a withdrawal, an objection; then by id.
     */
    static final Comparator<ConsentAct> ORDER = Comparator.comparing(ConsentAct::time)
            .thenComparingInt(Trail::strictness)
            .thenComparing(ConsentAct::id);

    static final Trail EMPTY = new Trail(List.of());

    private final List<ConsentAct> acts;
    private final Standing[] standings;
    private final Instant lastDenial;

    private Trail(List<ConsentAct> sorted) {
        acts = sorted;
        standings = new Standing[sorted.size()];
        Standing standing = Standing.NONE;
        for (int i = 0; i < standings.length; i++) {
            standing = standing.after(sorted.get(i));
            standings[i] = standing;
        }
        lastDenial = sorted.stream()
                .filter(ConsentAct::denies)
                .map(ConsentAct::time)
                .max(Comparator.naturalOrder())
                .orElse(Instant.MIN);
    }

    private static int strictness(ConsentAct act) {
        return switch (act.decision()) {
            case LIFT -> 0;
            case GRANT -> act.kind() == ConsentAct.Kind.EXPLICIT ? 1 : 2;
            case REFUSE -> 3;
            case WITHDRAW -> 4;
            case OBJECT -> 5;
        };
    }

    Trail with(ConsentAct act) {
        List<ConsentAct> more = new ArrayList<>(acts);
        more.add(act);
        more.sort(ORDER);
        return new Trail(List.copyOf(more));
    }

    Trail without(String actId) {
        List<ConsentAct> left =
                acts.stream().filter(act -> !act.id().equals(actId)).toList();
        return left.isEmpty() ? EMPTY : new Trail(left);
    }

    boolean knows(String actId) {
        for (ConsentAct act : acts) {
            if (act.id().equals(actId)) {
                return true;
            }
        }
        return false;
    }

    List<ConsentAct> acts() {
        return acts;
    }

    /** Where acts up to an instant, inclusive, leave the identifier. */
    Standing at(Instant instant) {
        int low = 0;
        int high = standings.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (acts.get(middle).time().isAfter(instant)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low == 0 ? Standing.NONE : standings[low - 1];
    }

    /** The time of the latest act that denies, lifted or not; {@link Instant#MIN} if there is none. */
    Instant lastDenial() {
        return lastDenial;
    }
}
