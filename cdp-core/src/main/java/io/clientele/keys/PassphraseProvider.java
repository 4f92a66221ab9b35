package io.clientele.keys;

import io.clientele.internal.seal.Argon2;
import io.clientele.internal.seal.Gcm;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keys wrapped by AES-256-GCM under a key derived from a passphrase. A wrapped key is: format version, memory in KiB, passes,
 * lanes, salt, sealed key. The salt first met is used on, so that one derivation serves a whole store.
 *
 * <p>Source: RFC 9106 (Argon2), section 4, second recommended option, here with one lane.
 */
final class PassphraseProvider implements KeyProvider {

    private static final byte VERSION = 1;
    private static final int SALT_BYTES = 16;
    private static final int HEAD_BYTES = 1 + Integer.BYTES + 2 + SALT_BYTES;
    private static final int KEY_BYTES = 32;

    private final byte[] passphrase;
    private final Cost cost;
    private final Gcm gcm = new Gcm();
    private final Map<ByteBuffer, byte[]> masters = new HashMap<>();
    private byte @Nullable [] current;

    PassphraseProvider(char[] passphrase, Cost cost) {
        if (passphrase.length == 0) {
            throw new IllegalArgumentException("passphrase: it is empty");
        }
        this.passphrase = utf8(passphrase);
        this.cost = cost;
    }

    @SuppressWarnings("ByteBufferBackingArray")
    private static byte[] utf8(char[] text) {
        ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(text));
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        Arrays.fill(encoded.array(), (byte) 0);
        return bytes;
    }

    @Override
    public byte[] wrap(byte[] key, String context) {
        byte[] head = head();
        byte[] sealed = gcm.seal(master(head), key, bind(head, context));
        return ByteBuffer.allocate(HEAD_BYTES + sealed.length)
                .put(head)
                .put(sealed)
                .array();
    }

    @Override
    public byte[] unwrap(byte[] wrapped, String context) {
        byte[] head = headOf(wrapped);
        byte[] sealed = Arrays.copyOfRange(wrapped, HEAD_BYTES, wrapped.length);
        byte[] key = gcm.open(master(head), sealed, bind(head, context)).orElseThrow(PassphraseProvider::wrong);
        useOn(head);
        return key;
    }

    private static byte[] headOf(byte[] wrapped) {
        if (wrapped.length != HEAD_BYTES + Gcm.OVERHEAD + KEY_BYTES || wrapped[0] != VERSION) {
            throw new WrongKeyException("a wrapped key is not one that a passphrase wrapped");
        }
        return Arrays.copyOf(wrapped, HEAD_BYTES);
    }

    /** The salt and what the derivation costs: another passphrase never has the same salt. */
    @Override
    public String version(byte[] wrapped) {
        return "passphrase " + HexFormat.of().formatHex(headOf(wrapped), 1, HEAD_BYTES);
    }

    private static WrongKeyException wrong() {
        return new WrongKeyException(
                "the passphrase does not open the keys of this store: give the one it was made with");
    }

    private static byte[] bind(byte[] head, String context) {
        byte[] text = context.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(head.length + text.length)
                .put(head)
                .put(text)
                .array();
    }

    private synchronized byte[] head() {
        if (current == null) {
            byte[] salt = new byte[SALT_BYTES];
            new SecureRandom().nextBytes(salt);
            current = cost.head(salt);
        }
        return current.clone();
    }

    private synchronized void useOn(byte[] head) {
        if (current == null) {
            current = head;
        }
    }

    private synchronized byte[] master(byte[] head) {
        return masters.computeIfAbsent(ByteBuffer.wrap(head.clone()), h -> derive(head));
    }

    private byte[] derive(byte[] head) {
        ByteBuffer fields = ByteBuffer.wrap(head, 1, head.length - 1);
        Cost asked = new Cost(fields.getInt(), fields.get(), fields.get());
        asked.check();
        byte[] salt = new byte[SALT_BYTES];
        fields.get(salt);
        return new Argon2(asked.kibibytes, asked.passes, asked.lanes).derive(passphrase, salt, KEY_BYTES);
    }

    @Override
    public String toString() {
        return "a passphrase";
    }

    /**
     * What a derivation costs.
     *
     * @param kibibytes memory
     * @param passes over the memory
     * @param lanes worked on at a time
     */
    record Cost(int kibibytes, int passes, int lanes) {

        static final Cost STANDARD = new Cost(64 * 1024, 3, 1);
        private static final int MOST_KIBIBYTES = 1024 * 1024;
        private static final int MOST_PASSES = 16;

        byte[] head(byte[] salt) {
            return ByteBuffer.allocate(HEAD_BYTES)
                    .put(VERSION)
                    .putInt(kibibytes)
                    .put((byte) passes)
                    .put((byte) lanes)
                    .put(salt)
                    .array();
        }

        /** Refuses what a changed file may ask for. */
        void check() {
            boolean sane =
                    kibibytes >= 8 && kibibytes <= MOST_KIBIBYTES && passes >= 1 && passes <= MOST_PASSES && lanes == 1;
            if (!sane) {
                throw new WrongKeyException("a wrapped key asks for a derivation out of bounds: the file was changed");
            }
        }
    }
}
