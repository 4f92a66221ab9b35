package io.clientele.internal.retain;

import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import io.clientele.model.LawfulBasis;
import io.clientele.model.Properties;
import io.clientele.model.Purpose;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What is left of the events of one owner that had one type, purpose, basis and currency: an event of the type
 * {@link EventType#OPENING_BALANCE}. It is folded as so many events, the first at its time, all others at the time of the last, among
 * which the totals are spread: so counts, exact sums, averages, and when the first and the last were, are what they would be.
 * A pure function of those events, however they went.
 *
 * <p>Its fields: {@code of} the type, {@code count}, {@code first}, {@code last}, where there is one {@code currency}, and
 * {@code totals}: for each field its {@code sum}, and {@code count}, in how many of the events it was.
 */
public final class Balance {

    private static final String FIRST = "first";
    private static final String CURRENCY = "currency";
    private static final int LONGEST_CURRENCY = 10;
    private static final int DIGITS = 9;

    private final Key key;
    private long count;
    private Instant first = Instant.MAX;
    private Instant last = Instant.MIN;
    private final Map<String, Sum> totals = new TreeMap<>();

    /**
     * Which events are put together.
     *
     * @param type their type
     * @param purpose which they were collected for
     * @param basis on which
     * @param currency of their amounts; empty if they name none
     */
    public record Key(String type, Purpose purpose, LawfulBasis basis, String currency) {

        /** Of an event, or of what was left of such. */
        public static Key of(Event event) {
            boolean left = event.type().equals(EventType.OPENING_BALANCE);
            String type = left
                    ? event.properties().text("of").orElseThrow()
                    : event.type().name();
            String currency = event.properties()
                    .text(CURRENCY)
                    .filter(text -> text.length() <= LONGEST_CURRENCY)
                    .orElse("");
            return new Key(type, event.type().purpose(), event.type().basis(), currency);
        }

        /** The id of what is left of an owner's events: there is one such record at a time. */
        private String id(int owner) {
            String text = String.join("\n", type, purpose.key(), basis.name(), currency);
            return "balance-" + owner + '-' + UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private record Sum(BigDecimal amount, long count) {

        static final Sum NONE = new Sum(BigDecimal.ZERO, 0);

        Sum plus(BigDecimal more, long times) {
            return new Sum(amount.add(more), count + times);
        }
    }

    /** Of no event yet. */
    public Balance(Key key) {
        this.key = key;
    }

    /** Adds what was left before. */
    public void carry(Event left) {
        Properties fields = left.properties();
        count += fields.number("count").orElseThrow().longValueExact();
        reach(Instant.parse(fields.text(FIRST).orElseThrow()));
        reach(Instant.parse(fields.text("last").orElseThrow()));
        if (fields.get("totals") instanceof Map<?, ?> before) {
            before.keySet().forEach(name -> carry(fields, String.valueOf(name)));
        }
    }

    private void carry(Properties fields, String name) {
        BigDecimal sum = fields.number("totals." + name + ".sum").orElseThrow();
        add(name, sum, fields.number("totals." + name + ".count").orElseThrow().longValueExact());
    }

    /**
     * Adds an event that goes.
     *
     * @param summed the outermost fields whose totals are kept
     */
    public void add(Event event, List<String> summed) {
        count++;
        reach(event.time());
        for (String name : summed) {
            event.properties().number(name).ifPresent(amount -> add(name, amount, 1));
        }
    }

    private void add(String name, BigDecimal amount, long times) {
        totals.put(name, totals.getOrDefault(name, Sum.NONE).plus(amount, times));
    }

    private void reach(Instant time) {
        first = time.isBefore(first) ? time : first;
        last = time.isAfter(last) ? time : last;
    }

    /** It as an event of an owner. */
    public Event event(Identifier who, int owner) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("of", key.type);
        fields.put("count", BigDecimal.valueOf(count));
        fields.put(FIRST, first.toString());
        fields.put("last", last.toString());
        if (!key.currency.isEmpty()) {
            fields.put(CURRENCY, key.currency);
        }
        Map<String, Object> sums = new LinkedHashMap<>();
        totals.forEach(
                (name, sum) -> sums.put(name, Map.of("sum", sum.amount, "count", BigDecimal.valueOf(sum.count))));
        if (!sums.isEmpty()) {
            fields.put("totals", sums);
        }
        return Event.of(EventType.OPENING_BALANCE.collectedFor(key.purpose, key.basis))
                .at(last)
                .id(key.id(owner))
                .about(who, last, "")
                .holding(Properties.of(fields));
    }

    // ---- and back

    /** When the first thing happened that an event stands for. */
    public static Instant begin(Event event) {
        Optional<String> first = event.type().isRemainder() ? event.properties().text(FIRST) : Optional.empty();
        return first.map(Instant::parse).orElse(event.time());
    }

    /** The events as which an event of a history is folded: itself, or as many as it stands for. */
    public static List<Event> unfold(Event event) {
        if (!event.type().isRemainder()) {
            return List.of(event);
        }
        return event.type().equals(EventType.OPENING_BALANCE) ? spread(event) : List.of();
    }

    private static List<Event> spread(Event left) {
        Key key = Key.of(left);
        Balance balance = new Balance(key);
        balance.carry(left);
        EventType type = EventType.named(key.type).collectedFor(key.purpose, key.basis);
        List<Event> all = new ArrayList<>();
        for (long i = 0; i < balance.count; i++) {
            Instant time = i == 0 ? balance.first : balance.last;
            String number = String.valueOf(i);
            String id = left.id() + '#' + "0".repeat(Math.max(0, DIGITS - number.length())) + number;
            all.add(Event.of(type)
                    .at(time)
                    .id(id)
                    .about(left.identifiers().get(0), time, "")
                    .holding(balance.share(i)));
        }
        return all;
    }

    /** What the one event of a number carries: the latest ones, as many as had the field, an equal part, the last one what is over. */
    private Properties share(long number) {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (!key.currency.isEmpty()) {
            fields.put(CURRENCY, key.currency);
        }
        totals.forEach((name, sum) -> {
            if (number >= count - sum.count) {
                BigDecimal times = BigDecimal.valueOf(sum.count);
                BigDecimal part = sum.amount.divide(times, sum.amount.scale(), RoundingMode.DOWN);
                BigDecimal over = sum.amount.subtract(part.multiply(times));
                fields.put(name, number == count - 1 ? part.add(over) : part);
            }
        });
        return Properties.of(fields);
    }

    /** That the identifiers of an event were seen together, and nothing else of it. */
    public static Event together(Event event) {
        EventType type = EventType.SEEN_TOGETHER.collectedFor(
                event.type().purpose(), event.type().basis());
        return Event.of(type)
                .at(event.time())
                .id(event.id())
                .about(event.identifiers().get(0), event.time(), "")
                .about(event.identifiers());
    }

    /** How many events it is of. */
    @Override
    public String toString() {
        return "balance of " + count + " events";
    }
}
