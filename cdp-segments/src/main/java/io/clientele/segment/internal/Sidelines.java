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
    private @Nullable String[] ids = new @Nullable String[AT_HAND];
    private int noted;

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
        return due(pending(number));
    }

    static long due(List<Fact.Permits> all) {
        return all.isEmpty() ? Times.NEVER : Times.of(all.get(0).time());
    }

    /** Takes out those whose time is an instant. */
    List<Fact.Permits> take(int number, long instant) {
        if (due(number) > instant) {
            return List.of();
        }
        List<Fact.Permits> due = take(pending(number), instant);
        if (pending(number).isEmpty()) {
            pending.remove(number);
        }
        return due;
    }

    static List<Fact.Permits> take(List<Fact.Permits> all, long instant) {
        List<Fact.Permits> due =
                all.stream().filter(p -> Times.of(p.time()) <= instant).toList();
        all.removeAll(due);
        return due;
    }

    /** Whether a fact lies at or after the last fact and the last boundary of its profile, as far as is at hand. */
    boolean accepts(ProfileState profile, Fact fact, long time) {
        if (time != profile.position || profile.last != ProfileState.EVENT) {
            return time >= profile.position;
        }
        String last = lastEvent(profile.number);
        return last != null
                && fact instanceof Fact.Happened happened
                && happened.event().id().compareTo(last) >= 0;
    }

    /** Takes note of a profile's latest event. The array is made anew often: the collector keeps no books on what is written to young ones. */
    void note(int number, String event) {
        if ((++noted & (AT_HAND - 1)) == 0) {
            ids = ids.clone();
        }
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
