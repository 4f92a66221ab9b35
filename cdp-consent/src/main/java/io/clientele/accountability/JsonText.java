package io.clientele.accountability;

import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Trees of maps, lists and texts as JSON (RFC 8259), indented by two. */
final class JsonText {

    private final StringBuilder out = new StringBuilder();

    private JsonText() {}

    static String of(Map<String, ?> tree) {
        JsonText text = new JsonText();
        text.value(tree, "\n");
        return text.out.append('\n').toString();
    }

    private void value(Object value, String indent) {
        if (value instanceof Map<?, ?> map) {
            object(map, indent);
        } else if (value instanceof List<?> list) {
            array(list, indent);
        } else if (value instanceof Boolean || value instanceof Number) {
            out.append(value);
        } else {
            text(String.valueOf(value));
        }
    }

    private void object(Map<?, ?> map, String indent) {
        out.append('{');
        String next = "";
        for (Map.Entry<?, ?> field : map.entrySet()) {
            out.append(next).append(indent).append("  ");
            text(String.valueOf(field.getKey()));
            out.append(": ");
            value(field.getValue(), indent + "  ");
            next = ",";
        }
        out.append(map.isEmpty() ? "" : indent).append('}');
    }

    private void array(List<?> list, String indent) {
        out.append('[');
        Iterator<?> elements = list.iterator();
        while (elements.hasNext()) {
            out.append(indent).append("  ");
            value(elements.next(), indent + "  ");
            out.append(elements.hasNext() ? "," : indent);
        }
        out.append(']');
    }

    private void text(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                default -> out.append(c < ' ' ? String.format("\\u%04x", (int) c) : String.valueOf(c));
            }
        }
        out.append('"');
    }
}
