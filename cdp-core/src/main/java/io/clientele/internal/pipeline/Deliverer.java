package io.clientele.internal.pipeline;

import io.clientele.internal.SystemTime;
import io.clientele.internal.fold.Live;
import io.clientele.internal.fold.Modules;
import io.clientele.internal.gate.Gate;
import io.clientele.internal.pen.Announcer;
import io.clientele.internal.pen.Pen;
import io.clientele.internal.pen.Progress;
import io.clientele.internal.pen.Task;
import io.clientele.internal.pen.Terms;
import io.clientele.internal.pen.Uninterrupted;
import io.clientele.internal.pipeline.Firings.Planned;
import io.clientele.internal.pipeline.Firings.State;
import io.clientele.internal.pipeline.StageTimes.Stage;
import io.clientele.model.Identifier;
import io.clientele.model.LawfulBasis;
import io.clientele.model.Outcome;
import io.clientele.model.Permitted;
import io.clientele.model.Profile;
import io.clientele.model.Purpose;
import io.clientele.model.StorageException;
import io.clientele.spi.ConsentDecision;
import io.clientele.spi.Delivery;
import io.clientele.spi.Destination;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * DELIVER: offers planned firings to their destinations, outside the pen, in the thread that wrote or advanced; consent is
 * asked again for each. A destination that throws gets the firing again later, with the same id. Thread-safe; one thread
 * delivers at a time, and what a handler hands in is delivered after it returned.
 */
final class Deliverer {

    private static final Logger LOG = System.getLogger("io.clientele.delivery");
    private static final Duration FIRST_WAIT = Duration.ofMinutes(1);
    private static final int MAX_DOUBLINGS = 6;
    private static final int TOGETHER = 64;

    private final Access access;
    private final Firings firings;
    private final Live live;
    private final Modules modules;
    private final Gate gate;
    private final InstantSource clock;
    private final StageTimes times;
    private final ReentrantLock delivering = new ReentrantLock();
    private volatile Consumer<Duration> closer = within -> {};
    private volatile boolean closing;
    private final Map<String, Ending> ended = new LinkedHashMap<>();

    Deliverer(Access access, Firings firings, Writer.Parts parts, StageTimes times) {
        this.access = access;
        this.firings = firings;
        this.live = parts.live();
        this.modules = parts.modules();
        this.gate = modules.gate();
        this.clock = parts.clock();
        this.times = times;
    }

    /**
     * The pen, and how it is used here.
     *
     * @param pen the pen
     * @param terms of every call; durable
     * @param progress how far all is durable
     * @param announcer tells what else came of a batch
     */
    record Access(Pen pen, Terms terms, Progress progress, Announcer announcer) {

        <T> T read(Supplier<T> reader) {
            return pen.read(reader, terms.deadline());
        }

        /** What leaves the house must not be forgotten by a power failure: the events that caused it are made durable first. */
        void makeDurable() {
            if (progress.open() > 0) {
                pen.write(Task.passingOfTime(), terms);
            }
        }
    }

    /**
     * Hands over everything that is due, unless another call does so already. A store that fails here fails nobody's call:
     * what was handed over is noted as such with the next write.
     */
    void deliver() {
        if (!access.pen().isHeld()) {
            access.announcer().tell();
        }
        try {
            offer();
        } catch (StorageException failure) {
            LOG.log(Level.WARNING, "hand-over stopped until the next write: {0}", failure.getMessage());
        } catch (RuntimeException failure) {
            LOG.log(
                    Level.ERROR,
                    "hand-over stopped until the next write: {0}",
                    failure.getClass().getName());
        }
    }

    private void offer() {
        if (access.pen().isHeld() || isCalling()) {
            return;
        }
        List<Planned> due = due();
        while (!closing && !due.isEmpty() && delivering.tryLock()) {
            long start = times.start();
            try {
                due = due();
                while (!due.isEmpty()) {
                    access.makeDurable();
                    for (int i = 0; i < due.size() && !closing; i++) {
                        hand(due.get(i));
                    }
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

    private List<Planned> due() {
        List<Planned> due = access.read(() -> firings.due(clock.instant(), TOGETHER));
        while (due.isEmpty() && access.read(firings::isBehind)) {
            due = access.read(() -> firings.due(clock.instant(), TOGETHER));
        }
        return due;
    }

    private void hand(Planned planned) {
        if (ended.containsKey(planned.id())) {
            return;
        }
        Optional<Destination> destination = firings.destination(planned.firing().destination());
        if (destination.isEmpty()) {
            return;
        }
        Answer answer = destination.get().purposes().contains(planned.firing().purpose())
                ? access.read(() -> ask(planned))
                : Answer.no("purpose_mismatch");
        if (answer.delivery().isEmpty()) {
            ended.put(planned.id(), new Ending(planned, State.CANCELLED, answer.reason()));
            return;
        }
        try {
            destination.get().send(answer.delivery().get());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            putOff(planned);
            return;
        } catch (VirtualMachineError machine) {
            throw machine;
        } catch (Throwable refused) {
            LOG.log(
                    Level.WARNING,
                    "firing {0} of {1} was not taken: {2}",
                    planned.id(),
                    planned.firing().destination(),
                    refused.getClass().getName());
            putOff(planned);
            return;
        }
        ended.put(planned.id(), new Ending(planned, State.HANDED_OVER, answer.reason()));
    }

    /**
     * How a firing ended, until that is durable.
     *
     * @param planned the firing
     * @param state handed over or cancelled
     * @param reason why
     */
    private record Ending(Planned planned, State state, String reason) {}

    private record Answer(Optional<Permitted<Delivery>> delivery, String reason) {

        static Answer no(String reason) {
            return new Answer(Optional.empty(), reason);
        }
    }

    /** ACTIVATE: may this firing still be handed over? */
    private Answer ask(Planned planned) {
        Instant now = clock.instant();
        Optional<Profile> known = live.profile(planned.owner(), now);
        if (known.isEmpty()) {
            return Answer.no("profile_gone");
        }
        Profile profile = known.get();
        Identifier who = profile.identifiers().get(0);
        Purpose named = planned.firing().purpose();
        Purpose purpose = gate.purpose(named.key()).orElse(named);
        LawfulBasis basis = purpose.allows(LawfulBasis.CONSENT)
                ? LawfulBasis.CONSENT
                : purpose.bases().stream().findFirst().orElse(LawfulBasis.CONSENT);
        Optional<String> unsubscribed = unsubscribed(profile, purpose, now);
        if (unsubscribed.isPresent()) {
            return Answer.no(unsubscribed.get());
        }
        var delivery = new Delivery(
                planned.id(),
                modules.project(profile, purpose),
                planned.firing().boundary(),
                planned.firing().payload());
        var answer = gate.permit(
                Gate.Where.ACTIVATE, new Gate.Question(live.subject(who), purpose, basis), profile.id(), delivery);
        return new Answer(answer.permitted(), answer.reason());
    }

    /**
     * A channel purpose is read at the channel's own identifier, too: an address that is known as a trait only may have been
     * unsubscribed by itself.
     */
    private Optional<String> unsubscribed(Profile profile, Purpose purpose, Instant now) {
        return purpose.channel()
                .flatMap(channel -> profile.traits()
                        .text(channel)
                        .filter(value -> !value.isBlank())
                        .flatMap(value -> modules.resolver().normalise(Identifier.of(channel, value)))
                        .map(address -> gate.decide(live.subject(address), purpose, LawfulBasis.CONSENT, now))
                        .filter(decision ->
                                !decision.permitted() && !decision.reason().equals("no_act"))
                        .map(ConsentDecision::reason));
    }

    /** Notes durably what was handed over or cancelled: one write for all of it. */
    private void settle() {
        List<Ending> endings = List.copyOf(ended.values());
        if (endings.isEmpty()) {
            return;
        }
        List<Supplier<Outcome>> work = endings.stream().map(this::settling).toList();
        access.pen().write(Task.own(work), access.terms());
        endings.forEach(ending -> ended.remove(ending.planned().id()));
    }

    private Supplier<Outcome> settling(Ending ending) {
        return () -> {
            firings.settle(ending.planned(), ending.state(), clock.instant(), ending.reason());
            return Outcome.of(Outcome.Kind.STORED, "settled");
        };
    }

    private void putOff(Planned planned) {
        long doublings = 1L << Math.min(planned.tries(), MAX_DOUBLINGS);
        Instant until = clock.instant().plus(FIRST_WAIT.multipliedBy(doublings));
        access.read(() -> {
            firings.putOff(planned, until);
            return until;
        });
    }
}
