package io.clientele.internal.store;

import io.clientele.internal.seal.EphemeralKeys;
import io.clientele.keys.KeyProvider;
import io.clientele.keys.KeyProviderException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Real wrapping under master keys that rotate, by a provider that counts, remembers what it saw, and can be away. */
final class CountingProvider implements KeyProvider {

    final AtomicInteger wraps = new AtomicInteger();
    final AtomicInteger unwraps = new AtomicInteger();
    /** Raw keys and their wrapped forms. */
    final List<byte[]> seen = new CopyOnWriteArrayList<>();

    private final List<EphemeralKeys> masters = new CopyOnWriteArrayList<>(List.of(new EphemeralKeys()));
    private volatile boolean away;
    private volatile Runnable before = () -> {};

    void rotate() {
        masters.add(new EphemeralKeys());
    }

    void away(boolean is) {
        away = is;
    }

    /** Runs before every call. */
    void before(Runnable what) {
        before = what;
    }

    private void call() {
        before.run();
        if (away) {
            throw KeyProviderException.unavailable("the test's provider is away", null);
        }
    }

    @Override
    public byte[] wrap(byte[] key, String context) {
        call();
        wraps.incrementAndGet();
        int version = masters.size();
        byte[] sealed = masters.get(version - 1).wrap(key, context);
        byte[] wrapped = ByteBuffer.allocate(1 + sealed.length)
                .put((byte) version)
                .put(sealed)
                .array();
        seen.add(key.clone());
        seen.add(wrapped);
        return wrapped;
    }

    @Override
    public byte[] unwrap(byte[] wrapped, String context) {
        call();
        unwraps.incrementAndGet();
        return masters.get(wrapped[0] - 1).unwrap(Arrays.copyOfRange(wrapped, 1, wrapped.length), context);
    }

    @Override
    public String version(byte[] wrapped) {
        return "v" + wrapped[0];
    }
}
