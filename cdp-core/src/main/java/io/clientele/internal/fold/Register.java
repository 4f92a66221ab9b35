package io.clientele.internal.fold;

import io.clientele.model.Identifier;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The numbers that the store gave to identifiers. */
public interface Register {

    /** Numbers by place; 0 where an identifier has none. */
    int[] numbers(List<Identifier> identifiers);

    /** The identifiers of numbers; those that nobody has any more are left out. */
    Map<Integer, Identifier> identifiers(Collection<Integer> numbers);
}
