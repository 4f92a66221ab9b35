package io.clientele.internal.seal;

import io.clientele.keys.KeyProvider;
import io.clientele.keys.WrongKeyException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;

/** A random master key that dies with the process: for stores in memory. Thread-safe. */
public final class EphemeralKeys implements KeyProvider {

    private final byte[] master = new byte[32];
    private final Gcm gcm = new Gcm();

    /** With a new key. */
    public EphemeralKeys() {
        new SecureRandom().nextBytes(master);
    }

    @Override
    public byte[] wrap(byte[] key, String context) {
        return gcm.seal(master, key, context.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public byte[] unwrap(byte[] wrapped, String context) {
        return gcm.open(master, wrapped, context.getBytes(StandardCharsets.UTF_8))
                .orElseThrow(() -> new WrongKeyException("the master key of another process wrapped this key"));
    }

    @Override
    public String version(byte[] wrapped) {
        return "in memory";
    }
}
