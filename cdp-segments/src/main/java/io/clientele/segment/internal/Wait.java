package io.clientele.segment.internal;

import io.clientele.model.Properties;
import io.clientele.segment.internal.timer.Times;
import java.util.List;

/** Absences that one start decides, for all lengths of waiting: the first unanswered event, or the latest. */
final class Wait extends Group {

    private final boolean latest;

    Wait(Object key, List<Leaf> leaves) {
        super(key, leaves);
        latest = ((AbsenceLeaf) leaves.get(0)).isLatest();
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
                set(profile, (AbsenceLeaf) leaves.get(i), start, time, turn);
            }
        }
    }

    private static void set(ProfileState profile, AbsenceLeaf leaf, long start, long time, Turn turn) {
        if (start == Times.ALWAYS) {
            turn.set(profile, leaf, false, Times.NEVER);
            return;
        }
        long enters = Times.plus(start, leaf.span().hold());
        long ends = Times.plus(start, leaf.span().window());
        boolean holds = enters <= time && time < ends;
        turn.set(profile, leaf, holds, due(holds, enters, ends, time));
    }

    private static long due(boolean holds, long enters, long ends, long time) {
        if (holds) {
            return ends;
        }
        return enters > time && enters < ends ? enters : Times.NEVER;
    }

    private long start(ProfileState profile) {
        int place = profile.find(id);
        return place < 0 ? Times.ALWAYS : profile.words[profile.from(place)];
    }

    @Override
    void settle(ProfileState profile, Leaf leaf, long time, Turn turn) {
        set(profile, (AbsenceLeaf) leaf, start(profile), time, turn);
    }

    @Override
    long due(ProfileState profile, Leaf leaf) {
        long start = start(profile);
        if (start == Times.ALWAYS) {
            return Times.NEVER;
        }
        long enters = Times.plus(start, ((AbsenceLeaf) leaf).span().hold());
        long ends = Times.plus(start, ((AbsenceLeaf) leaf).span().window());
        return due(profile.holds(leaf.id), enters, ends, profile.position);
    }
}
