import org.jspecify.annotations.NullMarked;

/** Identifiers stitched into profiles, with reasons, limits and exact splits. */
@NullMarked
module io.clientele.identity {
    requires static transitive org.jspecify;
    requires transitive io.clientele.core;

    exports io.clientele.identity;
}
