package io.clientele.internal.codec;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads what {@link TreeWriter} wrote, and nothing else: every tree has one form, and any other bytes are refused. Memory
 * taken is in proportion to the bytes given. Not thread-safe.
 */
final class TreeReader {

    /** What {@link io.clientele.model.Properties} allow, and the record around them. */
    private static final int MAX_DEPTH = 18;

    private static final int LONG_BITS = 63;
    private static final int GROUP = 7;
    private static final int MORE = 0x80;
    private static final char REPLACEMENT = '\uFFFD';

    private final byte[] bytes;
    private int place;

    private TreeReader(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * The tree behind bytes: maps, lists, texts, decimals and booleans, the caller's to keep.
     *
     * @throws IllegalArgumentException if they are of another format, or damaged; says no content
     */
    static Map<String, Object> read(byte[] bytes) {
        if (bytes.length == 0 || bytes[0] != TreeWriter.FORMAT) {
            throw new IllegalArgumentException(
                    bytes.length == 0
                            ? "a record is empty"
                            : "a record is of format " + bytes[0] + ", which this version does not know");
        }
        TreeReader reader = new TreeReader(bytes);
        reader.place = 1;
        Map<String, Object> tree = reader.fields(0);
        require(reader.place == bytes.length, "goes on after its end");
        return tree;
    }

    private Map<String, Object> fields(int depth) {
        int count = count(2);
        Map<String, Object> fields = new LinkedHashMap<>(count + count / 2 + 1);
        for (int i = 0; i < count; i++) {
            String name = text();
            require(fields.put(name, value(depth + 1)) == null, "names a field twice");
        }
        return fields;
    }

    private Object value(int depth) {
        require(depth <= MAX_DEPTH, "is nested too deep");
        int tag = raw();
        return switch (tag) {
            case TreeWriter.TEXT -> text();
            case TreeWriter.WHOLE -> BigDecimal.valueOf(signed());
            case TreeWriter.DECIMAL -> decimal();
            case TreeWriter.BIG -> big();
            case TreeWriter.TRUE -> true;
            case TreeWriter.FALSE -> false;
            case TreeWriter.LIST -> list(depth);
            case TreeWriter.MAP -> fields(depth);
            default -> throw new IllegalArgumentException("a record holds a value of the unknown kind " + tag);
        };
    }

    private List<Object> list(int depth) {
        int count = count(1);
        List<Object> list = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            list.add(value(depth + 1));
        }
        return list;
    }

    private BigDecimal decimal() {
        int scale = scale();
        require(scale != 0, "holds a number in a longer form than needed");
        return BigDecimal.valueOf(signed(), scale);
    }

    private BigDecimal big() {
        int scale = scale();
        byte[] digits = some(count(1));
        require(digits.length > 0, "holds a number without digits");
        BigInteger unscaled = new BigInteger(digits);
        boolean shortest = unscaled.bitLength() > LONG_BITS && unscaled.toByteArray().length == digits.length;
        require(shortest, "holds a number in a longer form than needed");
        return new BigDecimal(unscaled, scale);
    }

    private int scale() {
        long scale = signed();
        require(scale == (int) scale, "holds a number out of range");
        return (int) scale;
    }

    private String text() {
        int length = count(1);
        String text = new String(bytes, place, length, StandardCharsets.UTF_8);
        boolean faithful = text.indexOf(REPLACEMENT) < 0
                || Arrays.equals(
                        text.getBytes(StandardCharsets.UTF_8), Arrays.copyOfRange(bytes, place, place + length));
        require(faithful, "holds a text that is not UTF-8");
        place += length;
        return text;
    }

    private long signed() {
        long number = number();
        return (number >>> 1) ^ -(number & 1);
    }

    /** A count of things that take at least so many bytes each. */
    private int count(int bytesEach) {
        long count = number();
        require(count >= 0 && count <= (bytes.length - place) / bytesEach, "is cut off");
        return (int) count;
    }

    private long number() {
        long number = 0;
        for (int shift = 0; shift <= LONG_BITS; shift += GROUP) {
            int group = raw();
            boolean fits = shift < LONG_BITS || group <= 1;
            require(fits && (group != 0 || shift == 0), "holds a number out of range");
            number |= (long) (group & (MORE - 1)) << shift;
            if ((group & MORE) == 0) {
                return number;
            }
        }
        throw new IllegalArgumentException("a record holds a number out of range");
    }

    private int raw() {
        require(place < bytes.length, "is cut off");
        return bytes[place++] & 0xff;
    }

    private byte[] some(int length) {
        byte[] some = Arrays.copyOfRange(bytes, place, place + length);
        place += length;
        return some;
    }

    private static void require(boolean good, String fault) {
        if (!good) {
            throw new IllegalArgumentException("a record " + fault);
        }
    }
}
