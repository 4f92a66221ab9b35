package io.clientele.internal;

import java.time.InstantSource;

/** The one class that reads the machine's clocks. */
public final class SystemTime {

    private SystemTime() {}

    /** Wall time. */
    public static InstantSource wall() {
        return InstantSource.system();
    }

    /** A steady count of nanoseconds, for measuring. */
    public static long nanos() {
        return System.nanoTime();
    }
}
