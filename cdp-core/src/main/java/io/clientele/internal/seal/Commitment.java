package io.clientele.internal.seal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Binds a sealed record to what it says: whoever is shown salt and record can check them against the sealed bytes without a
 * key, and nobody else learns anything. The salt comes from the owner's key, so it goes with it. Two microseconds.
 */
public final class Commitment {

    /** The first byte of sealed bytes that begin with a commitment; others begin with the version of their seal. */
    private static final byte COMMITTED = 2;

    private static final int BYTES = 32;
    private static final String LABEL = "clientele commitment 1";

    private Commitment() {}

    /** The salt of the record of this dedup key, under its owner's key. */
    public static byte[] salt(byte[] ownerKey, byte[] dedupKey) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(ownerKey, "HmacSHA256"));
            mac.update(LABEL.getBytes(StandardCharsets.US_ASCII));
            return mac.doFinal(dedupKey);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no HMAC-SHA-256", e);
        }
    }

    /** Sealed bytes with the commitment to their record in front. */
    public static byte[] wrap(byte[] salt, byte[] record, byte[] sealed) {
        return ByteBuffer.allocate(1 + BYTES + sealed.length)
                .put(COMMITTED)
                .put(hash(salt, record))
                .put(sealed)
                .array();
    }

    private static byte[] hash(byte[] salt, byte[] record) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(LABEL.getBytes(StandardCharsets.US_ASCII));
            digest.update(salt);
            return digest.digest(record);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }

    /** Whether sealed bytes begin with a commitment. */
    public static boolean isIn(byte[] sealed) {
        return sealed.length > 1 + BYTES && sealed[0] == COMMITTED;
    }

    /** Sealed bytes without the commitment, if one is in front. */
    public static byte[] unwrap(byte[] sealed) {
        return isIn(sealed) ? Arrays.copyOfRange(sealed, 1 + BYTES, sealed.length) : sealed;
    }
}
