package io.clientele.segment.internal.subscription;

import io.clientele.model.Properties;
import io.clientele.model.Purpose;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What shall be planned when somebody enters or leaves a segment.
 *
 * @param name under which firings are planned and handed over
 * @param segment the segment's name
 * @param on whether enters or leaves
 * @param purpose what firings are for
 * @param atMostOncePer how long one person is left in peace after a firing, if at all
 */
public record Subscription(String name, String segment, On on, Purpose purpose, Optional<Duration> atMostOncePer) {

    /** Which changes of membership. */
    public enum On {
        /** Coming in. */
        ENTER,
        /** Going out. */
        LEAVE;

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Reads it from its journaled form. */
    public static Subscription of(String name, Properties body) {
        return new Subscription(
                name,
                body.text("segment").orElse(""),
                body.text("on").filter(On.LEAVE.word()::equals).isPresent() ? On.LEAVE : On.ENTER,
                Purpose.named(body.text("purpose").orElse("")),
                body.text("at_most_once_per").map(Duration::parse));
    }

    /** The form in which it is journaled. */
    public Properties body() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("kind", "trigger");
        fields.put("on", on.word());
        fields.put("segment", segment);
        fields.put("purpose", purpose.key());
        atMostOncePer.ifPresent(d -> fields.put("at_most_once_per", d.toString()));
        return Properties.of(fields);
    }

    /** Whether it is about a change of membership of a segment. */
    public boolean concerns(String changed, boolean entered) {
        return segment.equals(changed) && entered == (on == On.ENTER);
    }

    /** Whether a firing at an instant would come too soon after the one before. */
    public boolean rests(Optional<Instant> lastFired, Instant at) {
        return lastFired.isPresent()
                && atMostOncePer.isPresent()
                && at.isBefore(lastFired.get().plus(atMostOncePer.get()));
    }
}
