package io.clientele.benchmarks.table;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/** Reads tables of comma-separated values with a header line, zipped or not. */
public final class Touchpoints {

    private Touchpoints() {}

    /**
     * Visits every row as a map from column to value.
     *
     * @param name the file's name; the same with {@code .gz} will do
     * @throws IllegalArgumentException if the folder holds neither
     */
    public static void read(Path folder, String name, Consumer<Map<String, String>> visitor) {
        Path zipped = folder.resolve(name + ".gz");
        Path file = Files.exists(zipped) ? zipped : folder.resolve(name);
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException("the folder holds no readable " + name + " or " + name + ".gz");
        }
        try (InputStream raw = Files.newInputStream(file);
                InputStream plain = file.equals(zipped) ? new GZIPInputStream(raw) : raw;
                Reader reader = new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8))) {
            List<String> header = row(reader);
            for (List<String> row = row(reader); !row.isEmpty(); row = row(reader)) {
                Map<String, String> values = new HashMap<>();
                for (int i = 0; i < Math.min(header.size(), row.size()); i++) {
                    values.put(header.get(i), row.get(i));
                }
                visitor.accept(values);
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The next row; empty at the end. A quoted value may hold commas, line ends and doubled quotes. */
    private static List<String> row(Reader reader) throws IOException {
        List<String> row = new ArrayList<>();
        StringBuilder value = new StringBuilder();
        boolean quoted = false;
        int before = 0;
        for (int c = reader.read(); c >= 0; c = reader.read()) {
            if (c == '"') {
                quoted = !quoted;
                if (quoted && before == '"') {
                    value.append('"');
                }
            } else if (quoted || c != ',' && c != '\n' && c != '\r') {
                value.append((char) c);
            } else if (c == ',') {
                row.add(value.toString());
                value.setLength(0);
            } else if (c == '\n') {
                row.add(value.toString());
                return row;
            }
            before = c;
        }
        if (!row.isEmpty() || value.length() > 0) {
            row.add(value.toString());
        }
        return row;
    }
}
