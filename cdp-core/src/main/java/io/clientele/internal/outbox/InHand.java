package io.clientele.internal.outbox;

import io.clientele.internal.SystemTime;
import io.clientele.internal.pen.Uninterrupted;
import io.clientele.model.Identifier;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Whose message is being handed over: a withdrawal returns after that, so that no hand-over begins once it has returned. Thread-safe.
 */
public final class InHand {

    private volatile @Nullable Message message;

    /**
     * A message that is permitted and may not have reached its destination.
     *
     * @param whom about whom
     * @param thread that hands it over
     * @param over opens when it has been
     */
    private record Message(List<Identifier> whom, Thread thread, CountDownLatch over) {}

    /** Somebody's message is permitted, and whether that still holds is found out after this; of one before nothing is under way any more. */
    public void begin(List<Identifier> whom) {
        end();
        message = new Message(whom, Thread.currentThread(), new CountDownLatch(1));
    }

    /** It was handed over, or not. */
    public void end() {
        Message over = message;
        message = null;
        Optional.ofNullable(over).ifPresent(it -> it.over.countDown());
    }

    /** Waits until no message of theirs that was permitted before is under way; not inside the hand-over itself. */
    public void await(Collection<Identifier> identifiers, Duration atMost) {
        Message now = message;
        if (now != null
                && now.thread != Thread.currentThread()
                && now.whom.stream().anyMatch(identifiers::contains)) {
            long end = SystemTime.nanos() + atMost.toNanos();
            Uninterrupted.until(end, left -> now.over.await(left, TimeUnit.NANOSECONDS));
        }
    }
}
