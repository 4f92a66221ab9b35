package io.clientele.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import io.clientele.model.LawfulBasis;
import io.clientele.model.Properties;
import io.clientele.model.Purpose;
import io.clientele.testkit.Requirement;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SchemasTest {

    private static final EventType ADVICE_GIVEN = EventType.named("Advice Given");
    private static final Purpose ADVICE =
            Purpose.named("advice").on(LawfulBasis.CONSENT).special();
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    private static Schemas of(Field... fields) {
        Schema schema = Schema.of(ADVICE_GIVEN);
        for (Field field : fields) {
            schema = schema.field(field);
        }
        return Schemas.of(List.of(schema));
    }

    private static Event event(Map<String, ?> fields) {
        var draft = Event.of(ADVICE_GIVEN);
        fields.forEach(draft::set);
        return draft.about(Identifier.userId("42"), NOW, "e");
    }

    private static Map<String, Object> kept(Schemas schemas, Map<String, ?> fields) {
        return schemas.minimise(event(fields)).event().properties().asMap();
    }

    private static Map<String, Object> values(Map<String, ?> fields) {
        return Properties.of(fields).asMap();
    }

    @Nested
    class On_entry {

        private final Schemas schemas = of(
                Field.of("topic", Category.BEHAVIOUR),
                Field.of("lines[*].sku", Category.BEHAVIOUR),
                Field.of("extra", Category.BEHAVIOUR).nested(),
                Field.of("ip", Category.NETWORK_ADDRESS),
                Field.of("agent", Category.USER_AGENT),
                Field.of("said", Category.FREE_TEXT),
                Field.of("note", Category.FREE_TEXT).whole());

        @Test
        @Requirement("GDPR Art. 5(1)(c)")
        @Requirement("scenario 12")
        void what_nobody_declared_is_dropped_and_counted_however_deep_it_lies() {
            Map<String, Object> sent = Map.of(
                    "topic",
                    "shoes",
                    "unknown",
                    "x",
                    "unknown_object",
                    Map.of("a", Map.of("b", "x")),
                    "lines",
                    List.of(Map.of("sku", "s1", "engraving", "x"), Map.of("sku", "s2"), "loose"));

            Minimised left = schemas.minimise(event(sent));

            assertThat(left.event().properties().asMap())
                    .isEqualTo(values(
                            Map.of("topic", "shoes", "lines", List.of(Map.of("sku", "s1"), Map.of("sku", "s2")))));
            assertThat(left.dropped()).isEqualTo(4);
            assertThat(left.refusal()).isEmpty();
        }

        @Test
        void an_object_where_a_value_was_declared_is_not_declared() {
            assertThat(kept(schemas, Map.of("topic", Map.of("name", "Ann")))).isEmpty();
            assertThat(kept(schemas, Map.of("topic", List.of("a", Map.of("name", "Ann")))))
                    .isEqualTo(values(Map.of("topic", List.of("a"))));
            assertThat(kept(schemas, Map.of("extra", Map.of("a", Map.of("b", 1)))))
                    .isEqualTo(values(Map.of("extra", Map.of("a", Map.of("b", 1)))));
        }

        @Test
        void an_event_of_declared_fields_alone_stays_the_same_object() {
            Event event = event(Map.of("topic", "shoes", "lines", List.of(Map.of("sku", "s1"))));

            assertThat(schemas.minimise(event).event()).isSameAs(event);
        }

        @Test
        void addresses_and_browsers_are_cut_down_and_counted_and_what_is_no_address_goes() {
            Minimised left = schemas.minimise(
                    event(Map.of("ip", "203.0.113.77", "agent", "Mozilla/5.0 (X11; Linux) Firefox/128.0")));

            assertThat(left.event().properties().asMap())
                    .isEqualTo(values(Map.of("ip", "203.0.113.0", "agent", "Firefox 128 on Linux")));
            assertThat(left.reduced()).isEqualTo(2);
            assertThat(kept(schemas, Map.of("ip", "unknown"))).isEmpty();
        }

        @Test
        void a_text_that_somebody_wrote_goes_unless_its_field_keeps_it_whole() {
            assertThat(kept(schemas, Map.of("said", "I am ill", "note", "leave it at the door")))
                    .isEqualTo(values(Map.of("note", "leave it at the door")));
        }

        @Test
        void a_field_may_keep_addresses_whole_or_cut_them_elsewhere() {
            assertThat(kept(of(Field.of("ip", Category.NETWORK_ADDRESS).whole()), Map.of("ip", "203.0.113.77")))
                    .containsEntry("ip", "203.0.113.77");
            assertThat(kept(of(Field.of("ip", Category.NETWORK_ADDRESS).cutTo(16, 32)), Map.of("ip", "203.0.113.77")))
                    .containsEntry("ip", "203.0.0.0");
        }

        @Test
        void a_field_that_must_not_be_sent_has_the_event_refused() {
            Schemas strict = of(Field.of("said", Category.FREE_TEXT).refused());

            assertThat(strict.minimise(event(Map.of("said", "x"))).refusal()).contains("field_refused");
            assertThat(strict.minimise(event(Map.of())).refusal()).isEmpty();
        }

        @Test
        void a_rejecting_schema_has_an_event_with_unknown_fields_refused() {
            Schemas strict = Schemas.of(List.of(Schema.of(ADVICE_GIVEN)
                    .field("topic", Category.BEHAVIOUR)
                    .field("said", Category.FREE_TEXT)
                    .rejecting()));

            assertThat(strict.minimise(event(Map.of("topic", "x", "more", 1))).refusal())
                    .contains("field_undeclared");
            assertThat(strict.minimise(event(Map.of("topic", "x", "said", "y"))).refusal())
                    .as("a declared field that is dropped is not unknown")
                    .isEmpty();
        }
    }

    @Nested
    class A_type_without_a_schema {

        private final Map<String, Object> sent = Map.of("anything", "x", "ip", "203.0.113.77");

        @Test
        void keeps_its_fields_but_no_whole_address() {
            assertThat(kept(Schemas.of(List.of()), sent))
                    .isEqualTo(values(Map.of("anything", "x", "ip", "203.0.113.0")));
        }

        @Test
        void keeps_none_where_only_schemas_count() {
            assertThat(kept(Schemas.of(List.of()).closed(), sent)).isEmpty();
        }

        @Test
        void is_left_alone_where_nobody_gave_schemas() {
            assertThat(kept(Schemas.none(), sent)).isEqualTo(values(sent));
        }
    }

    @Nested
    class Of_special_categories {

        private final Schemas schemas = of(
                Field.of("topic", Category.BEHAVIOUR),
                Field.of("allergies", Category.HEALTH).usedFor(ADVICE),
                Field.of("category", Category.BEHAVIOUR).revealing(Category.HEALTH, ADVICE, "Pregnancy", "Diabetes"),
                Field.of("lines.category", Category.BEHAVIOUR).revealing(Category.HEALTH, ADVICE, "Pregnancy"),
                Field.of("lines.sku", Category.BEHAVIOUR));

        private Optional<Map<String, Object>> keep(Map<String, ?> fields, Purpose... permitted) {
            return schemas.keep(event(fields), Set.of(permitted)::contains)
                    .map(event -> event.properties().asMap());
        }

        @Test
        @Requirement("GDPR Art. 9(2)(a)")
        void a_special_field_is_kept_for_a_purpose_that_is_permitted_only() {
            Map<String, Object> sent = Map.of("topic", "food", "allergies", "nuts");

            assertThat(keep(sent, ADVICE)).contains(values(sent));
            assertThat(keep(sent, Purpose.ANALYTICS)).contains(values(Map.of("topic", "food")));
        }

        @Test
        @Requirement("GDPR Art. 9(2)(a)")
        void a_telling_value_takes_with_it_the_line_it_stands_in() {
            Map<String, Object> test = Map.of("sku", "t1", "category", "pregnancy");
            Map<String, Object> shoes = Map.of("sku", "s1", "category", "shoes");

            assertThat(keep(Map.of("lines", List.of(test, shoes)))).contains(values(Map.of("lines", List.of(shoes))));
            assertThat(keep(Map.of("lines", List.of(test, shoes)), ADVICE))
                    .contains(values(Map.of("lines", List.of(test, shoes))));
        }

        @Test
        @Requirement("GDPR Art. 9(2)(a)")
        void or_else_the_event() {
            assertThat(keep(Map.of("category", "DIABETES ", "topic", "x"))).isEmpty();
            assertThat(keep(Map.of("category", List.of("shoes", "diabetes")))).isEmpty();
            assertThat(keep(Map.of("category", "shoes"))).isPresent();
        }

        @Test
        @Requirement("GDPR Art. 9(2)(a)")
        void however_a_telling_value_is_written() {
            for (String written : List.of("diabetes\u00a0", "dia\u200bbetes", "\uff44iabetes", "DIABETES")) {
                assertThat(keep(Map.of("category", written))).as(written).isEmpty();
            }
            Schemas numbered = of(Field.of("group", Category.BEHAVIOUR).revealing(Category.HEALTH, ADVICE, "12"));
            for (Object written : List.of(12, new BigDecimal("12.0"), "12.00", " 12")) {
                assertThat(numbered.keep(event(Map.of("group", written)), purpose -> false))
                        .as(written.toString())
                        .isEmpty();
            }
            assertThat(numbered.fault(Purpose.ANALYTICS, new FieldRead(ADVICE_GIVEN, "group", List.of("12.0"))))
                    .isPresent();
        }

        @Test
        @Requirement("GDPR Art. 9(2)(a)")
        void or_what_an_object_of_whatever_fields_stands_in() {
            Schemas free = of(
                    Field.of("category", Category.BEHAVIOUR).nested().revealing(Category.HEALTH, ADVICE, "Diabetes"),
                    Field.of("topic", Category.BEHAVIOUR));
            assertThat(free.keep(event(Map.of("topic", "x", "category", Map.of("name", "diabetes"))), purpose -> false))
                    .isEmpty();
        }

        @Test
        @Requirement("GDPR Art. 5(1)(b)")
        void other_purposes_see_neither_the_field_nor_the_line() {
            Map<String, Object> sent = new LinkedHashMap<>(Map.of("topic", "food", "allergies", "nuts"));
            sent.put("lines", List.of(Map.of("sku", "t1", "category", "pregnancy"), Map.of("sku", "s1")));

            assertThat(schemas.project(ADVICE_GIVEN, Properties.of(sent), Purpose.ANALYTICS)
                            .asMap())
                    .isEqualTo(values(Map.of("topic", "food", "lines", List.of(Map.of("sku", "s1")))));
            assertThat(schemas.project(ADVICE_GIVEN, Properties.of(sent), ADVICE)
                            .asMap())
                    .isEqualTo(values(sent));
        }

        @Test
        void a_trait_stands_for_itself() {
            Schemas traits = Schemas.of(List.of(Schema.traits()
                    .field(Field.of("diet", Category.BEHAVIOUR).revealing(Category.BELIEF, ADVICE, "halal"))));
            Event event = Event.of(EventType.IDENTIFY)
                    .set("diet", "halal")
                    .set("country", "DE")
                    .about(Identifier.userId("42"), NOW, "e");

            assertThat(traits.keep(event, purpose -> false)
                            .orElseThrow()
                            .properties()
                            .asMap())
                    .isEqualTo(Map.of("country", "DE"));
        }

        private Optional<String> fault(Purpose purpose, String path, String... values) {
            return schemas.fault(purpose, new FieldRead(ADVICE_GIVEN, path, List.of(values)))
                    .map(Fault::reason);
        }

        @Test
        void a_field_is_read_for_its_own_purposes_only() {
            assertThat(fault(Purpose.ANALYTICS, "topic")).isEmpty();
            assertThat(fault(Purpose.ANALYTICS, "allergies")).contains("special");
            assertThat(fault(ADVICE, "allergies")).isEmpty();
            assertThat(fault(Purpose.ANALYTICS, "nothing")).contains("field_undeclared");
        }

        @Test
        @Requirement("GDPR Art. 9(2)(a)")
        void whoever_reads_an_object_reads_all_that_stands_in_it() {
            assertThat(fault(Purpose.ANALYTICS, "lines")).contains("special");
            assertThat(fault(Purpose.ANALYTICS, "lines[*]")).contains("special");
            assertThat(fault(ADVICE, "lines")).isEmpty();
        }

        @Test
        void telling_values_are_not_told_apart_for_other_purposes() {
            assertThat(fault(Purpose.ANALYTICS, "category", "shoes")).isEmpty();
            assertThat(fault(Purpose.ANALYTICS, "category", "shoes", "pregnancy"))
                    .contains("special");
            assertThat(fault(Purpose.ANALYTICS, "lines[*].category")).contains("special");
            assertThat(fault(ADVICE, "category", "pregnancy")).isEmpty();
        }
    }

    @Nested
    class Two_schemas_of_a_type {

        private final Schemas both = Schemas.of(List.of(
                Schema.of(ADVICE_GIVEN).field("a", Category.BEHAVIOUR).field("b", Category.FREE_TEXT),
                Schema.of(ADVICE_GIVEN).field("b", Category.BEHAVIOUR)));

        @Test
        void are_one_and_the_later_field_counts() {
            assertThat(kept(both, Map.of("a", 1, "b", "x", "c", 2))).isEqualTo(values(Map.of("a", 1, "b", "x")));
            assertThat(both.find(ADVICE_GIVEN).orElseThrow().isRejecting()).isFalse();
            assertThat(both.find(ADVICE_GIVEN).orElseThrow()).hasToString("Advice Given of 2 fields");
        }

        @Test
        void reject_if_one_does() {
            Schemas strict = both.with(List.of(Schema.of(ADVICE_GIVEN).rejecting()));
            Schemas other =
                    Schemas.of(List.of(Schema.of(ADVICE_GIVEN).rejecting())).with(List.of(Schema.of(ADVICE_GIVEN)));

            assertThat(strict.find(ADVICE_GIVEN).orElseThrow().isRejecting()).isTrue();
            assertThat(other.find(ADVICE_GIVEN).orElseThrow().isRejecting()).isTrue();
        }

        @Test
        void are_delicate_if_a_field_is() {
            assertThat(both.isDelicate(ADVICE_GIVEN)).isFalse();
            assertThat(of(Field.of("a", Category.HEALTH).usedFor(ADVICE)).isDelicate(ADVICE_GIVEN))
                    .isTrue();
            assertThat(of(Field.of("a", Category.BEHAVIOUR).revealing(Category.HEALTH, ADVICE, "x"))
                            .isDelicate(ADVICE_GIVEN))
                    .isTrue();
            assertThat(both.isDelicate(EventType.IDENTIFY)).isFalse();
        }

        @Test
        void are_told_in_a_text_that_moves_with_each_change() {
            Field field = Field.of("a", Category.BEHAVIOUR);
            List<Field> others = List.of(
                    Field.of("b", Category.BEHAVIOUR),
                    Field.of("a", Category.CONTACT),
                    field.usedFor(Purpose.ANALYTICS),
                    field.whole(),
                    field.nested(),
                    field.cutTo(8, 8),
                    field.revealing(Category.HEALTH, ADVICE, "x"),
                    field.revealing(Category.HEALTH, ADVICE, "y"));

            assertThat(of(field).text())
                    .isEqualTo(of(Field.of("a", Category.BEHAVIOUR)).text());
            assertThat(others).allSatisfy(other -> {
                assertThat(of(other).text()).isNotEqualTo(of(field).text());
                assertThat(other).isNotEqualTo(field);
            });
            assertThat(of(field).closed().text()).isNotEqualTo(of(field).text());
            assertThat(field)
                    .isEqualTo(Field.of("a", Category.BEHAVIOUR))
                    .hasSameHashCodeAs(Field.of("a[*]", Category.BEHAVIOUR));
            assertThat(field).hasToString("a (BEHAVIOUR)");
        }
    }

    @Test
    void what_is_no_field_is_refused() {
        for (String path : List.of("", " ", "a..b", ".a", "a.", "x".repeat(257))) {
            assertThatIllegalArgumentException().isThrownBy(() -> Field.of(path, Category.BEHAVIOUR));
        }
        assertThat(Field.of("x".repeat(256), Category.BEHAVIOUR).path()).hasSize(256);
        Field ip = Field.of("ip", Category.NETWORK_ADDRESS);
        for (int[] bits : new int[][] {{-1, 0}, {33, 0}, {0, -1}, {0, 129}}) {
            assertThatIllegalArgumentException().isThrownBy(() -> ip.cutTo(bits[0], bits[1]));
        }
        assertThat(ip.cutTo(32, 128)).isNotEqualTo(ip.cutTo(0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> ip.revealing(Category.CONTACT, ADVICE, "x"));
        assertThatIllegalArgumentException().isThrownBy(() -> ip.revealing(Category.HEALTH, ADVICE));
        assertThat(Schemas.of(List.of()).closed().fault(ADVICE, new FieldRead(ADVICE_GIVEN, "a", List.of())))
                .isPresent();
        assertThat(Schemas.of(List.of()).fault(ADVICE, new FieldRead(ADVICE_GIVEN, "a", List.of())))
                .isEmpty();
    }

    @Nested
    class What_is_wrong_with_a_schema {

        private Optional<String> fault(Field field, Purpose... policy) {
            return of(field)
                    .fault(key -> Stream.concat(Stream.of(policy), Stream.of(Purpose.ANALYTICS))
                            .filter(purpose -> purpose.key().equals(key))
                            .findFirst());
        }

        @Test
        void a_purpose_that_nobody_could_permit() {
            assertThat(fault(Field.of("a", Category.BEHAVIOUR).usedFor(ADVICE)).orElseThrow())
                    .contains("field a of Advice Given")
                    .contains("advice");
            assertThat(fault(Field.of("a", Category.BEHAVIOUR).usedFor(ADVICE), ADVICE))
                    .isEmpty();
        }

        @Test
        @Requirement("GDPR Art. 9(2)(a)")
        void special_data_for_a_purpose_that_is_not_special_or_for_none() {
            Purpose plain = Purpose.named("advice").on(LawfulBasis.CONSENT);

            assertThat(fault(Field.of("a", Category.HEALTH), ADVICE).orElseThrow())
                    .contains("names no purpose");
            assertThat(fault(Field.of("a", Category.HEALTH).usedFor(plain), plain)
                            .orElseThrow())
                    .contains("not marked special()");
            assertThat(fault(Field.of("a", Category.BEHAVIOUR).revealing(Category.HEALTH, ADVICE, "x"), plain)
                            .orElseThrow())
                    .as("the policy's purpose counts, not the field's")
                    .contains("not marked special()");
            assertThat(fault(Field.of("a", Category.HEALTH).usedFor(ADVICE), ADVICE))
                    .isEmpty();
        }
    }
}
