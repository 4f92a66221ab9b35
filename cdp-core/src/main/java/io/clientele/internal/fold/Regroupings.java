package io.clientele.internal.fold;

import io.clientele.model.Identifier;
import io.clientele.spi.ProfileListener;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What became of profiles, for those who want to hear of it: noted within a batch, told when that is stored. Only the pen calls
 * it.
 */
final class Regroupings {

    private final List<ProfileListener> listeners;
    private final List<Told> noted = new ArrayList<>();
    private String because = "";

    private record Told(Map<String, List<Identifier>> before, Map<String, List<Identifier>> after, String because) {}

    Regroupings(List<ProfileListener> listeners) {
        this.listeners = listeners;
    }

    /** What is noted from now on is because of what has this id. */
    void because(String id) {
        because = id;
    }

    /** A profile was made of identifiers of which nothing was known. */
    void formed(int number, Collection<Identifier> identifiers) {
        if (!listeners.isEmpty()) {
            noted.add(new Told(Map.of(), Map.of(ProfileState.id(number), List.copyOf(identifiers)), because));
        }
    }

    /** Some profiles were made of others; those that are as they were are left out. */
    void note(Collection<ProfileState> before, Collection<ProfileState> after) {
        if (listeners.isEmpty()) {
            return;
        }
        Map<String, Set<Identifier>> then = groups(before);
        Map<String, Set<Identifier>> since = groups(after);
        for (String id : List.copyOf(then.keySet())) {
            if (Objects.equals(then.get(id), since.get(id))) {
                then.remove(id);
                since.remove(id);
            }
        }
        Set<Identifier> moved = new HashSet<>();
        then.values().forEach(moved::addAll);
        since.values().removeIf(group -> group.size() == 1 && !moved.containsAll(group));
        if (!then.isEmpty() || !since.isEmpty()) {
            noted.add(new Told(lists(then), lists(since), because));
        }
    }

    private static Map<String, Set<Identifier>> groups(Collection<ProfileState> states) {
        Map<String, Set<Identifier>> groups = new LinkedHashMap<>();
        states.forEach(state -> groups.put(ProfileState.id(state.number), new LinkedHashSet<>(state.identifiers)));
        return groups;
    }

    private static Map<String, List<Identifier>> lists(Map<String, Set<Identifier>> groups) {
        Map<String, List<Identifier>> lists = new LinkedHashMap<>();
        groups.forEach((id, group) -> lists.put(id, List.copyOf(group)));
        return Collections.unmodifiableMap(lists);
    }

    /** The batch is durable: what was noted is told. */
    void settled() {
        List<Told> all = List.copyOf(noted);
        noted.clear();
        all.forEach(told -> listeners.forEach(l -> l.regrouped(told.before, told.after, told.because)));
    }

    /** The batch failed. */
    void undo() {
        noted.clear();
    }
}
