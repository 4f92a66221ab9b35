import org.jspecify.annotations.NullMarked;

/** Identifiers stitched into profiles, within limits, whatever order they come in. */
@NullMarked
module io.clientele.identity {
    requires static transitive org.jspecify;
    requires transitive io.clientele.core;
    requires com.google.i18n.phonenumbers.libphonenumber;

    exports io.clientele.identity;
    exports io.clientele.identity.match;
}
