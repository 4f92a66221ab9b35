package io.clientele.internal.codec;

import io.clientele.model.Properties;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;

/**
 * Writes one tree in the form that the package describes. Equal trees with fields in equal order give equal bytes. Not
 * thread-safe.
 */
final class TreeWriter {

    static final byte FORMAT = 2;
    static final int TEXT = 1;
    static final int WHOLE = 2;
    static final int DECIMAL = 3;
    static final int BIG = 4;
    static final int TRUE = 5;
    static final int FALSE = 6;
    static final int LIST = 7;
    static final int MAP = 8;

    private static final int LONG_BITS = 63;
    private static final int GROUP = 7;
    private static final int MORE = 0x80;

    private byte[] bytes = new byte[512];
    private int size;

    private TreeWriter() {}

    /**
     * The tree as bytes.
     *
     * @throws IllegalArgumentException if a value is of no kind that {@link Properties} know, or a text is not well-formed
     */
    static byte[] write(Map<String, ?> tree) {
        TreeWriter writer = new TreeWriter();
        writer.raw(FORMAT);
        writer.fields(tree);
        return Arrays.copyOf(writer.bytes, writer.size);
    }

    private void fields(Map<?, ?> fields) {
        number(fields.size());
        for (Map.Entry<?, ?> field : fields.entrySet()) {
            text(field.getKey().toString());
            value(field.getValue());
        }
    }

    private void value(Object value) {
        if (value instanceof String text) {
            raw(TEXT);
            text(text);
        } else if (value instanceof BigDecimal number) {
            decimal(number);
        } else if (value instanceof Boolean flag) {
            raw(flag ? TRUE : FALSE);
        } else if (value instanceof Long || value instanceof Integer) {
            raw(WHOLE);
            signed(((Number) value).longValue());
        } else if (value instanceof Map<?, ?> map) {
            raw(MAP);
            fields(map);
        } else if (value instanceof Properties properties) {
            raw(MAP);
            fields(properties.asMap());
        } else if (value instanceof Collection<?> list) {
            raw(LIST);
            number(list.size());
            list.forEach(this::value);
        } else {
            throw new IllegalArgumentException("a value of " + value.getClass() + " cannot be recorded");
        }
    }

    private void decimal(BigDecimal number) {
        BigInteger unscaled = number.unscaledValue();
        if (unscaled.bitLength() > LONG_BITS) {
            raw(BIG);
            signed(number.scale());
            byte[] digits = unscaled.toByteArray();
            number(digits.length);
            raw(digits);
        } else if (number.scale() == 0) {
            raw(WHOLE);
            signed(unscaled.longValue());
        } else {
            raw(DECIMAL);
            signed(number.scale());
            signed(unscaled.longValue());
        }
    }

    private void text(String text) {
        requireWhole(text);
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        number(utf8.length);
        raw(utf8);
    }

    /** Half of a surrogate pair has no form in UTF-8 that could be read again. */
    private static void requireWhole(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                boolean pair = i + 1 < text.length() && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1));
                if (!pair) {
                    throw new IllegalArgumentException("a text is not well-formed and cannot be recorded");
                }
                i++;
            }
        }
    }

    private void signed(long number) {
        number((number << 1) ^ (number >> LONG_BITS));
    }

    /** As groups of seven bits, the lowest first, each but the last with its highest bit set. */
    private void number(long number) {
        long rest = number;
        while ((rest & -MORE) != 0) {
            raw((int) (rest & (MORE - 1)) | MORE);
            rest >>>= GROUP;
        }
        raw((int) rest);
    }

    private void raw(int oneByte) {
        if (size == bytes.length) {
            bytes = Arrays.copyOf(bytes, size * 2);
        }
        bytes[size++] = (byte) oneByte;
    }

    private void raw(byte[] more) {
        if (size + more.length > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more.length));
        }
        System.arraycopy(more, 0, bytes, size, more.length);
        size += more.length;
    }
}
