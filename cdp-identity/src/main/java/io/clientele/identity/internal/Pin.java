package io.clientele.identity.internal;

import io.clientele.model.IdentityDecision;
import java.util.Comparator;

/** A decision that two nodes belong together, or that they do not. */
public final class Pin {

    public static final Comparator<Pin> IN_ORDER = Comparator.comparing(pin -> pin.decision);

    public final int stronger;
    public final int weaker;
    public final IdentityDecision decision;

    /** Whether consent permits it, and no other decision takes it back; a pin apart needs no permission. */
    public boolean open;
    /** Whether it is one of the ties that join its cluster. */
    public boolean tree;

    public Pin(int stronger, int weaker, IdentityDecision decision) {
        this.stronger = stronger;
        this.weaker = weaker;
        this.decision = decision;
    }

    public boolean apart() {
        return decision.kind() == IdentityDecision.Kind.APART;
    }

    public int other(int end) {
        return end == stronger ? weaker : stronger;
    }

    /** In milliseconds since 1970. */
    public long time() {
        return decision.time().toEpochMilli();
    }
}
