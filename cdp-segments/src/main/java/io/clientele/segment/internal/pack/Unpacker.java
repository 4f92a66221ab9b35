package io.clientele.segment.internal.pack;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads what a {@link Packer} wrote. Whatever cannot have been written is an {@link IllegalArgumentException}. */
public final class Unpacker {

    private final byte[] bytes;
    private int at;

    public Unpacker(byte[] bytes) {
        this.bytes = bytes;
    }

    private static IllegalArgumentException damaged() {
        return new IllegalArgumentException("the saved state is damaged");
    }

    private int next() {
        if (at >= bytes.length) {
            throw damaged();
        }
        return bytes[at++];
    }

    public boolean isAtEnd() {
        return at == bytes.length;
    }

    public long number() {
        long rest = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int part = next();
            rest |= (part & 0x7FL) << shift;
            if (part >= 0) {
                return rest >>> 1 ^ -(rest & 1);
            }
        }
        throw damaged();
    }

    /** A whole number within a range. */
    public int number(int least, int most) {
        long number = number();
        if (number < least || number > most) {
            throw damaged();
        }
        return (int) number;
    }

    /** How many of something that takes at least a byte each. */
    public int count() {
        return number(0, left());
    }

    /** How many bytes are still to be read. */
    public int left() {
        return bytes.length - at;
    }

    public boolean flag() {
        return flag(next());
    }

    private static boolean flag(int flag) {
        if (flag != 0 && flag != 1) {
            throw damaged();
        }
        return flag == 1;
    }

    public byte[] bytes() {
        int length = count();
        at += length;
        return Arrays.copyOfRange(bytes, at - length, at);
    }

    public String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    public Object value() {
        return switch (number(0, 4)) {
            case 0 -> text();
            case 1 -> decimal();
            case 2 -> flag();
            case 3 -> list();
            default -> map();
        };
    }

    public BigDecimal decimal() {
        int scale = number(Integer.MIN_VALUE, Integer.MAX_VALUE);
        byte[] unscaled = bytes();
        if (unscaled.length == 0) {
            throw damaged();
        }
        return new BigDecimal(new BigInteger(unscaled), scale);
    }

    private List<Object> list() {
        List<Object> list = new ArrayList<>();
        for (int i = count(); i > 0; i--) {
            list.add(value());
        }
        return list;
    }

    private Map<Object, Object> map() {
        Map<Object, Object> map = new LinkedHashMap<>();
        for (int i = count(); i > 0; i--) {
            map.put(value(), value());
        }
        return map;
    }
}
