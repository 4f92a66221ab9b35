package io.clientele.internal.pen;

import io.clientele.internal.SystemTime;
import io.clientele.model.Outcome;
import io.clientele.model.StorageException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The one pen: callers queue, the first leads and commits for all who wait. Where the host gives an executor, batches are led
 * on it. A leader is not stopped by an interrupt, which is kept for its thread. A call that was not begun by its deadline
 * is busy and leaves nothing. Thread-safe.
 *
 * <p>Whoever stops leading, or stops waiting, sees to it that what still waits is led: see {@link #passOn}.
 */
public final class Pen {

    private static final int MAX_WORK = 1024;

    private final ReentrantLock lock = new ReentrantLock(true);
    private final ConcurrentLinkedQueue<Ticket> queue = new ConcurrentLinkedQueue<>();
    private final Consumer<List<Ticket>> leader;
    private final Runnable afterwards;
    private final Room room;
    private final Optional<Executor> executor;
    private final Executor here = Runnable::run;
    private final AtomicBoolean sent = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicLong batches = new AtomicLong();
    private volatile boolean leading;
    private volatile Optional<Runnable> closer = Optional.empty();
    private boolean owing;

    /**
     * A pen.
     *
     * @param leader gets groups of tickets and must end each
     * @param afterwards runs in the thread that led, once the pen is free again
     */
    public Pen(Consumer<List<Ticket>> leader, Runnable afterwards, Room room, Optional<Executor> executor) {
        this.leader = leader;
        this.afterwards = afterwards;
        this.room = room;
        this.executor = executor;
    }

    // ---- handing in

    /**
     * Has work done under the pen and committed; not from inside the pen. Where batches are led on an executor, the caller
     * leads only if half its time is over and nobody did: the executor may be waiting for this very call.
     *
     * @return one outcome for each piece of work
     * @throws LateException if it was begun, but not over by the deadline; or if bookkeeping was not begun by then
     */
    public List<Outcome> write(Task task, Terms terms) {
        requireOutside();
        Ticket ticket = Ticket.waiting(task, terms);
        if (!enter(ticket, terms.waits())) {
            return ticket.all(Outcome.Kind.BUSY, "queue_full");
        }
        queue.add(ticket);
        boolean interrupted = false;
        boolean led = false;
        try {
            boolean elsewhere = send();
            do {
                interrupted |= Thread.interrupted();
                boolean mayLead = !elsewhere || ticket.halfway();
                if (mayLead && take(ticket, led)) {
                    led = true;
                    leadGroup(executor.orElse(here));
                } else {
                    rest(ticket, mayLead);
                }
            } while (!ticket.isDone() && ticket.left() > 0);
            return ticket.isDone() ? ticket.result() : late(ticket);
        } finally {
            leave(led, interrupted);
        }
    }

    private void leave(boolean led, boolean interrupted) {
        boolean more = passOn();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (led || more) {
            afterwards.run();
        }
    }

    /**
     * Queues work and returns; from inside the pen, too. The stage is completed once the pen is free again, on the executor if
     * there is one, else by the thread that led.
     */
    public CompletableFuture<List<Outcome>> submit(Task task, Terms terms) {
        Ticket ticket = Ticket.staged(task, terms);
        boolean inside = isHeld();
        if (!enter(ticket, terms.waits() && !inside)) {
            return CompletableFuture.completedFuture(ticket.all(Outcome.Kind.BUSY, "queue_full"));
        }
        queue.add(ticket);
        owing |= inside;
        if (passOn()) {
            afterwards.run();
        }
        return ticket.stage();
    }

    private void requireOutside() {
        if (isHeld()) {
            throw new IllegalStateException("nothing is waited for inside the pen");
        }
    }

    /** Where there is no room, helps to make some before it waits. */
    private boolean enter(Ticket ticket, boolean waits) {
        if (!ticket.counts() || room.enter(ticket, false)) {
            return true;
        }
        if (waits && lock.tryLock()) {
            leadGroup(executor.orElse(here));
            leave(true, false);
        }
        return waits && room.enter(ticket, true);
    }

    /** Takes the pen if it is free; one that has just led lets those who read go first. */
    private boolean take(Ticket ticket, boolean led) {
        return led && lock.hasQueuedThreads() ? acquire(Duration.ofNanos(ticket.left())) : lock.tryLock();
    }

    private void rest(Ticket ticket, boolean mayLead) {
        long left = ticket.left();
        if (!ticket.isDone() && left > 0) {
            LockSupport.parkNanos(this, mayLead ? left : left / 2);
        }
    }

    private List<Outcome> late(Ticket ticket) {
        if (!ticket.cancel()) {
            if (ticket.isDone()) {
                return ticket.result();
            }
            throw new LateException(
                    "the store did not answer in time; whether this call was stored is not known", true);
        }
        queue.remove(ticket);
        if (!ticket.counts()) {
            throw new LateException("the store is busy; nothing of this call was begun", false);
        }
        return ticket.all(Outcome.Kind.BUSY, "deadline");
    }

    // ---- leading

    /** Leads one group. The pen is held, and is given free; then the stages of the group are completed. */
    private void leadGroup(Executor teller) {
        boolean interrupted = Thread.interrupted();
        List<Ticket> taken = new ArrayList<>();
        leading = true;
        batches.incrementAndGet();
        try {
            lead(group(taken));
        } finally {
            leading = false;
            owing = false;
            lock.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            tell(taken.stream().filter(ticket -> !ticket.hasCaller()).toList(), teller);
        }
    }

    /** Leads a group, and sees to it that nobody in it waits for ever, whatever happens. */
    private void lead(List<Ticket> group) {
        boolean ended = false;
        try {
            leader.accept(group);
            ended = true;
        } finally {
            if (!ended) {
                var failure = new StorageException(
                        "a batch ended in an unexpected failure; whether it was stored is not known",
                        new IllegalStateException("unexpected"),
                        true,
                        false);
                group.stream().filter(ticket -> !ticket.isDone()).forEach(ticket -> ticket.failed(failure));
            }
        }
    }

    private List<Ticket> group(List<Ticket> taken) {
        List<Ticket> group = new ArrayList<>();
        int size = 0;
        Ticket next = queue.peek();
        while (next != null && size < MAX_WORK && !(next.alone() && !group.isEmpty())) {
            queue.poll();
            if (next.take()) {
                taken.add(next);
                size += next.size();
                if (next.isLate()) {
                    next.done(next.all(Outcome.Kind.BUSY, "deadline"));
                } else {
                    group.add(next);
                }
                if (next.alone()) {
                    return group;
                }
            }
            next = queue.peek();
        }
        return group;
    }

    private static void tell(List<Ticket> staged, Executor teller) {
        if (!staged.isEmpty()) {
            try {
                teller.execute(() -> staged.forEach(Ticket::complete));
            } catch (RejectedExecutionException shutDown) {
                staged.forEach(Ticket::complete);
            }
        }
    }

    /**
     * Sees to it that what waits is led: by its own caller, by the executor, or, if there is neither, by this thread. Whoever
     * leads, reads or holds the pen at this moment comes here afterwards itself.
     *
     * @return whether this thread led
     */
    private boolean passOn() {
        boolean led = false;
        for (Ticket next = queue.peek(); next != null && !leading && !isHeld(); next = queue.peek()) {
            if (executor.isPresent() && send()) {
                break;
            }
            if (executor.isEmpty() && next.hasCaller()) {
                next.wake();
                break;
            }
            lock.lock();
            led = true;
            leadGroup(here);
        }
        closeIfAsked();
        return led;
    }

    /** Sees to it that the executor will lead; false if there is none or it does not want to. */
    private boolean send() {
        if (executor.isEmpty()) {
            return false;
        }
        if (leading || !sent.compareAndSet(false, true)) {
            return true;
        }
        try {
            executor.get().execute(this::leadOnExecutor);
            return true;
        } catch (RejectedExecutionException shutDown) {
            sent.set(false);
            return false;
        }
    }

    private void leadOnExecutor() {
        lock.lock();
        sent.set(false);
        leadGroup(here);
        leave(true, false);
    }

    // ---- reading, closing

    /**
     * Reads one consistent state: waits for the batch in progress, and holds back the next.
     *
     * @throws LateException if the pen was not free in time
     */
    public <T> T read(Supplier<T> reader, Duration atMost) {
        if (!acquire(atMost)) {
            throw new LateException("the store is busy; nothing was read", false);
        }
        try {
            return reader.get();
        } finally {
            release();
        }
    }

    private void release() {
        boolean mine = owing && lock.getHoldCount() == 1;
        owing &= !mine;
        lock.unlock();
        if (mine) {
            leave(false, false);
        } else if (!isHeld()) {
            Optional.ofNullable(queue.peek()).ifPresent(Ticket::wake);
            closeIfAsked();
        }
    }

    /** Takes the pen, in its turn if it is not free; keeps an interrupt. */
    private boolean acquire(Duration atMost) {
        return lock.tryLock()
                || Uninterrupted.until(
                        SystemTime.nanos() + atMost.toNanos(), left -> lock.tryLock(left, TimeUnit.NANOSECONDS));
    }

    /** Whether this thread is inside the pen: reading, or called by a batch in progress. */
    public boolean isHeld() {
        return lock.isHeldByCurrentThread();
    }

    /** Whether a batch is in progress. */
    public boolean isLeading() {
        return leading;
    }

    /** How many batches were begun: as long as it is the same, nobody said anything new. */
    public long batches() {
        return batches.get();
    }

    /** How many things wait or are being done. */
    public int waiting() {
        return room.intakes();
    }

    /**
     * Closes once everything queued is done: at once if the pen is free in time, else when whoever holds it gives it free.
     *
     * @param last runs under the pen, once
     */
    public void close(Runnable last, Duration atMost) {
        closer = Optional.of(last);
        if (!isHeld() && acquire(atMost)) {
            shut();
        }
    }

    private void closeIfAsked() {
        if (closer.isPresent() && !closed.get() && !isHeld() && lock.tryLock()) {
            shut();
        }
    }

    private void shut() {
        while (!queue.isEmpty()) {
            leadGroup(here);
            lock.lock();
        }
        try {
            if (closed.compareAndSet(false, true)) {
                closer.ifPresent(Runnable::run);
            }
        } finally {
            lock.unlock();
        }
        passOn();
    }
}
