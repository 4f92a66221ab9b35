package io.clientele.internal.keystore;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Threads that hold what others wait for, and so do not wait for the provider: where one of them meets a key that is not at hand,
 * what it does is broken off, the key is fetched, and it begins again. Thread-safe.
 */
final class Fetching {

    private static final int MOST = 8;

    private final Set<Thread> hurried = ConcurrentHashMap.newKeySet();

    /**
     * Has something done that may be begun again; after so many fetches it is not broken off any more.
     *
     * @param attempt gives free whatever it holds when it is broken off
     */
    <T> T doing(Supplier<T> attempt) {
        for (int fetches = 0; fetches < MOST && hurried.add(Thread.currentThread()); fetches++) {
            Away away;
            try {
                return attempt.get();
            } catch (Away one) {
                away = one;
            } finally {
                hurried.remove(Thread.currentThread());
            }
            away.fetch.run();
        }
        return attempt.get();
    }

    /**
     * A key is not at hand.
     *
     * @param fetch asks the provider for it
     */
    void missing(Runnable fetch) {
        if (hurried.contains(Thread.currentThread())) {
            throw new Away(fetch);
        }
    }

    /** Breaks something off. */
    private static final class Away extends RuntimeException {

        private static final long serialVersionUID = 1;

        private final transient Runnable fetch;

        Away(Runnable fetch) {
            super("a key is not at hand", null, false, false);
            this.fetch = fetch;
        }
    }
}
