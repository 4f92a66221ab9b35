package io.clientele.examples.tools;

import static io.clientele.segment.Conditions.did;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.Cdp;
import io.clientele.Keys;
import io.clientele.Maintenance;
import io.clientele.consent.ConsentModule;
import io.clientele.identity.IdentityModule;
import io.clientele.internal.SystemTime;
import io.clientele.model.Event;
import io.clientele.model.Identifier;
import io.clientele.model.Purpose;
import io.clientele.rights.SubjectRequests;
import io.clientele.segment.Segment;
import io.clientele.segment.SegmentModule;
import io.clientele.segment.Segments;
import io.clientele.testkit.ManualClock;
import io.clientele.testkit.Requirement;
import io.clientele.trigger.Trigger;
import io.clientele.trigger.Triggers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ToolsTest {

    private static final String CONSENT =
            "{\"id\":\"a%1$s\",\"time\":\"2026-01-01T09:00:00Z\",\"who\":{\"user_id\":\"%1$s\"},\"act\":\"GRANT\",\"purpose\":\"%2$s\",\"kind\":\"EXPLICIT\",\"source\":\"checkout\",\"notice\":\"v3\"}\n";
    private static final String VISIT =
            "{\"id\":\"v%1$s\",\"time\":\"2026-01-02T09:00:00Z\",\"who\":{\"user_id\":\"%1$s\"},"
                    + "\"event\":\"Visited\"}\n";

    @TempDir
    Path directory;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    private interface Program {
        int run(List<String> arguments, PrintStream out, PrintStream err);
    }

    private int run(Program program, Object... arguments) {
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        said.reset();
        return program.run(Stream.of(arguments).map(Object::toString).toList(), out, out);
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }

    @Nested
    class A_quiet_import {

        @Test
        void sends_nothing_and_what_happens_afterwards_sends_as_always() {
            ManualClock clock = ManualClock.at("2026-03-01T09:00:00Z");
            List<String> sent = new ArrayList<>();
            try (Cdp cdp = Cdp.inMemory()
                    .clock(clock)
                    .with(ConsentModule.optIn())
                    .with(IdentityModule.standard())
                    .with(SegmentModule.live())
                    .open()) {
                Segment visitors = Segments.of(cdp)
                        .define(Segment.named("visitors")
                                .purpose(Purpose.ANALYTICS)
                                .when(did(Event.named("Visited").type())));
                Triggers.of(cdp)
                        .attach(
                                Trigger.named("hello")
                                        .onEnter(visitors)
                                        .purpose(Purpose.ANALYTICS)
                                        .channel("house"),
                                firing -> sent.add(firing.id()));
                String history = CONSENT.formatted("1", "analytics")
                        + VISIT.formatted("1")
                        + CONSENT.formatted("2", "analytics");

                var imported = Maintenance.of(cdp).importHistory(new StringReader(history), done -> {});

                assertThat(imported.outcomes()).containsEntry("STORED:stored", 3L);
                assertThat(Segments.of(cdp).segmentsOf(Identifier.userId("1"))).hasSize(1);
                clock.advance(Duration.ofDays(1));
                cdp.advance();
                assertThat(sent).isEmpty();
                cdp.track(Identifier.userId("2"), Event.named("Visited"));
                assertThat(sent).hasSize(1);
            }
        }
    }

    @Nested
    class The_programs {

        @Test
        void import_check_copy_and_bring_back() throws IOException {
            Path shop = directory.resolve("shop");
            Path history = Files.writeString(
                    directory.resolve("history.jsonl"),
                    CONSENT.formatted("1", "analytics") + VISIT.formatted("1") + VISIT.formatted("2"));
            assertThat(run(Import::run, shop, history)).isZero();
            assertThat(said()).contains("3 lines", "STORED:stored 2", "WITHHELD:no_act 1");
            assertThat(run(Import::run, shop, history)).isZero();
            assertThat(said()).contains("DUPLICATE:id_seen 2");

            assertThat(run(Verify::run, shop)).isZero();
            assertThat(said()).isEqualTo("all is well\n");
            assertThat(run(Backup::run, shop, directory.resolve("d"), directory.resolve("k")))
                    .isZero();
            assertThat(run(Restore::run, "data", directory.resolve("d"), shop)).isEqualTo(1);
            lose(shop.resolve("data"));
            assertThat(run(Restore::run, "data", directory.resolve("d"), shop)).isZero();
            assertThat(run(Verify::run, shop)).isZero();
        }

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        @Requirement("GDPR Art. 17")
        void bring_back_a_copy_older_than_an_erasure_and_a_rotation(boolean rotatesFirst) throws IOException {
            Path shop = directory.resolve("shop");
            Path history = Files.writeString(
                    directory.resolve("history.jsonl"),
                    CONSENT.formatted("1", "analytics")
                            + VISIT.formatted("1")
                            + CONSENT.formatted("2", "analytics")
                            + VISIT.formatted("2"));
            run(Import::run, shop, history);
            run(Backup::run, shop, directory.resolve("d"), directory.resolve("k"));
            try (Cdp cdp = Tool.open(shop.toString())) {
                Runnable rotation = () -> {
                    Instant now = SystemTime.wall().instant();
                    long left = 1;
                    while (left > 0) {
                        left = Keys.of(cdp).rotateLookups(now, 3);
                    }
                };
                Runnable erasure = () -> SubjectRequests.of(cdp).erase(Identifier.userId("1"), "login");
                (rotatesFirst ? List.of(rotation, erasure) : List.of(erasure, rotation)).forEach(Runnable::run);
            }
            lose(shop.resolve("data"));
            assertThat(run(Restore::run, "data", directory.resolve("d"), shop)).isZero();
            assertThat(run(Verify::run, shop)).isZero();
            try (Cdp cdp = Tool.open(shop.toString())) {
                assertThat(cdp.profile(Identifier.userId("1"))).isEmpty();
                assertThat(cdp.timeline(Identifier.userId("2"))).hasSize(1);
            }
        }

        @Test
        @Requirement("GDPR Art. 17")
        void bring_back_a_copy_of_the_keys_older_than_an_erasure() throws IOException {
            Path shop = directory.resolve("shop");
            Path history = Files.writeString(
                    directory.resolve("history.jsonl"),
                    CONSENT.formatted("1", "analytics")
                            + VISIT.formatted("1")
                            + CONSENT.formatted("2", "analytics")
                            + VISIT.formatted("2"));
            run(Import::run, shop, history);
            run(Backup::run, shop, directory.resolve("d"), directory.resolve("k"));
            try (Cdp cdp = Tool.open(shop.toString())) {
                SubjectRequests.of(cdp).erase(Identifier.userId("1"), "login");
            }
            assertThat(run(Restore::run, "keys", directory.resolve("k"), shop)).isEqualTo(1);
            assertThat(said()).contains("is there already");
            lose(shop.resolve("keys"));
            assertThat(run(Restore::run, "keys", directory.resolve("d"), shop)).isEqualTo(1);
            assertThat(said()).contains("is no copy");
            assertThat(run(Restore::run, "keys", directory.resolve("k"), shop)).isZero();
            assertThat(run(Verify::run, shop)).isZero();
            try (Cdp cdp = Tool.open(shop.toString())) {
                assertThat(cdp.profile(Identifier.userId("1"))).isEmpty();
                assertThat(cdp.timeline(Identifier.userId("2"))).hasSize(1);
            }
        }

        /** All databases of a folder are gone. */
        private static void lose(Path folder) throws IOException {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.filter(f -> f.toString().contains(".db")).toList()) {
                    Files.delete(file);
                }
            }
        }

        @Test
        void tell_the_first_fault_of_a_store_and_end_with_one() throws IOException, SQLException {
            Path shop = directory.resolve("shop");
            Path history = Files.writeString(
                    directory.resolve("history.jsonl"), CONSENT.formatted("1", "analytics") + VISIT.formatted("1"));
            assertThat(run(Import::run, shop, history)).isZero();
            try (Connection tamper = DriverManager.getConnection("jdbc:sqlite:" + shop.resolve("data/clientele.db"));
                    Statement sql = tamper.createStatement()) {
                assertThat(sql.executeUpdate("UPDATE journal SET sealed = zeroblob(99) WHERE position = 2"))
                        .isEqualTo(1);
                assertThat(sql.executeUpdate("DELETE FROM dedup")).isPositive();
            }
            assertThat(run(Verify::run, shop)).isEqualTo(1);
            assertThat(said())
                    .startsWith("wrong: the record at position 2 cannot be read")
                    .hasLineCount(1);
        }

        @Test
        void say_what_they_find_and_end_with_one() throws IOException {
            Path shop = directory.resolve("shop");
            Path history = Files.writeString(directory.resolve("history.jsonl"), CONSENT.formatted("1", "analytics"));
            assertThat(run(Import::run, shop, history)).isZero();
            Files.delete(shop.resolve("keys/passphrase"));
            assertThat(run(Verify::run, shop)).isEqualTo(1);
            assertThat(said()).contains("passphrase").hasLineCount(1);
        }

        @Test
        void end_with_two_for_arguments_that_are_of_no_use() {
            assertThat(run(Verify::run)).isEqualTo(2);
            assertThat(run(Verify::run, directory.resolve("none"))).isEqualTo(2);
            assertThat(run(Verify::run, directory)).isEqualTo(2);
            assertThat(directory).isEmptyDirectory();
            assertThat(run(Backup::run, "a")).isEqualTo(2);
            assertThat(run(Restore::run, "all", "b", "c")).isEqualTo(2);
            assertThat(run(Import::run, directory, directory.resolve("none"))).isEqualTo(2);
            assertThat(run(Import::run, "--help")).isZero();
        }
    }
}
