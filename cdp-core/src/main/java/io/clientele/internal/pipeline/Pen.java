package io.clientele.internal.pipeline;

import io.clientele.internal.SystemTime;
import io.clientele.model.Outcome;
import io.clientele.model.StorageException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The one pen: callers queue, the first leads and commits for all who wait. A leader is not stopped by an interrupt; the
 * interrupt is kept for its thread. A call that was not begun by its deadline is busy and leaves nothing. Thread-safe.
 */
final class Pen {

    private static final int MAX_WORK = 1024;

    private final ReentrantLock lock = new ReentrantLock();
    private final ConcurrentLinkedQueue<Ticket> queue = new ConcurrentLinkedQueue<>();
    private final Consumer<List<Ticket>> leader;
    private final long deadlineNanos;

    /** A pen whose leader gets groups of tickets and must end each. */
    Pen(Consumer<List<Ticket>> leader, Duration deadline) {
        this.leader = leader;
        this.deadlineNanos = deadline.toNanos();
    }

    /** What kind of work a call brings. */
    enum Work {
        /** Things handed in, whose outcomes are counted. */
        INTAKE,
        /** Things handed in that must be a batch of their own. */
        ALONE,
        /** The platform's own bookkeeping, which nobody handed in. */
        OWN
    }

    /** One call's work: done together or not at all. */
    static final class Ticket {

        private enum State {
            WAITING,
            TAKEN,
            DONE,
            CANCELLED
        }

        private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
        private final List<Supplier<Outcome>> work;
        private final List<Proposal> proposals;
        private final Work kind;
        private volatile List<Outcome> outcomes = List.of();
        private volatile Optional<RuntimeException> failure = Optional.empty();

        private Ticket(List<Supplier<Outcome>> work, List<Proposal> proposals, Work kind) {
            this.work = work;
            this.proposals = proposals;
            this.kind = kind;
        }

        /** Whether it must be a batch of its own. */
        boolean alone() {
            return kind == Work.ALONE;
        }

        /** What its work will decide on. */
        List<Proposal> proposals() {
            return proposals;
        }

        /** Whether its outcomes are counted. */
        boolean counts() {
            return kind != Work.OWN;
        }

        /** Whether it brings nothing but the passing of time. */
        boolean onlyMovesTime() {
            return work.isEmpty();
        }

        int size() {
            return work.size();
        }

        /** Runs the work; may be run again after an undo. */
        List<Outcome> run() {
            List<Outcome> results = new ArrayList<>(work.size());
            work.forEach(w -> results.add(w.get()));
            return results;
        }

        void done(List<Outcome> results) {
            outcomes = results;
            state.set(State.DONE);
        }

        void failed(RuntimeException why) {
            failure = Optional.of(why);
            state.set(State.DONE);
        }

        private boolean take() {
            return state.compareAndSet(State.WAITING, State.TAKEN);
        }

        private boolean cancel() {
            return state.compareAndSet(State.WAITING, State.CANCELLED);
        }

        private boolean isDone() {
            return state.get() == State.DONE;
        }

        private List<Outcome> result() {
            failure.ifPresent(why -> {
                throw why;
            });
            return outcomes;
        }
    }

    /**
     * Has work done under the pen and made durable.
     *
     * @param proposals what it will decide on, so that all of a group can be looked up at once
     * @return one outcome for each piece of work
     */
    List<Outcome> write(List<Supplier<Outcome>> work, List<Proposal> proposals, Work kind) {
        if (lock.isHeldByCurrentThread()) {
            throw new IllegalStateException("nothing can be handed in from inside a read");
        }
        Ticket ticket = new Ticket(work, proposals, kind);
        queue.add(ticket);
        boolean interrupted = false;
        try {
            long end = SystemTime.nanos() + deadlineNanos;
            while (!ticket.isDone()) {
                try {
                    if (!waitOrLead(ticket, end)) {
                        return busy(ticket);
                    }
                } catch (InterruptedException kept) {
                    interrupted = true;
                }
            }
            return ticket.result();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** How many calls wait for their turn. */
    int waiting() {
        return queue.size();
    }

    private boolean waitOrLead(Ticket ticket, long end) throws InterruptedException {
        if (!lock.tryLock(Math.max(0, end - SystemTime.nanos()), TimeUnit.NANOSECONDS)) {
            return false;
        }
        try {
            while (!ticket.isDone()) {
                lead(group());
            }
        } finally {
            lock.unlock();
        }
        return true;
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

    private List<Ticket> group() {
        List<Ticket> group = new ArrayList<>();
        int size = 0;
        Ticket next = queue.peek();
        while (next != null && size < MAX_WORK && !(next.alone() && !group.isEmpty())) {
            queue.poll();
            if (next.take()) {
                group.add(next);
                size += next.size();
                if (next.alone()) {
                    return group;
                }
            }
            next = queue.peek();
        }
        return group;
    }

    private List<Outcome> busy(Ticket ticket) {
        if (ticket.cancel()) {
            queue.remove(ticket);
            return ticket.work.stream()
                    .map(w -> Outcome.of(Outcome.Kind.BUSY, "deadline"))
                    .toList();
        }
        if (ticket.isDone()) {
            return ticket.result();
        }
        throw new StorageException(
                "the store did not answer in time; whether this call was stored is not known",
                new java.util.concurrent.TimeoutException("deadline"),
                true,
                true);
    }

    /** Reads one consistent state: waits for the batch in progress, and holds back the next. */
    <T> T read(Supplier<T> reader) {
        lock.lock();
        try {
            return reader.get();
        } finally {
            lock.unlock();
        }
    }
}
