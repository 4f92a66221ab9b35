package io.clientele.benchmarks;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What an {@link IngestRun} measured. */
final class IngestResult {

    private static final int TENTHS = 10;

    /** Microseconds an event, by stage. */
    final Map<String, Double> stages = new LinkedHashMap<>();

    long events;
    long warmup;
    double warmupSeconds;
    long stored;
    double seconds;
    double cpuSeconds;
    long[] callNanos = new long[0];
    double databaseBound;
    double fileBound;
    double bytesPerEvent;
    double heapMb;
    double reopenMs;

    /** A table for people, then one line of JSON. */
    void print(PrintStream out) {
        String tenths = tenths();
        Arrays.sort(callNanos);
        out.printf(Locale.ROOT, "%,d events, %,d stored in all, %,.0f events/s%n", events, stored, events / seconds);
        out.printf(Locale.ROOT, "before them %,d untimed, %,.0f events/s%n", warmup, warmup / warmupSeconds);
        out.println("99th percentile of each tenth of the run, ms: " + tenths);
        out.println("stage        µs/event");
        stages.forEach((stage, micros) -> out.printf(Locale.ROOT, "%-10s %10.2f%n", stage, micros));
        numbers().forEach((name, value) -> out.printf(Locale.ROOT, "%-26s %,14.3f%n", name, value));
        out.println(json());
    }

    /** Whether late calls take longer than early ones. */
    private String tenths() {
        List<String> tenths = new ArrayList<>();
        for (int tenth = 0; tenth < TENTHS; tenth++) {
            long[] calls = Arrays.copyOfRange(
                    callNanos, callNanos.length * tenth / TENTHS, callNanos.length * (tenth + 1) / TENTHS);
            Arrays.sort(calls);
            if (calls.length > 0) {
                tenths.add(String.format(Locale.ROOT, "%.1f", percentile(calls, 0.99)));
            }
        }
        return String.join(" ", tenths);
    }

    private static double percentile(long[] sorted, double share) {
        return sorted[(int) (sorted.length * share)] / 1e6;
    }

    private Map<String, Double> numbers() {
        Map<String, Double> numbers = new LinkedHashMap<>();
        double perSecond = events / seconds;
        numbers.put("events_per_s", perSecond);
        numbers.put("cpu_events_per_s", events / cpuSeconds);
        numbers.put("p50_ms", percentile(callNanos, 0.5));
        numbers.put("p99_ms", percentile(callNanos, 0.99));
        numbers.put("bound_db_events_per_s", databaseBound);
        numbers.put("bound_file_events_per_s", fileBound);
        numbers.put("ratio_db", perSecond / databaseBound);
        numbers.put("ratio_file", perSecond / fileBound);
        numbers.put("bytes_per_event", bytesPerEvent);
        numbers.put("heap_mb", heapMb);
        numbers.put("reopen_ms", reopenMs);
        return numbers;
    }

    private String json() {
        return "{" + fields(numbers()) + ",\"stages\":{" + fields(stages) + "}}";
    }

    private static String fields(Map<String, Double> numbers) {
        List<String> fields = new ArrayList<>();
        numbers.forEach((name, value) -> fields.add(String.format(Locale.ROOT, "\"%s\":%.3f", name, value)));
        return String.join(",", fields);
    }
}
