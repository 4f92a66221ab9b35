package io.clientele.internal.pen;

import io.clientele.internal.SystemTime;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How far the journal is applied, and how far it would outlive a power failure. Only the pen moves it on; it may be asked
 * from any thread.
 */
public final class Progress {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private long applied;
    private long durable;
    private long since;
    private long allowed;

    /** Everything up to this position is durable. */
    public Progress(long head) {
        this.applied = head;
        this.durable = head;
    }

    /**
     * All up to a position is applied.
     *
     * @param delay within what time it has to be made durable; zero if all up to it is
     */
    public void to(long head, Duration delay) {
        lock.lock();
        try {
            long now = SystemTime.nanos();
            long wanted = delay.toNanos();
            if (wanted == 0) {
                durable = head;
            } else if (durable == applied) {
                since = now;
                allowed = wanted;
            } else {
                allowed = Math.min(allowed, now - since + wanted);
            }
            applied = head;
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** All that is applied is durable. */
    public void durable() {
        lock.lock();
        try {
            durable = applied;
        } finally {
            lock.unlock();
        }
    }

    /** Nanoseconds within which what is not durable has to be made so; empty if all is. */
    public OptionalLong due() {
        lock.lock();
        try {
            return durable == applied
                    ? OptionalLong.empty()
                    : OptionalLong.of(Math.max(0, allowed - (SystemTime.nanos() - since)));
        } finally {
            lock.unlock();
        }
    }

    /** Whether something has waited for its durability as long as it may. */
    public boolean overdue() {
        return due().orElse(1) == 0;
    }

    /** Whether all up to a position is durable. */
    public boolean isDurable(long position) {
        lock.lock();
        try {
            return durable >= position;
        } finally {
            lock.unlock();
        }
    }

    /** How many records a power failure could take. */
    public long open() {
        lock.lock();
        try {
            return applied - durable;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until all up to a position is applied; false if time is over or the thread was interrupted, which it then is still. */
    public boolean await(long position, Duration atMost) {
        lock.lock();
        try {
            long left = atMost.toNanos();
            while (applied < position && left > 0) {
                left = moved.awaitNanos(left);
            }
            return applied >= position;
        } catch (InterruptedException kept) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }
}
