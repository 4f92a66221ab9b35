package io.clientele.segment.internal;

import io.clientele.model.Properties;
import io.clientele.segment.internal.match.EventTest;
import io.clientele.segment.internal.pack.Packer;
import io.clientele.segment.internal.pack.Unpacker;
import java.util.List;

/**
 * Leaves that listen to the same events and share what they know of a profile in a few words. Groups are a function of the
 * definitions.
 */
abstract class Group {

    final Object key;
    final List<Leaf> leaves;
    /** Its number in the engine. */
    int id = -1;

    Group(Object key, List<Leaf> leaves) {
        this.key = key;
        this.leaves = List.copyOf(leaves);
    }

    /** What is told of each leaf that may have changed. */
    interface Turn {
        /** The leaf is true or not, and next changes by time alone at an instant. */
        void set(ProfileState profile, Leaf leaf, boolean holds, long due);
    }

    /** The events it listens to, one test for each role. */
    List<EventTest> tests() {
        return leaves.get(0).tests();
    }

    /** Whether an event in this role concerns it even if it knows nothing of the profile. */
    boolean startsOn(int role) {
        return true;
    }

    /** Takes an event in. */
    abstract void on(ProfileState profile, Properties event, long time, int roles, Turn turn);

    /** Moves one leaf's time to an instant. */
    abstract void settle(ProfileState profile, Leaf leaf, long time, Turn turn);

    /** When a leaf next changes by time alone. */
    abstract long due(ProfileState profile, Leaf leaf);

    /** Whether it knows anything of a profile. */
    boolean isIn(ProfileState profile) {
        return profile.find(id) >= 0;
    }

    /** Writes what it knows of a profile. */
    void save(ProfileState profile, Packer out) {
        int place = profile.find(id);
        out.number(profile.to(place) - profile.from(place));
        for (int i = profile.from(place); i < profile.to(place); i++) {
            out.number(profile.words[i]);
        }
    }

    /** Reads what was written. */
    void load(ProfileState profile, Unpacker in) {
        int count = in.number(1, in.left());
        int place = -1 - profile.find(id);
        profile.insert(place, id, count);
        for (int i = 0; i < count; i++) {
            profile.words[profile.from(place) + i] = in.number();
        }
    }

    @Override
    public final boolean equals(Object other) {
        return other instanceof Group that && key.equals(that.key) && leaves.equals(that.leaves);
    }

    @Override
    public final int hashCode() {
        return key.hashCode();
    }
}
