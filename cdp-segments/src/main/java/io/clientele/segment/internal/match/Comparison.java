package io.clientele.segment.internal.match;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How a number or time lies to another. */
public enum Comparison {
    /** Greater or equal. */
    AT_LEAST,
    /** Greater. */
    MORE_THAN,
    /** Less or equal. */
    AT_MOST,
    /** Less. */
    LESS_THAN,
    /** Equal. */
    IS;

    /** The comparison of a journaled name. */
    public static Optional<Comparison> named(String key) {
        return Arrays.stream(values()).filter(each -> each.key().equals(key)).findFirst();
    }

    /** The name under which it is journaled. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether a value that compares so to the operand satisfies this. */
    public boolean accepts(int compared) {
        return switch (this) {
            case AT_LEAST -> compared >= 0;
            case MORE_THAN -> compared > 0;
            case AT_MOST -> compared <= 0;
            case LESS_THAN -> compared < 0;
            case IS -> compared == 0;
        };
    }
}
