import org.jspecify.annotations.NullMarked;

/** Segments that are true at every instant, and the triggers that act on them. */
@NullMarked
module io.clientele.segments {
    requires static transitive org.jspecify;
    requires com.fasterxml.jackson.core;
    requires java.net.http;
    requires roaringbitmap;
    requires transitive io.clientele.core;

    exports io.clientele.destination;
    exports io.clientele.segment;
    exports io.clientele.segment.shop;
    exports io.clientele.trigger;
}
