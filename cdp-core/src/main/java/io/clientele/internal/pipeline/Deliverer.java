package io.clientele.internal.pipeline;

import io.clientele.internal.SystemTime;
import io.clientele.internal.outbox.Activation;
import io.clientele.internal.outbox.Activation.Answer;
import io.clientele.internal.outbox.InHand;
import io.clientele.internal.outbox.Lane;
import io.clientele.internal.outbox.Planned;
import io.clientele.internal.outbox.Round;
import io.clientele.internal.outbox.State;
import io.clientele.internal.outbox.Tries;
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
import io.clientele.model.NotPermittedException;
import io.clientele.model.Outcome;
import io.clientele.model.Permitted;
import io.clientele.model.Properties;
import io.clientele.model.StorageException;
import io.clientele.spi.Delivery;
import io.clientele.spi.IdentityResolver;
import io.clientele.spi.NotTakenException;
import io.clientele.spi.Outbox.FiringJudge.Earlier;
import io.clientele.spi.Plan.Firing;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * DELIVER: offers planned firings to their destinations, outside the pen, in the thread that wrote or advanced or where the host
 * wants it; consent is asked again for each. A destination that throws gets the firing again later, with the same id, until it is
 * given up. Thread-safe; one thread delivers at a time, and what a handler hands in is delivered after it returned.
 */
final class Deliverer {

    private static final Logger LOG = System.getLogger("io.clientele.delivery");
    private static final int TOGETHER = 64;
    private static final int MAX_REASON = 200;
    private static final Duration LEAST_PAUSE = Duration.ofSeconds(1);

    private final Access access;
    private final Firings firings;
    private final Writer.Parts parts;
    private final Activation activation;
    private final InHand inHand = new InHand();
    private final InstantSource clock;
    private final StageTimes times;
    private final ReentrantLock delivering = new ReentrantLock();
    private final AtomicBoolean queued = new AtomicBoolean();
    private volatile Consumer<Duration> closer = within -> {};
    private volatile boolean closing;
    private final Map<String, Planned> ended = new LinkedHashMap<>();

    Deliverer(Access access, Firings firings, Writer.Parts parts, StageTimes times) {
        this.access = access;
        this.firings = firings;
        this.parts = parts;
        this.activation = new Activation(parts.live(), parts.modules());
        this.clock = parts.clock();
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
            IdentityResolver resolver = parts.modules().resolver();
            inHand.await(
                    denied.stream()
                            .map(each -> resolver.normalise(each).orElse(each))
                            .toList(),
                    terms.deadline());
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

    // ---- one firing

    private void portion(List<Planned> due) {
        Round round = new Round(ended.values());
        for (int i = 0; i < due.size() && !closing; i++) {
            Planned planned = due.get(i);
            Optional<Attached> to = firings.destination(planned.destination());
            if (!ended.containsKey(planned.id()) && !round.holdsBack(planned) && to.isPresent()) {
                if (!hand(planned, to.get())) {
                    round.leave(planned);
                }
            }
        }
    }

    /** Hands one over; false if it waits, so that none of the same person overtakes it. */
    private boolean hand(Planned planned, Attached to) {
        if (!to.lane().isOpen(clock.instant())) {
            return false;
        }
        try {
            Answer answer =
                    to.destination().purposes().contains(planned.firing().purpose())
                            ? access.read(() -> ask(planned, to))
                            : Answer.no("purpose_mismatch");
            if (answer.delivery().isPresent()) {
                return send(planned, to, answer);
            }
            if (answer.until().isPresent()) {
                putOff(planned, answer.until().get());
                return true;
            }
            end(planned.now(State.CANCELLED, clock.instant(), answer.reason()));
            return true;
        } finally {
            inHand.end();
        }
    }

    private Answer ask(Planned planned, Attached to) {
        Answer answer = activation.ask(planned, to.judge(), () -> earlier(planned), clock.instant());
        if (answer.delivery().isPresent()) {
            inHand.begin(answer.whom());
        }
        return answer;
    }

    /** What was handed over before about the same person, what is not noted yet included. */
    private List<Earlier> earlier(Planned planned) {
        var earlier = new ArrayList<>(firings.earlier(planned.owner()));
        List<Integer> numbers = parts.live().numbers(planned.owner());
        ended.values().stream()
                .filter(other -> other.state().isDisclosed() && other.concerns(numbers))
                .map(other -> new Earlier(
                        other.destination(), other.at(), other.firing().payload()))
                .forEach(earlier::add);
        return earlier;
    }

    private boolean send(Planned planned, Attached to, Answer answer) {
        Permitted<Delivery> delivery = answer.delivery().orElseThrow();
        if (!to.lane().admits(size(delivery, to.lane()), clock.instant())) {
            return false;
        }
        try {
            to.destination().send(delivery);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            retry(planned, to, "interrupted");
            return false;
        } catch (VirtualMachineError machine) {
            throw machine;
        } catch (NotTakenException refused) {
            return refused(planned, to, refused);
        } catch (NotPermittedException changed) {
            retry(planned, to, changed.reason());
            return false;
        } catch (Throwable failure) {
            to.lane().failed(clock.instant());
            retry(planned, to, failure.getClass().getName());
            return false;
        }
        to.lane().answered();
        end(planned.now(State.HANDED_OVER, clock.instant(), answer.reason()));
        return true;
    }

    private long size(Permitted<Delivery> delivery, Lane lane) {
        if (!lane.countsBytes()) {
            return 0;
        }
        Delivery message = delivery.value(delivery.purpose());
        return length(message.profile().traits()) + length(message.payload());
    }

    private long length(Properties tree) {
        return parts.rows().codec().encode(tree).length;
    }

    private boolean refused(Planned planned, Attached to, NotTakenException refused) {
        String reason = word(refused);
        Instant now = clock.instant();
        if (refused.isForGood()) {
            to.lane().answered();
            log(planned, reason);
            end(planned.now(State.FAILED, now, reason));
            return true;
        }
        if (refused.pause().isPresent()) {
            to.lane().rest(now.plus(longer(refused.pause().get(), LEAST_PAUSE)));
            log(planned, reason);
            return false;
        }
        to.lane().failed(now);
        retry(planned, to, reason);
        return false;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static String word(NotTakenException refused) {
        String said = Optional.ofNullable(refused.getMessage()).orElse("");
        return said.substring(0, Math.min(said.length(), MAX_REASON));
    }

    private static void log(Planned planned, String reason) {
        LOG.log(Level.WARNING, "firing {0} of {1} was not taken: {2}", planned.id(), planned.destination(), reason);
    }

    /** Has it tried again later, or gives it up. */
    private void retry(Planned planned, Attached to, String reason) {
        log(planned, reason);
        Instant now = clock.instant();
        Tries tries = to.lane().retry(planned, now);
        end(
                to.lane().isSpent(tries, now)
                        ? planned.with(tries, reason).now(State.FAILED, now, "tries_spent: " + reason)
                        : planned.with(tries, reason));
    }

    private void putOff(Planned planned, Instant until) {
        access.read(() -> {
            Instant now = clock.instant();
            firings.putOff(planned, until.isAfter(now) ? until : now.plusMillis(1));
            return until;
        });
    }

    private void end(Planned planned) {
        ended.put(planned.id(), planned);
    }

    /** Notes durably what was handed over, cancelled, failed or given up: one write for all of it. */
    private void settle() {
        List<Planned> endings = List.copyOf(ended.values());
        if (endings.isEmpty()) {
            return;
        }
        access.write(endings.stream().map(this::settling).toList());
        endings.forEach(ending -> ended.remove(ending.id()));
    }

    private Supplier<Outcome> settling(Planned ending) {
        return () -> {
            firings.settle(ending);
            return Outcome.of(Outcome.Kind.STORED, "settled");
        };
    }

    // ---- what the host asks for

    /** Plans firings; returns how many were new. */
    int plan(Collection<Firing> given) {
        List<Supplier<Outcome>> work = new ArrayList<>();
        given.forEach(firing -> work.add(() -> outcome(firings.fire(firing))));
        return (int) access.write(work).stream().filter(Outcome::isStored).count();
    }

    /** Detaches a destination and cancels what waits for it. */
    void detach(String name) {
        access.read(() -> {
            firings.detach(name);
            return name;
        });
        boolean last = false;
        for (String after = ""; !last; ) {
            String from = after;
            FiringRows.Page page = access.read(() -> firings.waiting(from));
            List<Supplier<Outcome>> work = page.firings().stream()
                    .filter(planned -> planned.destination().equals(name))
                    .map(planned -> settling(planned.now(State.CANCELLED, clock.instant(), "detached")))
                    .toList();
            access.write(work);
            last = page.last();
            after = last ? "" : page.end();
        }
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
