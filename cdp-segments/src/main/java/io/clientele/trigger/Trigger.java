package io.clientele.trigger;

import io.clientele.model.EventType;
import io.clientele.model.Purpose;
import io.clientele.model.Trait;
import io.clientele.segment.Condition;
import io.clientele.segment.Conditions;
import io.clientele.segment.EventCondition;
import io.clientele.segment.Segment;
import io.clientele.segment.TraitTest;
import io.clientele.segment.internal.subscription.Cap;
import io.clientele.segment.internal.subscription.Caution;
import io.clientele.segment.internal.subscription.Course;
import io.clientele.segment.internal.subscription.Hours;
import io.clientele.segment.internal.subscription.Subscription;
import io.clientele.segment.internal.subscription.Subscription.Occasion;
import io.clientele.segment.internal.subscription.Subscription.On;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is to be done when: a name, the segment whose enters or leaves fire or the event that does, the purpose asked for, how long it
 * takes and what cancels it in between, and how often one person may be bothered. A value; {@link Triggers#attach} brings it to life.
 * Immutable: each method gives another value.
 *
 * <p>A date, such as a renewal or a birthday, fires with {@link #onDate} and {@link #onAnniversary} as its day, or one so many days
 * before or after it, begins on the person's own clock.
 */
public final class Trigger {

    private static final int MAX_NAME_LENGTH = 100;
    private static final Duration DAYS_APART = Duration.ofDays(2);

    private final String name;
    private final Optional<Occasion> occasion;
    private final Optional<Purpose> purpose;
    private final Optional<String> channel;
    private final Plot plot;

    /**
     * How it goes on.
     *
     * @param day of which day it is, if it is of one
     * @param course what happens until hand-over
     * @param caution how often and when of the day
     */
    private record Plot(Optional<Day> day, Course course, Caution caution) {}

    /**
     * A day that fires.
     *
     * @param date the trait that tells it
     * @param days how many days after it
     * @param yearly whether every later year brings it again
     */
    private record Day(Trait<LocalDate> date, int days, boolean yearly) {

        Condition in(ZoneId otherwise) {
            TraitTest<LocalDate> test = Conditions.trait(date);
            return yearly ? test.isDayOfYear(days, otherwise) : test.isDay(days, otherwise);
        }
    }

    private Trigger(
            String name, Optional<Occasion> occasion, Optional<Purpose> purpose, Optional<String> channel, Plot plot) {
        this.name = name;
        this.occasion = occasion;
        this.purpose = purpose;
        this.channel = channel;
        this.plot = plot;
    }

    /**
     * Starts a trigger.
     *
     * @param name by which its handler is found again after a restart; 1 to 100 characters
     * @throws IllegalArgumentException if the name is blank or longer
     */
    public static Trigger named(String name) {
        require(!name.isBlank() && name.length() <= MAX_NAME_LENGTH, "name must hold 1 to 100 characters");
        return new Trigger(
                name,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                new Plot(Optional.empty(), Course.NONE, Caution.STANDARD));
    }

    // ---- when

    /** Fires when somebody enters a segment. */
    public Trigger onEnter(Segment entered) {
        return on(new Occasion(On.ENTER, entered.name()));
    }

    /**
     * Fires when somebody leaves a segment, by what they do, by time alone, or since its purpose is not permitted any more.
     * Said in place of {@link #onEnter}.
     */
    public Trigger onLeave(Segment left) {
        return on(new Occasion(On.LEAVE, left.name()));
    }

    /** Fires each time an event of a type happens; one that comes more than an hour late does not. */
    public Trigger onEvent(EventType type) {
        return onEvent(Conditions.did(type));
    }

    /**
     * The same for events with certain properties: {@code did(ORDER_COMPLETED).where("total", moreThan(100))}. What else the condition
     * says, such as how often or within which time, does not count.
     */
    public Trigger onEvent(EventCondition event) {
        return on(new Occasion(On.EVENT, event.json()));
    }

    /**
     * Fires as the day begins that is so many days after the date that a trait holds, on the clock of the person's trait
     * {@link Trait#TIME_ZONE}, else of the zone of the {@link ContactPolicy}. If the date comes to be known, or permitted, in the course of
     * that day, it fires then; within two days of a firing it does not fire again for the same person unless {@link #atMostOncePer} says
     * otherwise. The people whose day it is are a segment named as the trigger, with " day" behind it.
     *
     * @param days how many; before the date, if negative
     */
    public Trigger onDate(Trait<LocalDate> date, int days) {
        return on(new Day(date, days, /* yearly= */ false));
    }

    /**
     * The same for that day in every year after its own, such as for a birthday. The 29th of February comes round on the 28th where
     * there is no 29th.
     *
     * @param days how many; before it, if negative; at most 364 either way
     */
    public Trigger onAnniversary(Trait<LocalDate> date, int days) {
        return on(new Day(date, days, /* yearly= */ true));
    }

    private Trigger on(Day day) {
        Trigger entered = on(new Occasion(On.ENTER, name + " day"));
        Trigger once = plot.caution.rest().isPresent() ? entered : entered.atMostOncePer(DAYS_APART);
        Plot other = new Plot(Optional.of(day), once.plot.course, once.plot.caution);
        return new Trigger(name, once.occasion, purpose, channel, other);
    }

    private Trigger on(Occasion when) {
        return new Trigger(
                name, Optional.of(when), purpose, channel, new Plot(Optional.empty(), plot.course, plot.caution));
    }

    /** The segment of those whose day it is, if it is about a day. */
    Optional<Segment> days(ZoneId otherwise) {
        return plot.day.map(day -> Segment.named(name + " day")
                .purpose(purpose.orElseThrow(this::nameless))
                .when(day.in(otherwise)));
    }

    private IllegalArgumentException nameless() {
        return new IllegalArgumentException("trigger " + name + " names no purpose: say purpose(...)");
    }

    // ---- what for

    /** What firings are for: whoever does not permit it at hand-over gets none. */
    public Trigger purpose(Purpose what) {
        return new Trigger(name, occasion, Optional.of(what), channel, plot);
    }

    /** On which channel its messages go, such as {@code onsite}; a purpose that is bound to a channel says that by itself. */
    public Trigger channel(String where) {
        require(!where.isBlank(), "channel must be named");
        return new Trigger(name, occasion, purpose, Optional.of(where), plot);
    }

    // ---- until hand-over

    /** Hands over so long after its cause, or after what it {@linkplain #waitFor waited} for. */
    public Trigger delay(Duration duration) {
        require(isPositive(duration), "delay must be longer than nothing");
        Course course = plot.course;
        return with(new Course(duration, course.waiting(), course.cancels(), course.whileTrue()));
    }

    /**
     * Hands over once an event has happened after its cause, or after so long without it.
     *
     * @param event which; only its type and properties count
     */
    public Trigger waitFor(EventCondition event, Duration atMost) {
        require(isPositive(atMost), "atMost must be longer than nothing");
        Course course = plot.course;
        Course.Wait wait = new Course.Wait(event.json(), atMost);
        return with(new Course(course.delay(), Optional.of(wait), course.cancels(), course.whileTrue()));
    }

    /** Hands nothing over if an event happens between its cause and its hand-over; may be said several times. */
    public Trigger cancelIf(EventType type) {
        return cancelIf(Conditions.did(type));
    }

    /** The same for events with certain properties; only the type and the properties count. */
    public Trigger cancelIf(EventCondition event) {
        Course course = plot.course;
        List<String> cancels = new ArrayList<>(course.cancels());
        cancels.add(event.json());
        return with(new Course(course.delay(), course.waiting(), cancels, course.whileTrue()));
    }

    /** Hands nothing over if the person leaves the segment again before; of {@link #onLeave}, comes back to it. */
    public Trigger whileTrue() {
        Course course = plot.course;
        return with(new Course(course.delay(), course.waiting(), course.cancels(), true));
    }

    private Trigger with(Course course) {
        return new Trigger(name, occasion, purpose, channel, new Plot(plot.day, course, plot.caution));
    }

    // ---- with care

    /**
     * After a firing, the same person is left in peace for so long; firings in between are not planned at all. Where hand-over takes
     * time, they are planned and cancelled when they are due.
     */
    public Trigger atMostOncePer(Duration duration) {
        require(isPositive(duration), "atMostOncePer must be longer than nothing");
        Caution c = plot.caution;
        return with(new Caution(Optional.of(duration), c.caps(), c.hours(), c.priority(), c.stale(), c.traits()));
    }

    /** One person gets at most so many of its messages within so long; what is more is cancelled when it is due. */
    public Trigger atMost(int messages, Duration within) {
        Caution c = plot.caution;
        List<Cap> caps = new ArrayList<>(c.caps());
        caps.add(cap(messages, within));
        return with(new Caution(c.rest(), caps, c.hours(), c.priority(), c.stale(), c.traits()));
    }

    static Cap cap(int messages, Duration within) {
        require(messages >= 1, "messages must be at least 1");
        require(isPositive(within), "within must be longer than nothing");
        return new Cap(messages, within);
    }

    /** Sends from one time of the day until before another alone, on the person's own clock; what is due outside waits. */
    public Trigger sentBetween(LocalTime from, LocalTime until) {
        require(!from.equals(until), "until must be another time than from");
        Caution c = plot.caution;
        Optional<Hours> hours = Optional.of(new Hours(from, until));
        return with(new Caution(c.rest(), c.caps(), hours, c.priority(), c.stale(), c.traits()));
    }

    /** Of several triggers that are due for one person at one instant the one of the highest priority goes first; 0 if not said. */
    public Trigger priority(int number) {
        Caution c = plot.caution;
        return with(new Caution(c.rest(), c.caps(), c.hours(), number, c.stale(), c.traits()));
    }

    /** What could not be sent until so long after it was due is not sent any more; an hour if not said. */
    public Trigger staleAfter(Duration duration) {
        require(isPositive(duration), "staleAfter must be longer than nothing");
        return stale(Optional.of(duration));
    }

    /** What could not be sent when it was due is sent whenever it can be. */
    public Trigger neverStale() {
        return stale(Optional.empty());
    }

    private Trigger stale(Optional<Duration> after) {
        Caution c = plot.caution;
        return with(new Caution(c.rest(), c.caps(), c.hours(), c.priority(), after, c.traits()));
    }

    /** Obeys no quiet hours and no caps of the {@link ContactPolicy}, and is not counted: what a contract needs, such as a receipt. */
    public Trigger exempt() {
        return with(Caution.Trait.EXEMPT);
    }

    /**
     * Fires also for whoever is in the segment when it is attached first, once. {@link Triggers#existing} tells how many that would
     * be: look before.
     */
    public Trigger forExistingMembers() {
        return with(Caution.Trait.EXISTING);
    }

    /**
     * Says that it decides about people without a human, such as about a price or a credit (GDPR Art. 22): its purpose must be one that
     * rests on explicit consent alone, and it is attached with a {@link HumanReview}. A firing waits up to a week for that if
     * {@link #staleAfter} says nothing after this.
     */
    public Trigger decides() {
        return with(Caution.Trait.DECIDES).staleAfter(Duration.ofDays(7));
    }

    private Trigger with(Caution.Trait trait) {
        Caution c = plot.caution;
        Set<Caution.Trait> traits = EnumSet.of(trait);
        traits.addAll(c.traits());
        return with(new Caution(c.rest(), c.caps(), c.hours(), c.priority(), c.stale(), traits));
    }

    private Trigger with(Caution caution) {
        return new Trigger(name, occasion, purpose, channel, new Plot(plot.day, plot.course, caution));
    }

    private static boolean isPositive(Duration duration) {
        return !duration.isNegative() && !duration.isZero();
    }

    /** The name. */
    public String name() {
        return name;
    }

    Subscription subscription() {
        require(
                occasion.isPresent(),
                "trigger " + name
                        + " does not say when it fires: say onEnter(...), onLeave(...), onEvent(...) or onDate(...)");
        Purpose what = purpose.orElseThrow(this::nameless);
        Optional<String> where = channel.or(what::channel);
        require(where.isPresent(), "trigger " + name + " names no channel, and its purpose has none: say channel(...)");
        Occasion when = occasion.orElseThrow();
        require(
                !when.isEvent() || !plot.course.whileTrue() && !plot.caution.is(Caution.Trait.EXISTING),
                "trigger " + name + " is about an event: whileTrue and forExistingMembers are about a segment");
        return new Subscription(name, when, what, where.orElseThrow(), plot.course, plot.caution);
    }

    static void require(boolean good, String message) {
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
                && channel.equals(that.channel)
                && plot.equals(that.plot);
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
