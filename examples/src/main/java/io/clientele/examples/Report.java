package io.clientele.examples;

import io.clientele.Counts;
import io.clientele.model.Outcome;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.SortedMap;

/** Prints what came of a replay for people who run a shop. */
final class Report {

    /** What follows this line counts interrupted runs in; what precedes it does not. */
    static final String STORE_HEADING =
            "== Received by this store, its own acts and repetitions after an interruption included";

    private static final int CHART_WIDTH = 40;

    private final PrintStream out;

    Report(PrintStream out) {
        this.out = out;
    }

    /**
     * One row of the chart.
     *
     * @param name the segment's name
     * @param size how many are in it now
     * @param reachable how many of those permit marketing by e-mail
     */
    record Row(String name, long size, long reachable) {}

    void begin(Shop shop) {
        out.println("Clientele replays " + shop.title());
        out.printf("from %s to %s%n", day(shop.start()), day(shop.end().minusSeconds(1)));
        out.println();
        out.println(Choices.RULE);
        out.flush();
    }

    private static String day(Instant instant) {
        return instant.atZone(Shop.ZONE).toLocalDate().toString();
    }

    void people(Census census) {
        heading("People and orders");
        out.printf(
                "%,9d people = %,d customers + %,d guests + %,d visitors known by a browser alone%n",
                census.everybody(), census.customers(), census.guests(), census.visitors());
        out.println("          (who does not permit stitching counts once for each browser and account)");
        out.printf("%,9d orders, %,d of them or parts sent back%n", census.orders(), census.refunds());
        out.printf("%,9d events kept about them, sealed%n", census.events());
    }

    void segments(List<Row> rows, NavigableMap<Instant, List<Long>> sizes) {
        heading("Segments, from " + day(sizes.firstKey()) + " to " + day(sizes.lastKey()));
        out.println("Only people who permit analytics are members; the bars go up to the most there ever were.");
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            int column = i;
            List<Long> history =
                    sizes.values().stream().map(all -> all.get(column)).toList();
            out.printf(
                    "%-20s %s %,6d, reachable by e-mail %,d of %,d%n",
                    row.name(), bars(history), row.size(), row.reachable(), row.size());
        }
    }

    private static String bars(List<Long> history) {
        return String.format("%-" + CHART_WIDTH + "s", Sparkline.of(Sparkline.thin(history, CHART_WIDTH)));
    }

    void mails(int sent, SortedMap<String, Long> withheld) {
        heading("Win-back mails");
        out.printf("%,9d sent to customers who had just lapsed, at most one in 30 days%n", sent);
        withheld.forEach((reason, count) -> out.printf("%,9d withheld: %s%n", count, reason));
    }

    void outcomes(SortedMap<String, Long> outcomes) {
        heading("Handed in, each message once");
        long all = outcomes.values().stream().mapToLong(Long::longValue).sum();
        List<String> parts = new ArrayList<>();
        outcomes.forEach((outcome, count) -> parts.add(String.format("%,d %s", count, outcome.replace(":", ": "))));
        out.printf("%,9d = %s%n", all, String.join(" + ", parts));
    }

    void explained(List<String> lines) {
        heading("One customer explained");
        lines.forEach(out::println);
    }

    /** What the store itself counted: repeated deliveries of earlier, interrupted runs included. */
    void counts(Counts counts) {
        out.println();
        out.println(STORE_HEADING);
        List<String> parts = new ArrayList<>();
        long sum = 0;
        for (Outcome.Kind kind : Outcome.Kind.values()) {
            long count = counts.of(kind);
            sum += count;
            if (count > 0) {
                parts.add(String.format("%,d %s", count, kind.name().toLowerCase(java.util.Locale.ROOT)));
            }
        }
        out.printf("%,9d = %s%n", counts.received(), String.join(" + ", parts));
        if (sum != counts.received()) {
            throw new IllegalStateException("received is not the sum of all outcomes");
        }
    }

    void reopened(String before, String after) {
        heading("Closed and opened again");
        out.println(
                before.equals(after)
                        ? "nothing changed: people, events, segments and counts have the fingerprint " + after
                        : "DIFFERENT: " + before + " before, " + after + " after");
        if (!before.equals(after)) {
            throw new IllegalStateException("the store is not the same after it was opened again");
        }
    }

    private void heading(String text) {
        out.println();
        out.println("== " + text);
    }

    /** A row of numbers as a row of bars, one character each. */
    static final class Sparkline {

        private static final String BARS = "▁▂▃▄▅▆▇█";

        private Sparkline() {}

        /** Bars from nothing to the largest of the numbers; a blank for zero. */
        static String of(List<Long> numbers) {
            long most = numbers.stream().mapToLong(Long::longValue).max().orElse(0);
            StringBuilder bars = new StringBuilder();
            for (long number : numbers) {
                bars.append(number <= 0 ? ' ' : BARS.charAt((int) ((number * BARS.length() - 1) / most)));
            }
            return bars.toString();
        }

        /** At most this many of the numbers, evenly spread, the last always among them. */
        static List<Long> thin(List<Long> numbers, int most) {
            int step = Math.max(1, (numbers.size() + most - 1) / most);
            List<Long> kept = new ArrayList<>();
            for (int i = (numbers.size() - 1) % step; i < numbers.size(); i += step) {
                kept.add(numbers.get(i));
            }
            return kept;
        }
    }
}
