package io.clientele.segment.internal.word;

import io.clientele.model.EventType;
import io.clientele.schema.Schemas;
import java.time.Duration;
import java.util.Optional;

/**
 * How far back something looks at events of a type.
 *
 * @param type the type
 * @param back how old an event may at most be that counts; nothing for ever
 * @param total what of events that are gone is asked for
 */
public record Reach(EventType type, Optional<Duration> back, Total total) {

    /** What of events that are gone can be told from what is left of them. */
    public record Total(Kind kind, String field) {

        /** Of how many there were and when the first and the last was. */
        public static final Total COUNT = new Total(Kind.COUNT, "");

        /** More than is left. */
        public static final Total NONE = new Total(Kind.NONE, "");

        /** Of what a field came to. */
        public static Total of(String field) {
            return new Total(Kind.FIELD, field);
        }
    }

    /** Kinds of what is left. */
    public enum Kind {
        /** More than is left. */
        NONE,
        /** How many there were, and when the first and the last was. */
        COUNT,
        /** What a field came to. */
        FIELD
    }

    /** Why the answer would be wrong once events are gone, and what helps; empty if it would not. */
    public Optional<String> fault(Schemas schemas) {
        Optional<Duration> kept = schemas.kept(type);
        boolean whole = kept.isEmpty()
                || back.filter(far -> far.compareTo(kept.get()) <= 0).isPresent();
        if (whole || (back.isEmpty() && isLeft(schemas))) {
            return Optional.empty();
        }
        String far = back.map(Values::words).orElse("as far as there is anything");
        return Optional.of("it looks back " + far + " at " + type + ", which is kept for "
                + Values.words(kept.get())
                + " only (GDPR Art. 5(1)(e)): look back no further, keep it for longer with Retention.keep, or ask for how often"
                + " it ever happened, without where, or for the sum of a field whose total is kept");
    }

    private boolean isLeft(Schemas schemas) {
        return schemas.retention()
                .totals()
                .filter(fields ->
                        total.kind == Kind.COUNT || (total.kind == Kind.FIELD && fields.contains(total.field)))
                .isPresent();
    }
}
