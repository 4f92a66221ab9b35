package io.clientele.identity;

/**
 * That one piece of evidence names both ends of a pair.
 *
 * @param time in milliseconds since 1970
 * @param id of the evidence
 * @param permitted whether consent permits the edge
 */
record Sighting(long time, Packed id, boolean permitted) implements Comparable<Sighting> {

    @Override
    public int compareTo(Sighting other) {
        int byTime = Long.compare(time, other.time);
        return byTime != 0 ? byTime : id.compareTo(other.id);
    }

    /** Whether this one counts where the other did: a permitted one before one that is not, else the earlier. */
    boolean beats(Sighting other) {
        return permitted == other.permitted ? compareTo(other) < 0 : permitted;
    }
}
