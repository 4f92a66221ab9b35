package io.clientele.internal;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.locks.LockSupport;

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

    /** Lets real time pass; not cut short by an interrupt. */
    public static void pass(Duration time) {
        long end = nanos() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - nanos()) {
            boolean interrupted = Thread.interrupted();
            LockSupport.parkNanos(left);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
