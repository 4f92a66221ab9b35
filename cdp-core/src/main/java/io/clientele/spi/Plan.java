package io.clientele.spi;

import io.clientele.model.Properties;
import io.clientele.model.Purpose;
import java.time.Instant;
import java.util.Optional;

/**
 * Where an evaluator reports what changed and says what shall be done about it, within the batch that caused it. While a
 * store is opened or a failed batch undone, plans lead nowhere.
 */
public interface Plan {

    /** Reports that the state of a profile changed although no fact of it came (a boundary was crossed). */
    void touched(int profile);

    /**
     * Plans a firing, to be handed over after the batch is durable. Ignored if one of the same id was planned before.
     *
     * @return whether it was planned now
     */
    boolean fire(Firing firing);

    /**
     * Plans a firing each time, whatever was planned before, and in an import too, which {@link #fire} leaves out: for copies that
     * follow every change. Those that are due at one instant are handed over in the order of planning.
     */
    void fireEach(Firing firing);

    /**
     * Says that something came that a destination's waiting firings for this profile may depend on: they are
     * {@linkplain Outbox.FiringJudge judged} anew as soon as the batch is durable.
     */
    default void reconsider(String destination, int profile) {}

    /** When a destination's latest firing for this profile (under any of its former ids) was planned. */
    Optional<Instant> lastFired(String destination, int profile);

    /**
     * One message to be handed to a destination.
     *
     * @param destination the destination's name
     * @param profile whom it is about
     * @param boundary the instant that caused it, never ahead of the clock: with destination and profile it makes the firing's id
     * @param purpose what it is for; asked for again at hand-over
     * @param payload what goes with it, such as the segment's name
     * @param timing from when on, and how important
     */
    record Firing(
            String destination, int profile, Instant boundary, Purpose purpose, Properties payload, Timing timing) {

        /** One that is due at once. */
        public Firing(String destination, int profile, Instant boundary, Purpose purpose, Properties payload) {
            this(destination, profile, boundary, purpose, payload, Timing.AT_ONCE);
        }
    }

    /**
     * When a firing is handed over.
     *
     * @param notBefore from when on; from its boundary on if empty
     * @param priority of those due at one instant the higher goes first
     */
    record Timing(Optional<Instant> notBefore, int priority) {

        /** At its boundary, as important as any. */
        public static final Timing AT_ONCE = new Timing(Optional.empty(), 0);
    }
}
