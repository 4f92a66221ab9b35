package io.clientele.segment.internal.timer;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.function.LongPredicate;

/**
 * When what is due. One first-in-first-out lane for each distinct duration, since events in order make dues in order; a
 * wheel for the rest, of which only the sheet of the present is kept in order. What is due is a {@code long} that timers
 * only keep. A timer is never cancelled: whoever polls compares with the state.
 */
public final class Timers {

    private static final int OPEN = 0;

    private final Map<Long, Integer> numbers = new HashMap<>();
    private final TimerWheel wheel = new TimerWheel();
    private final TimerHeap open = new TimerHeap();
    private TimerQueue[] lanes = {new TimerQueue()};
    private long[] firsts = {Times.NEVER};
    private long[] polled = new long[8];
    private long next = Times.NEVER;
    private int size;

    /** The lane of a duration. */
    public int lane(long duration) {
        return numbers.computeIfAbsent(duration, d -> {
            lanes = Arrays.copyOf(lanes, lanes.length + 1);
            lanes[lanes.length - 1] = new TimerQueue();
            firsts = Arrays.copyOf(firsts, lanes.length);
            firsts[lanes.length - 1] = Times.NEVER;
            return lanes.length - 1;
        });
    }

    /** Sets a timer: in a lane if it comes in order, else in the wheel; lane 0 is the wheel. */
    public void add(long due, long owner, int lane) {
        size++;
        next = Math.min(next, due);
        if (lane != OPEN && lanes[lane].takes(due)) {
            lanes[lane].add(due, owner);
            firsts[lane] = lanes[lane].first();
        } else if (wheel.isOpen(due)) {
            open.add(due, owner);
            firsts[OPEN] = open.first();
        } else {
            wheel.add(due, owner);
        }
    }

    /** Not later than the earliest due. */
    public long next() {
        return next;
    }

    /** How many timers are set. */
    public int size() {
        return size;
    }

    /** Shows the owners of what is due in lanes up to an instant. */
    public void forEachUntil(long to, LongConsumer owner) {
        for (int lane = 1; lane < lanes.length; lane++) {
            if (firsts[lane] <= to) {
                lanes[lane].forEachUntil(to, owner);
            }
        }
    }

    /** Takes out the owners of all timers that are due at {@link #next()}, which moves on; returns how many there are. */
    public int poll() {
        long due = next;
        int count = 0;
        next = wheel.first();
        for (int lane = 0; lane < firsts.length; lane++) {
            while (firsts[lane] == due) {
                polled = count < polled.length ? polled : Arrays.copyOf(polled, 2 * count);
                polled[count++] = lane == OPEN ? open.poll() : lanes[lane].poll();
                firsts[lane] = lane == OPEN ? open.first() : lanes[lane].first();
            }
            next = Math.min(next, firsts[lane]);
        }
        size -= count;
        Arrays.sort(polled, 0, count);
        return count;
    }

    /** An owner that was taken out last, in ascending order. */
    public long polled(int i) {
        return polled[i];
    }

    /** Opens the wheel up to an instant: if any timer is due by then, {@link #next()} is the earliest due. */
    public void open(long to) {
        if (wheel.first() <= to) {
            while (wheel.first() <= to) {
                wheel.open(open);
            }
            findNext();
        }
    }

    private void findNext() {
        firsts[OPEN] = open.first();
        next = wheel.first();
        for (long first : firsts) {
            next = Math.min(next, first);
        }
    }

    /** Drops the timers of owners that are not worth keeping. */
    public void retain(LongPredicate worth) {
        open.retain(worth);
        size = open.size() + wheel.retain(worth);
        for (int lane = 1; lane < lanes.length; lane++) {
            lanes[lane].retain(worth);
            firsts[lane] = lanes[lane].first();
            size += lanes[lane].size();
        }
        findNext();
    }
}
