package io.clientele.internal.outbox;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** Never more than so much within any second; what is more by itself goes alone. Not thread-safe. */
final class Pace {

    private static final long SECOND = 1_000;

    private final long most;
    private final Deque<Step> steps = new ArrayDeque<>();
    private long sum;

    /**
     * What went at one millisecond.
     *
     * @param at the millisecond
     * @param amount how much
     */
    private record Step(long at, long amount) {}

    Pace(long most) {
        this.most = most;
    }

    /** Whether so much may go now. */
    boolean admits(long amount, Instant now) {
        forget(now.toEpochMilli());
        return most == Long.MAX_VALUE || sum == 0 || amount <= most - sum;
    }

    /** How much may go now. */
    long room(Instant now) {
        forget(now.toEpochMilli());
        return most == Long.MAX_VALUE ? most : Math.max(0, most - sum);
    }

    /** So much goes now. */
    void note(long amount, Instant now) {
        if (most == Long.MAX_VALUE) {
            return;
        }
        long at = now.toEpochMilli();
        Step last = steps.peekLast();
        boolean same = last != null && last.at == at;
        long before = same ? steps.removeLast().amount : 0;
        steps.addLast(new Step(at, before + amount));
        sum += amount;
    }

    private void forget(long now) {
        while (!steps.isEmpty() && Math.abs(now - steps.getFirst().at) >= SECOND) {
            sum -= steps.removeFirst().amount;
        }
    }
}
