package io.clientele.destination;

import io.clientele.destination.internal.Json;
import io.clientele.destination.internal.Mapping;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What requests a message becomes for one vendor, and what the vendor's answers mean: a mapping definition in JSON, as described in
 * {@code docs/destinations.md}. Immutable; safe to share.
 */
public final class Format {

    private static final List<String> OURS = List.of(
            "blueconic",
            "blueshift",
            "bloomreach",
            "iterable",
            "mparticle",
            "salesforce",
            "segment",
            "tealium",
            "treasure-data");

    private final Mapping mapping;

    private Format(Mapping mapping) {
        this.mapping = mapping;
    }

    /** The names of the formats that are part of the library. */
    public static List<String> names() {
        return OURS;
    }

    /**
     * A format that is part of the library.
     *
     * @param name one of {@link #names}
     * @throws IllegalArgumentException if there is none of that name
     */
    public static Format named(String name) {
        if (!OURS.contains(name)) {
            throw new IllegalArgumentException("there is no format " + name + ", only " + String.join(", ", OURS));
        }
        return resource(name);
    }

    static Format webhook() {
        return resource("webhook");
    }

    private static Format resource(String name) {
        try (InputStream in = Format.class.getResourceAsStream("formats/" + name + ".json")) {
            if (in == null) {
                throw new IllegalStateException("the definition of " + name + " is not in the jar");
            }
            return of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /**
     * A format of the shop's own.
     *
     * @param definition JSON text
     * @throws IllegalArgumentException if it is none, with what is wrong
     */
    public static Format of(String definition) {
        try {
            return new Format(Mapping.of(new Json().read(definition.getBytes(StandardCharsets.UTF_8))));
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("the definition of a format is wrong: " + wrong.getMessage(), wrong);
        }
    }

    /** What it is called. */
    public String name() {
        return mapping.name();
    }

    /** The settings without which it makes no request. */
    public List<String> needs() {
        return mapping.needs();
    }

    Mapping mapping() {
        return mapping;
    }

    /** The name. */
    @Override
    public String toString() {
        return name();
    }
}
