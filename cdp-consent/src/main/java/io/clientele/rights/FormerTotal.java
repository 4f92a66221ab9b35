package io.clientele.rights;

import io.clientele.model.Properties;
import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;

/**
 * What people who were erased had together of one type, currency and calendar year: to be added to a report, so that its sums do not
 * fall. It is of at least ten people and names nobody. Immutable.
 */
public final class FormerTotal {

    private final Properties fields;

    FormerTotal(Properties fields) {
        this.fields = fields;
    }

    /** The name of the events' type. */
    public String type() {
        return fields.text("type").orElse("");
    }

    /** The currency of the amounts; empty if the events name none. */
    public String currency() {
        return fields.text("currency").orElse("");
    }

    /** The calendar year of UTC in which they happened. */
    public int year() {
        return fields.number("year").orElseThrow().intValueExact();
    }

    /** Of how many erasures it is. */
    public long people() {
        return fields.number("people").orElseThrow().longValueExact();
    }

    /** How many events there were. */
    public long events() {
        return fields.number("events").orElseThrow().longValueExact();
    }

    /** The sums of amounts, by field. */
    public Map<String, BigDecimal> amounts() {
        Map<String, BigDecimal> amounts = new TreeMap<>();
        if (fields.get("amounts") instanceof Map<?, ?> sums) {
            sums.forEach((name, sum) -> amounts.put(name.toString(), (BigDecimal) sum));
        }
        return amounts;
    }

    /** Type, currency, year and number. */
    @Override
    public String toString() {
        return events() + " " + type() + " " + currency() + " in " + year();
    }
}
