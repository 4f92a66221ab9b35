package io.clientele.segment;

import io.clientele.segment.internal.match.PropertyTest;
import io.clientele.segment.internal.match.PropertyTest.Manner;
import io.clientele.segment.internal.word.Values;
import java.util.List;

/**
 * What a property must be like: a value made by {@link Conditions} for {@link EventCondition#where}. A missing property
 * satisfies only a negated one. Of a path that reaches several values, one suffices unless said otherwise. Immutable.
 */
public final class Match {

    private final PropertyTest test;

    Match(PropertyTest.Op op, List<?> operands) {
        this(new PropertyTest("", op, Values.raw(operands), Manner.PLAIN));
    }

    private Match(PropertyTest test) {
        this.test = test;
    }

    private Match in(Manner manner) {
        return new Match(new PropertyTest("", test.op(), test.operands(), manner));
    }

    /** The opposite. */
    public Match negate() {
        return in(test.manner().negate());
    }

    /**
     * Upper and lower case are the same.
     *
     * @throws IllegalArgumentException if it compares no text
     */
    public Match ignoreCase() {
        return in(new Manner(test.negated(), true, test.manner().every()));
    }

    /** Each value that the path reaches must be so, and there must be one: {@code where("items[*].sku", is("A").ofAll())}. */
    public Match ofAll() {
        return in(new Manner(test.negated(), test.manner().caseless(), true));
    }

    PropertyTest at(String path) {
        return new PropertyTest(path, test.op(), test.operands(), test.manner());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Match that && test.equals(that.test);
    }

    @Override
    public int hashCode() {
        return test.hashCode();
    }

    /** Which predicate; not the operand. */
    @Override
    public String toString() {
        return (test.negated() ? "not " : "") + test.op().key();
    }
}
