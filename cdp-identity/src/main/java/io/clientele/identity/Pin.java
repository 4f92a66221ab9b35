package io.clientele.identity;

import io.clientele.model.IdentityDecision;
import java.util.Comparator;

/** A decision that two nodes belong together, or that they do not. */
final class Pin {

    static final Comparator<Pin> IN_ORDER = Comparator.comparing(pin -> pin.decision);

    final int stronger;
    final int weaker;
    final IdentityDecision decision;

    /** Whether consent permits it, and no other decision takes it back; a pin apart needs no permission. */
    boolean open;
    /** Whether it is one of the ties that join its cluster. */
    boolean tree;

    Pin(int stronger, int weaker, IdentityDecision decision) {
        this.stronger = stronger;
        this.weaker = weaker;
        this.decision = decision;
    }

    boolean apart() {
        return decision.kind() == IdentityDecision.Kind.APART;
    }

    int other(int end) {
        return end == stronger ? weaker : stronger;
    }

    /** In milliseconds since 1970. */
    long time() {
        return decision.time().toEpochMilli();
    }
}
