import org.jspecify.annotations.NullMarked;

/** The facade, the model, the way of an event, storage and sealing. */
@NullMarked
module io.clientele.core {
    requires static transitive org.jspecify;
    requires java.net.http;
    requires transitive java.sql;
    requires com.fasterxml.jackson.core;
    requires com.github.benmanes.caffeine;
    requires org.bouncycastle.provider;
    requires org.xerial.sqlitejdbc;

    exports io.clientele;
    exports io.clientele.model;
    exports io.clientele.commerce;
    exports io.clientele.schema;
    exports io.clientele.spi;
    exports io.clientele.keys;
}
