package io.clientele.spi;

import java.time.Instant;
import java.util.Collection;
import java.util.List;

/**
 * Firings between plan and hand-over. Thread-safe.
 */
public interface Outbox {

    /**
     * Attaches a destination by its name; firings planned while nobody was attached are offered to it with the next write
     * or advance.
     *
     * @throws IllegalArgumentException if it names no purpose, or one that is not in the policy; or if its recipient is outside
     *     the European Economic Area without a ground for the transfer (GDPR Art. 44)
     * @throws IllegalStateException if one of that name is attached already
     */
    default void attach(Destination destination) {
        attach(destination, FiringJudge.ALWAYS);
    }

    /**
     * Attaches a destination whose firings are judged when they are due.
     *
     * @throws IllegalArgumentException if it names no purpose, or one that is not in the policy
     * @throws IllegalStateException if one of that name is attached already
     */
    void attach(Destination destination, FiringJudge judge);

    /** Firings not yet handed over, by destination, oldest first. */
    List<Waiting> waiting();

    /**
     * A firing that waits.
     *
     * @param id its id
     * @param destination for whom
     * @param attached whether anybody is attached under that name
     */
    record Waiting(String id, String destination, boolean attached) {}

    /**
     * Plans firings as one durable act, as an evaluator does in a batch; those that were planned before are left out.
     *
     * @return how many were planned
     */
    int plan(Collection<Plan.Firing> firings);

    /** Firings that were given up, oldest first. They stay until they are replayed or their person is erased. */
    List<Failed> failed();

    /**
     * Has a firing that was given up offered again under its id, as if it had not been tried; consent is asked for again. Durable
     * when it returns.
     *
     * @return false if there is none that failed under this id
     */
    boolean replay(String id);

    /**
     * Notes that a message which was handed over reached its end, such as when a mail server confirmed it. Durable when it returns.
     *
     * @return false if none was handed over under this id that is not acknowledged yet
     */
    boolean acknowledge(String id);

    /**
     * A firing that was given up.
     *
     * @param id its id
     * @param destination for whom
     * @param at when it was given up
     * @param reason why: what the destination said, or {@code tries_spent} with the kind of the last failure
     */
    record Failed(String id, String destination, Instant at, String reason) {}
}
