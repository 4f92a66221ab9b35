package io.clientele.identity.internal;

/**
 * That one piece of evidence names both ends of a pair.
 *
 * @param time in milliseconds since 1970
 * @param id of the evidence
 * @param counts whether consent permits the edge, and no decision takes it back
 */
public record Sighting(long time, Packed id, boolean counts) implements Comparable<Sighting> {

    @Override
    public int compareTo(Sighting other) {
        int byTime = Long.compare(time, other.time);
        return byTime != 0 ? byTime : id.compareTo(other.id);
    }

    /** Whether this one counts where the other did: one that counts before one that does not, else the earlier. */
    public boolean beats(Sighting other) {
        return counts == other.counts ? compareTo(other) < 0 : counts;
    }
}
