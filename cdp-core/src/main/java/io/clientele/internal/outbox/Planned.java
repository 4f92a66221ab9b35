package io.clientele.internal.outbox;

import io.clientele.spi.Plan.Firing;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/**
 * A firing with its state.
 *
 * @param id its id
 * @param owners the numbers its profile had when it was planned
 * @param firing what was planned
 * @param state the state
 * @param at since when it has that
 * @param reason why, in a word
 * @param tries failed tries
 */
public record Planned(
        String id, List<Integer> owners, Firing firing, State state, Instant at, String reason, Tries tries) {

    /** A new one. */
    public static Planned of(String id, List<Integer> owners, Firing firing) {
        return new Planned(id, owners, firing, State.PLANNED, firing.boundary(), "planned", Tries.NONE);
    }

    /** The owner whose key seals it, and whose profile it goes to. */
    public int owner() {
        return firing.profile();
    }

    /** The destination's name. */
    public String destination() {
        return firing.destination();
    }

    /** When it was due first. */
    public Instant due() {
        return firing.timing().notBefore().orElse(firing.boundary());
    }

    /** From when on it is its turn: when it was due first, unless it was put off without a try. */
    public Instant turn() {
        return tries.count() == 0 && tries.next().isAfter(due()) ? tries.next() : due();
    }

    /** Whether one of these numbers took part in it. */
    public boolean concerns(Collection<Integer> numbers) {
        return !Collections.disjoint(owners, numbers);
    }

    /** The same in another state. */
    public Planned now(State other, Instant when, String why) {
        return new Planned(id, owners, firing, other, when, why, tries);
    }

    /** The same to be handed over again, as if never tried. */
    public Planned replayed(Instant when) {
        return with(Tries.NONE, "").now(State.PLANNED, when, "replayed");
    }

    /** The same, of which its destination says that it is done; when it was handed over stays. */
    public Planned acknowledged() {
        return now(State.ACKNOWLEDGED, at, "acknowledged");
    }

    /** The same with other tries. */
    public Planned with(Tries other, String why) {
        return new Planned(id, owners, firing, state, at, why, other);
    }

    @Override
    public String toString() {
        return "firing " + id + " " + state;
    }
}
