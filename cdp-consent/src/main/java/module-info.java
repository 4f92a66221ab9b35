import org.jspecify.annotations.NullMarked;

/** Consent acts, their ledger and gate, and the rights of the person. */
@NullMarked
module io.clientele.consent {
    requires static transitive org.jspecify;
    requires transitive io.clientele.core;

    exports io.clientele.consent;
    exports io.clientele.rights;
}
