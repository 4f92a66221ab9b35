package io.clientele.spi;

import io.clientele.model.Properties;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the module that planned a firing says of it once it is due, by all that is known then: a pure function of the person's history, of
 * what was done before and of now. Called under the pen's lock, so it must be short.
 */
@FunctionalInterface
public interface FiringJudge {

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
