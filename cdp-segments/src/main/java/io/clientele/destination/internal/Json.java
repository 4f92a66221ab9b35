package io.clientele.destination.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Trees of maps, lists, texts, exact decimals and booleans as JSON text in UTF-8. A field that is null is missing; an element
 * that is null is an empty map, so that places in lists stay what they are. Thread-safe.
 */
public final class Json {

    private static final int MOST_DEPTH = 200;
    private static final int MOST_DIGITS = 1000;

    private final JsonFactory factory = new JsonFactory();

    /** A tree as text. */
    public byte[] write(Object tree) {
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
            out.writeNumber(number.scale() < 0 ? number.setScale(0) : number);
        } else if (value instanceof Boolean flag) {
            out.writeBoolean(flag);
        } else {
            out.writeString(value.toString());
        }
    }

    /**
     * The tree behind text.
     *
     * @throws IllegalArgumentException if the text is not one JSON value; says nothing of what is in it
     */
    public Object read(byte[] text) {
        try (JsonParser in = factory.createParser(text)) {
            if (in.nextToken() != null) {
                Object tree = value(in, 0);
                if (in.nextToken() == null) {
                    return tree;
                }
            }
            throw new IllegalArgumentException("not one JSON value");
        } catch (JsonProcessingException unreadable) {
            var at = unreadable.getLocation();
            throw new IllegalArgumentException("not JSON" + (at == null ? "" : " in line " + at.getLineNr()));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static Object value(JsonParser in, int depth) throws IOException {
        if (depth > MOST_DEPTH) {
            throw new IllegalArgumentException("nested deeper than " + MOST_DEPTH);
        }
        return switch (in.currentToken()) {
            case START_OBJECT -> object(in, depth);
            case START_ARRAY -> array(in, depth);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(in);
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> Map.of();
            default -> in.getText();
        };
    }

    private static BigDecimal number(JsonParser in) throws IOException {
        BigDecimal number = in.getDecimalValue();
        if (Math.abs((long) number.scale()) > MOST_DIGITS) {
            throw new IllegalArgumentException("a number of more than " + MOST_DIGITS + " digits");
        }
        return number;
    }

    private static Map<String, Object> object(JsonParser in, int depth) throws IOException {
        Map<String, Object> map = new LinkedHashMap<>();
        while (in.nextToken() != JsonToken.END_OBJECT) {
            String name = in.currentName();
            if (in.nextToken() != JsonToken.VALUE_NULL) {
                map.put(name, value(in, depth + 1));
            }
        }
        return map;
    }

    private static List<Object> array(JsonParser in, int depth) throws IOException {
        List<Object> list = new ArrayList<>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            list.add(value(in, depth + 1));
        }
        return list;
    }
}
