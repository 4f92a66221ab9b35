package io.clientele.segment.internal;

import io.clientele.model.Properties;
import io.clientele.segment.internal.timer.Times;
import java.util.Comparator;
import java.util.List;

/** Counts within windows: one ring of the latest times, oldest first, for all windows and bounds. */
final class Ring extends Group {

    private final CountLeaf[] byLeast;
    private final int most;

    Ring(Object key, List<Leaf> leaves) {
        super(key, leaves);
        byLeast = leaves.stream()
                .map(CountLeaf.class::cast)
                .sorted(Comparator.comparingInt(CountLeaf::least))
                .toArray(CountLeaf[]::new);
        most = byLeast[byLeast.length - 1].least();
    }

    @Override
    void on(ProfileState profile, Properties event, long time, int roles, Turn turn) {
        int place = profile.find(id);
        if (place < 0) {
            place = -1 - place;
            profile.insert(place, id, 1);
        } else {
            append(profile, place);
        }
        int to = profile.to(place);
        int size = to - profile.from(place);
        profile.words[to - 1] = time;
        for (CountLeaf leaf : byLeast) {
            if (leaf.least() > size || profile.words[to - leaf.least()] == Times.ALWAYS) {
                return;
            }
            set(profile, leaf, profile.words[to - leaf.least()], time, turn);
        }
    }

    /** Makes room for another time at the end. */
    private void append(ProfileState profile, int place) {
        int from = profile.from(place);
        int size = profile.to(place) - from;
        if (profile.words[from] != Times.ALWAYS && size < most) {
            profile.extend(place, Math.min(most - size, size));
        }
        System.arraycopy(profile.words, from + 1, profile.words, from, profile.to(place) - from - 1);
    }

    private static void set(ProfileState profile, CountLeaf leaf, long decides, long time, Turn turn) {
        long end = decides == Times.ALWAYS ? Times.ALWAYS : leaf.extent().ends(decides);
        turn.set(profile, leaf, end > time, end > time ? end : Times.NEVER);
    }

    private long decides(ProfileState profile, CountLeaf leaf) {
        int place = profile.find(id);
        int at = place < 0 ? -1 : profile.to(place) - leaf.least();
        return place < 0 || at < profile.from(place) ? Times.ALWAYS : profile.words[at];
    }

    @Override
    void settle(ProfileState profile, Leaf leaf, long time, Turn turn) {
        set(profile, (CountLeaf) leaf, decides(profile, (CountLeaf) leaf), time, turn);
    }

    @Override
    long due(ProfileState profile, Leaf leaf) {
        CountLeaf count = (CountLeaf) leaf;
        return profile.holds(leaf.id) ? count.extent().ends(decides(profile, count)) : Times.NEVER;
    }
}
