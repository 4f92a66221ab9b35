package io.clientele.spi;

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
    void attach(Destination destination);

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
}
