package io.clientele.segment.internal.match;

import io.clientele.model.Properties;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A predicate on one property: true if any value at the path satisfies it, or each does. A missing property satisfies nothing but
 * a negated predicate.
 *
 * @param path where
 * @param op which predicate
 * @param operands what it compares with, in the form of {@link Properties}
 * @param manner how it is meant
 */
public record PropertyTest(String path, Op op, List<Object> operands, Manner manner) {

    /**
     * How a predicate is meant.
     *
     * @param negated whether the opposite
     * @param caseless whether upper and lower case are the same
     * @param every whether each value at the path must satisfy it, and not just one
     */
    public record Manner(boolean negated, boolean caseless, boolean every) {

        /** As it stands. */
        public static final Manner PLAIN = new Manner(false, false, false);

        /** The opposite. */
        public Manner negate() {
            return new Manner(!negated, caseless, every);
        }
    }

    /** The predicates. */
    public enum Op {
        /** Equal to one of the operands. */
        IS,
        /** There at all. */
        EXISTS,
        /** Number comparison. */
        AT_LEAST,
        /** Number comparison. */
        MORE_THAN,
        /** Number comparison. */
        AT_MOST,
        /** Number comparison. */
        LESS_THAN,
        /** Time comparison. */
        BEFORE,
        /** Time comparison. */
        AFTER,
        /** Text holds the operand. */
        CONTAINS,
        /** Text begins with the operand. */
        STARTS_WITH;

        /** What it is compared with, in words. */
        String needs() {
            return switch (this) {
                case EXISTS -> "no value";
                case IS -> "a value, or several of which it may be one";
                case AT_LEAST, MORE_THAN, AT_MOST, LESS_THAN -> "one number";
                case BEFORE, AFTER -> "one time such as 2026-01-31T00:00:00Z";
                case CONTAINS, STARTS_WITH -> "one text that is not empty";
            };
        }

        /** The name under which it is journaled. */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Copies the operands.
     *
     * @throws IllegalArgumentException if they are not what the predicate compares with
     */
    public PropertyTest {
        operands = List.copyOf(operands);
        boolean good = switch (op) {
            case EXISTS -> operands.isEmpty();
            case IS -> !operands.isEmpty();
            case AT_LEAST, MORE_THAN, AT_MOST, LESS_THAN ->
                operands.size() == 1 && operands.get(0) instanceof BigDecimal;
            case BEFORE, AFTER -> operands.size() == 1 && instant(operands.get(0)) != null;
            case CONTAINS, STARTS_WITH ->
                operands.size() == 1 && operands.get(0) instanceof String text && !text.isEmpty();
        };
        if (!good) {
            throw new IllegalArgumentException(op.key().replace('_', ' ') + " needs " + op.needs());
        }
        boolean ofText = op == Op.IS || op == Op.CONTAINS || op == Op.STARTS_WITH;
        if (manner.caseless && !ofText) {
            throw new IllegalArgumentException(op.key() + " knows no upper and lower case");
        }
    }

    /** Whether the opposite is meant. */
    public boolean negated() {
        return manner.negated;
    }

    /** Whether it can serve as an index: equality with texts or numbers. */
    public boolean isEquality() {
        return op == Op.IS
                && manner.equals(Manner.PLAIN)
                && operands.stream().allMatch(o -> o instanceof String || o instanceof BigDecimal);
    }

    /** Whether it is a bound on the number in a field. */
    public boolean isBound() {
        boolean compares = op == Op.AT_LEAST || op == Op.MORE_THAN || op == Op.AT_MOST || op == Op.LESS_THAN;
        return compares && manner.equals(Manner.PLAIN) && Values.isField(path);
    }

    /** Of a bound: whether greater numbers satisfy it. */
    public boolean isUpward() {
        return op == Op.AT_LEAST || op == Op.MORE_THAN;
    }

    /** Of a bound: whether the bound itself does not satisfy it. */
    public boolean isStrict() {
        return op == Op.MORE_THAN || op == Op.LESS_THAN;
    }

    /** Whether these properties satisfy it. */
    public boolean matches(Properties properties) {
        return (manner.every ? every(properties) : any(properties)) != manner.negated;
    }

    private boolean any(Properties properties) {
        if (Values.isField(path)) {
            Object value = properties.get(path);
            return value != null && accepts(value);
        }
        for (Object value : Values.at(properties, path)) {
            if (accepts(value)) {
                return true;
            }
        }
        return false;
    }

    private boolean every(Properties properties) {
        List<Object> values = Values.at(properties, path);
        for (Object value : values) {
            if (!accepts(value)) {
                return false;
            }
        }
        return !values.isEmpty();
    }

    private boolean accepts(Object value) {
        return switch (op) {
            case EXISTS -> true;
            case IS -> isOneOf(value);
            case AT_LEAST, MORE_THAN, AT_MOST, LESS_THAN -> compares(value);
            case BEFORE, AFTER -> lies(value);
            case CONTAINS -> folded(text(value)).contains(operand());
            case STARTS_WITH -> folded(text(value)).startsWith(operand());
        };
    }

    private boolean isOneOf(Object value) {
        for (Object operand : operands) {
            if (same(value, operand)) {
                return true;
            }
        }
        return false;
    }

    private boolean same(Object value, Object operand) {
        if (operand instanceof BigDecimal number) {
            BigDecimal mine = Values.number(value);
            return mine != null && mine.compareTo(number) == 0;
        }
        if (!(operand instanceof String text)) {
            return operand.equals(value);
        }
        String mine = Values.text(value);
        return mine != null && folded(mine).equals(folded(text));
    }

    private boolean compares(Object value) {
        BigDecimal mine = Values.number(value);
        return mine != null && Comparison.valueOf(op.name()).accepts(mine.compareTo((BigDecimal) operands.get(0)));
    }

    private boolean lies(Object value) {
        Instant mine = instant(value);
        Instant other = instant(operands.get(0));
        return mine != null && other != null && (op == Op.BEFORE ? mine.isBefore(other) : mine.isAfter(other));
    }

    private static @Nullable Instant instant(Object value) {
        try {
            return value instanceof String text ? Instant.parse(text) : null;
        } catch (DateTimeParseException notATime) {
            return null;
        }
    }

    private String operand() {
        return folded((String) operands.get(0));
    }

    private String folded(String text) {
        return manner.caseless ? Values.folded(text) : text;
    }

    /** The value's text; for one without text something that holds and begins with nothing but itself. */
    private static String text(Object value) {
        String text = Values.text(value);
        return text == null ? "" : text;
    }
}
