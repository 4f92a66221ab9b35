package io.clientele.schema;

import io.clientele.model.EventType;
import io.clientele.model.LawfulBasis;
import io.clientele.model.Purpose;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * How long events are kept (GDPR Art. 5(1)(e)): by what kind of data they are and what they are for. Where several periods concern
 * an event it is kept for the longest; where none does, as long as the person is known. Periods are counted in days of UTC: what
 * happened on a day is kept until the day is over on which the period ends. Immutable; each method gives another value.
 *
 * <p>An event is of the kind {@link Category#IDENTITY} if its fields are traits or an account's, {@link Category#TRANSACTION} if it is
 * collected for a contract or because a law says so, and else {@link Category#BEHAVIOUR}.
 */
public final class Retention {

    /** The amounts of the standard events of a shop. */
    private static final List<String> AMOUNTS =
            List.of("revenue", "total", "value", "subtotal", "shipping", "tax", "discount");

    private static final int DAYS_IN_FOUR_YEARS = 1_461;
    /** By so much an end of month may differ from where it came from. */
    private static final int SLACK = 4;

    private final List<Rule> rules;
    private final Map<String, Rule> byType;
    private final Optional<List<String>> totals;
    private final Map<String, Hold> holds;
    private final Optional<Period> looks;
    private final long fewestDays;

    private Retention(
            List<Rule> rules,
            Map<String, Rule> byType,
            Optional<List<String>> totals,
            Map<String, Hold> holds,
            Optional<Period> looks) {
        this.looks = looks;
        this.holds = Map.copyOf(holds);
        this.rules = List.copyOf(rules);
        this.byType = Map.copyOf(byType);
        this.totals = totals.map(List::copyOf);
        this.fewestDays = Stream.concat(rules.stream(), byType.values().stream())
                .mapToLong(rule -> rule.least().toDays())
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private record Rule(Category category, Period period, Set<Purpose> purposes) {

        boolean concerns(Category kind, Collection<Purpose> uses) {
            return category == kind
                    && (purposes.isEmpty() || uses.isEmpty() || uses.stream().anyMatch(purposes::contains));
        }

        LocalDate over(LocalDate day) {
            return day.plus(period).plusDays(1);
        }

        /** The least that lies between an event and the end of what it is kept for. */
        Duration least() {
            LocalDate start = LocalDate.of(2001, 1, 1);
            long days = Long.MAX_VALUE;
            for (int i = 0; i < DAYS_IN_FOUR_YEARS; i++) {
                LocalDate day = start.plusDays(i);
                days = Math.min(days, ChronoUnit.DAYS.between(day, day.plus(period)));
            }
            return Duration.ofDays(days);
        }

        String words() {
            List<String> keys = purposes.stream().map(Purpose::key).sorted().toList();
            return category + " " + period + " " + keys;
        }
    }

    /** Everything as long as the person is known. */
    public static Retention unlimited() {
        return new Retention(List.of(), Map.of(), Optional.of(AMOUNTS), Map.of(), Optional.empty());
    }

    /**
     * The same, where events of a kind are kept for a period.
     *
     * @param category {@code IDENTITY}, {@code BEHAVIOUR} or {@code TRANSACTION}
     * @param purposes of events that are for one of them; of all of this kind if none is named. An event is for the purpose it is
     *     collected for and for those that the fields of its schema name
     * @throws IllegalArgumentException if there are no events of this kind, or the period is negative
     */
    public Retention keep(Category category, Period period, Purpose... purposes) {
        if (category != Category.IDENTITY && category != Category.BEHAVIOUR && category != Category.TRANSACTION) {
            throw new IllegalArgumentException(
                    "category: an event is of IDENTITY, BEHAVIOUR or TRANSACTION; " + category + " is a field's");
        }
        List<Rule> more = new ArrayList<>(rules);
        more.add(new Rule(category, checked(period), Set.of(purposes)));
        return new Retention(more, byType, totals, holds, looks);
    }

    /**
     * The same, where events of a type are kept for a period, whatever is said of their kind.
     *
     * @throws IllegalArgumentException if the period is negative, or the type is of what periods left
     */
    public Retention keep(EventType type, Period period) {
        if (type.isRemainder()) {
            throw new IllegalArgumentException("type: what periods left has none of its own");
        }
        Map<String, Rule> more = new HashMap<>(byType);
        more.put(type.name(), new Rule(category(type), checked(period), Set.of()));
        return new Retention(rules, more, totals, holds, looks);
    }

    private static Period checked(Period period) {
        if (period.isNegative()) {
            throw new IllegalArgumentException("period: it must not be negative");
        }
        return period;
    }

    /**
     * The same, where the totals that outlive events are of these outermost fields: without this, of the amounts of a shop's
     * standard events ({@code revenue}, {@code total}, {@code value}, {@code subtotal}, {@code shipping}, {@code tax}, {@code discount}).
     *
     * @throws IllegalArgumentException if one is a path
     */
    public Retention totals(String... fields) {
        for (String field : fields) {
            if (field.isBlank() || field.indexOf('.') >= 0 || field.indexOf('[') >= 0) {
                throw new IllegalArgumentException("fields: totals are of outermost fields");
            }
        }
        return new Retention(rules, byType, Optional.of(Arrays.asList(fields)), holds, looks);
    }

    /** The same, where nothing outlives events: lifetime counts and sums fall with them. */
    public Retention withoutTotals() {
        return new Retention(rules, byType, Optional.empty(), holds, looks);
    }

    /**
     * The same, where a law demands that events of a type are kept (GDPR Art. 17(3)(b)): an erasure puts them into a vault, where
     * nothing reads them but who says why, until the period is over.
     *
     * @param law which, such as {@code § 147 AO}
     * @param period counted from the end of the calendar year of UTC in which the event happened
     * @throws IllegalArgumentException if the law is blank or longer than 100 characters, or the period is negative
     */
    public Retention hold(EventType type, String law, Period period) {
        if (law.isBlank() || law.length() > 100) {
            throw new IllegalArgumentException("law: 1 to 100 characters");
        }
        Map<String, Hold> more = new HashMap<>(holds);
        more.put(type.name(), new Hold(law, checked(period)));
        return new Retention(rules, byType, totals, more, looks);
    }

    /**
     * The same, where it is kept for a period who of the shop's people looked at whom; without this, for as long as the store. What the
     * audit log holds of it names nobody and stays.
     *
     * @throws IllegalArgumentException if the period is negative
     */
    public Retention keepLooks(Period period) {
        return new Retention(rules, byType, totals, holds, Optional.of(checked(period)));
    }

    /** For how long it is kept who looked at whom; empty if for as long as the store. */
    public Optional<Period> looks() {
        return looks;
    }

    /** The day up to which looks are over; empty if none ever is. */
    public Optional<LocalDate> lastLooks(Instant now) {
        LocalDate today = now.atZone(ZoneOffset.UTC).toLocalDate();
        return looks.map(period -> today.minus(period).minusDays(1));
    }

    /** What laws demand, by name of type. */
    public Map<String, Hold> holds() {
        return holds;
    }

    /** What a law demands of events of a type. */
    public Optional<Hold> hold(EventType type) {
        return Optional.ofNullable(holds.get(type.name()));
    }

    /**
     * That a law demands that something is kept.
     *
     * @param law which
     * @param period from the end of the calendar year on
     */
    public record Hold(String law, Period period) {

        /** When what happened at an instant is to be kept no longer. */
        public Instant until(Instant time) {
            int year = time.atZone(ZoneOffset.UTC).getYear();
            return LocalDate.of(year + 1, 1, 1)
                    .plus(period)
                    .atStartOfDay(ZoneOffset.UTC)
                    .toInstant();
        }
    }

    /** The fields whose totals outlive events; empty if not even their number does. */
    public Optional<List<String>> totals() {
        return totals;
    }

    /** Whether no event ever goes. */
    public boolean isUnlimited() {
        return fewestDays == Long.MAX_VALUE;
    }

    /** What kind of data an event is. */
    public static Category category(EventType type) {
        boolean tells =
                type.equals(EventType.IDENTIFY) || type.equals(EventType.GROUP) || type.equals(EventType.GROUP_LEFT);
        boolean owed = type.basis() == LawfulBasis.CONTRACT || type.basis() == LawfulBasis.LEGAL_OBLIGATION;
        return tells ? Category.IDENTITY : owed ? Category.TRANSACTION : Category.BEHAVIOUR;
    }

    /**
     * When the last period of an event ends.
     *
     * @param uses purposes that its fields are for, beside the one it is collected for; none if they are for every one
     * @return empty if it has no period
     */
    Optional<Instant> over(EventType type, Instant time, Collection<Purpose> uses) {
        LocalDate day = time.atZone(ZoneOffset.UTC).toLocalDate();
        return concerned(type, uses)
                .map(rule -> rule.over(day))
                .max(LocalDate::compareTo)
                .map(end -> end.atStartOfDay(ZoneOffset.UTC).toInstant());
    }

    /** Whether an event is so young that no period of it can have ended. */
    boolean isYoung(Instant time, Instant now) {
        return isUnlimited() || ChronoUnit.DAYS.between(time, now) < fewestDays;
    }

    /** How long events of a type are kept at least; empty if they have no period. */
    Optional<Duration> kept(EventType type, Collection<Purpose> uses) {
        return concerned(type, uses).map(Rule::least).max(Duration::compareTo);
    }

    private Stream<Rule> concerned(EventType type, Collection<Purpose> uses) {
        if (type.isRemainder()) {
            return Stream.of();
        }
        Rule own = byType.get(type.name());
        Category kind = category(type);
        return own != null ? Stream.of(own) : rules.stream().filter(rule -> rule.concerns(kind, uses));
    }

    /** The day after which no event of a kind can be over; empty if none of them ever is. */
    public Optional<LocalDate> latest(Category category, Instant now) {
        LocalDate today = now.atZone(ZoneOffset.UTC).toLocalDate();
        return Stream.concat(rules.stream(), byType.values().stream())
                .filter(rule -> rule.category == category)
                .map(rule -> today.minus(rule.period).plusDays(SLACK))
                .max(LocalDate::compareTo);
    }

    /** All that it says, in a fixed order. */
    String text() {
        StringBuilder text = new StringBuilder(totals.map(List::toString).orElse("no totals"));
        rules.stream()
                .map(Rule::words)
                .sorted()
                .forEach(words -> text.append('\n').append(words));
        looks.ifPresent(period -> text.append("\nlooks ").append(period));
        new TreeMap<>(byType)
                .forEach((name, rule) ->
                        text.append('\n').append(name).append(' ').append(rule.words()));
        new TreeMap<>(holds)
                .forEach((name, hold) ->
                        text.append('\n').append(name).append(' ').append(hold));
        return text.toString();
    }

    /** How many periods it knows. */
    @Override
    public String toString() {
        return rules.size() + byType.size() + " periods";
    }
}
