package io.clientele.accountability;

import static io.clientele.model.LawfulBasis.CONSENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clientele.Cdp;
import io.clientele.commerce.CommerceEvents;
import io.clientele.consent.ConsentModule;
import io.clientele.consent.Consents;
import io.clientele.consent.Notice;
import io.clientele.model.CdpException;
import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import io.clientele.model.LawfulBasis;
import io.clientele.model.Purpose;
import io.clientele.model.Trait;
import io.clientele.schema.Category;
import io.clientele.schema.Field;
import io.clientele.schema.Retention;
import io.clientele.schema.Schema;
import io.clientele.testkit.ManualClock;
import io.clientele.testkit.Requirement;
import java.nio.file.Path;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountabilityTest {

    private static final Notice V1 = Notice.of("v1", "We keep your orders.").language("en");
    private static final Notice V2 = Notice.of("v2", "We keep your orders and send them to Post & Partner.");
    private static final Purpose ADVICE = Purpose.named("advice").on(CONSENT).special();
    private static final Party POST =
            Party.processor("Post <GmbH>", "AT").contract("C-17").receivingFor(Purpose.SERVICE);
    private static final Party AWAY = Party.controller("Ads Ltd", "us").receivingFor(Purpose.AD_AUDIENCES);

    private final ManualClock clock = ManualClock.at("2026-03-01T09:00:00Z");

    @TempDir
    Path directory;

    private static AccountabilityModule shop() {
        return AccountabilityModule.of(Controller.named("Shop & Co", "privacy@shop.example")
                .officer("dpo@shop.example")
                .measure("Doors are locked."));
    }

    private Cdp open(AccountabilityModule module, ConsentModule consents) {
        return Cdp.in(directory).clock(clock).with(consents).with(module).open();
    }

    private static List<String> names(ProcessingRecord record, String section, String column) {
        List<String> names = new ArrayList<>();
        record.section(section).rows().forEach(row -> names.add(row.get(column).toString()));
        return names;
    }

    @Nested
    class the_record {

        @Test
        @Requirement("GDPR Art. 30(1)(f)")
        void says_how_long_each_type_is_kept_and_by_which_law() {
            Retention periods = Retention.unlimited()
                    .keep(Category.BEHAVIOUR, Period.ofDays(90))
                    .hold(CommerceEvents.ORDER_COMPLETED, "§ 147 AO", Period.ofYears(10))
                    .keepLooks(Period.ofYears(2));
            try (Cdp cdp = open(shop(), ConsentModule.optIn().retention(periods))) {
                Section data = Accountability.of(cdp).record().section("data");
                assertThat(kept(data, CommerceEvents.PRODUCT_VIEWED)).isEqualTo("90 days at least");
                assertThat(kept(data, CommerceEvents.ORDER_COMPLETED))
                        .isEqualTo("as long as the person is known; by § 147 AO, 10 years from the end of the year");
                assertThat(kept(data, EventType.named("Looks of the shop's people")))
                        .isEqualTo("2 years");
            }
        }

        @Test
        @Requirement("GDPR Art. 30(1)(c)")
        void names_types_that_were_collected_although_no_schema_declares_them() {
            EventType wheel = EventType.named("Wheel Spun");
            Retention periods = Retention.unlimited().keep(Category.BEHAVIOUR, Period.ofDays(90));
            ConsentModule consents = ConsentModule.optIn().retention(periods);
            Identifier who = Identifier.userId("canary-42");
            try (Cdp cdp = open(shop(), consents)) {
                assertThat(names(Accountability.of(cdp).record(), "data", "what"))
                        .doesNotContain("Wheel Spun");
                Consents.of(cdp).record(who, c -> c.grant(Purpose.ANALYTICS).evidence("banner", "v1"));
                cdp.track(who, Event.of(wheel).set("prize", "canary-cup"));
                cdp.track(who, Event.of(wheel.collectedFor(Purpose.SERVICE, LawfulBasis.CONTRACT)));
            }
            try (Cdp cdp = open(shop(), consents)) {
                ProcessingRecord record = Accountability.of(cdp).record();
                assertThat(record.section("data").rows())
                        .filteredOn(row -> row.get("what").equals("Wheel Spun"))
                        .extracting(row -> row.get("collected_for") + "; " + row.get("fields") + "; " + row.get("kept"))
                        .containsExactly(
                                "analytics, consent; [undeclared: whatever is sent]; 90 days at least",
                                "service, contract; [undeclared: whatever is sent]; as long as the person is known");
                assertThat(names(record, "gaps", "what")).contains("type Wheel Spun");
                assertThat(record.json() + record.page()).doesNotContain("canary");
            }
            try (Cdp cdp = open(shop(), consents.schemas(Schema.of(wheel).field("prize", Category.BEHAVIOUR)))) {
                assertThat(names(Accountability.of(cdp).record(), "gaps", "what"))
                        .doesNotContain("type Wheel Spun");
            }
        }

        private static Object kept(Section data, EventType type) {
            return data.rows().stream()
                    .filter(row -> row.get("what").equals(type.name()))
                    .findFirst()
                    .orElseThrow()
                    .get("kept");
        }

        @Test
        @Requirement("GDPR Art. 30(1)")
        void names_what_the_running_configuration_says() {
            EventType asked = EventType.named("Advice Given").collectedFor(ADVICE, LawfulBasis.CONSENT);
            ConsentModule consents = ConsentModule.optIn()
                    .notices(V1)
                    .purposes(ADVICE)
                    .schemas(Schema.of(asked)
                            .field(Field.of("allergies", Category.HEALTH).usedFor(ADVICE)));
            try (Cdp cdp = open(shop().recipients(POST, AWAY), consents)) {
                cdp.identify(Identifier.userId("canary-42"), i -> i.set(Trait.EMAIL, "canary@example.org"));

                ProcessingRecord record = Accountability.of(cdp).record();

                assertThat(record.sections())
                        .extracting(Section::key)
                        .containsExactly(
                                "controller",
                                "purposes",
                                "data",
                                "recipients",
                                "sources",
                                "notices",
                                "measures",
                                "assessments",
                                "gaps");
                assertThat(names(record, "purposes", "purpose"))
                        .contains("service", "analytics", "advice")
                        .hasSize(13);
                Map<String, Object> service = record.section("purposes").rows().get(0);
                assertThat(service.get("rests_on")).isEqualTo(List.of("contract (Art. 6(1)(b))"));
                assertThat(service.get("recipients")).isEqualTo(List.of("Post <GmbH>"));
                Map<String, Object> advice = record.section("data").rows().stream()
                        .filter(row -> row.get("what").equals("Advice Given"))
                        .findFirst()
                        .orElseThrow();
                assertThat(advice.get("fields")).isEqualTo(List.of("health for advice: allergies"));
                assertThat(names(record, "assessments", "what"))
                        .contains("special categories", "transfers", "handed on");
                assertThat(record.json() + record.page()).doesNotContain("canary");
            }
        }

        @Test
        void is_the_same_for_the_same_configuration_and_tells_what_changed() {
            String first;
            try (Cdp cdp = open(shop().recipients(POST), ConsentModule.optIn().notices(V1))) {
                first = Accountability.of(cdp).record().json();
                assertThat(Accountability.of(cdp).record().json()).isEqualTo(first);
            }
            try (Cdp cdp = open(shop().recipients(POST), ConsentModule.optIn().notices(V1))) {
                assertThat(Accountability.of(cdp).record().json()).isEqualTo(first);
            }
            try (Cdp cdp = open(shop(), ConsentModule.optIn().notices(V1))) {
                assertThat(Accountability.of(cdp).record().json()).isNotEqualTo(first);
            }
        }

        @Test
        @Requirement("GDPR Art. 28(3)")
        void lists_what_is_missing() {
            AccountabilityModule module = AccountabilityModule.of(Controller.named("Shop", "here"))
                    .recipients(Party.processor("Mailer", "US"))
                    .sources(SourceNotice.of("broker-2024", "an address broker", ""));
            try (Cdp cdp = open(module, ConsentModule.optIn().notices(V1.about(Purpose.ANALYTICS)))) {
                List<String> gaps = new ArrayList<>();
                Accountability.of(cdp)
                        .record()
                        .section("gaps")
                        .rows()
                        .forEach(row -> gaps.add(row.get("what") + ": " + row.get("why")));

                assertThat(gaps)
                        .contains(
                                "data protection officer: none is named",
                                "recipient Mailer: no contract is filed",
                                "recipient Mailer: no ground is named for which data may go to US",
                                "recipient Mailer: no purpose is named",
                                "source broker-2024: nobody tells people that the shop has data from there",
                                "purpose surveys: no notice speaks of it")
                        .doesNotContain("purpose analytics: no notice speaks of it");
            }
        }

        @Test
        void is_json_that_can_be_read_and_a_page_in_which_nothing_of_the_shop_is_markup() {
            try (Cdp cdp = open(shop().recipients(POST), ConsentModule.optIn().notices(V1))) {
                ProcessingRecord record = Accountability.of(cdp).record();

                assertThat(record.json())
                        .startsWith(
                                "{\n  \"form\": \"clientele record of processing 1\",\n  \"at\": \"2026-03-01T09:00:00Z\"")
                        .contains("\"name\": \"Post <GmbH>\"")
                        .endsWith("}\n");
                assertThat(record.page())
                        .startsWith("<!doctype html>")
                        .contains("Post &lt;GmbH&gt;", "Shop &amp; Co", "1 March 2026, 09:00 UTC")
                        .doesNotContain("<GmbH>", "http://", "https://", "<script");
            }
        }

        @Test
        void a_recipient_for_a_purpose_outside_the_policy_does_not_open() {
            Party gossip = Party.controller("Neighbour", "AT").receivingFor(Purpose.named("gossip"));

            assertThatThrownBy(() -> open(shop().recipients(gossip), ConsentModule.optIn()))
                    .isInstanceOf(CdpException.class)
                    .hasMessageContaining("Neighbour")
                    .hasMessageContaining("gossip");
        }
    }

    @Nested
    class what_people_were_told {

        @Test
        @Requirement("GDPR Art. 13(3)")
        @Requirement("scenario 52")
        void a_recipient_added_without_a_new_notice_does_not_open_in_strict_mode() {
            open(shop().strict(), ConsentModule.optIn().notices(V1)).close();

            assertThatThrownBy(() -> open(
                            shop().strict().recipients(POST),
                            ConsentModule.optIn().notices(V1)))
                    .isInstanceOf(CdpException.class)
                    .hasMessageContaining("the recipient Post <GmbH> (processor, AT) for service")
                    .hasMessageContaining("Art. 13(3)");
            open(shop().strict().recipients(POST), ConsentModule.optIn().notices(V1, V2))
                    .close();
            open(shop().strict().recipients(POST), ConsentModule.optIn().notices(V1, V2))
                    .close();
        }

        @Test
        @Requirement("GDPR Art. 13(3)")
        @Requirement("scenario 52")
        void so_does_a_purpose_or_another_basis_of_one() {
            open(shop().strict(), ConsentModule.optIn().notices(V1)).close();
            ConsentModule more = ConsentModule.optIn().notices(V1).purposes(ADVICE);
            ConsentModule other =
                    ConsentModule.optIn().notices(V1).purposes(Purpose.SERVICE.on(LawfulBasis.LEGAL_OBLIGATION));

            assertThatThrownBy(() -> open(shop().strict(), more)).hasMessageContaining("the purpose advice on consent");
            assertThatThrownBy(() -> open(shop().strict(), other))
                    .hasMessageContaining("the purpose service on contract, legal_obligation");
        }

        @Test
        void a_text_changed_under_an_old_version_is_a_new_notice_and_something_taken_away_needs_none() {
            open(shop().strict().recipients(POST), ConsentModule.optIn().notices(V1))
                    .close();
            open(shop().strict(), ConsentModule.optIn().notices(V1)).close();

            assertThatThrownBy(() -> open(
                            shop().strict().recipients(POST),
                            ConsentModule.optIn().notices(V1)))
                    .as("it was taken away, so it is new again")
                    .isInstanceOf(CdpException.class);
            open(shop().strict().recipients(POST), ConsentModule.optIn().notices(Notice.of("v1", "Other words")))
                    .close();
        }

        @Test
        void without_strict_it_opens_and_stays_among_the_gaps_until_there_is_a_notice() {
            open(shop(), ConsentModule.optIn().notices(V1)).close();
            for (int i = 0; i < 2; i++) {
                try (Cdp cdp =
                        open(shop().recipients(POST), ConsentModule.optIn().notices(V1))) {
                    assertThat(names(Accountability.of(cdp).record(), "gaps", "what"))
                            .contains("the recipient Post <GmbH> (processor, AT) for service");
                }
            }
            try (Cdp cdp = open(shop().recipients(POST), ConsentModule.optIn().notices(V1, V2))) {
                assertThat(names(Accountability.of(cdp).record(), "gaps", "what"))
                        .containsExactly("traits");
            }
        }
    }
}
