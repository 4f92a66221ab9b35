package io.clientele.identity;

import java.time.Instant;

/** One edge of the evidence: that one event named both ends of a pair. */
final class Sighting implements Comparable<Sighting> {

    final String evidence;
    final Instant time;
    final Pair pair;
    boolean permitted;

    Sighting(String evidence, Instant time, Pair pair) {
        this.evidence = evidence;
        this.time = time;
        this.pair = pair;
    }

    @Override
    public int compareTo(Sighting other) {
        int byTime = time.compareTo(other.time);
        return byTime != 0 ? byTime : evidence.compareTo(other.evidence);
    }
}
