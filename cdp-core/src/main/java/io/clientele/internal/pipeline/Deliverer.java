package io.clientele.internal.pipeline;

import io.clientele.internal.SystemTime;
import io.clientele.internal.outbox.Activation;
import io.clientele.internal.outbox.Activation.Answer;
import io.clientele.internal.outbox.Courier;
import io.clientele.internal.outbox.Courier.Came;
import io.clientele.internal.outbox.Courier.Message;
import io.clientele.internal.outbox.Endings;
import io.clientele.internal.outbox.InHand;
import io.clientele.internal.outbox.Lane;
import io.clientele.internal.outbox.Planned;
import io.clientele.internal.outbox.Portion;
import io.clientele.internal.outbox.Round;
import io.clientele.internal.outbox.State;
import io.clientele.internal.pen.Announcer;
import io.clientele.internal.pen.Pen;
import io.clientele.internal.pen.PenOptions;
import io.clientele.internal.pen.PenOptions.Handing;
import io.clientele.internal.pen.Progress;
import io.clientele.internal.pen.Task;
import io.clientele.internal.pen.Terms;
import io.clientele.internal.pen.Uninterrupted;
import io.clientele.internal.pipeline.Firings.Attached;
import io.clientele.internal.pipeline.StageTimes.Stage;
import io.clientele.model.Identifier;
import io.clientele.model.Outcome;
import io.clientele.model.StorageException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * DELIVER: offers planned firings to their destinations, outside the pen, in the thread that wrote or advanced or where the host
 * wants it; consent is asked again for each. A destination that throws gets the firing again later, with the same id, until it is
 * given up. Thread-safe; one thread delivers at a time, and what a handler hands in is delivered after it returned.
 */
final class Deliverer {

    private static final Logger LOG = System.getLogger("io.clientele.delivery");
    /** So many are looked at in a portion, and noted in a write. */
    private static final int TOGETHER = 512;
    /** So many are asked about in one look. */
    private static final int ASKED = 64;
    /** So long what was asked holds. */
    private static final Duration HOLDS = Duration.ofMillis(10);
    /** So long what was handed over may stay unnoted. */
    private static final Duration UNNOTED = Duration.ofMillis(20);

    private final Access access;
    private final Firings firings;
    private final Writer.Parts parts;
    private final Activation activation;
    private final Courier courier;
    private final InHand inHand = new InHand();
    private final InstantSource clock;
    private final StageTimes times;
    private final ReentrantLock delivering = new ReentrantLock();
    private final AtomicBoolean queued = new AtomicBoolean();
    private volatile Consumer<Duration> closer = within -> {};
    private volatile boolean closing;
    private final Endings endings = new Endings();

    Deliverer(Access access, Firings firings, Writer.Parts parts, StageTimes times) {
        this.access = access;
        this.firings = firings;
        this.parts = parts;
        this.activation = new Activation(parts.live(), parts.modules());
        this.clock = parts.clock();
        this.courier = new Courier(clock, tree -> parts.rows().codec().encode(tree).length);
        this.times = times;
    }

    /**
     * The pen, and how it is used here.
     *
     * @param pen the pen
     * @param options how it works
     * @param progress how far all is durable
     * @param announcer tells what else came of a batch
     */
    record Access(Pen pen, PenOptions options, Progress progress, Announcer announcer) {

        <T> T read(Supplier<T> reader) {
            return pen.read(reader, terms().deadline());
        }

        Terms terms() {
            return options.terms().durable();
        }

        List<Outcome> write(List<Supplier<Outcome>> work) {
            return pen.write(Task.own(work), terms());
        }

        /** What leaves the house must not be forgotten by a power failure: the events that caused it are made durable first. */
        void makeDurable() {
            if (progress.open() > 0) {
                pen.write(Task.passingOfTime(), terms());
            }
        }
    }

    /** What was planned. */
    Firings firings() {
        return firings;
    }

    // ---- when

    /** A batch was led. */
    void afterWrite() {
        tell();
        if (access.options.handing().afterWrites()) {
            start(true);
        }
    }

    /** Somebody advanced, which was a write already. */
    void afterAdvance() {
        tell();
        start(!access.options.handing().afterWrites());
    }

    private void tell() {
        if (!access.pen().isHeld()) {
            access.announcer().tell();
        }
    }

    private void start(boolean anew) {
        Handing handing = access.options.handing();
        if (handing.on().isEmpty()) {
            deliver(anew);
        } else if (!closing && queued.compareAndSet(false, true)) {
            try {
                handing.on().get().execute(() -> {
                    queued.set(false);
                    deliver(anew);
                });
            } catch (RejectedExecutionException refused) {
                queued.set(false);
                LOG.log(Level.WARNING, "hand-over waits for the next write: the executor given for it refused");
            }
        }
    }

    /**
     * Hands over everything that is due, unless another call does so already. A store that fails here fails nobody's call:
     * what was handed over is noted as such with the next write.
     */
    private void deliver(boolean anew) {
        try {
            offer(anew);
        } catch (StorageException failure) {
            LOG.log(Level.WARNING, "hand-over stopped until the next write: {0}", failure.getMessage());
        } catch (RuntimeException failure) {
            LOG.log(
                    Level.ERROR,
                    "hand-over stopped until the next write: {0}",
                    failure.getClass().getName());
        }
    }

    private void offer(boolean anew) {
        if (closing || access.pen().isHeld() || isCalling()) {
            return;
        }
        if (anew && !begin()) {
            return;
        }
        List<Planned> due = due();
        while (!closing && !due.isEmpty() && delivering.tryLock()) {
            long start = times.start();
            try {
                due = due();
                while (!due.isEmpty()) {
                    access.makeDurable();
                    portion(due);
                    settle();
                    due = closing ? List.of() : due();
                }
            } finally {
                delivering.unlock();
                times.lap(Stage.DELIVER, start);
            }
            if (closing) {
                closer.accept(Duration.ZERO);
                return;
            }
            due = due();
        }
    }

    /** A call begins to hand over; false if another one does. */
    private boolean begin() {
        boolean free = delivering.tryLock();
        if (free) {
            try {
                firings.begin();
            } finally {
                delivering.unlock();
            }
        }
        return free;
    }

    /**
     * Ends hand-over for good: waits for the handler that is being called, then runs what closes the platform. If that takes
     * too long, or this is called from inside a handler, it is run when the handler has returned and its hand-over is noted.
     *
     * @param given closes within a time; may be run more than once
     */
    void close(Consumer<Duration> given, Duration atMost) {
        long end = SystemTime.nanos() + atMost.toNanos();
        closer = given;
        closing = true;
        if (!isCalling() && Uninterrupted.until(end, left -> delivering.tryLock(left, TimeUnit.NANOSECONDS))) {
            try {
                given.accept(Duration.ofNanos(Math.max(0, end - SystemTime.nanos())));
            } finally {
                delivering.unlock();
            }
        }
    }

    /** Whether this thread is inside a handler. */
    boolean isCalling() {
        return delivering.isHeldByCurrentThread();
    }

    /** Gives what came of a call, once no message is under way about whoever permits it no longer after this call. */
    <T> T afterOthers(Handed handed, Terms terms, T result) {
        List<Identifier> denied = handed.denied();
        if (!denied.isEmpty()) {
            inHand.await(denied.stream().map(parts.modules()::name).toList(), terms.deadline());
        }
        return result;
    }

    private List<Planned> due() {
        List<Planned> due = access.read(() -> firings.due(clock.instant(), TOGETHER));
        while (due.isEmpty() && access.read(firings::isBehind)) {
            due = access.read(() -> firings.due(clock.instant(), TOGETHER));
        }
        return due;
    }

    // ---- a portion

    /**
     * Hands over what is due, group by group: one look under the pen's lock asks for all of a group. What was asked holds for a message
     * as long as no batch was begun and hardly any time went by since; else it is asked again.
     */
    private void portion(List<Planned> due) {
        Round round = new Round(endings.all());
        Portion portion = new Portion(
                due.stream().filter(planned -> !endings.contain(planned)).toList(),
                this::room,
                planned -> parts.live().numbers(planned.owner()));
        while (!portion.isEmpty() && !closing) {
            List<Planned> next = access.read(() -> portion.next(round));
            if (!next.isEmpty()) {
                Attached to = firings.destination(next.get(0).destination()).orElseThrow();
                group(to, next, round);
                settleIfDue();
            }
        }
    }

    private void group(Attached to, List<Planned> next, Round round) {
        Function<Planned, Optional<String>> refusals = activation.refusals(to.destination());
        try {
            hand(access.read(() -> ask(to, next, refusals, round)), round);
        } finally {
            inHand.end();
        }
    }

    /** How many a destination may be offered at once now. */
    private int room(String destination) {
        return firings.destination(destination)
                .map(to -> Math.min(
                        to.lane().room(clock.instant()), to.together() > 1 ? Math.min(to.together(), TOGETHER) : ASKED))
                .orElse(0);
    }

    /**
     * Firings for one destination that were asked about together.
     *
     * @param to the destination
     * @param asked each with the answer
     * @param batches how many batches were begun then
     * @param at when that was
     */
    private record Group(Attached to, List<Asked> asked, long batches, Instant at) {

        boolean goesTogether() {
            return asked.size() > 1 && to.together() > 1;
        }
    }

    /**
     * A firing that was asked about.
     *
     * @param planned the firing
     * @param answer whether it may be handed over
     */
    private record Asked(Planned planned, Answer answer) {}

    private Group ask(Attached to, List<Planned> next, Function<Planned, Optional<String>> refusals, Round round) {
        List<Asked> asked = new ArrayList<>();
        for (Planned planned : next) {
            if (round.holdsBack(planned)) {
                round.leave(planned);
            } else {
                asked.add(new Asked(planned, ask(to, planned, refusals)));
            }
        }
        Group group = new Group(to, asked, access.pen().batches(), clock.instant());
        if (group.goesTogether()) {
            inHand.begin(
                    asked.stream().flatMap(each -> each.answer.whom().stream()).toList());
        }
        return group;
    }

    private Answer ask(Attached to, Planned planned, Function<Planned, Optional<String>> refusals) {
        return refusals.apply(planned)
                .map(Answer::no)
                .orElseGet(() -> activation.ask(
                        planned, to.judge(), () -> firings.earlier(planned.owner(), endings), clock.instant()));
    }

    private void hand(Group group, Round round) {
        if (group.goesTogether()) {
            together(group, round);
            return;
        }
        for (Asked each : group.asked) {
            if (closing) {
                return;
            }
            if (!alone(each, group)) {
                round.leave(each.planned);
            }
            settleIfDue();
        }
    }

    /** Hands one over; false if it waits, so that none of the same person overtakes it. */
    private boolean alone(Asked asked, Group group) {
        Lane lane = group.to.lane();
        if (!lane.isOpen(clock.instant())) {
            return false;
        }
        try {
            Answer answer = current(asked, group);
            if (answer.delivery().isEmpty()) {
                withhold(asked.planned, answer);
                return true;
            }
            Message message = Message.of(asked.planned, answer);
            return courier.may(message, lane)
                    && came(courier.bring(List.of(message), group.to.destination(), lane)
                            .get(0));
        } finally {
            inHand.end();
        }
    }

    /** Whoever takes something back either sees the message in hand, and waits for it, or has begun a batch, which is seen here. */
    private Answer current(Asked asked, Group group) {
        inHand.begin(asked.answer.whom());
        boolean holds = access.pen().batches() == group.batches
                && Duration.between(group.at, clock.instant()).abs().compareTo(HOLDS) <= 0;
        if (holds) {
            return asked.answer;
        }
        Function<Planned, Optional<String>> refusals = activation.refusals(group.to.destination());
        return access.read(() -> {
            Answer anew = ask(group.to, asked.planned, refusals);
            inHand.begin(anew.whom());
            return anew;
        });
    }

    /** Hands all over in one call. */
    private void together(Group group, Round round) {
        Attached to = group.to;
        List<Message> messages = new ArrayList<>();
        for (Asked each : group.asked) {
            if (each.answer.delivery().isEmpty()) {
                withhold(each.planned, each.answer);
                continue;
            }
            Message message = Message.of(each.planned, each.answer);
            if (courier.may(message, to.lane())) {
                messages.add(message);
            } else {
                round.leave(each.planned);
            }
        }
        List<Came> came = messages.isEmpty() ? List.of() : courier.bring(messages, to.destination(), to.lane());
        for (int i = 0; i < came.size(); i++) {
            if (!came(came.get(i))) {
                round.leave(messages.get(i).planned());
            }
        }
    }

    private boolean came(Came came) {
        came.ending().ifPresent(endings::add);
        return came.over();
    }

    private void withhold(Planned planned, Answer answer) {
        Instant now = clock.instant();
        if (answer.until().isEmpty()) {
            endings.add(planned.now(State.CANCELLED, now, answer.reason()));
            return;
        }
        Instant until = answer.until().get();
        access.read(() -> {
            firings.putOff(planned, until.isAfter(now) ? until : now.plusMillis(1));
            return until;
        });
    }

    // ---- noting

    /** Few enough, and for a short time alone, are handed over and not noted: only those can come twice after a crash. */
    private void settleIfDue() {
        if (endings.areDue(TOGETHER, UNNOTED)) {
            settle();
        }
    }

    /** Notes durably what was handed over, cancelled, failed or given up: one write for all of it. */
    private void settle() {
        List<Planned> noted = endings.all();
        if (!noted.isEmpty()) {
            write(noted, firings::settle);
            endings.remove(noted);
        }
    }

    // ---- what the host asks for

    /** Plans or notes firings, or what came of them, as one durable act; returns of how many that was new. */
    <T> int write(Collection<T> given, Predicate<T> how) {
        List<Supplier<Outcome>> work = new ArrayList<>();
        given.forEach(each -> work.add(() -> outcome(how.test(each))));
        return (int) access.write(work).stream().filter(Outcome::isStored).count();
    }

    /** Detaches a destination and cancels what waits for it. */
    void detach(String name) {
        List<Planned> waiting = access.read(() -> firings.detach(name));
        write(waiting, planned -> firings.settle(planned.now(State.CANCELLED, clock.instant(), "detached")));
    }

    /** Takes a firing from one state to another, durably; false if it is not in the first. */
    boolean move(String id, State from, State to) {
        return access.write(List.of(() -> outcome(firings.move(id, from, to, clock.instant()))))
                .get(0)
                .isStored();
    }

    private static Outcome outcome(boolean done) {
        return done ? Outcome.of(Outcome.Kind.STORED, "done") : Outcome.of(Outcome.Kind.DUPLICATE, "not_so");
    }
}
