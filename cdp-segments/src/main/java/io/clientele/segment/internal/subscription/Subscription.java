package io.clientele.segment.internal.subscription;

import io.clientele.model.Properties;
import io.clientele.model.Purpose;
import io.clientele.spi.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What shall be planned when somebody enters or leaves a segment, or does something.
 *
 * @param name under which firings are planned and handed over
 * @param occasion when
 * @param purpose what firings are for
 * @param channel on which they go
 * @param course what happens until then
 * @param caution how often and when of the day
 */
public record Subscription(
        String name, Occasion occasion, Purpose purpose, String channel, Course course, Caution caution) {

    /** What causes a firing. */
    public enum On {
        /** Coming in. */
        ENTER,
        /** Going out. */
        LEAVE,
        /** Something that happens. */
        EVENT;

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static On of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    /**
     * When it fires.
     *
     * @param on which change
     * @param subject the segment's name, or the event's pattern as JSON
     */
    public record Occasion(On on, String subject) {

        /** Whether it is about an event. */
        public boolean isEvent() {
            return on == On.EVENT;
        }
    }

    /** Reads it from its journaled form. */
    public static Subscription of(String name, Properties body) {
        On on = On.of(body.text("on").orElse("enter"));
        Purpose purpose = Purpose.named(body.text("purpose").orElse(""));
        return new Subscription(
                name,
                new Occasion(on, body.text(on == On.EVENT ? "event" : "segment").orElse("")),
                purpose,
                body.text("channel").orElse(""),
                Course.of(body),
                Caution.of(body));
    }

    /** The form in which it is journaled. */
    public Properties body() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("kind", "trigger");
        fields.put("on", occasion.on.word());
        fields.put(occasion.isEvent() ? "event" : "segment", occasion.subject);
        fields.put("purpose", purpose.key());
        fields.put("channel", channel);
        fields.putAll(course.fields());
        fields.putAll(caution.fields());
        return Properties.of(fields);
    }

    /** The segment it is about, if it is about one. */
    public Optional<String> segment() {
        return occasion.isEvent() ? Optional.empty() : Optional.of(occasion.subject);
    }

    /** Whether it is about a change of membership of a segment. */
    public boolean concerns(String changed, boolean entered) {
        return occasion.subject.equals(changed) && occasion.on == (entered ? On.ENTER : On.LEAVE);
    }

    /** Whether a firing at an instant would come too soon after the one before; one that takes time is asked when it is due. */
    public boolean rests(Supplier<Optional<Instant>> lastFired, Instant at) {
        Optional<Duration> rest = course.takesTime() ? Optional.empty() : caution.rest();
        return rest.isPresent()
                && lastFired
                        .get()
                        .filter(last -> at.isBefore(last.plus(rest.get())))
                        .isPresent();
    }

    /** A firing for somebody, caused at an instant. What waits for an event is looked at at once. */
    public Plan.Firing firing(int profile, Instant boundary) {
        Instant due = course.waiting().isPresent() ? boundary : boundary.plus(course.delay());
        Optional<Instant> from = due.isAfter(boundary) ? Optional.of(due) : Optional.empty();
        return new Plan.Firing(name, profile, boundary, purpose, payload(), new Plan.Timing(from, caution.priority()));
    }

    private Properties payload() {
        Map<String, Object> fields = new LinkedHashMap<>();
        segment().ifPresent(segment -> fields.put("segment", segment));
        fields.put("channel", channel);
        if (caution.is(Caution.Trait.EXEMPT)) {
            fields.put("exempt", "yes");
        }
        return Properties.of(fields);
    }
}
