package io.clientele.internal.pen;

import io.clientele.internal.SystemTime;

/** Waiting that an interrupt does not end: it is kept for the thread, and waiting goes on. */
public final class Uninterrupted {

    private Uninterrupted() {}

    /** A way to wait. */
    public interface Wait {

        /** Waits for so many nanoseconds at most; tells whether what it waits for has come. */
        boolean nanos(long left) throws InterruptedException;
    }

    /** Waits until what is waited for has come, or {@link SystemTime#nanos} has reached an end; tells which. */
    public static boolean until(long end, Wait wait) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return wait.nanos(end - SystemTime.nanos());
                } catch (InterruptedException kept) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
