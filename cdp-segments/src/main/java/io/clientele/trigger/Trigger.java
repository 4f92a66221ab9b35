package io.clientele.trigger;

import io.clientele.model.Purpose;
import io.clientele.segment.Segment;
import io.clientele.segment.internal.subscription.Subscription;
import io.clientele.segment.internal.subscription.Subscription.On;
import java.time.Duration;
import java.util.Optional;

/**
 * What is to be done when: a name, the segment whose enters or leaves fire, the purpose asked for, and how often one person may be
 * bothered. A value; {@link Triggers#attach} brings it to life. Immutable: each method gives another value.
 */
public final class Trigger {

    private static final int MAX_NAME_LENGTH = 100;

    private final String name;
    private final Optional<Occasion> occasion;
    private final Optional<Purpose> purpose;
    private final Optional<Duration> rest;

    /**
     * When it fires.
     *
     * @param segment what somebody enters or leaves
     * @param on which of it
     */
    private record Occasion(Segment segment, On on) {}

    private Trigger(String name, Optional<Occasion> occasion, Optional<Purpose> purpose, Optional<Duration> rest) {
        this.name = name;
        this.occasion = occasion;
        this.purpose = purpose;
        this.rest = rest;
    }

    /**
     * Starts a trigger.
     *
     * @param name by which its handler is found again after a restart; 1 to 100 characters
     * @throws IllegalArgumentException if the name is blank or longer
     */
    public static Trigger named(String name) {
        require(!name.isBlank() && name.length() <= MAX_NAME_LENGTH, "name must hold 1 to 100 characters");
        return new Trigger(name, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Fires when somebody enters a segment. */
    public Trigger onEnter(Segment entered) {
        return new Trigger(name, Optional.of(new Occasion(entered, On.ENTER)), purpose, rest);
    }

    /**
     * Fires when somebody leaves a segment, by what they do, by time alone, or since its purpose is not permitted any more.
     * Said in place of {@link #onEnter}.
     */
    public Trigger onLeave(Segment left) {
        return new Trigger(name, Optional.of(new Occasion(left, On.LEAVE)), purpose, rest);
    }

    /** What firings are for: whoever does not permit it at hand-over gets none. */
    public Trigger purpose(Purpose what) {
        return new Trigger(name, occasion, Optional.of(what), rest);
    }

    /** After a firing, the same person is left in peace for so long; firings in between are not planned at all. */
    public Trigger atMostOncePer(Duration duration) {
        require(!duration.isNegative() && !duration.isZero(), "atMostOncePer must be longer than nothing");
        return new Trigger(name, occasion, purpose, Optional.of(duration));
    }

    /** The name. */
    public String name() {
        return name;
    }

    Subscription subscription() {
        require(
                occasion.isPresent(),
                "trigger " + name + " does not say when it fires: say onEnter(...) or onLeave(...)");
        require(purpose.isPresent(), "trigger " + name + " names no purpose: say purpose(...)");
        Occasion when = occasion.orElseThrow();
        return new Subscription(name, when.segment.name(), when.on, purpose.orElseThrow(), rest);
    }

    private static void require(boolean good, String message) {
        if (!good) {
            throw new IllegalArgumentException(message);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Trigger that
                && name.equals(that.name)
                && occasion.equals(that.occasion)
                && purpose.equals(that.purpose)
                && rest.equals(that.rest);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    /** The name. */
    @Override
    public String toString() {
        return name;
    }
}
