package io.clientele.segment.internal;

import io.clientele.model.Properties;
import io.clientele.segment.internal.timer.Times;
import java.util.List;

/**
 * Absences without a window that one start decides, for all lengths of waiting: the first unanswered event, or the latest. The
 * start only moves on, so a leaf is never due earlier than a timer that was set for it.
 */
final class Wait extends Group {

    private final boolean latest;

    Wait(Object key, List<Leaf> leaves) {
        super(key, leaves);
        latest = ((AbsenceLeaf) leaves.get(0)).span().latest() == 1;
    }

    @Override
    boolean startsOn(int role) {
        return role == AbsenceLeaf.FIRST;
    }

    @Override
    void on(ProfileState profile, Properties event, long time, int roles, Turn turn) {
        int place = profile.find(id);
        boolean starts = Leaf.has(roles, AbsenceLeaf.FIRST);
        if (place < 0) {
            if (!starts) {
                return;
            }
            place = -1 - place;
            profile.insert(place, id, 1);
        }
        int at = profile.from(place);
        long before = profile.words[at];
        long start = Leaf.has(roles, AbsenceLeaf.ANSWER) ? Times.ALWAYS : before;
        start = starts && (latest || start == Times.ALWAYS) ? time : start;
        if (start != before) {
            profile.words[at] = start;
            for (int i = 0; i < leaves.size(); i++) {
                set(profile, leaves.get(i), start, time, turn);
            }
        }
    }

    private static void set(ProfileState profile, Leaf leaf, long start, long time, Turn turn) {
        long enters = enters(leaf, start);
        turn.set(profile, leaf, enters <= time, enters <= time ? Times.NEVER : enters);
    }

    private static long enters(Leaf leaf, long start) {
        return start == Times.ALWAYS
                ? Times.NEVER
                : Times.plus(start, ((AbsenceLeaf) leaf).span().hold());
    }

    private long start(ProfileState profile) {
        int place = profile.find(id);
        return place < 0 ? Times.ALWAYS : profile.words[profile.from(place)];
    }

    @Override
    void settle(ProfileState profile, Leaf leaf, long time, Turn turn) {
        set(profile, leaf, start(profile), time, turn);
    }

    @Override
    long due(ProfileState profile, Leaf leaf) {
        return profile.holds(leaf.id) ? Times.NEVER : enters(leaf, start(profile));
    }
}
