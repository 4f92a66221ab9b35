package io.clientele.segment;

import static io.clientele.segment.Conditions.*;

import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import io.clientele.model.PlainEventDraft;
import io.clientele.model.Purpose;
import io.clientele.model.Trait;
import io.clientele.spi.Fact;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/** Draws conditions, segments and facts on a narrow grid of times and values, so that ties and edges are common. */
final class Draw {

    static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    static final EventType A = EventType.named("A");
    static final EventType B = EventType.named("B");
    static final EventType C = EventType.named("C");

    private static final List<EventType> TYPES = List.of(A, B, C);
    private static final List<EventType> FEW = List.of(A, B);
    private static final List<Purpose> PURPOSES = List.of(Purpose.ANALYTICS, Purpose.PERSONALISATION);
    private static final Trait<String> CITY = Trait.text("city");
    private static final Trait<Instant> DUE = Trait.time("due");
    private static final Trait<LocalDate> BORN = Trait.date("born");
    private static final Trait<java.math.BigDecimal> AGE = Trait.number("age");

    private final SplittableRandom random;
    private final boolean simple;
    private final List<String> others = new ArrayList<>();
    private int ids;

    /** Half of the seeds give few types and few predicates: conditions that come true again and again. */
    Draw(long seed) {
        random = new SplittableRandom(seed);
        simple = seed % 2 == 1;
    }

    /** From now on conditions may speak of a segment of this name. */
    void knows(String segment) {
        others.add(segment);
    }

    /** Only segments of these names may be spoken of. */
    void knowsOnly(List<String> segments) {
        others.clear();
        others.addAll(segments);
    }

    boolean isSimple() {
        return simple;
    }

    private boolean narrows() {
        return chance(simple ? 10 : 50);
    }

    private EventType type() {
        return of(simple ? FEW : TYPES);
    }

    int below(int n) {
        return random.nextInt(n);
    }

    boolean chance(int percent) {
        return below(100) < percent;
    }

    <T> T of(List<T> list) {
        return list.get(below(list.size()));
    }

    Duration duration() {
        return Duration.ofMillis(of(List.of(1, 500, 1000, 1000, 2000, 3000, 5000)));
    }

    Segment segment(String name) {
        return Segment.named(name).purpose(of(PURPOSES)).when(condition(3));
    }

    Condition condition(int depth) {
        int kind = below(depth > 0 ? 14 : 10);
        return switch (kind) {
            case 0, 1, 2 -> counted();
            case 3, 4 -> absence();
            case 5 -> sequence();
            case 6, 7 -> aggregate();
            case 8 -> others.isEmpty() || chance(60) ? trait() : memberOf(of(others));
            case 9 -> chance(30) ? consented(of(PURPOSES)) : didNot(type()).within(duration());
            case 10 -> not(condition(depth - 1));
            case 11 -> any(condition(depth - 1), condition(depth - 1));
            case 12 -> condition(depth - 1).and(condition(depth - 1));
            default -> all(condition(depth - 1), condition(depth - 1), condition(depth - 1));
        };
    }

    private EventCondition plain() {
        EventCondition did = did(type());
        return narrows() ? where(did) : did;
    }

    private EventCondition where(EventCondition did) {
        EventCondition narrowed = did.where(
                of(List.of("p", "n", "items[*].id", "flag")),
                switch (below(13)) {
                    case 0, 1 -> is(value());
                    case 9 -> isOneOf("X", 1).ignoreCase();
                    case 10 -> startsWith("Y").ignoreCase().negate();
                    case 11 -> is(value()).ofAll();
                    case 12 -> atLeast(below(3)).ofAll().negate();
                    case 2 -> isNot(value());
                    case 3 -> isOneOf(value(), value());
                    case 4 -> exists();
                    case 5 -> atLeast(below(4));
                    case 6 -> moreThan(below(4)).negate();
                    case 7 -> lessThan(1.5);
                    default -> chance(50) ? contains("x") : startsWith("y");
                });
        return chance(30) ? where(narrowed) : narrowed;
    }

    private EventCondition windowed(EventCondition did) {
        return switch (below(7)) {
            case 5 -> did.isLastDid() ? did : did.last(1 + below(3));
            case 6 -> calendar(did);
            case 0 -> did;
            case 1 -> did.since(START.plus(duration()));
            case 2 -> did.isLastDid() ? did.within(duration()) : between(did);
            default -> did.within(duration());
        };
    }

    private EventCondition calendar(EventCondition did) {
        return switch (below(4)) {
            case 0 -> did.today(zone());
            case 1 -> did.thisMonth(zone());
            case 2 -> did.thisWeek(zone());
            default -> did.lastDays(1 + below(2), zone());
        };
    }

    /** Zones in which a day, and a month, begins while things happen. */
    private ZoneId zone() {
        return ZoneOffset.ofTotalSeconds(-of(List.of(1, 2, 4, 7)));
    }

    private EventCondition between(EventCondition did) {
        Duration least = duration();
        return did.between(least, least.plus(duration()));
    }

    private Condition counted() {
        EventCondition did = windowed(plain());
        did = chance(20) ? did.same(path()) : did;
        return switch (below(5)) {
            case 0 -> did.atLeast(below(4));
            case 1 -> did.atMost(below(3));
            case 2 -> did.exactly(below(3));
            default -> did;
        };
    }

    private String path() {
        return of(List.of("p", "items[*].id"));
    }

    private Condition absence() {
        EventType type = type();
        EventCondition start = chance(50) ? did(type) : lastDid(type);
        EventCondition first = windowed(narrows() ? where(start) : start);
        AbsenceCondition absence = first.andThenNot(plain());
        AbsenceCondition held = chance(80) ? absence.forAtLeast(duration()) : absence;
        return switch (below(4)) {
            case 0 -> held.same("p");
            case 1 -> held.same("p", "items[*].id");
            default -> held;
        };
    }

    private Condition sequence() {
        EventCondition first = windowed(plain());
        SequenceCondition sequence = (first.window().last() > 0 ? first.within(duration()) : first).then(plain());
        if (chance(60)) {
            sequence = sequence.within(duration());
        }
        if (chance(40)) {
            sequence = sequence.then(type());
            sequence = chance(60) ? sequence.within(duration()) : sequence;
        }
        return chance(40) ? sequence.same(of(List.of("p", "items[*].id"))) : sequence;
    }

    private Condition aggregate() {
        Aggregate aggregate = alone();
        if (chance(30)) {
            aggregate = chance(50) ? aggregate.dividedBy(alone()) : aggregate.minus(alone());
            aggregate = chance(30) ? aggregate.same("p", path()) : aggregate;
        } else if (chance(20)) {
            aggregate = aggregate.same(path());
        }
        return switch (below(5)) {
            case 0 -> aggregate.atLeast(below(5));
            case 1 -> aggregate.moreThan(1.5);
            case 2 -> aggregate.atMost(below(4));
            case 3 -> isValue(aggregate) ? aggregate.is(value(), below(3)) : aggregate.is(below(4), below(3));
            default -> aggregate.lessThan(below(4));
        };
    }

    private static boolean isValue(Aggregate aggregate) {
        return List.of("first", "last", "favourite").contains(aggregate.kind());
    }

    private Aggregate alone() {
        EventCondition over = windowed(plain());
        Aggregate aggregate = switch (below(13)) {
            case 12 -> Aggregate.longestGapOf(over);
            case 9 -> Aggregate.favouriteOf(over, of(List.of("p", "n", "items[*].id")));
            case 10 -> Aggregate.averageGapOf(over);
            case 11 -> Aggregate.lastTimeOf(over);
            case 0 -> averageOf(over, "n");
            case 1 -> minOf(over, "n");
            case 2 -> maxOf(over, "n");
            case 3 -> distinctOf(over, of(List.of("p", "n", "items[*].id")));
            case 4 -> firstOf(over, of(List.of("p", "n", "items[*].id")));
            case 5 -> lastOf(over, of(List.of("p", "n", "items[*].id")));
            case 6 -> countOf(over);
            case 7 -> distinctDays(over, zone());
            default -> sumOf(over, "n");
        };
        return chance(30) ? aggregate.in("GBP") : aggregate;
    }

    private Condition trait() {
        return switch (below(10)) {
            case 5 -> Conditions.trait(CITY).ignoreCase().isOneOf("X", "Z");
            case 6 ->
                chance(50)
                        ? Conditions.trait(CITY).startsWith("x")
                        : Conditions.trait(CITY).contains("y");
            case 7 -> Conditions.trait(DUE).inNext(duration());
            case 8 -> Conditions.trait(BORN).inNext(zone(), chance(50) ? Duration.ZERO : duration());
            case 9 -> Conditions.trait(BORN).anniversary(zone(), chance(50) ? Duration.ZERO : duration());
            case 0 -> Conditions.trait(CITY).is("x");
            case 1 -> Conditions.trait(CITY).isNot("y");
            case 2 -> Conditions.trait(CITY).exists();
            case 3 -> Conditions.trait(AGE).atLeast(java.math.BigDecimal.valueOf(below(3)));
            default -> Conditions.trait(CITY).isOneOf("x", "z");
        };
    }

    private Object value() {
        return switch (below(6)) {
            case 0 -> below(3);
            case 1 -> "1";
            case 2 -> true;
            default -> of(List.of("x", "y", "xy"));
        };
    }

    /** Everything is permitted from an instant on. */
    Fact permits(Instant time) {
        return new Fact.Permits(time, Set.copyOf(PURPOSES));
    }

    /** A fact at this instant: mostly an event. */
    Fact fact(Instant time) {
        if (chance(12)) {
            return new Fact.Permits(time, chance(80) ? Set.copyOf(PURPOSES) : Set.of(of(PURPOSES)));
        }
        return new Fact.Happened(event(time));
    }

    private Event event(Instant time) {
        boolean traits = chance(15);
        PlainEventDraft draft = Event.of(traits ? EventType.IDENTIFY : type()).at(time);
        if (traits && chance(70)) {
            draft.set("city", of(List.of("x", "y", "z")));
        }
        if (traits && chance(50)) {
            draft.set("age", chance(20) ? "2" : below(4));
        }
        if (traits && chance(50)) {
            draft.set(
                    "due",
                    chance(10) ? "soon" : time.plusMillis(500L * below(12)).toString());
        }
        if (traits && chance(50)) {
            draft.set("born", of(List.of("2026-03-01", "2026-02-28", "2000-03-01", "2004-02-29", "1999-02-28")));
        }
        if (chance(70)) {
            draft.set("p", value());
        }
        if (chance(70)) {
            draft.set("n", chance(15) ? "2.50" : chance(10) ? "many" : below(5));
        }
        if (chance(60)) {
            draft.set("currency", of(List.of("GBP", "EUR")));
        }
        if (chance(50)) {
            draft.set("items", items());
        }
        String id = (chance(50) ? "m" : "k") + below(1000) + "-" + ids++;
        return draft.about(Identifier.userId("1"), time, id);
    }

    private List<Map<String, Object>> items() {
        List<Map<String, Object>> items = new ArrayList<>();
        for (int i = below(3); i >= 0; i--) {
            items.add(Map.of("id", value()));
        }
        return items;
    }
}
