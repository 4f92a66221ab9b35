import org.jspecify.annotations.NullMarked;

/** Consent acts, their ledger and gate, and erasure. */
@NullMarked
module io.clientele.consent {
    requires static transitive org.jspecify;
    requires transitive io.clientele.core;

    exports io.clientele.access;
    exports io.clientele.accountability;
    exports io.clientele.consent;
    exports io.clientele.rights;
}
