package io.clientele.destination;

import io.clientele.destination.internal.Mapping;

/** Lets tests of the mapping see the definitions that are part of the library. */
public final class FormatsOf {

    private FormatsOf() {}

    public static Mapping vendor(String name) {
        return Format.named(name).mapping();
    }
}
