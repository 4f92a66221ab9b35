package io.clientele.internal.pen;

import io.clientele.model.Identifier;
import io.clientele.spi.ProfileListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Has the pen's news wait until they can be told outside it, one after the other in their order. Thread-safe; {@link #add} comes
 * before all else.
 */
public final class Announcer implements ProfileListener {

    private static final System.Logger LOG = System.getLogger("io.clientele.listeners");

    private final List<ProfileListener> listeners = new ArrayList<>();
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final ReentrantLock telling = new ReentrantLock();

    /** Adds one who is told. */
    public void add(ProfileListener listener) {
        listeners.add(listener);
    }

    /** Itself, if there is anybody to tell. */
    public List<ProfileListener> asked() {
        return listeners.isEmpty() ? List.of() : List.of(this);
    }

    @Override
    public void regrouped(Map<String, List<Identifier>> before, Map<String, List<Identifier>> after, String because) {
        waiting.add(() -> listeners.forEach(listener -> listener.regrouped(before, after, because)));
    }

    /** Tells what is not told yet, unless another call does so already. Host code runs in it; not for use under the pen. */
    public void tell() {
        while (!waiting.isEmpty() && !telling.isHeldByCurrentThread() && telling.tryLock()) {
            try {
                for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
                    tell(next);
                }
            } finally {
                telling.unlock();
            }
        }
    }

    private static void tell(Runnable news) {
        try {
            news.run();
        } catch (RuntimeException failure) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "a listener failed: {0}",
                    failure.getClass().getName());
        }
    }
}
