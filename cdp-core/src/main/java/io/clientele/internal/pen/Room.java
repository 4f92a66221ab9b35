package io.clientele.internal.pen;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How much may wait for the pen, by number and bytes. What alone is larger is let in when nothing else waits. Thread-safe.
 */
public final class Room {

    private final int most;
    private final long mostBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition less = lock.newCondition();
    private int intakes;
    private long bytes;

    /** Room for so many things of so many bytes together. */
    public Room(int most, long mostBytes) {
        this.most = most;
        this.mostBytes = mostBytes;
    }

    /** Lets a ticket in; false if there is no room and it does not wait, or not any longer. Keeps an interrupt. */
    boolean enter(Ticket ticket, boolean waits) {
        boolean interrupted = false;
        lock.lock();
        try {
            long left = waits ? ticket.left() : 0;
            while (!hasRoom(ticket) && left > 0) {
                try {
                    left = less.awaitNanos(left);
                } catch (InterruptedException kept) {
                    interrupted = true;
                }
            }
            if (!hasRoom(ticket)) {
                return false;
            }
            intakes += ticket.size();
            bytes += ticket.bytes();
            ticket.entered(this);
            return true;
        } finally {
            lock.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean hasRoom(Ticket ticket) {
        return intakes == 0 || (intakes + ticket.size() <= most && bytes + ticket.bytes() <= mostBytes);
    }

    void leave(Ticket ticket) {
        lock.lock();
        try {
            intakes -= ticket.size();
            bytes -= ticket.bytes();
            less.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** How many things wait or are being done. */
    int intakes() {
        lock.lock();
        try {
            return intakes;
        } finally {
            lock.unlock();
        }
    }
}
