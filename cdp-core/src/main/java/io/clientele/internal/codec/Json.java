package io.clientele.internal.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads records that the first stores wrote as JSON text in UTF-8. Thread-safe. */
final class Json {

    private final JsonFactory factory = new JsonFactory();

    /**
     * The tree behind JSON text.
     *
     * @throws IllegalArgumentException if the bytes are not one JSON object
     */
    Map<String, Object> read(byte[] json) {
        try (JsonParser in = factory.createParser(json)) {
            if (in.nextToken() == JsonToken.START_OBJECT) {
                Map<String, Object> tree = object(in);
                if (in.nextToken() == null) {
                    return tree;
                }
            }
        } catch (IOException unreadable) {
            // Jackson's message quotes the input, which may hold personal data.
        }
        throw new IllegalArgumentException("not a JSON object");
    }

    private static @Nullable Object value(JsonParser in) throws IOException {
        return switch (in.currentToken()) {
            case START_OBJECT -> object(in);
            case START_ARRAY -> array(in);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> in.getDecimalValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> in.getText();
        };
    }

    private static Map<String, Object> object(JsonParser in) throws IOException {
        Map<String, Object> map = new LinkedHashMap<>();
        while (in.nextToken() != JsonToken.END_OBJECT) {
            String name = in.currentName();
            in.nextToken();
            Object value = value(in);
            if (value != null) {
                map.put(name, value);
            }
        }
        return map;
    }

    private static List<Object> array(JsonParser in) throws IOException {
        List<Object> list = new ArrayList<>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            Object value = value(in);
            if (value != null) {
                list.add(value);
            }
        }
        return list;
    }
}
