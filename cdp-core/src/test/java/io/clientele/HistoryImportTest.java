package io.clientele;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clientele.internal.seal.EphemeralKeys;
import io.clientele.model.Event;
import io.clientele.model.Identifier;
import io.clientele.testkit.ManualClock;
import io.clientele.testkit.PermitEverything;
import io.clientele.testkit.Requirement;
import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** History that is taken in from elsewhere. */
class HistoryImportTest {

    private final ManualClock clock = ManualClock.at("2026-03-01T09:00:00Z");

    private final EphemeralKeys keys = new EphemeralKeys();

    @TempDir
    Path directory;

    private Cdp open() {
        return Cdp.in(directory)
                .clock(clock)
                .with(new PermitEverything())
                .keys(keys)
                .open();
    }

    private final String act = "{\"id\":\"a1\",\"time\":\"2025-01-30T09:00:00Z\",\"who\":{\"user_id\":\"42\"},"
            + "\"act\":\"GRANT\",\"purpose\":\"analytics\",\"kind\":\"EXPLICIT\",\"source\":\"checkout\",\"notice\":\"v3\"}";

    private static String event(int n) {
        return "{\"id\":\"m" + n + "\",\"time\":\"2025-01-31T10:00:00Z\",\"who\":{\"user_id\":\"" + n % 50
                + "\",\"email\":\"u" + n % 50
                + "@example.org\"},\"event\":\"Order Completed\",\"purpose\":\"service\","
                + "\"basis\":\"CONTRACT\",\"source\":\"till\",\"properties\":{\"total\":" + n + "}}";
    }

    private static String lines(int count) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < count; i++) {
            lines.append(event(i)).append('\n');
        }
        return lines.toString();
    }

    @Test
    void takes_events_and_acts_and_tells_what_became_of_each_line() {
        try (Cdp cdp = open()) {
            String text = act + "\n" + event(42) + "\nno json\n" + event(42) + "\n{\"id\":\"x\"}\n";
            Maintenance.Imported imported = Maintenance.of(cdp).importHistory(new StringReader(text), done -> {});

            assertThat(imported.lines()).isEqualTo(5);
            assertThat(imported.outcomes())
                    .containsEntry("STORED:stored", 2L)
                    .containsEntry("DUPLICATE:id_seen", 1L)
                    .containsEntry("REJECTED:unreadable_line", 2L)
                    .hasSize(3);
            assertThat(imported.refused())
                    .containsExactly(
                            new Maintenance.Refused(3, "the line is not one JSON object"),
                            new Maintenance.Refused(5, "event: it is missing"));
            Event stored = cdp.timeline(Identifier.userId("42")).get(0);
            assertThat(stored.type().basis()).isEqualTo(io.clientele.model.LawfulBasis.CONTRACT);
            assertThat(stored.source()).isEqualTo("till");
            assertThat(stored.properties().number("total")).contains(new java.math.BigDecimal(42));
        }
    }

    @Test
    void says_which_field_of_a_line_is_wrong_without_repeating_it() {
        try (Cdp cdp = open()) {
            String text = event(1).replace("2025", "secret-")
                    + "\n"
                    + event(2).replace("CONTRACT", "secret")
                    + "\n"
                    + act.replace("GRANT", "secret")
                    + "\n"
                    + act.replace("EXPLICIT", "secret")
                    + "\n";
            var imported = Maintenance.of(cdp).importHistory(new StringReader(text), done -> {});

            assertThat(imported.refused())
                    .extracting(Maintenance.Refused::why)
                    .satisfiesExactly(
                            why -> assertThat(why).startsWith("time: "),
                            why -> assertThat(why).startsWith("basis: it is none of [CONSENT"),
                            why -> assertThat(why).startsWith("act: it is none of [GRANT"),
                            why -> assertThat(why).startsWith("kind: it is none of [EXPLICIT"))
                    .noneMatch(why -> why.contains("secret"));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "age":"twelve"              | age: it is no whole number
            "age":[12]                  | age: it is no whole number
            "age":12.5                  | age: it is no whole number
            "age":4294967308            | age: it is too large
            "jurisdiction":["DE"]       | jurisdiction: it is no text
            "kind":["EXPLICIT"]         | kind: it is no text
            "who":{"user_id":true}      | who: it is no whole number
            "who":{"user_id":["4","2"]} | who: an act names one identifier
            "who":{"user_id":4.5}       | who: it is no whole number
            """)
    @Requirement("GDPR Art. 8(1)")
    void refuses_a_field_of_another_kind_instead_of_leaving_it_out(String field, String why) {
        String name = field.substring(0, field.indexOf(':'));
        String line = act.replaceAll(name + ":(\\{[^}]*}|\"[^\"]*\"),", "");
        line = line.substring(0, line.length() - 1) + "," + field + "}";
        try (Cdp cdp = open()) {
            var imported = Maintenance.of(cdp).importHistory(new StringReader(line), done -> {});
            assertThat(imported.refused()).containsExactly(new Maintenance.Refused(1, why));
            assertThat(cdp.profile(Identifier.userId("42"))).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "act":"GRANT"        | "act":"REFUSE","act":"GRANT"          | act: it is there twice
            "act":"GRANT"        | "act":null,"act":"GRANT"              | act: it is there twice
            "act":"GRANT"        | "act":"GRANT","\\u0061ct":"GRANT"    | act: it is there twice
            "user_id":"42"       | "user_id":"secret","user_id":"42"     | who: a field in it is there twice
            "act":"GRANT"        | "act":"GRANT","secret":1,"secret":1   | a field is there twice
            "act":"GRANT"        | "act":"GRANT","properties":{"a":[{"secret":1,"secret":2}]} | properties: a field in it is there twice
            """)
    @Requirement("GDPR Art. 7(1)")
    void refuses_a_line_that_says_a_field_twice_instead_of_believing_the_last(String once, String twice, String why) {
        try (Cdp cdp = open()) {
            String text = event(1) + "\n" + act.replace(once, twice) + "\n" + event(2) + "\n";
            var imported = Maintenance.of(cdp).importHistory(new StringReader(text), done -> {});
            assertThat(imported.refused()).containsExactly(new Maintenance.Refused(2, why));
            assertThat(imported.outcomes())
                    .containsEntry("STORED:stored", 2L)
                    .containsEntry("REJECTED:unreadable_line", 1L);
            assertThat(cdp.profile(Identifier.userId("42"))).isEmpty();
        }
    }

    @Test
    void takes_a_number_for_an_identifier_however_it_is_written() {
        try (Cdp cdp = open()) {
            String line = act.replace("\"42\"", "4.20e1");
            assertThat(Maintenance.of(cdp)
                            .importHistory(new StringReader(line), done -> {})
                            .outcomes())
                    .containsOnlyKeys("STORED:stored");
            assertThat(cdp.profile(Identifier.userId("42"))).isPresent();
        }
    }

    @Test
    void goes_on_where_it_was_interrupted() {
        int count = 5_000;
        String text = lines(count);
        List<Long> progress = new ArrayList<>();
        try (Cdp cdp = open()) {
            Maintenance maintenance = Maintenance.of(cdp);
            Reader breaking = new FilterReader(new StringReader(text)) {
                private int left = text.length() * 9 / 10;

                @Override
                public int read(char[] into, int from, int most) throws IOException {
                    int got = super.read(into, from, most);
                    left -= got;
                    if (left < 0) {
                        throw new IOException("the line broke");
                    }
                    return got;
                }
            };
            assertThatThrownBy(() -> maintenance.importHistory(breaking, progress::add))
                    .isInstanceOf(UncheckedIOException.class);
            assertThat(progress).containsExactly(4_096L);
        }
        try (Cdp cdp = open()) {
            Maintenance.Imported imported = Maintenance.of(cdp).importHistory(new StringReader(text), progress::add);
            assertThat(imported.outcomes())
                    .containsEntry("DUPLICATE:id_seen", 4_096L)
                    .containsEntry("STORED:stored", count - 4_096L);
            assertThat(progress).containsExactly(4_096L, 4_096L, (long) count);
            assertThat(cdp.counts().received()).isEqualTo(count + 4_096L);
            assertThat(cdp.timeline(Identifier.userId("7"))).hasSize(count / 50);
            assertThat(Maintenance.of(cdp).verify()).isEmpty();
        }
    }
}
