package io.clientele.internal.seal;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256-GCM by the JDK: format version, random nonce of 96 bits, ciphertext with its tag of 128 bits. One cipher a thread;
 * thread-safe.
 *
 * <p>Source: NIST SP 800-38D, section 8.2.2 (random nonces).
 */
public final class Gcm {

    /** How much longer a sealed record is than its plain form, in bytes. */
    public static final int OVERHEAD = 1 + 12 + 16;

    private static final byte VERSION = 1;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int KEY_BYTES = 32;
    private static final int START = 1 + NONCE_BYTES;

    private final SecureRandom random = new SecureRandom();
    private final ThreadLocal<Cipher> ciphers = ThreadLocal.withInitial(Gcm::newCipher);
    private final ThreadLocal<Nonces> nonces = ThreadLocal.withInitial(Nonces::new);

    /** Random bytes a thread has at hand: drawn many at once, since every draw waits for every other; each used once. */
    private static final class Nonces {

        private static final int MANY = 64;

        private final byte[] drawn = new byte[MANY * NONCE_BYTES];
        private int used = drawn.length;

        byte[] next(SecureRandom random) {
            if (used == drawn.length) {
                random.nextBytes(drawn);
                used = 0;
            }
            used += NONCE_BYTES;
            return Arrays.copyOfRange(drawn, used - NONCE_BYTES, used);
        }
    }

    /** Seals under a key of 32 bytes, bound to associated data. */
    public byte[] seal(byte[] key, byte[] plain, byte[] associated) {
        byte[] sealed = new byte[OVERHEAD + plain.length];
        byte[] nonce = nonces.get().next(random);
        sealed[0] = VERSION;
        System.arraycopy(nonce, 0, sealed, 1, NONCE_BYTES);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key, nonce, associated);
            cipher.doFinal(plain, 0, plain.length, sealed, START);
            return sealed;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM of this JDK fails", e);
        }
    }

    /** Opens what {@link #seal} gave; empty if key or associated data are others, or a byte was changed. */
    public Optional<byte[]> open(byte[] key, byte[] sealed, byte[] associated) {
        if (sealed.length < OVERHEAD || sealed[0] != VERSION) {
            return Optional.empty();
        }
        try {
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, key, Arrays.copyOfRange(sealed, 1, START), associated);
            return Optional.of(cipher.doFinal(sealed, START, sealed.length - START));
        } catch (AEADBadTagException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM of this JDK fails", e);
        }
    }

    private Cipher cipher(int mode, byte[] key, byte[] nonce, byte[] associated) throws GeneralSecurityException {
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException("key: 32 bytes are needed");
        }
        Cipher cipher = ciphers.get();
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(associated);
        return cipher;
    }

    private static Cipher newCipher() {
        try {
            return Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no AES-GCM", e);
        }
    }
}
