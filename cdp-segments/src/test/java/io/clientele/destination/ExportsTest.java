package io.clientele.destination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clientele.Cdp;
import io.clientele.CdpModule;
import io.clientele.destination.Exports.Extract;
import io.clientele.destination.Exports.Written;
import io.clientele.destination.internal.Json;
import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import io.clientele.model.Intake;
import io.clientele.model.Purpose;
import io.clientele.model.Trait;
import io.clientele.schema.Category;
import io.clientele.schema.Schema;
import io.clientele.schema.Schemas;
import io.clientele.segment.SegmentModule;
import io.clientele.spi.ModuleContext;
import io.clientele.testkit.ManualClock;
import io.clientele.testkit.PermitEverything;
import io.clientele.testkit.Requirement;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportsTest {

    private static final EventType CART = EventType.named("Product Added");
    private static final Instant NOW = Instant.parse("2026-03-01T09:00:00Z");

    private final ManualClock clock = ManualClock.at(NOW.toString());
    private final Json json = new Json();

    @TempDir
    private Path folder;

    private Cdp open() {
        return Cdp.inMemory()
                .with(new PermitEverything())
                .with(SegmentModule.live())
                .with(DestinationModule.standard())
                .clock(clock)
                .open();
    }

    private List<Map<?, ?>> rows(String table) throws IOException {
        List<Map<?, ?>> rows = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(each -> each.getFileName().toString().startsWith(table + "-"))
                    .sorted()
                    .toList()) {
                for (String line : Files.readAllLines(file)) {
                    rows.add((Map<?, ?>) json.read(line.getBytes(StandardCharsets.UTF_8)));
                }
            }
        }
        return rows;
    }

    @Test
    void a_person_and_what_they_did_are_rows_of_two_tables() throws IOException {
        try (Cdp cdp = open()) {
            Identifier ann = Identifier.userId("42");
            cdp.identify(ann, facts -> facts.set(Trait.FIRST_NAME, "Ann"));
            cdp.track(
                    ann,
                    Event.of(CART)
                            .set("sku", "A-1")
                            .set("price", new BigDecimal("9.90"))
                            .from("web")
                            .id("e1"));
            Written written = Exports.of(cdp)
                    .write(folder, Extract.forPurpose(Purpose.ANALYTICS).naming(Identifier.USER_ID));
            assertThat(written.profiles()).isEqualTo(1);
            assertThat(written.events()).isEqualTo(2);
            assertThat(written.withheld()).isZero();
            assertThat(written.files())
                    .extracting(file -> file.getFileName().toString())
                    .containsExactly("events-0000001.ndjson", "profiles-0000001.ndjson");
            Map<?, ?> person = rows("profiles").get(0);
            String id = cdp.profile(ann).orElseThrow().id();
            assertThat(person.get("profile_id")).isEqualTo(id);
            assertThat(person.get("identifiers")).isEqualTo(Map.of("user_id", "42"));
            assertThat(person.get("traits")).isEqualTo("{\"first_name\":\"Ann\"}");
            assertThat(person.get("purpose")).isEqualTo("analytics");
            assertThat(person.get("exported_at")).isEqualTo(NOW.toString());
            Map<?, ?> cart = rows("events").stream()
                    .filter(row -> "Product Added".equals(row.get("name")))
                    .findFirst()
                    .orElseThrow();
            assertThat(cart.get("event_id")).isEqualTo("e1");
            assertThat(cart.get("profile_id")).isEqualTo(id);
            assertThat(cart.get("source")).isEqualTo("web");
            assertThat(cart.get("properties")).isEqualTo("{\"sku\":\"A-1\",\"price\":9.90}");
        }
    }

    @Test
    void nobody_is_named_unless_it_is_asked_for() throws IOException {
        try (Cdp cdp = open()) {
            cdp.track(Identifier.email("ann@example.org"), Event.of(CART));
            Exports.of(cdp).write(folder, Extract.forPurpose(Purpose.ANALYTICS));
            assertThat(rows("profiles").get(0).get("identifiers")).isEqualTo(Map.of());
            try (Stream<Path> files = Files.list(folder)) {
                assertThat(files).allSatisfy(file -> assertThat(file).content().doesNotContain("ann@"));
            }
        }
    }

    /** Says of two fields what they may be used for. */
    private static final class Minimal implements CdpModule {

        @Override
        public String name() {
            return "minimal";
        }

        @Override
        public void install(ModuleContext context) {
            context.schemas(Schemas.of(List.of(
                    Schema.of(CART)
                            .field("sku", Category.BEHAVIOUR, Purpose.ANALYTICS, Purpose.PERSONALISATION)
                            .field("note", Category.BEHAVIOUR, Purpose.PERSONALISATION),
                    Schema.traits()
                            .field("first_name", Category.BEHAVIOUR, Purpose.PERSONALISATION)
                            .field("country", Category.BEHAVIOUR, Purpose.ANALYTICS))));
        }
    }

    @Test
    @Requirement("GDPR Art. 5(1)(c)")
    void fields_that_the_purpose_may_not_use_stay_in_the_house() throws IOException {
        try (Cdp cdp = Cdp.inMemory()
                .with(new PermitEverything())
                .with(new Minimal())
                .with(DestinationModule.standard())
                .clock(clock)
                .open()) {
            Identifier ann = Identifier.userId("42");
            cdp.identify(ann, facts -> facts.set(Trait.FIRST_NAME, "Ann").set(Trait.COUNTRY, "AT"));
            cdp.track(ann, Event.of(CART).set("sku", "A-1").set("note", "for my mother"));
            Exports.of(cdp).write(folder, Extract.forPurpose(Purpose.ANALYTICS));
            assertThat(rows("profiles").get(0).get("traits")).isEqualTo("{\"country\":\"AT\"}");
            assertThat(rows("events").stream().map(row -> String.valueOf(row.get("properties"))))
                    .containsExactlyInAnyOrder("{\"country\":\"AT\"}", "{\"sku\":\"A-1\"}");
        }
    }

    @Test
    void an_interrupted_export_goes_on_with_the_part_it_stopped_in() throws IOException {
        int people = 9000;
        try (Cdp cdp = open()) {
            List<Intake> events = new ArrayList<>();
            for (int i = 0; i < people; i++) {
                events.add(Event.of(CART).about(Identifier.userId("u" + i), NOW, "e" + i));
            }
            cdp.accept(events);
            Extract what = Extract.forPurpose(Purpose.ANALYTICS).naming(Identifier.USER_ID);
            Written whole = Exports.of(cdp).write(folder, what);
            assertThat(whole.files()).hasSize(6);
            assertThat(whole.profiles()).isEqualTo(people);
            Files.delete(folder.resolve("profiles-0000002.ndjson"));
            Files.writeString(folder.resolve("profiles-0000002.ndjson.part"), "{\"half");
            Written again = Exports.of(cdp).write(folder, what);
            assertThat(again.files())
                    .extracting(file -> file.getFileName().toString())
                    .containsExactly("events-0000002.ndjson", "profiles-0000002.ndjson");
            assertThat(rows("profiles"))
                    .hasSize(people)
                    .extracting(row -> row.get("profile_id"))
                    .doesNotHaveDuplicates();
            assertThat(rows("events"))
                    .hasSize(people)
                    .extracting(row -> row.get("event_id"))
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void a_purpose_that_nobody_could_permit_is_refused() {
        try (Cdp cdp = open()) {
            assertThatThrownBy(() -> Exports.of(cdp).write(folder, Extract.forPurpose(Purpose.named("horoscopes"))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("the purpose horoscopes is not in the policy: nobody could permit it");
        }
    }

    @Test
    void the_tables_are_those_of_the_documentation() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "destinations.md"));
        try (Cdp cdp = open()) {
            cdp.track(Identifier.userId("42"), Event.of(CART));
            Exports.of(cdp).write(folder, Extract.forPurpose(Purpose.ANALYTICS));
            for (String table : List.of("profiles", "events")) {
                Matcher ddl = Pattern.compile("CREATE TABLE " + table + " \\((.*?)\n\\)", Pattern.DOTALL)
                        .matcher(page);
                assertThat(ddl.find()).isTrue();
                List<String> columns = ddl.group(1)
                        .lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .map(line -> line.split(" ", -1)[0])
                        .toList();
                assertThat(rows(table).get(0).keySet().stream()
                                .map(String::valueOf)
                                .toList())
                        .isEqualTo(columns);
            }
        }
    }
}
