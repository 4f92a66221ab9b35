package io.clientele.internal.fold;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Resident profiles, the longest unused first: a list through the profiles themselves. */
final class ByUse implements Iterable<ProfileState> {

    private @Nullable ProfileState oldest;
    private @Nullable ProfileState newest;

    /** A profile is used: it comes last, whether it was in the list or not. */
    @SuppressWarnings("ReferenceEquality")
    void used(ProfileState state) {
        if (state == newest) {
            return;
        }
        remove(state);
        ProfileState last = newest;
        state.older = last;
        if (last == null) {
            oldest = state;
        } else {
            last.newer = state;
        }
        newest = state;
        state.listed = true;
    }

    /** Takes a profile out; whether it was in. */
    boolean remove(ProfileState state) {
        if (!state.listed) {
            return false;
        }
        ProfileState before = state.older;
        ProfileState after = state.newer;
        if (before == null) {
            oldest = after;
        } else {
            before.newer = after;
        }
        if (after == null) {
            newest = before;
        } else {
            after.older = before;
        }
        state.older = null;
        state.newer = null;
        state.listed = false;
        return true;
    }

    /** Must not change while it is gone through. */
    @Override
    public Iterator<ProfileState> iterator() {
        return new Iterator<>() {
            private @Nullable ProfileState next = oldest;

            @Override
            public boolean hasNext() {
                return next != null;
            }

            @Override
            public ProfileState next() {
                ProfileState state = next;
                if (state == null) {
                    throw new NoSuchElementException();
                }
                next = state.newer;
                return state;
            }
        };
    }
}
