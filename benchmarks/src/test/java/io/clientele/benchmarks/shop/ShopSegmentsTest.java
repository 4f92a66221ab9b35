package io.clientele.benchmarks.shop;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.segment.SegmentEngine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The segment engine on the shop stream: against known answers, and against a full scan position by position. */
class ShopSegmentsTest {

    /** Feeds the stream and hears what changes. */
    private static void feed(ShopStream.Row[] rows, int segments, SegmentEngine engine) {
        List<ShopSegments.Shape> shapes = ShopSegments.shapes(segments, 1000);
        for (int i = 0; i < segments; i++) {
            engine.define(ShopSegments.segment(i, shapes.get(i)));
        }
        BitSet known = new BitSet();
        for (ShopStream.Row row : rows) {
            if (!known.get(row.customer())) {
                known.set(row.customer());
                engine.apply(row.customer(), ShopFacts.permits());
                engine.apply(row.customer(), ShopFacts.traits(row.customer()));
            }
            engine.apply(row.customer(), ShopFacts.fact(row));
        }
        engine.advance(Instant.ofEpochMilli(ShopStream.END));
    }

    private static String change(String segment, long at, boolean entered) {
        return segment + (entered ? " entered at " : " left at ") + at;
    }

    /** Looks at all of one customer's history at every position at which one segment can change. */
    private record FullScan(String segment, ShopSegments.Shape shape, List<ShopStream.Row> history) {

        private List<String> changes() {
            List<String> changes = new ArrayList<>();
            TreeSet<Long> instants = new TreeSet<>();
            history.forEach(row -> instants.addAll(List.of(row.time(), row.time() + shape.window())));
            boolean member = false;
            int seen = 0;
            for (long now : instants.headSet(ShopStream.END, true)) {
                for (boolean more = true; more; ) {
                    if (holds(history.subList(0, seen), now) != member) {
                        member = !member;
                        changes.add(change(segment, now, member));
                    }
                    more = seen < history.size() && history.get(seen).time() == now;
                    seen += more ? 1 : 0;
                }
            }
            return changes;
        }

        private boolean holds(List<ShopStream.Row> events, long now) {
            return switch (shape.shape()) {
                case 'A' -> unanswered(events, now, ShopStream.Kind.CART, ShopStream.Kind.ORDER);
                case 'B' -> unanswered(events, now, ShopStream.Kind.VIEW, ShopStream.Kind.ITEM);
                case 'C' -> resides() && ordered(events, now) >= shape.least();
                default -> viewed(events, now) >= shape.least() && ordered(events, now) == 0;
            };
        }

        private boolean unanswered(
                List<ShopStream.Row> events, long now, ShopStream.Kind first, ShopStream.Kind answer) {
            boolean unanswered = false;
            for (ShopStream.Row row : events) {
                if (row.kind() == answer && (shape.shape() == 'A' || row.product() == shape.subject())) {
                    unanswered = false;
                } else if (row.kind() == first && concerns(row) && row.time() + shape.window() <= now) {
                    unanswered = true;
                }
            }
            return unanswered;
        }

        private boolean concerns(ShopStream.Row row) {
            return shape.shape() == 'B'
                    ? row.product() == shape.subject()
                    : row.amount() >= shape.least() && (shape.subject() < 0 || row.category() == shape.subject());
        }

        private boolean resides() {
            int customer = history.get(0).customer();
            boolean there = ShopStream.region(customer) == shape.subject();
            return (shape.subject() < 0 || there != shape.order().elsewhere())
                    && (!shape.order().agreed() || ShopStream.consent(customer));
        }

        private long ordered(List<ShopStream.Row> events, long now) {
            return events.stream()
                    .filter(row -> row.kind() == ShopStream.Kind.ORDER)
                    .filter(row -> row.amount() > shape.order().above() && row.time() > now - shape.window())
                    .count();
        }

        private long viewed(List<ShopStream.Row> events, long now) {
            return events.stream()
                    .filter(row -> row.kind() == ShopStream.Kind.VIEW && row.category() == shape.subject())
                    .filter(row -> row.time() > now - shape.window())
                    .count();
        }
    }

    @Nested
    class On_the_stream_of_two_million {

        @ParameterizedTest(name = "{0} segments")
        @CsvSource({"1, 61214, 20036, 703151b52b05e034", "3, 110934, 22429, 4682b03ef834fd90"})
        void announces_the_known_answers(int segments, long enters, long exits, String sum) {
            check(segments, enters, exits, sum);
        }

        @Tag("deep")
        @ParameterizedTest(name = "{0} segments")
        @CsvSource({
            "10, 117883, 25001, d5442473235ed191",
            "100, 249901, 93944, b9b9ed7cc4e71bc5",
            "1000, 1455615, 545892, 524a84a68d5106cd"
        })
        void announces_the_known_answers_for_many_segments(int segments, long enters, long exits, String sum) {
            check(segments, enters, exits, sum);
        }

        private void check(int segments, long enters, long exits, String sum) {
            int[] same = new int[ShopStream.CUSTOMERS];
            for (int i = 0; i < same.length; i++) {
                same[i] = i;
            }
            Announcements heard = new Announcements(same);
            feed(ShopStream.first(2_000_000, 42), segments, new SegmentEngine(heard));
            assertThat(heard.enters() + " " + heard.exits() + " " + heard.sum())
                    .isEqualTo(enters + " " + exits + " " + sum);
        }
    }

    @Nested
    class On_the_stream_of_two_hundred_thousand {

        private static final int SEGMENTS = 12;

        @Test
        void changes_at_the_very_positions_a_full_scan_finds() {
            ShopStream.Row[] rows = ShopStream.first(200_000, 42);
            Map<Integer, List<String>> heard = new HashMap<>();
            feed(
                    rows,
                    SEGMENTS,
                    new SegmentEngine(
                            (customer, segment, at, entered) -> heard.computeIfAbsent(customer, c -> new ArrayList<>())
                                    .add(change(segment.name(), at.toEpochMilli(), entered))));
            Map<Integer, List<ShopStream.Row>> byCustomer = new HashMap<>();
            for (ShopStream.Row row : rows) {
                byCustomer
                        .computeIfAbsent(row.customer(), c -> new ArrayList<>())
                        .add(row);
            }
            List<ShopSegments.Shape> shapes = ShopSegments.shapes(SEGMENTS, 1000);
            byCustomer.forEach((customer, history) -> {
                List<String> expected = new ArrayList<>();
                for (int i = 0; i < SEGMENTS; i++) {
                    expected.addAll(new FullScan("segment-" + i, shapes.get(i), history).changes());
                }
                assertThat(heard.getOrDefault(customer, List.of()))
                        .as("customer %s", customer)
                        .containsExactlyInAnyOrderElementsOf(expected);
            });
            assertThat(heard).hasSizeGreaterThan(5_000);
        }
    }
}
