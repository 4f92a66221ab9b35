package io.clientele.accountability;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A part of a {@link ProcessingRecord}: a table.
 *
 * @param key its stable name in JSON
 * @param title what it is called for people
 * @param article the clause that asks for it
 * @param rows its rows, each from a stable name to a text or a list of texts
 */
public record Section(String key, String title, String article, List<Map<String, Object>> rows) {

    /** The rows cannot be changed and keep the order of their names. */
    public Section {
        rows = rows.stream()
                .map(row -> Collections.unmodifiableMap(new LinkedHashMap<>(row)))
                .toList();
    }
}
