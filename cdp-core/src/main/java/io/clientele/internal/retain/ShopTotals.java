package io.clientele.internal.retain;

import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Properties;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a shop's sums lose by erasures, put together over everybody who was erased so: for each type, currency and calendar year how
 * many events there were, of how many people, and the sums of amounts. It names nobody, and no part of it is one person's: what
 * is new is shown once it is of {@link #CROWD} people, so that the difference of two looks is of so many.
 *
 * <p>As fields: {@code l}, a list of lines of {@code t} type, {@code c} currency, {@code y} year, {@code s} whether it is shown, {@code
 * p} people, {@code n} events, {@code m} sums by field; and {@code d}, the erasures that were decided and not carried out, with the
 * position up to which their persons' records are in it. Not thread-safe.
 */
public final class ShopTotals {

    /** Of how many people a sum must be. */
    public static final int CROWD = 10;

    private final Map<Key, Sums> shown = new LinkedHashMap<>();
    private final Map<Key, Sums> collected = new LinkedHashMap<>();
    private final Map<String, Long> decided = new TreeMap<>();

    private record Key(String type, String currency, int year) {}

    private static final class Sums {

        private long people;
        private long events;
        private final Map<String, BigDecimal> amounts = new TreeMap<>();

        private void add(Sums more) {
            people += more.people;
            events += more.events;
            more.amounts.forEach((name, amount) -> amounts.merge(name, amount, BigDecimal::add));
        }
    }

    /** Of nobody yet. */
    public ShopTotals() {}

    /** As {@link #fields} gave it. */
    public static ShopTotals of(Properties fields) {
        ShopTotals totals = new ShopTotals();
        for (Object each : fields.all("l[*]")) {
            Properties line = Properties.of(Map.of("l", each));
            Key key = new Key(
                    line.text("l.t").orElse(""),
                    line.text("l.c").orElse(""),
                    line.number("l.y").orElseThrow().intValueExact());
            Sums sums = new Sums();
            sums.people = line.number("l.p").orElseThrow().longValueExact();
            sums.events = line.number("l.n").orElseThrow().longValueExact();
            if (each instanceof Map<?, ?> all && all.get("m") instanceof Map<?, ?> amounts) {
                amounts.forEach((name, amount) -> sums.amounts.put(name.toString(), (BigDecimal) amount));
            }
            boolean isShown = line.flag("l.s").orElse(false);
            (isShown ? totals.shown : totals.collected).put(key, sums);
        }
        if (fields.get("d") instanceof Map<?, ?> decided) {
            decided.forEach(
                    (request, position) -> totals.decided.put(request.toString(), ((Number) position).longValue()));
        }
        return totals;
    }

    /** Up to which position the records of the person whom an erasure is about are in it; 0 if none are. */
    public long position(String request) {
        return decided.getOrDefault(request, 0L);
    }

    /** An erasure is decided and all records up to a position are added. */
    public void decide(String request, long position) {
        decided.put(request, position);
    }

    /** An erasure is carried out. */
    public void forget(String request) {
        decided.remove(request);
    }

    /**
     * Adds the events of one person, what was left of earlier ones among them.
     *
     * @param amounts the outermost fields that are summed up
     * @param first whether nothing of the person was added before
     */
    public void add(List<Event> events, List<String> amounts, boolean first) {
        Map<Key, Sums> ofOne = new HashMap<>();
        for (Event event : events) {
            for (Event each : Balance.unfold(event)) {
                Sums sums = ofOne.computeIfAbsent(key(each), key -> new Sums());
                sums.events++;
                for (String name : amounts) {
                    each.properties()
                            .number(name)
                            .ifPresent(amount -> sums.amounts.merge(name, amount, BigDecimal::add));
                }
            }
        }
        ofOne.forEach((key, sums) -> {
            sums.people = first ? 1 : 0;
            Sums all = collected.computeIfAbsent(key, none -> new Sums());
            all.add(sums);
            if (all.people >= CROWD) {
                shown.computeIfAbsent(key, none -> new Sums()).add(all);
                collected.remove(key);
            }
        });
    }

    private static Key key(Event event) {
        Balance.Key key = Balance.Key.of(event);
        return new Key(key.type(), key.currency(), year(event.time()));
    }

    private static int year(Instant time) {
        return time.atZone(ZoneOffset.UTC).getYear();
    }

    /** Whether an event's number and amounts may stay: it is no trait, no account and nothing that was left to join identifiers. */
    public static boolean counts(EventType type) {
        return !type.equals(EventType.IDENTIFY)
                && !type.equals(EventType.GROUP)
                && !type.equals(EventType.GROUP_LEFT)
                && !type.equals(EventType.SEEN_TOGETHER);
    }

    /** All of it as fields. */
    public Properties fields() {
        List<Map<String, Object>> lines = new ArrayList<>();
        shown.forEach((key, sums) -> lines.add(line(key, sums, true)));
        collected.forEach((key, sums) -> lines.add(line(key, sums, false)));
        return Properties.of(Map.of("l", lines, "d", Map.copyOf(decided)));
    }

    private static Map<String, Object> line(Key key, Sums sums, boolean isShown) {
        return Map.of(
                "t", key.type,
                "c", key.currency,
                "y", key.year,
                "s", isShown,
                "p", sums.people,
                "n", sums.events,
                "m", Map.copyOf(sums.amounts));
    }

    /** What may be looked at, each with {@code type}, {@code currency}, {@code year}, {@code people}, {@code events} and {@code amounts}. */
    public List<Properties> shown() {
        List<Properties> all = new ArrayList<>();
        shown.forEach((key, sums) -> all.add(Properties.of(Map.of(
                "type", key.type,
                "currency", key.currency,
                "year", key.year,
                "people", sums.people,
                "events", sums.events,
                "amounts", Map.copyOf(sums.amounts)))));
        return all;
    }

    /** How many sums may be looked at. */
    @Override
    public String toString() {
        return shown.size() + " totals";
    }
}
