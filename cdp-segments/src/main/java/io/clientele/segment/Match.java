package io.clientele.segment;

import io.clientele.segment.internal.match.PropertyTest;
import java.util.List;

/**
 * What a property must be like: a value made by {@link Conditions} for {@link EventCondition#where}. A missing property
 * satisfies only a negated one. Of a path that reaches several values, one suffices. Immutable.
 */
public final class Match {

    private final PropertyTest test;

    Match(PropertyTest.Op op, List<?> operands, boolean negated) {
        this.test = new PropertyTest("", op, Values.raw(operands), negated);
    }

    /** The opposite. */
    public Match negate() {
        return new Match(test.op(), test.operands(), !test.negated());
    }

    PropertyTest at(String path) {
        return new PropertyTest(path, test.op(), test.operands(), test.negated());
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
