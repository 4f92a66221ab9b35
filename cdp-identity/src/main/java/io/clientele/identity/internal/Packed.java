package io.clientele.identity.internal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/** A text as a few ints: a UUID in its usual spelling as its 128 bits, all else in UTF-8. */
public final class Packed implements Comparable<Packed> {

    /** The longest text in bytes. */
    public static final int MAX_BYTES = (1 << 14) - 1;

    private static final int UUID_LENGTH = 36;
    private static final int UUID_MARK = 1 << 14;

    /** Its kind and its length in bytes, in the lower 15 bits. */
    public final int header;
    /** The bytes, four an int, the first one highest. */
    public final int[] words;

    private Packed(int header, int[] words) {
        this.header = header;
        this.words = words;
    }

    /**
     * Packs a text.
     *
     * @throws IllegalArgumentException if it is longer than {@link #MAX_BYTES} in UTF-8
     */
    public static Packed of(String text) {
        if (isUuid(text)) {
            int[] bits = new int[4];
            int digit = 0;
            for (int i = 0; i < UUID_LENGTH; i++) {
                char c = text.charAt(i);
                if (c != '-') {
                    bits[digit >> 3] = bits[digit >> 3] << 4 | (c <= '9' ? c - '0' : c - 'a' + 10);
                    digit++;
                }
            }
            return new Packed(UUID_MARK | 16, bits);
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException("a text must be at most " + MAX_BYTES + " bytes long");
        }
        int[] words = new int[words(bytes.length)];
        for (int i = 0; i < bytes.length; i++) {
            words[i >> 2] |= (bytes[i] & 0xFF) << 24 - 8 * (i & 3);
        }
        return new Packed(bytes.length, words);
    }

    /** A text that was packed. */
    public static Packed of(int header, int[] words) {
        return new Packed(header, words);
    }

    private static boolean isUuid(String text) {
        if (text.length() != UUID_LENGTH) {
            return false;
        }
        for (int i = 0; i < UUID_LENGTH; i++) {
            char c = text.charAt(i);
            boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
            if (dash ? c != '-' : (c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }

    /** The text again. */
    public static String text(int header, int[] words) {
        if ((header & UUID_MARK) != 0) {
            long high = (long) words[0] << 32 | words[1] & 0xFFFF_FFFFL;
            long low = (long) words[2] << 32 | words[3] & 0xFFFF_FFFFL;
            return new UUID(high, low).toString();
        }
        byte[] bytes = new byte[header & MAX_BYTES];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (words[i >> 2] >>> 24 - 8 * (i & 3));
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    public String text() {
        return text(header, words);
    }

    /** The order of the texts. */
    @Override
    public int compareTo(Packed other) {
        boolean uuids = (header & other.header & UUID_MARK) != 0;
        return uuids ? Arrays.compareUnsigned(words, other.words) : text().compareTo(other.text());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Packed that && header == that.header && Arrays.equals(words, that.words);
    }

    @Override
    public int hashCode() {
        return 31 * header + Arrays.hashCode(words);
    }

    /** How many ints a text of this header takes. */
    public static int size(int header) {
        return words(header & MAX_BYTES);
    }

    private static int words(int bytes) {
        return bytes + 3 >> 2;
    }
}
