package io.clientele.segment;

import io.clientele.model.Event;
import io.clientele.model.Properties;
import io.clientele.model.Purpose;
import io.clientele.spi.Fact;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The oracle: reads a condition in its journaled form and looks at all of one profile's history at every position at which
 * anything can change. Slow, and shares no code with the engine.
 */
final class FullScan {

    private final Map<String, Object> condition;
    private final Purpose purpose;
    private final Map<String, Segment> others;
    private final List<Fact> facts;
    private final List<Event> events = new ArrayList<>();
    private final int[] eventsUpTo;
    private final Map<Map<String, Object>, Map<Event, Boolean>> matched = new IdentityHashMap<>();

    /** A membership that changed: when, how, and after how many facts. */
    record Change(Instant at, boolean entered, int facts, boolean byFact) {}

    private record Position(List<Event> events, List<Fact> facts, Instant now) {}

    FullScan(Segment segment, List<Fact> facts) {
        this(segment, facts, List.of());
    }

    /** Of a segment that may speak of others. */
    FullScan(Segment segment, List<Fact> facts, List<Segment> others) {
        this.others = others.stream().collect(Collectors.toMap(Segment::name, each -> each));
        this.condition = segment.condition().tree();
        this.purpose = segment.purpose();
        this.facts = facts;
        this.eventsUpTo = new int[facts.size() + 1];
        for (int k = 0; k < facts.size(); k++) {
            if (facts.get(k) instanceof Fact.Happened happened) {
                events.add(happened.event());
            }
            eventsUpTo[k + 1] = events.size();
        }
    }

    List<Change> changes(Instant to) {
        TreeSet<Instant> instants = new TreeSet<>();
        Set<Duration> durations = new HashSet<>(Set.of(Duration.ZERO));
        Instant end = end(facts, to);
        List<Object> all = new ArrayList<>(List.of(condition));
        others.values().forEach(other -> all.add(other.condition().tree()));
        durations(all, durations);
        facts.forEach(f -> durations.forEach(d -> instants.add(f.time().plus(d))));
        Set<Object> traits = events.stream()
                .filter(e -> e.type().name().equals("Identify"))
                .flatMap(e -> e.properties().asMap().values().stream())
                .collect(Collectors.toSet());
        if (!facts.isEmpty()) {
            CalendarScan.instants(all, traits, List.of(facts.get(0).time(), end), instants);
        }
        List<Change> changes = new ArrayList<>();
        boolean member = false;
        for (Instant t : instants.headSet(end, true)) {
            int before = (int) facts.stream().filter(f -> f.time().isBefore(t)).count();
            int upTo = (int) facts.stream().filter(f -> !f.time().isAfter(t)).count();
            for (int k = before; k <= upTo; k++) {
                if (member(k, t) != member) {
                    member = !member;
                    changes.add(new Change(t, member, k, k > before));
                }
            }
        }
        return changes;
    }

    /** Up to where a profile's time has come: the clock, or an event ahead of it. Permits ahead of both wait. */
    static Instant end(List<Fact> facts, Instant clock) {
        return facts.stream()
                .filter(Fact.Happened.class::isInstance)
                .map(Fact::time)
                .filter(clock::isBefore)
                .max(Instant::compareTo)
                .orElse(clock);
    }

    /** Whether the profile is a member at an instant, after everything up to it. */
    boolean memberAt(Instant now) {
        List<Change> changes = changes(now);
        return !changes.isEmpty() && changes.get(changes.size() - 1).entered();
    }

    private static void durations(Object node, Set<Duration> into) {
        if (node instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                if (Set.of("within", "for_at_least").contains(key)) {
                    into.add(Duration.parse((String) value));
                }
                if (key.equals("between")) {
                    ((List<?>) value).forEach(each -> into.add(Duration.parse((String) each)));
                }
                durations(value, into);
            });
        } else if (node instanceof List<?> list) {
            list.forEach(each -> durations(each, into));
        }
    }

    private boolean member(int k, Instant now) {
        List<Fact> seen = facts.subList(0, k);
        Position position = new Position(events.subList(0, eventsUpTo[k]), seen, now);
        return k > 0 && permitted(purpose.key(), position) && holds(condition, position);
    }

    private static boolean permitted(String key, Position at) {
        boolean permitted = false;
        for (Fact fact : at.facts) {
            if (fact instanceof Fact.Permits permits) {
                permitted = permits.purposes().contains(Purpose.named(key));
            }
        }
        return permitted;
    }

    private boolean holds(Map<String, Object> c, Position at) {
        return switch ((String) c.get("kind")) {
            case "all" -> maps(c, "of").stream().allMatch(part -> holds(part, at));
            case "any" -> maps(c, "of").stream().anyMatch(part -> holds(part, at));
            case "not" -> !holds(map(c, "of"), at);
            case "did", "last_did" -> did(c, at);
            case "and_then_not" -> unanswered(c, at);
            case "then" -> followed(c, at);
            case "trait" -> trait(c, at);
            case "consented" -> permitted((String) c.get("purpose"), at);
            case "member_of" -> isIn(Objects.requireNonNull(others.get(c.get("segment"))), at);
            default -> aggregate(c, at);
        };
    }

    private boolean isIn(Segment other, Position at) {
        return permitted(other.purpose().key(), at) && holds(other.condition().tree(), at);
    }

    private boolean did(Map<String, Object> c, Position at) {
        if (!(c.get("same") instanceof String path)) {
            return counted(c, matching(c, at).size());
        }
        return values(path, at).stream().anyMatch(k -> {
            int n = matching(c, carrying(path, k, at)).size();
            return n > 0 && counted(c, n);
        });
    }

    private static Set<Object> values(String path, Position at) {
        return at.events.stream()
                .flatMap(e -> keys(e.properties().all(path)).stream())
                .collect(Collectors.toSet());
    }

    private static Set<Object> keys(List<Object> values) {
        return values.stream()
                .map(v -> v instanceof BigDecimal n ? n.stripTrailingZeros() : v)
                .collect(Collectors.toSet());
    }

    private static Position carrying(String path, Object key, Position at) {
        List<Event> some = at.events.stream()
                .filter(e -> keys(e.properties().all(path)).contains(key))
                .toList();
        return new Position(some, at.facts, at.now);
    }

    private static boolean counted(Map<String, Object> c, int n) {
        if (c.containsKey("at_most")) {
            return n <= integer(c.get("at_most"));
        }
        if (c.containsKey("exactly")) {
            return n == integer(c.get("exactly"));
        }
        return n >= (c.containsKey("at_least") ? integer(c.get("at_least")) : 1);
    }

    private static int integer(@Nullable Object number) {
        return ((BigDecimal) Objects.requireNonNull(number)).intValueExact();
    }

    private List<Event> matching(Map<String, Object> c, Position at) {
        List<Event> all = at.events.stream()
                .filter(e -> matches(c, e) && counts(c, e, at.now))
                .toList();
        return c.get("last") instanceof BigDecimal n
                ? all.subList(Math.max(0, all.size() - n.intValueExact()), all.size())
                : all;
    }

    private static boolean counts(Map<String, Object> c, Event e, Instant now) {
        if (c.get("within") instanceof String d) {
            return e.time().isAfter(now.minus(Duration.parse(d))) && !e.time().isAfter(now);
        }
        if (c.get("between") instanceof List<?> ages) {
            Duration least = Duration.parse((String) ages.get(0));
            Duration most = Duration.parse((String) ages.get(1));
            return e.time().isAfter(now.minus(most)) && !e.time().isAfter(now.minus(least));
        }
        if (CalendarScan.limits(c)) {
            return CalendarScan.counts(c, e.time(), now);
        }
        return !(c.get("since") instanceof String s) || !e.time().isBefore(Instant.parse(s));
    }

    /** Remembers what it found, since the same question is asked at every position. */
    private boolean matches(Map<String, Object> c, Event e) {
        return matched.computeIfAbsent(c, k -> new IdentityHashMap<>()).computeIfAbsent(e, k -> looksLike(c, e));
    }

    private static boolean looksLike(Map<String, Object> c, Event e) {
        boolean all = e.type().name().equals(c.get("event"));
        for (Map<String, Object> where : c.containsKey("where") ? maps(c, "where") : List.<Map<String, Object>>of()) {
            List<Object> values = e.properties().all((String) where.get("path"));
            boolean any = Boolean.TRUE.equals(where.get("of_all"))
                    ? !values.isEmpty() && values.stream().allMatch(v -> accepts(where, v))
                    : values.stream().anyMatch(v -> accepts(where, v));
            all &= any != Boolean.TRUE.equals(where.get("negated"));
        }
        return all;
    }

    private static boolean accepts(Map<String, Object> where, Object value) {
        Properties v = Properties.of(Map.of("v", value));
        List<?> operands = where.get("value") instanceof List<?> list ? list : List.of();
        if (Boolean.TRUE.equals(where.get("ignore_case"))) {
            operands = operands.stream()
                    .map(o -> o instanceof String s ? s.toLowerCase(Locale.ROOT) : o)
                    .toList();
            v = value instanceof String s ? Properties.of(Map.of("v", s.toLowerCase(Locale.ROOT))) : v;
        }
        return accepts((String) where.get("match"), where, v, operands);
    }

    private static boolean accepts(String match, Map<String, Object> where, Properties v, List<?> operands) {
        return switch (match) {
            case "exists" -> true;
            case "is" -> operands.stream().anyMatch(o -> equal(o, v));
            case "before" -> instant(v) != null && instant(v).isBefore(Instant.parse((String) operands.get(0)));
            case "after" -> instant(v) != null && instant(v).isAfter(Instant.parse((String) operands.get(0)));
            case "contains" ->
                v.text("v").filter(t -> t.contains((String) operands.get(0))).isPresent();
            case "starts_with" ->
                v.text("v").filter(t -> t.startsWith((String) operands.get(0))).isPresent();
            default ->
                v.number("v")
                        .filter(n -> lies(where, n.compareTo((BigDecimal) operands.get(0))))
                        .isPresent();
        };
    }

    static boolean equal(Object operand, Properties v) {
        if (operand instanceof BigDecimal number) {
            return v.number("v").filter(n -> n.compareTo(number) == 0).isPresent();
        }
        return operand instanceof Boolean
                ? operand.equals(v.get("v"))
                : v.text("v").equals(java.util.Optional.of(operand));
    }

    private static @Nullable Instant instant(Properties v) {
        try {
            return v.get("v") instanceof String text ? Instant.parse(text) : null;
        } catch (java.time.DateTimeException no) {
            return null;
        }
    }

    static boolean lies(Map<String, Object> c, int compared) {
        String op = c.get("match") instanceof String match
                ? match
                : c.keySet().stream()
                        .filter(Set.of("at_least", "more_than", "at_most", "less_than")::contains)
                        .findFirst()
                        .orElseThrow();
        return switch (op) {
            case "at_least" -> compared >= 0;
            case "more_than" -> compared > 0;
            case "at_most" -> compared <= 0;
            default -> compared < 0;
        };
    }

    private Set<Object> carried(Map<String, Object> c, int step, Event e) {
        if (!(c.get("same") instanceof List<?> paths)) {
            return Set.of("any");
        }
        return e.properties().all((String) paths.get(step)).stream()
                .map(v -> v instanceof BigDecimal n ? n.stripTrailingZeros() : v)
                .collect(Collectors.toSet());
    }

    private boolean unanswered(Map<String, Object> c, Position at) {
        Map<String, Object> first = map(c, "first");
        Map<String, Object> answer = map(c, "answer");
        Duration hold = Duration.parse((String) c.get("for_at_least"));
        Set<Object> keys = new HashSet<>();
        at.events.forEach(e -> keys.addAll(carried(c, 0, e)));
        for (Object key : keys) {
            List<Integer> starts = new ArrayList<>();
            for (int i = 0; i < at.events.size(); i++) {
                Event e = at.events.get(i);
                if (matches(first, e)
                        && counts(first, e, at.now)
                        && carried(c, 0, e).contains(key)) {
                    starts.add(i);
                }
            }
            int last = first.get("kind").equals("last_did")
                    ? 1
                    : first.containsKey("last") ? integer(first.get("last")) : starts.size();
            starts = starts.subList(Math.max(0, starts.size() - last), starts.size());
            for (int i : starts) {
                boolean answered = at.events.subList(i + 1, at.events.size()).stream()
                        .anyMatch(e -> matches(answer, e) && carried(c, 1, e).contains(key));
                if (!answered && !at.events.get(i).time().plus(hold).isAfter(at.now)) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean followed(Map<String, Object> c, Position at) {
        Set<Object> keys = new HashSet<>();
        at.events.forEach(e -> keys.addAll(carried(c, 0, e)));
        return keys.stream().anyMatch(key -> followed(c, at, key, 0, -1));
    }

    private boolean followed(Map<String, Object> c, Position at, Object key, int step, int before) {
        List<Map<String, Object>> steps = maps(c, "steps");
        if (step == steps.size()) {
            return true;
        }
        Map<String, Object> wanted = steps.get(step);
        for (int i = before + 1; i < at.events.size(); i++) {
            Event e = at.events.get(i);
            boolean soon = !(wanted.get("after_at_most") instanceof String gap)
                    || !e.time().isAfter(at.events.get(before).time().plus(Duration.parse(gap)));
            if (matches(wanted, e)
                    && soon
                    && counts(steps.get(0), e, at.now)
                    && carried(c, step, e).contains(key)
                    && followed(c, at, key, step + 1, i)) {
                return true;
            }
        }
        return false;
    }

    private static boolean trait(Map<String, Object> c, Position at) {
        Object value = null;
        for (Event e : at.events) {
            Object here = e.type().name().equals("Identify") ? e.properties().get((String) c.get("trait")) : null;
            value = here == null ? value : here;
        }
        if (value == null) {
            return false;
        }
        if (c.containsKey("ahead")) {
            return value instanceof String && CalendarScan.comes(c, value, at.now);
        }
        Properties v = Properties.of(Map.of("v", value));
        Object typed = c.get("type").equals("number")
                ? v.number("v").orElse(null)
                : v.text("v").orElse(null);
        List<?> operands = (List<?>) Objects.requireNonNull(c.get("value"));
        if (typed == null || c.get("match").equals("exists")) {
            return typed != null;
        }
        if (typed instanceof String && Set.of("contains", "starts_with").contains(c.get("match"))) {
            return accepts(c, typed);
        }
        if (Boolean.TRUE.equals(c.get("ignore_case"))) {
            return operands.stream().anyMatch(o -> ((String) typed).equalsIgnoreCase((String) o));
        }
        return c.get("match").equals("is")
                ? operands.stream().anyMatch(o -> compare(typed, o) == 0)
                : lies(c, compare(typed, operands.get(0)));
    }

    private static int compare(Object a, Object b) {
        return a instanceof BigDecimal n ? n.compareTo((BigDecimal) b) : ((String) a).compareTo((String) b);
    }

    private boolean aggregate(Map<String, Object> c, Position at) {
        if (c.get("same") instanceof List<?> paths) {
            Set<Object> keys = new HashSet<>();
            paths.forEach(path -> keys.addAll(values((String) path, at)));
            return keys.stream()
                    .anyMatch(k -> compared(
                            c,
                            paths.stream()
                                    .map(path -> carrying((String) path, k, at))
                                    .toList()));
        }
        return compared(c, List.of(at, at));
    }

    private boolean compared(Map<String, Object> c, List<Position> at) {
        if (c.get("of") instanceof List<?>) {
            List<Map<String, Object>> two = maps(c, "of");
            List<Object> a = computed(two.get(0), at.get(0));
            List<Object> b = computed(two.get(1), at.get(1));
            return !(a.isEmpty() && b.isEmpty())
                    && ComputedScan.setAgainst(
                            c, ComputedScan.orZero(two.get(0), a), ComputedScan.orZero(two.get(1), b));
        }
        return computed(c, at.get(0)).stream().anyMatch(value -> ComputedScan.limited(c, value));
    }

    /** What an aggregate amounts to; nothing over nothing. */
    private List<Object> computed(Map<String, Object> c, Position at) {
        List<Event> events = matching(map(c, "of"), at);
        if (events.isEmpty()) {
            return List.of();
        }
        if (c.get("kind").equals("count")) {
            return List.of(BigDecimal.valueOf(events.size()));
        }
        if (c.get("kind").equals("distinct_days")) {
            ZoneId zone = ZoneId.of((String) c.get("zone"));
            return List.of(BigDecimal.valueOf(events.stream()
                    .map(e -> CalendarScan.day(e.time(), zone))
                    .distinct()
                    .count()));
        }
        if (c.get("kind").equals("last_time")) {
            return List.of(
                    BigDecimal.valueOf(events.get(events.size() - 1).time().toEpochMilli(), 3));
        }
        if (c.get("kind").equals("longest_gap")) {
            Map<String, Object> plain = new java.util.HashMap<>(map(c, "of"));
            plain.keySet().removeAll(Set.of("within", "between", "last", "days", "weeks", "months", "zone"));
            return ComputedScan.longestGap(matching(plain, at), events);
        }
        if (c.get("kind").equals("average_gap")) {
            Duration all = Duration.between(
                    events.get(0).time(), events.get(events.size() - 1).time());
            return events.size() < 2
                    ? List.of()
                    : List.of(BigDecimal.valueOf(all.toMillis())
                            .divide(BigDecimal.valueOf(1000L * (events.size() - 1)), 40, RoundingMode.HALF_EVEN));
        }
        List<Object> values = events.stream()
                .flatMap(e -> e.properties().all((String) c.get("path")).stream())
                .toList();
        if (values.isEmpty()) {
            return List.of();
        }
        return switch ((String) c.get("kind")) {
            case "first" -> List.of(values.get(0));
            case "last" -> List.of(values.get(values.size() - 1));
            case "favourite" -> List.of(ComputedScan.favourite(values));
            case "distinct" -> List.of(BigDecimal.valueOf(keys(values).size()));
            default ->
                ComputedScan.numeric(
                        (String) c.get("kind"),
                        values.stream().flatMap(ComputedScan::number).sorted().toList());
        };
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Map<String, Object> c, String name) {
        return (Map<String, Object>) Objects.requireNonNull(c.get(name));
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> maps(Map<String, Object> c, String name) {
        return (List<Map<String, Object>>) Objects.requireNonNull(c.get(name));
    }
}
