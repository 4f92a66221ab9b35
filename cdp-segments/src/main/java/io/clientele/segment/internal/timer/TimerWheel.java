package io.clientele.segment.internal.timer;

import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Dues and owners in no order, by the sheet of time they fall on. A wheel of wheels: the sheets that differ from the open one in the
 * last digit alone (of base 64) have a slot each, the others share one for each value of the highest digit that differs. A slot
 * is dealt out when its time comes, so that each timer moves a few times at most, however far it lies ahead.
 */
final class TimerWheel {

    /** A sheet holds 2^38 nanoseconds: between four and five minutes. */
    private static final int SHEET_BITS = 38;

    private static final int DIGIT_BITS = 6;
    private static final int SLOTS = 1 << DIGIT_BITS;
    /** So many digits has the number of the last sheet. */
    private static final int LEVELS = 5;

    private final @Nullable TimerQueue[] slots = new @Nullable TimerQueue[LEVELS * SLOTS];
    /** The slots in use, by level. */
    private final long[] used = new long[LEVELS];
    /** The open sheet; none as long as it is the first of all time. */
    private long sheet;

    /** The number of an instant's sheet, counted from the beginning of time. */
    private static long sheet(long instant) {
        return (instant ^ Long.MIN_VALUE) >>> SHEET_BITS;
    }

    /** Whether an instant lies on the open sheet or an earlier one. */
    boolean isOpen(long due) {
        return sheet(due) <= sheet;
    }

    /** Adds a timer that lies on no open sheet. */
    void add(long due, long owner) {
        long its = sheet(due);
        int level = (Long.SIZE - 1 - Long.numberOfLeadingZeros(its ^ sheet)) / DIGIT_BITS;
        int slot = (int) (its >>> level * DIGIT_BITS) & SLOTS - 1;
        used[level] |= 1L << slot;
        TimerQueue known = slots[level * SLOTS + slot];
        TimerQueue queue = known == null ? new TimerQueue() : known;
        slots[level * SLOTS + slot] = queue;
        queue.add(due, owner);
    }

    private int firstLevel() {
        int level = 0;
        while (level < LEVELS && used[level] == 0) {
            level++;
        }
        return level;
    }

    private long firstSheet(int level) {
        long above = sheet >>> (level + 1) * DIGIT_BITS;
        return (above << DIGIT_BITS | Long.numberOfTrailingZeros(used[level])) << level * DIGIT_BITS;
    }

    /** Not later than the earliest due; {@link Times#NEVER} if there is none. */
    long first() {
        int level = firstLevel();
        return level == LEVELS ? Times.NEVER : firstSheet(level) << SHEET_BITS ^ Long.MIN_VALUE;
    }

    /** Opens the first sheet that may hold a due, and deals out its slot: what lies on it goes into the heap. */
    void open(TimerHeap into) {
        int level = firstLevel();
        int slot = Long.numberOfTrailingZeros(used[level]);
        sheet = firstSheet(level);
        used[level] &= used[level] - 1;
        TimerQueue dealt = slots[level * SLOTS + slot];
        slots[level * SLOTS + slot] = null;
        if (dealt != null) {
            dealt.forEach((due, owner) -> {
                if (isOpen(due)) {
                    into.add(due, owner);
                } else {
                    add(due, owner);
                }
            });
        }
    }

    /** Drops the timers of owners that are not worth keeping; returns how many stay. */
    int retain(LongPredicate worth) {
        int kept = 0;
        for (int i = 0; i < slots.length; i++) {
            TimerQueue queue = slots[i];
            if (queue != null) {
                queue.retain(worth);
                kept += queue.size();
                if (queue.size() == 0) {
                    slots[i] = null;
                    used[i / SLOTS] &= ~(1L << i % SLOTS);
                }
            }
        }
        return kept;
    }
}
