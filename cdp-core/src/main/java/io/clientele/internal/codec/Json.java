package io.clientele.internal.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads records that the first stores wrote as JSON text in UTF-8. Thread-safe. */
public final class Json {

    private final JsonFactory factory = new JsonFactory();

    /** A tree of maps, lists, numbers, booleans and texts as JSON text in UTF-8. */
    public byte[] write(Map<String, ?> tree) {
        var bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator out = factory.createGenerator(bytes)) {
            write(out, tree);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static void write(JsonGenerator out, Object value) throws IOException {
        if (value instanceof Map<?, ?> map) {
            out.writeStartObject();
            for (var field : map.entrySet()) {
                out.writeFieldName(String.valueOf(field.getKey()));
                write(out, field.getValue());
            }
            out.writeEndObject();
        } else if (value instanceof List<?> list) {
            out.writeStartArray();
            for (Object element : list) {
                write(out, element);
            }
            out.writeEndArray();
        } else if (value instanceof BigDecimal number) {
            out.writeNumber(number);
        } else if (value instanceof Boolean flag) {
            out.writeBoolean(flag);
        } else {
            out.writeString(value.toString());
        }
    }

    /**
     * The tree behind JSON text.
     *
     * @throws TwiceException if an object says a field twice
     * @throws IllegalArgumentException if the bytes are not one JSON object
     */
    public Map<String, Object> read(byte[] json) {
        try (JsonParser in = factory.createParser(json)) {
            if (in.nextToken() == JsonToken.START_OBJECT) {
                Map<String, Object> tree = object(in, null);
                if (in.nextToken() == null) {
                    return tree;
                }
            }
        } catch (IOException unreadable) {
            // Jackson's message quotes the input, which may hold personal data.
        }
        throw new IllegalArgumentException("not a JSON object");
    }

    /** An object says a field twice: nobody can tell which is meant, and readers differ. */
    public static final class TwiceException extends IllegalArgumentException {

        private static final long serialVersionUID = 1L;

        private final String field;
        private final boolean within;

        TwiceException(String field, boolean within) {
            super("a JSON object says a field twice");
            this.field = field;
            this.within = within;
        }

        /** The field of the outermost object, which may be anything. */
        public String field() {
            return field;
        }

        /** Whether it is a field somewhere within that one. */
        public boolean isWithin() {
            return within;
        }
    }

    private static @Nullable Object value(JsonParser in, String field) throws IOException {
        return switch (in.currentToken()) {
            case START_OBJECT -> object(in, field);
            case START_ARRAY -> array(in, field);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> in.getDecimalValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> in.getText();
        };
    }

    private static Map<String, Object> object(JsonParser in, @Nullable String within) throws IOException {
        Map<String, Object> map = new LinkedHashMap<>();
        Set<String> names = new HashSet<>();
        while (in.nextToken() != JsonToken.END_OBJECT) {
            String name = in.currentName();
            String outermost = within == null ? name : within;
            if (!names.add(name)) {
                throw new TwiceException(outermost, within != null);
            }
            in.nextToken();
            Object value = value(in, outermost);
            if (value != null) {
                map.put(name, value);
            }
        }
        return map;
    }

    private static List<Object> array(JsonParser in, String field) throws IOException {
        List<Object> list = new ArrayList<>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            Object value = value(in, field);
            if (value != null) {
                list.add(value);
            }
        }
        return list;
    }
}
