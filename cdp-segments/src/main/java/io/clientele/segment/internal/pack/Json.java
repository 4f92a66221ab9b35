package io.clientele.segment.internal.pack;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Trees of maps, lists, texts, exact decimals and booleans as JSON text. */
public final class Json {

    /** Deeper trees are refused: whoever walks them must not run out of stack. */
    private static final int MOST_DEPTH = 200;

    private Json() {}

    private static JsonFactory factory() {
        return JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
    }

    /** A tree as text on one line. */
    public static String write(Map<String, ?> tree) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = factory().createGenerator(text)) {
            write(out, tree);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
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
     * The tree behind text.
     *
     * @param what the text is called in messages
     * @throws IllegalArgumentException if the text is not one JSON object, or nested deeper than 200; names the line
     */
    public static Map<String, Object> read(String what, String json) {
        try (JsonParser in = factory().createParser(json)) {
            if (in.nextToken() == JsonToken.START_OBJECT) {
                Map<String, Object> tree = object(what, in, 1);
                if (in.nextToken() == null) {
                    return tree;
                }
            }
            throw new IllegalArgumentException(what + " is not one JSON object");
        } catch (com.fasterxml.jackson.core.JsonProcessingException unreadable) {
            var at = unreadable.getLocation();
            String line = at == null ? "" : " in line " + at.getLineNr() + ", column " + at.getColumnNr();
            throw new IllegalArgumentException(what + " is not JSON" + line, unreadable);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static Object value(String place, JsonParser in, int depth) throws IOException {
        if (depth > MOST_DEPTH) {
            throw new IllegalArgumentException("the condition is nested deeper than " + MOST_DEPTH);
        }
        return switch (in.currentToken()) {
            case START_OBJECT -> object(place, in, depth);
            case START_ARRAY -> array(place, in, depth);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(place, in.getDecimalValue());
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> throw new IllegalArgumentException(place + " is null");
            default -> in.getText();
        };
    }

    private static BigDecimal number(String place, BigDecimal number) {
        if (number.precision() > 100 || Math.abs((long) number.scale()) > 100) {
            throw new IllegalArgumentException(place + " has more than 100 digits");
        }
        return number;
    }

    private static Map<String, Object> object(String place, JsonParser in, int depth) throws IOException {
        Map<String, Object> map = new LinkedHashMap<>();
        while (in.nextToken() != JsonToken.END_OBJECT) {
            String name = in.currentName();
            in.nextToken();
            map.put(name, value(place + "." + name, in, depth + 1));
        }
        return map;
    }

    private static List<Object> array(String place, JsonParser in, int depth) throws IOException {
        List<Object> list = new ArrayList<>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            list.add(value(place + "[" + list.size() + "]", in, depth + 1));
        }
        return list;
    }
}
