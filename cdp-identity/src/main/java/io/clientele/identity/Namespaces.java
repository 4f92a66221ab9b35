package io.clientele.identity;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Small numbers for the namespaces that evidence names, with what the rules say about each. */
final class Namespaces {

    /** That a value may have any number of owners. */
    static final int ANY = Integer.MAX_VALUE;
    /** That a value never gets another meaning. */
    static final long FOREVER = Long.MAX_VALUE;

    private static final int MOST = 1 << 12;

    private final IdentityRules rules;
    private final List<String> limitedNames;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<String> names = new ArrayList<>();
    private int[] ranks = new int[0];
    private int[] owners = new int[0];
    private int[] limited = new int[0];
    private int[] contradictions = new int[0];
    private long[] lifetimes = new long[0];
    private boolean[] traces = new boolean[0];

    /** What clusters may contradict each other without making a value of any namespace shared. */
    final int fewestContradictions;

    /** The last rank of all. */
    final int lastRank;

    /** The largest counts of a cluster, by the place of a namespace among those that have a limit. */
    final int[] limits;

    /** Whether people are told apart by a namespace that has a limit, by the same place. */
    final boolean[] personal;

    Namespaces(IdentityRules rules) {
        this.rules = rules;
        this.limitedNames = rules.limited();
        this.limits = rules.limitValues();
        this.lastRank = rules.lastRank();
        this.fewestContradictions = rules.fewestContradictions();
        this.personal = new boolean[limits.length];
        for (int place = 0; place < limits.length; place++) {
            personal[place] = rules.isPersonal(limitedNames.get(place));
        }
    }

    /** The number of a namespace, or -1. */
    int find(String name) {
        return numbers.getOrDefault(name, -1);
    }

    /**
     * The number of a namespace, given if it has none.
     *
     * @throws IllegalStateException if 4,096 are known
     */
    int number(String name) {
        int known = find(name);
        if (known >= 0) {
            return known;
        }
        int number = names.size();
        if (number == MOST) {
            throw new IllegalStateException("more than " + MOST + " namespaces");
        }
        numbers.put(name, number);
        names.add(name);
        ranks = with(ranks, rules.rank(name));
        owners = with(owners, rules.owners(name).orElse(ANY));
        contradictions = with(contradictions, rules.contradictions(name));
        limited = with(limited, limitedNames.indexOf(name));
        lifetimes = Arrays.copyOf(lifetimes, names.size());
        traces = Arrays.copyOf(traces, names.size());
        traces[number] = rules.isTrace(name);
        lifetimes[number] = rules.lifetime(name).map(Duration::toMillis).orElse(FOREVER);
        return number;
    }

    private static int[] with(int[] values, int value) {
        int[] more = Arrays.copyOf(values, values.length + 1);
        more[values.length] = value;
        return more;
    }

    String name(int number) {
        return names.get(number);
    }

    /** Whether a namespace is of what devices show: nobody's identifiers. */
    boolean isTrace(int number) {
        return traces[number];
    }

    int rank(int number) {
        return ranks[number];
    }

    /** In how many clusters the owners of a value may be. */
    int owners(int number) {
        return owners[number];
    }

    /** How often the clusters of a value's owners may contradict each other. */
    int contradictions(int number) {
        return contradictions[number];
    }

    /** How long after its first sighting a value means the same, in milliseconds. */
    long lifetime(int number) {
        return lifetimes[number];
    }

    /** The place of a namespace among those that have a limit, or -1. */
    int limited(int number) {
        return limited[number];
    }

    /** Whether people are told apart by a namespace. */
    boolean isPersonal(int number) {
        return limited[number] >= 0 && personal[limited[number]];
    }

    /** The place of a namespace among those that have a limit, if a profile holds one of it and no value ever has an owner; else -1. */
    int alwaysExclusive(int number) {
        int place = limited[number];
        return ranks[number] == 0 && place >= 0 && limits[place] == 1 ? place : -1;
    }
}
