import org.jspecify.annotations.NullMarked;

/** Segments that are true at every instant, and the triggers that act on them. */
@NullMarked
module io.clientele.segments {
    requires static transitive org.jspecify;
    requires roaringbitmap;
    requires transitive io.clientele.core;

    exports io.clientele.segment;
    exports io.clientele.trigger;
}
