package io.clientele.internal.fold;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.clientele.model.Identifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The numbers by which identifiers are known: dense, given once, never used again. They lie in the store, behind a bounded
 * cache. {@link #cached} is safe from any thread; everything else is the pen's.
 */
public final class Owners {

    /** The numbers that the store gave to identifiers. */
    public interface Register {

        /** Numbers by place; 0 where an identifier has none. */
        int[] numbers(List<Identifier> identifiers);

        /** The identifiers of numbers; those that nobody has any more are left out. */
        Map<Integer, Identifier> identifiers(Collection<Integer> numbers);
    }

    /** What one entry of the cache costs: an identifier of two short texts, its number, its place. */
    private static final int ENTRY_BYTES = 250;

    private final Register register;
    private final Cache<Identifier, Integer> cache;
    /** What the batch in progress knows: numbers, and 0 for identifiers that have none. */
    private final Map<Identifier, Integer> batch = new HashMap<>();
    /** Numbers given in the batch in progress. */
    private final Map<Identifier, Integer> given = new HashMap<>();
    /** Numbers whose identifiers the batch in progress forgets. */
    private final Set<Integer> gone = new HashSet<>();

    private int last;

    /**
     * Starts after the highest number ever given.
     *
     * @param bytes roughly how much heap the cache may take
     */
    public Owners(Register register, int last, long bytes) {
        this.register = register;
        this.last = last;
        this.cache = Caffeine.newBuilder()
                .maximumSize(Math.max(1, bytes / ENTRY_BYTES))
                .executor(Runnable::run)
                .build();
    }

    /** The number of an identifier if it is at hand; else 0. From any thread, without a look into the store. */
    public int cached(Identifier identifier) {
        Integer known = cache.getIfPresent(identifier);
        return known == null ? 0 : known;
    }

    /** The number of an identifier; 0 if it has none. */
    public int number(Identifier identifier) {
        int known = known(identifier);
        if (known < 0) {
            lookUp(List.of(identifier));
            known = known(identifier);
        }
        return Math.max(known, 0);
    }

    /** The number at hand; 0 if there is none; -1 if that is not known. */
    private int known(Identifier identifier) {
        Integer known = batch.get(identifier);
        if (known == null) {
            known = cache.getIfPresent(identifier);
            if (known == null) {
                return -1;
            }
            batch.put(identifier, known);
        }
        return known;
    }

    /** Looks many numbers up at once. */
    public void lookUp(Collection<Identifier> identifiers) {
        List<Identifier> asked = List.of();
        for (Identifier identifier : identifiers) {
            if (known(identifier) < 0) {
                asked = asked.isEmpty() ? new ArrayList<>() : asked;
                asked.add(identifier);
            }
        }
        if (!asked.isEmpty()) {
            ask(asked);
        }
    }

    private void ask(List<Identifier> asked) {
        int[] found = register.numbers(asked);
        for (int i = 0; i < found.length; i++) {
            batch.put(asked.get(i), found[i]);
            if (found[i] != 0) {
                cache.put(asked.get(i), found[i]);
            }
        }
    }

    /** The numbers of identifiers, ascending; those without one are left out. */
    public List<Integer> numbers(Collection<Identifier> identifiers) {
        if (identifiers.size() > 1) {
            lookUp(identifiers);
        }
        var sorted = new TreeSet<Integer>();
        for (Identifier identifier : identifiers) {
            int number = number(identifier);
            if (number != 0) {
                sorted.add(number);
            }
        }
        return List.copyOf(sorted);
    }

    /** The identifiers of numbers; those that nobody has any more are left out. */
    public Collection<Identifier> identifiers(Collection<Integer> numbers) {
        Set<Integer> asked = new LinkedHashSet<>(numbers);
        asked.removeAll(gone);
        Map<Integer, Identifier> found = new LinkedHashMap<>(register.identifiers(asked));
        given.forEach((identifier, number) -> {
            if (asked.contains(number)) {
                found.put(number, identifier);
            }
        });
        found.forEach((number, identifier) -> {
            batch.put(identifier, number);
            cache.put(identifier, number);
        });
        return found.values();
    }

    /** Gives an identifier its next number. */
    public int assign(Identifier identifier) {
        batch.put(identifier, ++last);
        given.put(identifier, last);
        return last;
    }

    /** The highest number ever given. */
    public int last() {
        return last;
    }

    /** Forgets an identifier; its number stays used. */
    public void forget(Identifier identifier) {
        gone.add(number(identifier));
        cache.invalidate(identifier);
        given.remove(identifier);
        batch.put(identifier, 0);
    }

    /** What the batch gave is in the store now. */
    public void settled() {
        cache.putAll(given);
        given.clear();
        batch.clear();
        gone.clear();
    }

    /** Takes back the numbers of identifiers whose batch failed: they were never on disk. */
    public void takeBack(Collection<Identifier> identifiers) {
        given.clear();
        batch.clear();
        gone.clear();
        cache.invalidateAll(identifiers);
        last -= identifiers.size();
    }
}
