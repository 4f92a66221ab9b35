package io.clientele.consent;

/** What the acts on one identifier about one purpose come to; the most restrictive first. */
enum Verdict {
    /** Objected, and not lifted since. */
    OBJECTION("objection"),
    /** Agreed once and took it back. */
    WITHDRAWN("withdrawn"),
    /** Said no. */
    REFUSED("refused"),
    /** Agreed, but so long ago that it does not hold any more. */
    EXPIRED("expired"),
    /** Agreed under a text that another has replaced since, or that was not in force then. */
    STALE("stale_notice"),
    /** Agreed, but when they were too young to do so alone, or for this purpose at all. */
    CHILD("child"),
    /** Agreed in a way that is no consent, such as by going on. */
    NOT_EXPLICIT("no_act"),
    /** Agreed. */
    GRANTED("granted"),
    /** Said nothing, or nothing since an objection was lifted. */
    NONE("no_act");

    /** The word for what rests on another basis although the person was asked and has no consent in force. */
    static final String SWAP = "basis_swap";
    /** The word for what no law asks consent for. */
    static final String NO_LAW = "no_law";
    /** The word for a purpose that the policy does not know: a gap in it. */
    static final String GAP = "unknown_purpose";

    private final String reason;

    Verdict(String reason) {
        this.reason = reason;
    }

    /** The stable word for it. */
    String reason() {
        return reason;
    }

    /** Whether somebody said no. */
    boolean denies() {
        return this == OBJECTION || this == WITHDRAWN || this == REFUSED;
    }
}
