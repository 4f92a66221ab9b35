package io.clientele.segment.internal.pack;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes numbers and values compactly; {@link Unpacker} reads them back. Equal values give equal bytes. */
public final class Packer {

    private byte[] bytes = new byte[64];
    private int size;

    /** Everything written. */
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    private void put(int value) {
        if (size == bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * size);
        }
        bytes[size++] = (byte) value;
    }

    /** A whole number; small ones take little room. */
    public Packer number(long value) {
        long rest = value << 1 ^ value >> 63;
        while ((rest & ~0x7FL) != 0) {
            put((int) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        put((int) rest);
        return this;
    }

    /** Yes or no. */
    public Packer flag(boolean value) {
        put(value ? 1 : 0);
        return this;
    }

    /** Bytes with their length. */
    public Packer bytes(byte[] value) {
        number(value.length);
        for (byte each : value) {
            put(each);
        }
        return this;
    }

    /** A text. */
    public Packer text(String value) {
        return bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    /** A value of the kinds that properties hold; fields in order of their names. */
    public Packer value(Object value) {
        if (value instanceof String text) {
            return number(0).text(text);
        }
        if (value instanceof BigDecimal number) {
            return number(1).number(number.scale()).bytes(number.unscaledValue().toByteArray());
        }
        if (value instanceof Boolean flag) {
            return number(2).flag(flag);
        }
        if (value instanceof List<?> list) {
            number(3).number(list.size());
            list.forEach(this::value);
            return this;
        }
        Map<Object, Object> sorted = new TreeMap<>((Map<?, ?>) value);
        number(4).number(sorted.size());
        sorted.forEach((name, each) -> value(name).value(each));
        return this;
    }
}
