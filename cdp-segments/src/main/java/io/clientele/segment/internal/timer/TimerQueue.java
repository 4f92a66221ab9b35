package io.clientele.segment.internal.timer;

import java.util.function.LongConsumer;
import java.util.function.LongPredicate;

/** A growing ring of dues and owners: first in, first out. */
public final class TimerQueue {

    private static final int ROOMY = 64;

    private long[] dues = new long[4];
    private long[] owners = new long[4];
    private int head;
    private int size;

    /** Takes a due and its owner. */
    public interface Sink {
        void take(long due, long owner);
    }

    private int at(int i) {
        return (head + i) & (dues.length - 1);
    }

    public int size() {
        return size;
    }

    /** Whether a due may be added without getting out of order. */
    public boolean takes(long due) {
        return size == 0 || dues[at(size - 1)] <= due;
    }

    public void add(long due, long owner) {
        if (size == dues.length) {
            resize(2 * size);
        }
        dues[at(size)] = due;
        owners[at(size)] = owner;
        size++;
    }

    private void resize(int capacity) {
        long[] newDues = new long[capacity];
        long[] newOwners = new long[capacity];
        for (int i = 0; i < size; i++) {
            newDues[i] = dues[at(i)];
            newOwners[i] = owners[at(i)];
        }
        dues = newDues;
        owners = newOwners;
        head = 0;
    }

    /** The first due. */
    public long first() {
        return size == 0 ? Times.NEVER : dues[head];
    }

    /** Takes the first owner out. */
    public long poll() {
        long owner = owners[head];
        head = at(1);
        size--;
        if (dues.length > ROOMY && size < dues.length / 8) {
            resize(dues.length / 4);
        }
        return owner;
    }

    public void forEach(Sink sink) {
        for (int i = 0; i < size; i++) {
            sink.take(dues[at(i)], owners[at(i)]);
        }
    }

    /** Shows the owners of what is due up to an instant, the first ones first. */
    public void forEachUntil(long to, LongConsumer owner) {
        for (int i = 0; i < size && dues[at(i)] <= to; i++) {
            owner.accept(owners[at(i)]);
        }
    }

    public void retain(LongPredicate worth) {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (worth.test(owners[at(i)])) {
                dues[at(kept)] = dues[at(i)];
                owners[at(kept++)] = owners[at(i)];
            }
        }
        size = kept;
    }
}
