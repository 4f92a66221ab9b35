package io.clientele.segment;

import io.clientele.model.Trait;
import java.util.Arrays;
import java.util.List;

/**
 * What may be asked of a trait's latest value, as a condition. A person without the trait satisfies only
 * {@link #isNot}. Immutable.
 *
 * @param <T> the type of its value
 */
public final class TraitTest<T> {

    private final Trait<T> trait;

    TraitTest(Trait<T> trait) {
        this.trait = trait;
    }

    /** It is this. */
    public Condition is(T value) {
        return condition("is", List.of(value));
    }

    /** It is not this; also true of who has none. */
    public Condition isNot(T value) {
        return Conditions.not(is(value));
    }

    /** It is one of these. */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public final Condition isOneOf(T... values) {
        return condition("is", Arrays.asList(values));
    }

    /** It is known. */
    public Condition exists() {
        return condition("exists", List.of());
    }

    /** It is this or greater, later, or after it in order of text. */
    public Condition atLeast(T value) {
        return condition("at_least", List.of(value));
    }

    /** It is greater, later, or after it in order of text. */
    public Condition moreThan(T value) {
        return condition("more_than", List.of(value));
    }

    /** It is this or less, earlier, or before it in order of text. */
    public Condition atMost(T value) {
        return condition("at_most", List.of(value));
    }

    /** It is less, earlier, or before it in order of text. */
    public Condition lessThan(T value) {
        return condition("less_than", List.of(value));
    }

    private Condition condition(String op, List<T> values) {
        return new TraitCondition<>(trait, op, values);
    }
}
