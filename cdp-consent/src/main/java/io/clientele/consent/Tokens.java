package io.clientele.consent;

import io.clientele.model.Identifier;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes and reads what a link to unsubscribe carries: identifier, purpose and end, sealed and authenticated by a secret of the
 * store (AES-256-GCM), so that nobody can make one or learn anything from one in a log. Thread-safe.
 */
final class Tokens {

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int MAX_LENGTH = 4_096;
    private static final String AES = "AES/GCM/NoPadding";

    private final Supplier<byte[]> secret;
    private final SecureRandom random = new SecureRandom();

    Tokens(Supplier<byte[]> secret) {
        this.secret = secret;
    }

    /**
     * What a token says.
     *
     * @param who whose it is
     * @param purpose the key of the purpose it ends
     * @param end from when it is worth nothing
     */
    record Content(Identifier who, String purpose, Instant end) {}

    String make(Content content) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] text = String.join(
                        "\0",
                        content.purpose(),
                        content.who().namespace(),
                        content.who().value())
                .getBytes(StandardCharsets.UTF_8);
        byte[] plain = ByteBuffer.allocate(Long.BYTES + text.length)
                .putLong(content.end().toEpochMilli())
                .put(text)
                .array();
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce).doFinal(plain);
            byte[] token = ByteBuffer.allocate(NONCE_BYTES + sealed.length)
                    .put(nonce)
                    .put(sealed)
                    .array();
            return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM of this JDK fails", e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.get(), "HmacSHA256"));
        byte[] key = mac.doFinal("clientele unsubscribe 1".getBytes(StandardCharsets.US_ASCII));
        Cipher cipher = Cipher.getInstance(AES);
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        return cipher;
    }

    /** What a token says; empty if it is none of ours. */
    Optional<Content> read(String token) {
        try {
            byte[] bytes = token.length() > MAX_LENGTH
                    ? new byte[0]
                    : Base64.getUrlDecoder().decode(token);
            if (bytes.length < NONCE_BYTES + TAG_BITS / Byte.SIZE + Long.BYTES) {
                return Optional.empty();
            }
            byte[] plain = cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(bytes, NONCE_BYTES))
                    .doFinal(bytes, NONCE_BYTES, bytes.length - NONCE_BYTES);
            return Optional.of(content(plain));
        } catch (IllegalArgumentException | AEADBadTagException forged) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM of this JDK fails", e);
        }
    }

    private static Content content(byte[] plain) {
        String text = new String(plain, Long.BYTES, plain.length - Long.BYTES, StandardCharsets.UTF_8);
        String[] parts = text.split("\0", 3);
        Instant end = Instant.ofEpochMilli(ByteBuffer.wrap(plain).getLong());
        return new Content(Identifier.of(parts[1], parts[2]), parts[0], end);
    }
}
