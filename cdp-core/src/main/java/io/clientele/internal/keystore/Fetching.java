package io.clientele.internal.keystore;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Threads that hold what others wait for, and so do not wait for the provider: where one of them meets a key that is not at hand,
 * what it does is broken off, the key is fetched, and it begins again. Thread-safe.
 */
final class Fetching {

    private static final int MOST = 8;

    private final Set<Thread> hurried = ConcurrentHashMap.newKeySet();

    /**
     * Has something read that may be begun again, by whoever holds what others wait for; after so many fetches it is not broken
     * off any more.
     *
     * @param holder gets the reader to run, and gives free what it holds when that is broken off
     */
    <T> T doing(Supplier<T> reader, Function<Supplier<T>, T> holder) {
        for (int fetches = 0; fetches < MOST; fetches++) {
            Away away;
            try {
                return holder.apply(() -> hurried(reader));
            } catch (Away one) {
                away = one;
            }
            away.fetch.run();
        }
        return holder.apply(reader);
    }

    private <T> T hurried(Supplier<T> reader) {
        hurried.add(Thread.currentThread());
        try {
            return reader.get();
        } finally {
            stay();
        }
    }

    /** What this thread does is not broken off any more. */
    void stay() {
        hurried.remove(Thread.currentThread());
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
