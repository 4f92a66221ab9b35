package io.clientele.internal.fold;

import io.clientele.model.Identifier;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The numbers by which identifiers are known: dense, given once, never used again. Look-ups are safe from any thread;
 * only the pen gives numbers.
 */
public final class Owners {

    private final Map<Identifier, Integer> numbers = new ConcurrentHashMap<>();
    private int last;

    /** Starts after the highest number ever given. */
    public Owners(int last) {
        this.last = last;
    }

    /** The number of an identifier; 0 if it has none. */
    public int number(Identifier identifier) {
        return numbers.getOrDefault(identifier, 0);
    }

    /** The numbers of identifiers, ascending; those without one are left out. */
    public List<Integer> numbers(Collection<Identifier> identifiers) {
        var sorted = new TreeSet<Integer>();
        for (Identifier identifier : identifiers) {
            Optional.ofNullable(numbers.get(identifier)).ifPresent(sorted::add);
        }
        return List.copyOf(sorted);
    }

    /** Gives an identifier its next number. */
    public int assign(Identifier identifier) {
        numbers.put(identifier, ++last);
        return last;
    }

    /** Restores a number from the store. */
    public void restore(Identifier identifier, int number) {
        numbers.put(identifier, number);
        last = Math.max(last, number);
    }

    /** Forgets an identifier; its number stays used. */
    public void forget(Identifier identifier) {
        numbers.remove(identifier);
    }

    /** Takes back the numbers of identifiers whose batch failed: they were never on disk. */
    public void takeBack(Collection<Identifier> identifiers) {
        identifiers.forEach(numbers::remove);
        last -= identifiers.size();
    }
}
