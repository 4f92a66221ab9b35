package io.clientele.internal.audit;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Hashes of leaves and nodes: SHA-256 with the prefixes that keep the two apart (RFC 6962, section 2.1). Not thread-safe.
 */
final class TreeHash {

    /** The length of a hash. */
    static final int BYTES = 32;

    private static final byte LEAF = 0;
    private static final byte NODE = 1;

    private final MessageDigest digest = sha256();

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    /** The root of the tree without leaves. */
    byte[] empty() {
        return digest.digest();
    }

    byte[] leaf(byte[] entry) {
        digest.update(LEAF);
        return digest.digest(entry);
    }

    byte[] node(byte[] left, byte[] right) {
        digest.update(NODE);
        digest.update(left);
        return digest.digest(right);
    }
}
