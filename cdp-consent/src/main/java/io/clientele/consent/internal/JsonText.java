package io.clientele.consent.internal;

import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes trees of maps, collections, texts, numbers and truths as JSON (RFC 8259). */
public final class JsonText {

    private static final String STEP = "  ";
    private static final int FIRST_PRINTABLE = 0x20;

    private final StringBuilder text = new StringBuilder();
    private final boolean indented;

    private JsonText(boolean indented) {
        this.indented = indented;
    }

    /** In one line. */
    public static String line(Object tree) {
        return new JsonText(false).value(tree, "").text.toString();
    }

    /** In lines that a person can read. */
    public static String lines(Object tree) {
        return new JsonText(true).value(tree, "\n").text.append('\n').toString();
    }

    private JsonText value(@Nullable Object value, String margin) {
        if (value instanceof Map<?, ?> map) {
            items('{', map.entrySet().iterator(), margin);
            text.append('}');
        } else if (value instanceof Collection<?> items) {
            items('[', items.iterator(), margin);
            text.append(']');
        } else if (value instanceof Number || value instanceof Boolean) {
            text.append(value);
        } else {
            quoted(String.valueOf(value));
        }
        return this;
    }

    private void items(char open, Iterator<?> items, String margin) {
        text.append(open);
        String inner = indented ? margin + STEP : "";
        boolean any = items.hasNext();
        while (items.hasNext()) {
            text.append(inner);
            item(items.next(), inner);
            if (items.hasNext()) {
                text.append(',');
            }
        }
        text.append(any && indented ? margin : "");
    }

    private void item(@Nullable Object item, String margin) {
        if (item instanceof Map.Entry<?, ?> field) {
            quoted(String.valueOf(field.getKey()));
            text.append(indented ? ": " : ":");
            value(field.getValue(), margin);
        } else {
            value(item, margin);
        }
    }

    private void quoted(String raw) {
        text.append('"');
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < FIRST_PRINTABLE) {
                text.append(String.format("\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }
}
