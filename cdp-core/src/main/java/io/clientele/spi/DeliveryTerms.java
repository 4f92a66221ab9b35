package io.clientele.spi;

import java.time.Duration;

/**
 * How a destination is treated: how long to wait before the same message is offered to it again, when to give up, how much it takes,
 * and when to leave it alone. Immutable: each method gives other terms.
 *
 * <p>Tries of a message are journaled and survive a restart; what a destination took lately and whether it is left alone do not.
 */
public final class DeliveryTerms {

    /** No limit. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    private static final DeliveryTerms STANDARD = new DeliveryTerms(
            new Patience(Duration.ofMinutes(1), Duration.ofHours(1), 20, Duration.ofDays(3)),
            new Appetite(UNLIMITED, UNLIMITED, UNLIMITED),
            new Fuse(5, Duration.ofSeconds(30)));

    private final Patience patience;
    private final Appetite appetite;
    private final Fuse fuse;

    private record Patience(Duration first, Duration longest, int tries, Duration age) {}

    private record Appetite(long perSecond, long perCall, long bytesPerSecond) {}

    private record Fuse(int failures, Duration rest) {}

    private DeliveryTerms(Patience patience, Appetite appetite, Fuse fuse) {
        this.patience = patience;
        this.appetite = appetite;
        this.fuse = fuse;
    }

    /**
     * A message is offered again after up to a minute, then after twice as long each time up to an hour, 20 times or for three days;
     * there is no limit to what is offered; after five failures in a row the destination is left alone for 30 seconds, then for
     * twice as long each time.
     */
    public static DeliveryTerms standard() {
        return STANDARD;
    }

    /**
     * How long to wait after a failed try. The wait doubles with each try of a message; which part of it between half and all is
     * waited is drawn from the message's id, so that those that failed together do not come back together, and the same history
     * waits the same.
     *
     * @param first after the first try
     * @param longest at most
     * @throws IllegalArgumentException if {@code first} is not positive or {@code longest} is shorter
     */
    public DeliveryTerms waiting(Duration first, Duration longest) {
        require(isPositive(first) && longest.compareTo(first) >= 0, "first must be positive and longest no shorter");
        return new DeliveryTerms(new Patience(first, longest, patience.tries, patience.age), appetite, fuse);
    }

    /**
     * When to give up: the message is {@linkplain Outbox#failed() kept as failed}.
     *
     * @param tries after so many, at least 1
     * @param age or so long after the first of them
     * @throws IllegalArgumentException if {@code tries} is less or {@code age} is not positive
     */
    public DeliveryTerms givingUp(int tries, Duration age) {
        require(tries >= 1 && isPositive(age), "tries must be at least 1 and age positive");
        return new DeliveryTerms(new Patience(patience.first, patience.longest, tries, age), appetite, fuse);
    }

    /** Never more messages than this within a second; at least 1. */
    public DeliveryTerms perSecond(long messages) {
        require(messages >= 1, "messages must be at least 1");
        return new DeliveryTerms(patience, new Appetite(messages, appetite.perCall, appetite.bytesPerSecond), fuse);
    }

    /** Never more messages than this within one write or advance; at least 1. */
    public DeliveryTerms perCall(long messages) {
        require(messages >= 1, "messages must be at least 1");
        return new DeliveryTerms(patience, new Appetite(appetite.perSecond, messages, appetite.bytesPerSecond), fuse);
    }

    /**
     * Never more bytes than this within a second, counted of the person's traits and the payload as JSON; at least 1. A message that
     * is larger by itself goes alone.
     */
    public DeliveryTerms bytesPerSecond(long bytes) {
        require(bytes >= 1, "bytes must be at least 1");
        return new DeliveryTerms(patience, new Appetite(appetite.perSecond, appetite.perCall, bytes), fuse);
    }

    /**
     * When to leave the destination alone: then one message is offered to see whether it is back; if it is not, it is left alone for
     * twice as long, up to the longest wait.
     *
     * @param failures so many in a row, whoever's messages they were; at least 1
     * @param rest for how long at first
     * @throws IllegalArgumentException if {@code failures} is less or {@code rest} is not positive
     */
    public DeliveryTerms restingAfter(int failures, Duration rest) {
        require(failures >= 1 && isPositive(rest), "failures must be at least 1 and rest positive");
        return new DeliveryTerms(patience, appetite, new Fuse(failures, rest));
    }

    private static boolean isPositive(Duration duration) {
        return !duration.isNegative() && !duration.isZero();
    }

    private static void require(boolean good, String message) {
        if (!good) {
            throw new IllegalArgumentException(message);
        }
    }

    /** The wait after the first try. */
    public Duration firstWait() {
        return patience.first;
    }

    /** The longest wait. */
    public Duration longestWait() {
        return patience.longest;
    }

    /** After how many tries to give up. */
    public int tries() {
        return patience.tries;
    }

    /** How long after the first try to give up. */
    public Duration age() {
        return patience.age;
    }

    /** How many messages within a second. */
    public long perSecond() {
        return appetite.perSecond;
    }

    /** How many messages within a call. */
    public long perCall() {
        return appetite.perCall;
    }

    /** How many bytes within a second. */
    public long bytesPerSecond() {
        return appetite.bytesPerSecond;
    }

    /** After how many failures in a row to leave it alone. */
    public int failures() {
        return fuse.failures;
    }

    /** For how long at first. */
    public Duration rest() {
        return fuse.rest;
    }
}
