package io.clientele.internal.pen;

import io.clientele.internal.SystemTime;
import io.clientele.model.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A call's place in the queue of the pen. Its caller waits, or else its stage is completed once the pen is free again. */
public final class Ticket {

    private enum State {
        WAITING,
        TAKEN,
        DONE,
        CANCELLED
    }

    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
    private final Task task;
    private final Terms terms;
    private final long start = SystemTime.nanos();
    private final @Nullable Thread caller;
    private final CompletableFuture<List<Outcome>> stage = new CompletableFuture<>();
    private volatile @Nullable Room room;
    private volatile List<Outcome> outcomes = List.of();
    private volatile Optional<RuntimeException> failure = Optional.empty();

    private Ticket(Task task, Terms terms, @Nullable Thread caller) {
        this.task = task;
        this.terms = terms;
        this.caller = caller;
    }

    /** A ticket whose caller waits in this thread. */
    static Ticket waiting(Task task, Terms terms) {
        return new Ticket(task, terms, Thread.currentThread());
    }

    /** A ticket nobody waits for. */
    static Ticket staged(Task task, Terms terms) {
        return new Ticket(task, terms, null);
    }

    // ---- for the leader

    /** Whether it must be a batch of its own. */
    boolean alone() {
        return task.kind() == Task.Kind.ALONE;
    }

    /** What its work will ask the store for. */
    public Task.Needs needs() {
        return task.needs();
    }

    /** Whether its outcomes are counted. */
    public boolean counts() {
        return task.kind() != Task.Kind.OWN;
    }

    /** Whether it brings nothing but the passing of time. */
    public boolean onlyMovesTime() {
        return task.work().isEmpty();
    }

    /** For how long what it stores may be lost by a power failure; zero if not at all. */
    public Duration delay() {
        return terms.delay();
    }

    /** Runs the work; may be run again after an undo. */
    public List<Outcome> run() {
        List<Outcome> results = new ArrayList<>(size());
        task.work().forEach(w -> results.add(w.get()));
        return results;
    }

    /** Ends it. */
    public void done(List<Outcome> results) {
        outcomes = results;
        end();
    }

    /** Ends it without outcomes. */
    public void failed(RuntimeException why) {
        failure = Optional.of(why);
        end();
    }

    private void end() {
        leaveRoom();
        state.set(State.DONE);
        wake();
    }

    private void leaveRoom() {
        Room entered = room;
        if (entered != null) {
            entered.leave(this);
        }
    }

    // ---- for the pen

    int size() {
        return task.work().size();
    }

    long bytes() {
        return task.bytes();
    }

    /** It takes up room until it ends or is cancelled. */
    void entered(Room entered) {
        room = entered;
    }

    /** Nanoseconds until its deadline; none or fewer once it has passed. */
    long left() {
        return terms.deadline().toNanos() - (SystemTime.nanos() - start);
    }

    /** Whether more than half of the time it may wait is over. */
    boolean halfway() {
        return left() < terms.deadline().toNanos() / 2;
    }

    /** Whether a thread waits for it. */
    boolean hasCaller() {
        return caller != null;
    }

    void wake() {
        LockSupport.unpark(caller);
    }

    boolean take() {
        return state.compareAndSet(State.WAITING, State.TAKEN);
    }

    boolean cancel() {
        boolean cancelled = state.compareAndSet(State.WAITING, State.CANCELLED);
        if (cancelled) {
            leaveRoom();
        }
        return cancelled;
    }

    /** Whether its deadline passed with nobody there to notice. */
    boolean isLate() {
        return caller == null && left() <= 0;
    }

    boolean isDone() {
        return state.get() == State.DONE;
    }

    List<Outcome> result() {
        failure.ifPresent(why -> {
            throw why;
        });
        return outcomes;
    }

    CompletableFuture<List<Outcome>> stage() {
        return stage;
    }

    /** Tells whoever attached to the stage: runs host code. */
    void complete() {
        failure.ifPresentOrElse(stage::completeExceptionally, () -> stage.complete(outcomes));
    }

    /** The same outcome for all its work. */
    List<Outcome> all(Outcome.Kind kind, String reason) {
        return task.work().stream().map(w -> Outcome.of(kind, reason)).toList();
    }
}
