package io.clientele.internal.outbox;

import io.clientele.spi.DeliveryTerms;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;

/** What one destination may be offered now, by its terms and by what came of what it was offered. Thread-safe. */
public final class Lane {

    private static final int MAX_DOUBLINGS = 20;
    private static final int HEX = 16;

    private final DeliveryTerms terms;
    private final Pace messages;
    private final Pace bytes;
    private long inCall;
    private int failures;
    private int rests;
    private Instant closedUntil = Instant.MIN;
    private Instant fullAt = Instant.MIN;

    /** A destination that was offered nothing yet. */
    public Lane(DeliveryTerms terms) {
        this.terms = terms;
        this.messages = new Pace(terms.perSecond());
        this.bytes = new Pace(terms.bytesPerSecond());
    }

    /** A write or advance begins to hand over. */
    public synchronized void begin() {
        inCall = 0;
        fullAt = Instant.MIN;
    }

    /** Whether there is any sense in offering it something now. */
    public synchronized boolean isOpen(Instant now) {
        return !now.isBefore(closedUntil) && !fullAt.equals(now) && inCall < terms.perCall() && messages.admits(1, now);
    }

    /** How many messages may be offered now: one, to see whether it is back, if it failed too often. */
    public synchronized int room(Instant now) {
        if (!isOpen(now)) {
            return 0;
        }
        long most = Math.min(terms.perCall() - inCall, messages.room(now));
        return failures >= terms.failures() ? 1 : (int) Math.min(most, Integer.MAX_VALUE);
    }

    /** Whether bytes are counted. */
    public boolean countsBytes() {
        return terms.bytesPerSecond() != DeliveryTerms.UNLIMITED;
    }

    /** Whether it may be offered a message of this size now; counted then. */
    public synchronized boolean admits(long size, Instant now) {
        if (!isOpen(now)) {
            return false;
        }
        if (!bytes.admits(size, now)) {
            fullAt = now;
            return false;
        }
        inCall++;
        messages.note(1, now);
        bytes.note(size, now);
        return true;
    }

    /** It took the message, or said why it never will: it is there. */
    public synchronized void answered() {
        failures = 0;
        rests = 0;
    }

    /** It failed. */
    public synchronized void failed(Instant now) {
        failures++;
        if (failures >= terms.failures()) {
            close(now.plus(grown(terms.rest(), rests)));
            rests++;
        }
    }

    /** It asked to be left alone. */
    public synchronized void rest(Instant until) {
        close(until);
    }

    private void close(Instant until) {
        closedUntil = until.isAfter(closedUntil) ? until : closedUntil;
    }

    /** What becomes of a firing whose try failed: when to try again; empty tries left means that it is given up. */
    public Tries retry(Planned planned, Instant now) {
        Duration whole = grown(terms.firstWait(), planned.tries().count());
        long half = whole.toMillis() / 2;
        long part = new SplittableRandom(seed(planned)).nextLong(half + 1);
        return planned.tries().more(now, now.plusMillis(whole.toMillis() - part));
    }

    /** Why a firing with these tries is given up; empty if it is not. */
    public boolean isSpent(Tries tries, Instant now) {
        return tries.count() >= terms.tries()
                || tries.count() > 0 && !now.isBefore(tries.first().plus(terms.age()));
    }

    private Duration grown(Duration first, int doublings) {
        Duration wait = first.multipliedBy(1L << Math.min(doublings, MAX_DOUBLINGS));
        return wait.compareTo(terms.longestWait()) > 0 ? longest(first) : wait;
    }

    private Duration longest(Duration first) {
        return terms.longestWait().compareTo(first) > 0 ? terms.longestWait() : first;
    }

    private static long seed(Planned planned) {
        return new BigInteger(planned.id(), HEX).longValue() + planned.tries().count();
    }
}
