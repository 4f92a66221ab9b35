package io.clientele.segment.internal;

import io.clientele.segment.internal.timer.Times;
import io.clientele.spi.Fact;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What few profiles have: permits whose time is to come; and the ids of the latest events, at hand for a while only: where two
 * events of one instant come so far apart that it is lost, the profile is folded again.
 */
final class Sidelines {

    private static final int AT_HAND = 4_096;

    private final Map<Integer, List<Fact.Permits>> pending = new HashMap<>();
    private final int[] numbers = new int[AT_HAND];
    private final @Nullable String[] ids = new @Nullable String[AT_HAND];

    /** Keeps a permit for its time. */
    void schedule(int number, Fact.Permits permits) {
        List<Fact.Permits> all = pending.computeIfAbsent(number, n -> new ArrayList<>(1));
        all.add(permits);
        all.sort(null);
    }

    /** Permits whose time is to come, in order. */
    List<Fact.Permits> pending(int number) {
        return pending.isEmpty() ? List.of() : pending.getOrDefault(number, List.of());
    }

    /** When the time of the next permit comes. */
    long due(int number) {
        List<Fact.Permits> all = pending(number);
        return all.isEmpty() ? Times.NEVER : Times.of(all.get(0).time());
    }

    /** Takes out those whose time is an instant. */
    List<Fact.Permits> take(int number, long instant) {
        if (due(number) > instant) {
            return List.of();
        }
        List<Fact.Permits> all = pending(number);
        List<Fact.Permits> due =
                all.stream().filter(p -> Times.of(p.time()) <= instant).toList();
        all.removeAll(due);
        if (all.isEmpty()) {
            pending.remove(number);
        }
        return due;
    }

    void note(int number, String event) {
        numbers[number & (AT_HAND - 1)] = number;
        ids[number & (AT_HAND - 1)] = event;
    }

    /** The id of a profile's latest event, if it is at hand. */
    @Nullable
    String lastEvent(int number) {
        return numbers[number & (AT_HAND - 1)] == number ? ids[number & (AT_HAND - 1)] : null;
    }

    void forget(int number) {
        pending.remove(number);
        if (lastEvent(number) != null) {
            ids[number & (AT_HAND - 1)] = null;
        }
    }
}
