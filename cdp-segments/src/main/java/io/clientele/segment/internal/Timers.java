package io.clientele.segment.internal;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * When which cell is due. One first-in-first-out lane for each distinct duration, since events in order make dues in
 * order; a heap for the rest. A timer is never cancelled: whoever polls compares with the cell.
 */
final class Timers {

    /** In place of a leaf: permits whose time comes. */
    static final int PERMITS = -1;

    private final Map<Long, Lane> byDuration = new HashMap<>();
    private final PriorityQueue<Timer> heap = new PriorityQueue<>();
    private Lane[] lanes = {};
    private long next = Times.NEVER;

    /**
     * A timer.
     *
     * @param due when
     * @param profile whose
     * @param leaf of which leaf, or {@link #PERMITS}
     */
    record Timer(long due, int profile, int leaf) implements Comparable<Timer> {

        @Override
        public int compareTo(Timer other) {
            return Long.compare(due, other.due);
        }
    }

    /** A ring of timers in order of their dues. */
    private static final class Lane {
        private long[] dues = new long[16];
        private long[] owners = new long[16];
        private int head;
        private int size;

        private boolean takes(long due) {
            return size == 0 || dues[(head + size - 1) & (dues.length - 1)] <= due;
        }

        private void add(Timer timer) {
            if (size == dues.length) {
                dues = doubled(dues);
                owners = doubled(owners);
                head = 0;
            }
            int tail = (head + size++) & (dues.length - 1);
            dues[tail] = timer.due;
            owners[tail] = ((long) timer.profile << 32) | (timer.leaf & 0xFFFFFFFFL);
        }

        private long[] doubled(long[] ring) {
            long[] twice = Arrays.copyOfRange(ring, head, head + 2 * ring.length);
            System.arraycopy(ring, 0, twice, ring.length - head, head);
            Arrays.fill(twice, ring.length, twice.length, 0);
            return twice;
        }

        private long first() {
            return size == 0 ? Times.NEVER : dues[head];
        }

        private Timer poll() {
            Timer timer = new Timer(dues[head], (int) (owners[head] >>> 32), (int) owners[head]);
            head = (head + 1) & (dues.length - 1);
            size--;
            return timer;
        }
    }

    /** Makes a lane for a duration. */
    void lane(long duration) {
        if (duration != Times.NEVER && !byDuration.containsKey(duration)) {
            Lane lane = new Lane();
            byDuration.put(duration, lane);
            lanes = Arrays.copyOf(lanes, lanes.length + 1);
            lanes[lanes.length - 1] = lane;
        }
    }

    /** Sets a timer, so long from now. */
    void add(Timer timer, long duration) {
        Lane lane = byDuration.get(duration);
        if (lane != null && lane.takes(timer.due)) {
            lane.add(timer);
        } else {
            heap.add(timer);
        }
        next = Math.min(next, timer.due);
    }

    /** The earliest due. */
    long next() {
        return next;
    }

    /** Takes the earliest timer out. There must be one. */
    Timer poll() {
        Timer first = heap.peek();
        Timer taken = first != null && first.due == next ? heap.remove() : pollLane();
        next = heap.isEmpty() ? Times.NEVER : heap.element().due;
        for (Lane lane : lanes) {
            next = Math.min(next, lane.first());
        }
        return taken;
    }

    private Timer pollLane() {
        for (Lane lane : lanes) {
            if (lane.first() == next) {
                return lane.poll();
            }
        }
        throw new IllegalStateException("no timer is set");
    }
}
