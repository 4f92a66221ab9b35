package io.clientele.examples;

import io.clientele.examples.Invoice.Line;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * Reads the order lines of a real shop: files {@code *.csv} or {@code *.csv.gz} with the columns of the public "Online
 * Retail" data set. Bad input is a {@link Options.BadInput} that names the file and line and no content.
 */
final class InvoiceFiles {

    private static final List<String> COLUMNS = List.of(
            "InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    private final Map<String, Invoice> invoices = new LinkedHashMap<>();

    private InvoiceFiles() {}

    /** Every invoice of the folder in order of time. */
    static List<Invoice> read(Path folder) {
        InvoiceFiles reader = new InvoiceFiles();
        files(folder).forEach(reader::readFile);
        return reader.invoices.values().stream().sorted().toList();
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            List<Path> found = all.filter(file -> file.toString().matches(".*\\.csv(\\.gz)?"))
                    .sorted()
                    .toList();
            if (found.isEmpty()) {
                throw new Options.BadInput("no file *.csv or *.csv.gz in the folder " + folder);
            }
            return found;
        } catch (IOException unreadable) {
            throw new Options.BadInput("cannot read the folder " + folder, unreadable);
        }
    }

    private void readFile(Path file) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(open(file), strict()))) {
            Map<String, Integer> columns = columns(file, lines.readLine());
            int number = 1;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                readLine(file, number, columns, fields(line));
            }
        } catch (IOException | UncheckedIOException unreadable) {
            throw new Options.BadInput("cannot read " + file, unreadable);
        }
    }

    private static java.nio.charset.CharsetDecoder strict() {
        return StandardCharsets.UTF_8.newDecoder();
    }

    private static InputStream open(Path file) throws IOException {
        InputStream raw = Files.newInputStream(file);
        try {
            return file.toString().endsWith(".gz") ? new GZIPInputStream(raw, 1 << 16) : raw;
        } catch (IOException notGzip) {
            raw.close();
            throw notGzip;
        }
    }

    private static Map<String, Integer> columns(Path file, @org.jspecify.annotations.Nullable String header) {
        List<String> names = fields(header == null ? "" : header);
        Map<String, Integer> columns = new HashMap<>();
        for (String name : COLUMNS) {
            if (!names.contains(name)) {
                throw new Options.BadInput("column " + name + " is missing in " + file);
            }
            columns.put(name, names.indexOf(name));
        }
        return columns;
    }

    private void readLine(Path file, int number, Map<String, Integer> columns, List<String> fields) {
        try {
            Row row = new Row(columns, fields);
            Line line = new Line(
                    row.get("StockCode"),
                    row.get("Description").strip(),
                    Integer.parseInt(row.get("Quantity")),
                    new BigDecimal(row.get("UnitPrice")));
            invoices.computeIfAbsent(row.get("InvoiceNo"), invoice -> row.invoice())
                    .lines()
                    .add(line);
        } catch (IllegalArgumentException | DateTimeException | IndexOutOfBoundsException unreadable) {
            throw new Options.BadInput("line " + number + " of " + file + " is not an order line", unreadable);
        }
    }

    /** One line of a file by column. */
    private record Row(Map<String, Integer> columns, List<String> fields) {

        String get(String column) {
            return fields.get(columns.getOrDefault(column, fields.size()));
        }

        Invoice invoice() {
            return new Invoice(get("InvoiceNo"), customer(), get("Country"), time(), new ArrayList<>());
        }

        /** Numbers are written as 17850.0. */
        private String customer() {
            String text = get("CustomerID");
            return text.isEmpty()
                    ? ""
                    : new BigDecimal(text).toBigIntegerExact().toString();
        }

        private Instant time() {
            return LocalDateTime.parse(get("InvoiceDate"), TIME)
                    .atZone(Shop.ZONE)
                    .toInstant();
        }
    }

    /** The fields of one line; quotes as in RFC 4180. */
    static List<String> fields(String line) {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"' && quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                field.append(c);
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString());
        return fields;
    }
}
