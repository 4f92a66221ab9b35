package io.clientele.trigger;

/** The shop's own code that acts on a firing, such as by sending an e-mail. */
@FunctionalInterface
public interface FiringHandler {

    /**
     * Acts on a firing, or throws to have it offered again later under the same id. Called from the thread that wrote or
     * advanced, after what caused it is durable.
     *
     * @throws Exception if it could not be done
     */
    void handle(Firing firing) throws Exception;
}
