package io.clientele.internal.outbox;

import io.clientele.model.NotPermittedException;
import io.clientele.model.Permitted;
import io.clientele.model.Properties;
import io.clientele.spi.Delivery;
import io.clientele.spi.Destination;
import io.clientele.spi.NotTakenException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** Brings messages to a destination, alone or together, and says what came of each. Runs the host's code. */
public final class Courier {

    private static final Logger LOG = System.getLogger("io.clientele.delivery");
    private static final int MAX_REASON = 200;
    private static final Duration LEAST_PAUSE = Duration.ofSeconds(1);

    private final InstantSource clock;
    private final ToLongFunction<Properties> bytes;

    /**
     * By a clock.
     *
     * @param bytes how many bytes a tree takes
     */
    public Courier(InstantSource clock, ToLongFunction<Properties> bytes) {
        this.clock = clock;
        this.bytes = bytes;
    }

    /** Whether a destination may be offered a message now; counted then. */
    public boolean may(Message message, Lane lane) {
        long size = 0;
        if (lane.countsBytes()) {
            Delivery content = message.content();
            size = bytes.applyAsLong(content.profile().traits()) + bytes.applyAsLong(content.payload());
        }
        return lane.admits(size, clock.instant());
    }

    /**
     * A message on its way.
     *
     * @param planned the firing
     * @param delivery what is handed over
     * @param reason why that is permitted
     */
    public record Message(Planned planned, Permitted<Delivery> delivery, String reason) {

        /** Of an answer that permits it. */
        public static Message of(Planned planned, Activation.Answer answer) {
            return new Message(planned, answer.delivery().orElseThrow(), answer.reason());
        }

        Delivery content() {
            return delivery.value(delivery.purpose());
        }

        private Permitted<Delivery> opened() {
            content();
            return delivery;
        }
    }

    /**
     * What came of a message.
     *
     * @param ending how the firing stands now; empty if nothing is to be noted
     * @param over whether later ones of the same person may go
     */
    public record Came(Optional<Planned> ending, boolean over) {}

    /** Hands messages over in one call, each of another person; gives what came of each, in order. */
    public List<Came> bring(List<Message> messages, Destination to, Lane lane) {
        Map<String, Throwable> failures = failures(messages, to);
        Instant now = clock.instant();
        boolean taken = messages.stream().anyMatch(message -> !failures.containsKey(message.planned.id()));
        note(lane, taken, failures.values(), now);
        List<Came> came = new ArrayList<>(messages.size());
        for (Message message : messages) {
            came.add(came(message, lane, Optional.ofNullable(failures.get(message.planned.id())), now));
        }
        return came;
    }

    /** What went wrong, by the firing's id; nothing of those that were taken. */
    private static Map<String, Throwable> failures(List<Message> messages, Destination to) {
        Map<String, Throwable> failures = new HashMap<>();
        try {
            List<Permitted<Delivery>> ready = ready(messages, failures);
            if (ready.size() == 1) {
                to.send(ready.get(0));
            } else if (!ready.isEmpty()) {
                failures.putAll(to.sendAll(ready));
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            messages.forEach(message -> failures.put(message.planned.id(), stopped));
        } catch (StackOverflowError endless) {
            messages.forEach(message -> failures.put(message.planned.id(), endless));
        } catch (VirtualMachineError machine) {
            throw machine;
        } catch (Throwable failure) {
            messages.forEach(message -> failures.put(message.planned.id(), failure));
        }
        return failures;
    }

    /** Those of several that nothing was said about since they were asked about. */
    private static List<Permitted<Delivery>> ready(List<Message> messages, Map<String, Throwable> failures) {
        List<Permitted<Delivery>> ready = new ArrayList<>(messages.size());
        for (Message message : messages) {
            try {
                ready.add(message.opened());
            } catch (NotPermittedException changed) {
                failures.put(message.planned.id(), changed);
            }
        }
        return ready;
    }

    /** What a call says of the destination: one call fails once, whatever it held. */
    private static void note(Lane lane, boolean taken, Collection<Throwable> failures, Instant now) {
        if (taken || failures.stream().anyMatch(Courier::isForGood)) {
            lane.answered();
        }
        Optional<Duration> pause =
                failures.stream().flatMap(failure -> pause(failure).stream()).max(Duration::compareTo);
        if (pause.isPresent()) {
            lane.rest(now.plus(pause.get().compareTo(LEAST_PAUSE) > 0 ? pause.get() : LEAST_PAUSE));
        } else if (failures.stream().anyMatch(Courier::isItsFault)) {
            lane.failed(now);
        }
    }

    private static boolean isForGood(Throwable failure) {
        return failure instanceof NotTakenException refused && refused.isForGood();
    }

    private static Optional<Duration> pause(Throwable failure) {
        return failure instanceof NotTakenException refused ? refused.pause() : Optional.empty();
    }

    private static boolean isNotNeeded(Throwable failure) {
        return failure instanceof NotTakenException refused && refused.isNotNeeded();
    }

    private static boolean isItsFault(Throwable failure) {
        return !(failure instanceof InterruptedException || failure instanceof NotPermittedException)
                && !isForGood(failure)
                && !isNotNeeded(failure);
    }

    private static Came came(Message message, Lane lane, Optional<Throwable> failure, Instant now) {
        Planned planned = message.planned;
        if (failure.isEmpty()) {
            return new Came(Optional.of(planned.now(State.HANDED_OVER, now, message.reason)), true);
        }
        String reason = reason(failure.get());
        if (isNotNeeded(failure.get())) {
            return new Came(Optional.of(planned.now(State.CANCELLED, now, reason)), true);
        }
        LOG.log(Level.WARNING, "firing {0} of {1} was not taken: {2}", planned.id(), planned.destination(), reason);
        if (isForGood(failure.get())) {
            return new Came(Optional.of(planned.now(State.FAILED, now, reason)), true);
        }
        return pause(failure.get()).isPresent()
                ? new Came(Optional.empty(), false)
                : new Came(Optional.of(retry(planned, lane, reason, now)), false);
    }

    /** Tried again later, or given up. */
    private static Planned retry(Planned planned, Lane lane, String reason, Instant now) {
        Tries tries = lane.retry(planned, now);
        return lane.isSpent(tries, now)
                ? planned.with(tries, reason).now(State.FAILED, now, "tries_spent: " + reason)
                : planned.with(tries, reason);
    }

    private static String reason(Throwable failure) {
        if (failure instanceof NotTakenException refused) {
            String said = Optional.ofNullable(refused.getMessage()).orElse("");
            return said.substring(0, Math.min(said.length(), MAX_REASON));
        }
        if (failure instanceof NotPermittedException changed) {
            return changed.reason();
        }
        return failure instanceof InterruptedException
                ? "interrupted"
                : failure.getClass().getName();
    }
}
