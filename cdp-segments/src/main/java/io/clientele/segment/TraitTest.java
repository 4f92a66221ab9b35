package io.clientele.segment;

import io.clientele.model.EventType;
import io.clientele.model.Trait;
import io.clientele.schema.FieldRead;
import io.clientele.segment.internal.DateLeaf;
import io.clientele.segment.internal.DateLeaf.Coming;
import io.clientele.segment.internal.Node;
import io.clientele.segment.internal.word.Values;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What may be asked of a trait's latest value, as a condition. A person without the trait satisfies only
 * {@link #isNot}. Immutable.
 *
 * @param <T> the type of its value
 */
public final class TraitTest<T> {

    private final Trait<T> trait;
    private final boolean caseless;

    TraitTest(Trait<T> trait) {
        this(trait, false);
    }

    private TraitTest(Trait<T> trait, boolean caseless) {
        this.trait = trait;
        this.caseless = caseless;
    }

    /** Upper and lower case are the same in what follows; of a text only. */
    public TraitTest<T> ignoreCase() {
        return new TraitTest<>(trait, true);
    }

    /** It is this. */
    public Condition is(T value) {
        return condition("is", List.of(value));
    }

    /** It is not this; also true of who has none. */
    public Condition isNot(T value) {
        return Conditions.not(is(value));
    }

    /** It is one of these. */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public final Condition isOneOf(T... values) {
        return condition("is", Arrays.asList(values));
    }

    /** It is known. */
    public Condition exists() {
        return condition("exists", List.of());
    }

    /** It is this or greater, later, or after it in order of text. */
    public Condition atLeast(T value) {
        return condition("at_least", List.of(value));
    }

    /** It is greater, later, or after it in order of text. */
    public Condition moreThan(T value) {
        return condition("more_than", List.of(value));
    }

    /** It is this or less, earlier, or before it in order of text. */
    public Condition atMost(T value) {
        return condition("at_most", List.of(value));
    }

    /** It is less, earlier, or before it in order of text. */
    public Condition lessThan(T value) {
        return condition("less_than", List.of(value));
    }

    /** It holds this text; of a text only. */
    public Condition contains(T text) {
        return condition("contains", List.of(text));
    }

    /** It begins with this text; of a text only. */
    public Condition startsWith(T text) {
        return condition("starts_with", List.of(text));
    }

    /**
     * It is a time that comes within so long: true from exactly so long before it until it comes. A date is meant in UTC.
     *
     * @throws IllegalArgumentException if the trait is neither a date nor a time
     */
    public Condition inNext(Duration ahead) {
        return inNext(ZoneOffset.UTC, ahead);
    }

    /**
     * It is a date that begins within so long in a time zone, or is today there: true from so long before its day begins until
     * the day ends. A time is meant as it is.
     *
     * @throws IllegalArgumentException if the trait is neither a date nor a time
     */
    public Condition inNext(ZoneId zone, Duration ahead) {
        return coming(false, zone, ahead);
    }

    /**
     * Its day comes round again within so long in a time zone, or is today there, in any year after its own. The 29th of
     * February comes round on the 28th where there is no 29th.
     *
     * @throws IllegalArgumentException if the trait is neither a date nor a time, or {@code ahead} is longer than 364 days
     */
    public Condition anniversary(ZoneId zone, Duration ahead) {
        return coming(true, zone, ahead);
    }

    /**
     * Today is the day so many days after its date: true for the whole of that day on the person's own clock, which the trait
     * {@link Trait#TIME_ZONE} tells.
     *
     * @param days how many; before it, if negative; at most 36,500 either way
     * @param otherwise the time zone of who told none that is one
     * @throws IllegalArgumentException if the trait is neither a date nor a time
     */
    public Condition isDay(int days, ZoneId otherwise) {
        return day(false, days, otherwise);
    }

    /**
     * The same for its day in any year after its own.
     *
     * @param days how many; before it, if negative; at most 364 either way
     * @param otherwise the time zone of who told none that is one
     * @throws IllegalArgumentException if the trait is neither a date nor a time
     */
    public Condition isDayOfYear(int days, ZoneId otherwise) {
        return day(true, days, otherwise);
    }

    private Condition day(boolean yearly, int days, ZoneId zone) {
        boolean date = trait.type() == LocalDate.class;
        Values.require(date || trait.type() == Instant.class, "only a date or time comes");
        return new DateCondition(new Coming(trait.name(), date, yearly, Duration.ZERO, zone, OptionalInt.of(days)));
    }

    private Condition coming(boolean yearly, ZoneId zone, Duration ahead) {
        boolean date = trait.type() == LocalDate.class;
        Values.require(date || trait.type() == Instant.class, "only a date or time comes");
        return new DateCondition(new Coming(trait.name(), date, yearly, ahead, zone, OptionalInt.empty()));
    }

    private Condition condition(String op, List<T> values) {
        return new TraitCondition<>(trait, op, values, caseless);
    }

    /** A date or time that is a trait's latest value comes soon. */
    static final class DateCondition extends Condition {

        private static final Duration YEAR = Duration.ofDays(364);

        private static final int LONGEST = 36_500;

        private final Coming coming;

        DateCondition(Coming coming) {
            this.coming = coming;
            if (coming.days().isPresent()) {
                long most = coming.yearly() ? YEAR.toDays() : LONGEST;
                Values.require(
                        Math.abs((long) coming.days().getAsInt()) <= most,
                        "days must be at most " + most + " either way");
                return;
            }
            Values.duration("the time ahead", coming.ahead());
            boolean whole = coming.day() || coming.yearly();
            Values.require(whole || !coming.ahead().isZero(), "the time ahead must be longer than nothing");
            Values.require(
                    !coming.yearly() || coming.ahead().compareTo(YEAR) <= 0,
                    "an anniversary is at most 364 days ahead");
        }

        static DateCondition read(String trait, String type, String match, Duration ahead, ZoneId zone) {
            Values.require(type.equals("date") || type.equals("time"), "only a date or time comes");
            return new DateCondition(new Coming(
                    trait, type.equals("date"), match.equals("anniversary"), ahead, zone, OptionalInt.empty()));
        }

        static DateCondition read(Trait<?> trait, boolean yearly, int days, ZoneId zone) {
            TraitTest<?> test = new TraitTest<>(trait);
            return (DateCondition) test.day(yearly, days, zone);
        }

        @Override
        List<FieldRead> reads() {
            FieldRead date = new FieldRead(EventType.IDENTIFY, coming.trait(), List.of());
            return coming.days().isPresent()
                    ? List.of(date, new FieldRead(EventType.IDENTIFY, Trait.TIME_ZONE.name(), List.of()))
                    : List.of(date);
        }

        @Override
        public String kind() {
            return "trait";
        }

        @Override
        Map<String, Object> tree() {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("kind", kind());
            fields.put("trait", coming.trait());
            fields.put("type", coming.day() ? "date" : "time");
            if (coming.days().isPresent()) {
                fields.put("match", coming.yearly() ? "day_of_year" : "day");
                fields.put("days", BigDecimal.valueOf(coming.days().getAsInt()));
            } else {
                fields.put("match", coming.yearly() ? "anniversary" : "in_next");
                fields.put("ahead", coming.ahead().toString());
            }
            fields.put("zone", coming.zone().getId());
            return fields;
        }

        @Override
        public String describe() {
            if (coming.days().isPresent()) {
                int days = coming.days().getAsInt();
                String when = days == 0 ? "" : Math.abs(days) + (days > 0 ? " days after " : " days before ");
                return "it is " + when + (coming.yearly() ? "the day of " : "") + coming.trait()
                        + " on the person's own clock, else in " + coming.zone().getId();
            }
            return coming.trait() + (coming.yearly() ? " has its anniversary" : " comes") + " in the next "
                    + Values.words(coming.ahead()) + " in " + coming.zone().getId();
        }

        /** The trait's name. */
        String trait() {
            return coming.trait();
        }

        @Override
        Node compile(Scope scope) {
            return scope.leaf(new DateLeaf(coming));
        }
    }
}
