package io.clientele.segment.internal.timer;

import java.util.Arrays;
import java.util.function.LongPredicate;

/** A binary heap of dues and owners: earliest first. */
public final class TimerHeap {

    private long[] dues = new long[16];
    private long[] owners = new long[16];
    private int size;

    public int size() {
        return size;
    }

    /** The earliest due. */
    public long first() {
        return size == 0 ? Times.NEVER : dues[0];
    }

    public void add(long due, long owner) {
        if (size == dues.length) {
            dues = Arrays.copyOf(dues, 2 * size);
            owners = Arrays.copyOf(owners, 2 * size);
        }
        int at = size++;
        while (at > 0 && dues[(at - 1) / 2] > due) {
            move((at - 1) / 2, at);
            at = (at - 1) / 2;
        }
        put(at, due, owner);
    }

    private void put(int at, long due, long owner) {
        dues[at] = due;
        owners[at] = owner;
    }

    private void move(int from, int to) {
        put(to, dues[from], owners[from]);
    }

    /** Takes the owner of the earliest due out. */
    public long poll() {
        long owner = owners[0];
        size--;
        long due = dues[size];
        int at = 0;
        for (int child = 1; child < size; child = 2 * at + 1) {
            child += child + 1 < size && dues[child + 1] < dues[child] ? 1 : 0;
            if (dues[child] >= due) {
                break;
            }
            move(child, at);
            at = child;
        }
        put(at, due, owners[size]);
        return owner;
    }

    public void retain(LongPredicate worth) {
        TimerHeap kept = new TimerHeap();
        for (int i = 0; i < size; i++) {
            if (worth.test(owners[i])) {
                kept.add(dues[i], owners[i]);
            }
        }
        dues = kept.dues;
        owners = kept.owners;
        size = kept.size;
    }
}
