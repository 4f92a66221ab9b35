package io.clientele.spi;

import io.clientele.model.Properties;
import io.clientele.model.Purpose;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

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

    /**
     * Ends a destination for good: nobody is attached under its name any more, and what waits for it is cancelled, durably when this
     * returns. What is just being handed over may still end.
     */
    void detach(String destination);

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

    /**
     * Notes that people's data was handed to a recipient in another way than through here, such as in a file: shown with
     * {@linkplain ModuleContext#disclosures disclosures} like any hand-over (GDPR Art. 15(1)(c), 19). One durable act, to be done before
     * the data leaves.
     *
     * @param given who received it, as the destination; whom it is about, when and what for
     * @return how many were not noted before
     */
    int disclosed(Collection<Plan.Firing> given);

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

    /**
     * What the module that planned a firing says of it once it is due, by all that is known then: a pure function of the person's history, of
     * what was done before and of now. Called under the pen's lock, so it must be short.
     */
    @FunctionalInterface
    interface FiringJudge {

        /** Hands over whatever is due. */
        FiringJudge ALWAYS = inquiry -> Ruling.GO;

        /** Says whether a firing is handed over now. It is asked again for each try. */
        Ruling judge(Inquiry inquiry);

        /**
         * What is asked.
         *
         * @param delivery what would be handed over, the person as far as the purpose permits
         * @param now the instant
         * @param facts the person's facts in order, read when asked for
         * @param earlier what was handed over about this person before, in no order, read when asked for
         */
        record Inquiry(Delivery delivery, Instant now, Supplier<List<Fact>> facts, Supplier<List<Earlier>> earlier) {}

        /**
         * Something that was handed over.
         *
         * @param destination to whom
         * @param at when
         * @param payload what went with it
         */
        record Earlier(String destination, Instant at, Properties payload) {}

        /**
         * The answer.
         *
         * @param cancelled why it is not handed over at all; no personal data
         * @param notBefore until when it is not to be asked again, unless it is {@linkplain Plan#reconsider reconsidered}
         */
        record Ruling(Optional<String> cancelled, Optional<Instant> notBefore) {

            /** It is handed over. */
            public static final Ruling GO = new Ruling(Optional.empty(), Optional.empty());

            /** It is not handed over at all. */
            public static Ruling cancel(String reason) {
                return new Ruling(Optional.of(reason), Optional.empty());
            }

            /** It is not handed over before an instant. */
            public static Ruling wait(Instant until) {
                return new Ruling(Optional.empty(), Optional.of(until));
            }
        }
    }

    /**
     * That a person's data was handed to a recipient: what the person may ask for (GDPR Art. 15(1)(c), 19).
     *
     * @param firing the firing's id
     * @param destination who received it
     * @param purpose what for
     * @param at when
     */
    record Disclosure(String firing, String destination, Purpose purpose, Instant at) {}
}
