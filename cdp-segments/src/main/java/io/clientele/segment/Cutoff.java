package io.clientele.segment;

import io.clientele.model.Properties;
import io.clientele.model.Purpose;
import io.clientele.segment.internal.match.Comparison;
import io.clientele.segment.internal.measure.Limit;
import io.clientele.segment.internal.pack.Json;
import io.clientele.segment.internal.word.Values;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The value of an aggregate that the best so many per cent of people reach, such as what the top tenth spend at least.
 * Computed when asked for and then frozen: it is what it is until it is asked for again. Immutable.
 *
 * <p>The best are those with the greatest values, of the people who permit the purpose and of whom the aggregate is over
 * something. Of {@code n} people the best {@code p} per cent are the first {@code p·n/100}, rounded up; the cut-off is the value
 * of the last of them, and whoever has the same value reaches it too.
 */
public final class Cutoff {

    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
    private static final int MOST_NAME_LENGTH = 100;

    private final String name;
    private final Purpose purpose;
    private final Aggregate aggregate;
    private final BigDecimal percent;
    private final Optional<Frozen> frozen;

    /**
     * What came out.
     *
     * @param value the cut-off; empty if there was nobody
     * @param people how many people were compared
     * @param at the instant of which it is true
     */
    public record Frozen(Optional<BigDecimal> value, int people, Instant at) {}

    private Cutoff(String name, Purpose purpose, Aggregate aggregate, BigDecimal percent, Optional<Frozen> frozen) {
        this.name = name;
        this.purpose = purpose;
        this.aggregate = aggregate;
        this.percent = percent;
        this.frozen = frozen;
    }

    /**
     * A cut-off to be computed with {@code Segments.freeze}.
     *
     * @param name 1 to 100 characters
     * @param purpose whose people are compared: those who permit it
     * @param percent more than 0, at most 100
     * @param aggregate what is compared; over all events, whatever value they share
     */
    public static Cutoff named(String name, Purpose purpose, Number percent, Aggregate aggregate) {
        Values.require(!name.isBlank() && name.length() <= MOST_NAME_LENGTH, "name must hold 1 to 100 characters");
        BigDecimal share = Values.decimal(percent);
        Values.require(share.signum() > 0 && share.compareTo(HUNDRED) <= 0, "percent must be more than 0, at most 100");
        Values.require(aggregate.same().isEmpty(), "the aggregate of a cut-off is over all events, without same");
        return new Cutoff(name, purpose, aggregate, share, Optional.empty());
    }

    /** A person reaches the cut-off of this name. The cut-off must be computed before a segment says so. */
    public static Condition reached(String name) {
        return new NamedCondition(NamedCondition.Subject.ABOVE_CUTOFF, name);
    }

    Cutoff frozen(List<BigDecimal> values, Instant at) {
        List<BigDecimal> best =
                values.stream().sorted(java.util.Comparator.reverseOrder()).toList();
        int rank = percent.multiply(BigDecimal.valueOf(best.size()))
                .divide(HUNDRED, 0, java.math.RoundingMode.CEILING)
                .intValueExact();
        Optional<BigDecimal> value = best.isEmpty() ? Optional.empty() : Optional.of(best.get(rank - 1));
        return new Cutoff(name, purpose, aggregate, percent, Optional.of(new Frozen(value, best.size(), at)));
    }

    static Cutoff of(String name, Properties body) {
        Aggregate aggregate = ConditionReader.aggregate(
                "aggregate", Json.read("aggregate", body.text("aggregate").orElse("")));
        Cutoff cutoff = named(
                name,
                Purpose.named(body.text("purpose").orElse("")),
                body.number("percent").orElse(BigDecimal.ZERO),
                aggregate);
        Frozen frozen = new Frozen(
                body.number("value"),
                body.number("people").orElse(BigDecimal.ZERO).intValueExact(),
                Instant.parse(body.text("at").orElse("")));
        return new Cutoff(name, cutoff.purpose, aggregate, cutoff.percent, Optional.of(frozen));
    }

    /** The form in which it is journaled. */
    Properties body() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("kind", "cutoff");
        fields.put("purpose", purpose.key());
        fields.put("percent", percent);
        fields.put("aggregate", Json.write(aggregate.tree()));
        Frozen known = frozen.orElseThrow();
        known.value().ifPresent(value -> fields.put("value", value));
        fields.put("people", known.people());
        fields.put("at", known.at().toString());
        return Properties.of(fields);
    }

    /** That the aggregate reaches the value; never true if there is none. */
    Condition condition() {
        Optional<BigDecimal> value = frozen.flatMap(Frozen::value);
        return value.isEmpty()
                ? Conditions.any(Conditions.not(new BooleanCondition("all", List.of())))
                : new Aggregate.Compared(aggregate, Limit.of(Comparison.AT_LEAST, value.get()));
    }

    /** The name. */
    public String name() {
        return name;
    }

    /** Whose people are compared: those who permit it. */
    public Purpose purpose() {
        return purpose;
    }

    /** How many per cent of them reach it. */
    public BigDecimal percent() {
        return percent;
    }

    /** What came out; empty until it was computed. */
    public Optional<Frozen> frozen() {
        return frozen;
    }

    Aggregate aggregate() {
        return aggregate;
    }

    /** The name. */
    @Override
    public String toString() {
        return name;
    }
}
