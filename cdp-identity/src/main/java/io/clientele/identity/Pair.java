package io.clientele.identity;

import io.clientele.spi.IdentityResolver.LinkPermission;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Two identifiers that evidence names together, with every edge between them. All these edges are equally strong, so that
 * the first permitted one decides: each later one finds its ends together already, or apart for good.
 */
final class Pair {

    final Node stronger;
    final Node weaker;
    /** By time and evidence id. */
    private final List<Sighting> sightings = new ArrayList<>(1);

    private @Nullable Sighting first;

    Pair(Node stronger, Node weaker) {
        this.stronger = stronger;
        this.weaker = weaker;
    }

    /** The first permitted edge, if any. */
    @Nullable
    Sighting first() {
        return first;
    }

    List<Sighting> sightings() {
        return sightings;
    }

    /** The first permitted edge of a pair that has one. */
    Sighting decisive() {
        return Objects.requireNonNull(first);
    }

    /** Whether the pair takes part: consent permits an edge. */
    boolean open() {
        return first != null;
    }

    Node other(Node end) {
        return end == stronger ? weaker : stronger;
    }

    Sighting add(Sighting sighting) {
        int place = Collections.binarySearch(sightings, sighting);
        sightings.add(place < 0 ? -place - 1 : place, sighting);
        return sighting;
    }

    void remove(Sighting sighting) {
        sightings.remove(sighting);
    }

    void ask(LinkPermission permission) {
        sightings.forEach(sighting -> ask(sighting, permission));
    }

    void ask(Sighting sighting, LinkPermission permission) {
        sighting.permitted = permission.permits(stronger.identifier, weaker.identifier, sighting.time);
    }

    /** Whether an edge comes before the one that counts: the first permitted one, or if none is, the first. */
    boolean matters(Sighting sighting) {
        Sighting counts = first == null ? sightings.get(0) : first;
        return first == null && sighting.permitted || sighting.permitted == open() && sighting.compareTo(counts) < 0;
    }

    /** Looks for the first permitted edge again; whether it is another one than before. */
    boolean refresh() {
        Sighting before = first;
        first = sightings.stream().filter(s -> s.permitted).findFirst().orElse(null);
        return first != before;
    }

    /**
     * The order in which open pairs are joined: the rank of the weaker end, then that of the stronger, then the time and
     * evidence id of the first permitted edge, then the weaker end itself.
     */
    static Comparator<Pair> order(IdentityRules rules) {
        return Comparator.<Pair>comparingInt(pair -> pair.weaker.rank)
                .thenComparingInt(pair -> pair.stronger.rank)
                .thenComparing(Pair::decisive)
                .thenComparing(pair -> pair.weaker.identifier, rules::compare);
    }
}
