package io.clientele.internal.keystore;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Unwrapped keys at hand: so many at most, each for so long at most, and loaded once however many ask at a time. Loading runs
 * outside the lock. Thread-safe.
 */
final class KeyCache<K, V> {

    private final Map<K, Kept<V>> kept = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<K, CompletableFuture<V>> loading = new HashMap<>();
    private final int most;
    private final KeyStore.Lifetime lifetime;
    private final Fetching fetching;
    private final Function<K, V> loader;
    private final Consumer<V> blank;

    /**
     * An empty cache.
     *
     * @param loader asks the provider
     * @param blank overwrites what is dropped
     */
    KeyCache(int most, Waits waits, Function<K, V> loader, Consumer<V> blank) {
        this.most = most;
        this.lifetime = waits.lifetime;
        this.fetching = waits.fetching;
        this.loader = loader;
        this.blank = blank;
    }

    /**
     * How long values are good, and who does not wait for others.
     *
     * @param fetching threads that are broken off instead
     */
    record Waits(KeyStore.Lifetime lifetime, Fetching fetching) {}

    private record Kept<V>(V value, long since) {}

    /** What a function takes from a value; it must copy what it gives. */
    <T> T use(K key, Function<V, T> taking) {
        Optional<T> taken = atHand(key, taking);
        if (taken.isPresent()) {
            return taken.get();
        }
        fetching.missing(() -> fetched(key, value -> key));
        return fetched(key, taking);
    }

    /** The same of a value that is here; empty if none is. */
    synchronized <T> Optional<T> atHand(K key, Function<V, T> taking) {
        return Optional.ofNullable(fresh(key)).map(taking);
    }

    private <T> T fetched(K key, Function<V, T> taking) {
        CompletableFuture<V> mine = new CompletableFuture<>();
        while (true) {
            CompletableFuture<V> others;
            synchronized (this) {
                V value = fresh(key);
                if (value != null) {
                    return taking.apply(value);
                }
                others = loading.putIfAbsent(key, mine);
            }
            if (others == null) {
                return load(key, mine, taking);
            }
            await(others);
        }
    }

    private @Nullable V fresh(K key) {
        Kept<V> known = kept.get(key);
        if (known == null || isFresh(known, now())) {
            return known == null ? null : known.value;
        }
        forget(key);
        return null;
    }

    private boolean isFresh(Kept<V> known, long now) {
        long age = now - known.since;
        return age >= 0 && age < lifetime.most().toMillis();
    }

    private long now() {
        return lifetime.clock().millis();
    }

    private static void await(CompletableFuture<?> flight) {
        try {
            flight.join();
        } catch (CompletionException failure) {
            throw failure.getCause() instanceof RuntimeException cause ? cause : failure;
        }
    }

    private <T> T load(K key, CompletableFuture<V> flight, Function<V, T> taking) {
        long since = now();
        try {
            V value = loader.apply(key);
            T taken = taking.apply(value);
            keep(key, flight, new Kept<>(value, since));
            flight.complete(value);
            return taken;
        } catch (RuntimeException | Error failure) {
            giveUp(key, flight);
            flight.completeExceptionally(failure);
            throw failure;
        }
    }

    /** Keeps what was loaded, unless it was forgotten meanwhile. */
    private synchronized void keep(K key, CompletableFuture<V> flight, Kept<V> loaded) {
        if (!loading.remove(key, flight)) {
            blank.accept(loaded.value);
            return;
        }
        dropStale();
        kept.put(key, loaded);
        if (kept.size() > most) {
            forget(kept.keySet().iterator().next());
        }
    }

    private synchronized void giveUp(K key, CompletableFuture<V> flight) {
        loading.remove(key, flight);
    }

    private void dropStale() {
        long now = now();
        Iterator<Kept<V>> each = kept.values().iterator();
        while (each.hasNext()) {
            Kept<V> one = each.next();
            if (!isFresh(one, now)) {
                blank.accept(one.value);
                each.remove();
            }
        }
    }

    /** Drops a value, also one that is being loaded. */
    synchronized void forget(K key) {
        loading.remove(key);
        Kept<V> known = kept.remove(key);
        if (known != null) {
            blank.accept(known.value);
        }
    }

    /** Drops everything. */
    synchronized void clear() {
        loading.clear();
        List.copyOf(kept.keySet()).forEach(this::forget);
    }

    synchronized int size() {
        return kept.size();
    }
}
