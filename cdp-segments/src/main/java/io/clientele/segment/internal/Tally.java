package io.clientele.segment.internal;

import io.clientele.model.Properties;
import io.clientele.segment.internal.timer.Times;
import java.util.List;

/** Counts of all that is kept: one number, up to the greatest bound. */
final class Tally extends Group {

    private final int most;

    Tally(Object key, List<Leaf> leaves) {
        super(key, leaves);
        most = leaves.stream()
                .mapToInt(leaf -> ((CountLeaf) leaf).least())
                .max()
                .orElse(0);
    }

    @Override
    void on(ProfileState profile, Properties event, long time, int roles, Turn turn) {
        int place = profile.find(id);
        if (place < 0) {
            place = -1 - place;
            profile.insert(place, id, 1);
            profile.words[profile.from(place)] = 0;
        }
        int at = profile.from(place);
        if (profile.words[at] < most) {
            long count = ++profile.words[at];
            for (int i = 0; i < leaves.size(); i++) {
                if (((CountLeaf) leaves.get(i)).least() == count) {
                    turn.set(profile, leaves.get(i), true, Times.NEVER);
                }
            }
        }
    }

    @Override
    void settle(ProfileState profile, Leaf leaf, long time, Turn turn) {}

    @Override
    long due(ProfileState profile, Leaf leaf) {
        return Times.NEVER;
    }
}
