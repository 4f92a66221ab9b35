package io.clientele.internal.seal;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Keyed hashes that values are looked up by: HMAC-SHA-256 under a key of the store (RFC 2104). One Mac a thread; thread-safe; half
 * a microsecond.
 */
public final class BlindIndex {

    private static final int SHORT_BYTES = 16;

    private final SecretKeySpec key;
    private final ThreadLocal<Mac> macs;

    /** Under a key of 32 bytes. */
    public BlindIndex(byte[] key) {
        if (key.length != 32) {
            throw new IllegalArgumentException("key: 32 bytes are needed");
        }
        this.key = new SecretKeySpec(key, "HmacSHA256");
        this.macs = ThreadLocal.withInitial(this::newMac);
    }

    /** The hash of a value, 32 bytes. */
    public byte[] of(byte[] value) {
        return macs.get().doFinal(value);
    }

    /** The first 16 bytes of the hash, as dedup keys are. */
    public byte[] shortOf(byte[] value) {
        return Arrays.copyOf(of(value), SHORT_BYTES);
    }

    private Mac newMac() {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no HMAC-SHA-256", e);
        }
    }
}
