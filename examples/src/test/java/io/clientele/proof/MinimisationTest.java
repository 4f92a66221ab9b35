package io.clientele.proof;

import static io.clientele.commerce.CommerceEvents.ORDER_COMPLETED;
import static io.clientele.commerce.CommerceEvents.PRODUCT_VIEWED;
import static io.clientele.segment.Conditions.did;
import static io.clientele.segment.Conditions.distinctOf;
import static io.clientele.segment.Conditions.is;
import static io.clientele.segment.Conditions.isNot;
import static io.clientele.segment.Conditions.memberOf;
import static io.clientele.segment.Conditions.trait;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.clientele.Cdp;
import io.clientele.commerce.Commerce;
import io.clientele.commerce.Product;
import io.clientele.consent.ConsentModule;
import io.clientele.consent.Consents;
import io.clientele.identity.IdentityModule;
import io.clientele.model.CdpException;
import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import io.clientele.model.LawfulBasis;
import io.clientele.model.Outcome;
import io.clientele.model.Profile;
import io.clientele.model.Purpose;
import io.clientele.model.Trait;
import io.clientele.schema.Category;
import io.clientele.schema.Field;
import io.clientele.schema.Schema;
import io.clientele.segment.Condition;
import io.clientele.segment.Segment;
import io.clientele.segment.SegmentModule;
import io.clientele.segment.Segments;
import io.clientele.spi.Stats;
import io.clientele.testkit.ManualClock;
import io.clientele.testkit.Requirement;
import io.clientele.trigger.Trigger;
import io.clientele.trigger.Triggers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Only what a schema names is kept, and only what names a purpose is used for it. */
class MinimisationTest {

    private static final Identifier ANN = Identifier.userId("42");
    private static final Purpose ADVICE =
            Purpose.named("advice").on(LawfulBasis.CONSENT).special();
    private static final EventType ADVICE_GIVEN =
            EventType.named("Advice Given").collectedFor(Purpose.SERVICE, LawfulBasis.CONTRACT);
    private static final Trait<String> TIER = Trait.text("tier");
    private static final Trait<String> DIET = Trait.text("diet");

    @TempDir
    Path directory;

    private final ManualClock clock = ManualClock.at("2026-03-01T09:00:00Z");
    private Cdp cdp;

    private static ConsentModule consent() {
        return ConsentModule.optIn()
                .purposes(ADVICE)
                .schemas(
                        Schema.of(ADVICE_GIVEN)
                                .field("topic", Category.BEHAVIOUR)
                                .field(Field.of("allergies", Category.HEALTH).usedFor(ADVICE)),
                        Schema.of(PRODUCT_VIEWED)
                                .field(Field.of("category", Category.BEHAVIOUR)
                                        .revealing(Category.HEALTH, ADVICE, "Pregnancy"))
                                .field("ip", Category.NETWORK_ADDRESS),
                        Schema.of(ORDER_COMPLETED)
                                .field(Field.of("products[*].category", Category.BEHAVIOUR)
                                        .revealing(Category.HEALTH, ADVICE, "Pregnancy")),
                        Schema.of(EventType.named("Signed"))
                                .field("where", Category.PLACE)
                                .rejecting(),
                        Schema.traits()
                                .field(TIER.name(), Category.TRANSACTION, Purpose.SERVICE, Purpose.ANALYTICS)
                                .field(Field.of(DIET.name(), Category.BELIEF).usedFor(ADVICE)));
    }

    private Cdp open(ConsentModule consent) {
        return Cdp.in(directory)
                .clock(clock)
                .with(consent)
                .with(IdentityModule.standard())
                .with(SegmentModule.live())
                .open();
    }

    @BeforeEach
    void open() {
        cdp = open(consent());
    }

    @AfterEach
    void close() {
        cdp.close();
    }

    private void reopen() {
        cdp.close();
        open();
    }

    private void say(Purpose purpose, boolean yes) {
        clock.advance(Duration.ofMinutes(1));
        List<Outcome> outcomes = Consents.of(cdp)
                .record(ANN, c -> (yes ? c.grant(purpose) : c.withdraw(purpose)).evidence("banner", "v1"));
        assertThat(outcomes).allMatch(Outcome::isStored);
        clock.advance(Duration.ofMinutes(1));
    }

    private List<Map<String, Object>> kept() {
        return cdp.timeline(ANN).stream()
                .map(event -> event.properties().asMap())
                .toList();
    }

    private Stats stats() {
        return cdp.service(Stats.class);
    }

    @Nested
    class Before_it_is_kept {

        @Test
        @Requirement("scenario 12")
        @Requirement("GDPR Art. 5(1)(c)")
        void a_field_that_nobody_declared_is_absent_from_disk_and_counted() {
            say(Purpose.ANALYTICS, true);
            cdp.track(
                    ANN,
                    Commerce.productViewed("sku-1")
                            .set("utm_id", "x")
                            .set("device", Map.of("model", "m", "screen", Map.of("w", 1)))
                            .set("ip", "203.0.113.77"));

            assertThat(stats().fields())
                    .containsEntry("fields.dropped.Product Viewed", 2L)
                    .containsEntry("fields.reduced.Product Viewed", 1L);
            reopen();
            assertThat(kept()).containsExactly(Map.of("product_id", "sku-1", "ip", "203.0.113.0"));
        }

        @Test
        void a_schema_may_reject_instead() {
            say(Purpose.ANALYTICS, true);
            var signed = Event.named("Signed").set("where", "Bonn");

            assertThat(cdp.track(ANN, signed.set("by", "Ann"))).satisfies(outcome -> {
                assertThat(outcome.kind()).isEqualTo(Outcome.Kind.REJECTED);
                assertThat(outcome.reason()).isEqualTo("field_undeclared");
            });
            assertThat(kept()).isEmpty();
        }

        @Test
        void a_type_of_the_shops_own_without_a_schema_is_kept_as_it_is_but_for_addresses() {
            say(Purpose.ANALYTICS, true);
            cdp.track(ANN, Event.named("Tapped").set("button", "b").set("ip", "203.0.113.77"));

            assertThat(kept()).containsExactly(Map.of("button", "b", "ip", "203.0.113.0"));
        }

        @Test
        void unless_only_schemas_count() {
            cdp.close();
            cdp = open(consent().schemasOnly());
            say(Purpose.ANALYTICS, true);
            cdp.track(ANN, Event.named("Tapped").set("button", "b"));

            assertThat(kept()).containsExactly(Map.of());
            assertThat(stats().fields()).containsEntry("fields.dropped.other", 1L);
        }
    }

    @Nested
    class Of_special_data {

        private void advise() {
            cdp.track(
                    ANN,
                    Event.of(ADVICE_GIVEN)
                            .set("topic", "food")
                            .set("allergies", "nuts")
                            .id("a" + clock.instant()));
        }

        @Test
        @Requirement("GDPR Art. 9(2)(a)")
        void nothing_is_kept_without_an_explicit_act_whatever_the_event_rests_on() {
            advise();

            assertThat(kept()).containsExactly(Map.of("topic", "food"));
            assertThat(stats().gates())
                    .containsEntry("gate.store.special", 1L)
                    .containsEntry("gate.store.permitted", 1L);
        }

        @Test
        @Requirement("GDPR Art. 9(2)(a)")
        @Requirement("GDPR Art. 7(3)")
        void it_goes_with_the_withdrawal_in_the_same_call_and_the_event_stays() {
            say(ADVICE, true);
            advise();
            assertThat(kept()).containsExactly(Map.of("topic", "food", "allergies", "nuts"));
            say(ADVICE, false);

            assertThat(kept()).containsExactly(Map.of("topic", "food"));
            reopen();
            assertThat(kept()).containsExactly(Map.of("topic", "food"));
            say(ADVICE, true);
            assertThat(kept()).as("a new grant revives nothing").containsExactly(Map.of("topic", "food"));
        }

        @Test
        @Requirement("GDPR Art. 7(3)")
        void what_happened_before_a_denial_is_not_kept_when_it_comes_late() {
            var early = clock.instant();
            say(ADVICE, true);
            say(ADVICE, false);
            say(ADVICE, true);
            cdp.track(ANN, Event.of(ADVICE_GIVEN).set("allergies", "nuts").at(early));

            assertThat(kept()).containsExactly(Map.of());
        }

        @Test
        @Requirement("GDPR Art. 9(2)(a)")
        void a_value_that_tells_of_it_takes_its_line_or_its_event_with_it() {
            say(Purpose.ANALYTICS, true);
            Outcome view = cdp.track(ANN, Commerce.productViewed("t1").category("pregnancy"));
            cdp.track(
                    ANN,
                    Commerce.orderCompleted("o1", "12.00", "EUR")
                            .product(Product.of("t1").category("Pregnancy").quantity(1))
                            .product(Product.of("s1").category("shoes").quantity(1)));

            assertThat(view.kind()).isEqualTo(Outcome.Kind.WITHHELD);
            assertThat(view.reason()).isEqualTo("special");
            assertThat(cdp.timeline(ANN)).hasSize(1);
            assertThat(cdp.timeline(ANN).get(0).properties().all("products[*].product_id"))
                    .containsExactly("s1");
        }

        @Test
        @Requirement("GDPR Art. 7(3)")
        void and_so_it_is_after_a_withdrawal() {
            say(Purpose.ANALYTICS, true);
            say(ADVICE, true);
            cdp.track(ANN, Commerce.productViewed("t1").category("pregnancy"));
            cdp.track(
                    ANN,
                    Commerce.orderCompleted("o1", "12.00", "EUR")
                            .product(Product.of("t1").category("Pregnancy").quantity(1)));
            assertThat(cdp.timeline(ANN)).hasSize(2);
            say(ADVICE, false);

            assertThat(cdp.timeline(ANN)).hasSize(1);
            assertThat(cdp.timeline(ANN).get(0).properties().all("products[*].product_id"))
                    .isEmpty();
            assertThat(cdp.profile(ANN).orElseThrow().activity().events()).isEqualTo(1);
        }

        @Test
        @Requirement("GDPR Art. 7(3)")
        void a_trait_too() {
            say(ADVICE, true);
            cdp.identify(ANN, i -> i.set(DIET, "kosher").set(TIER, "gold"));
            assertThat(cdp.profile(ANN).orElseThrow().get(DIET)).contains("kosher");
            say(ADVICE, false);

            assertThat(cdp.profile(ANN).orElseThrow().traits().asMap()).isEqualTo(Map.of("tier", "gold"));
        }
    }

    @Nested
    class Before_it_is_used {

        private void refused(Purpose purpose, Condition condition, String... words) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Segments.of(cdp)
                            .define(Segment.named("s").purpose(purpose).when(condition)))
                    .satisfies(refusal -> assertThat(refusal.getMessage()).contains(words));
            assertThat(Segments.of(cdp).all()).isEmpty();
        }

        @Test
        @Requirement("scenario 49")
        @Requirement("GDPR Art. 9(1)")
        void a_segment_over_special_data_is_refused_with_the_fields_path() {
            refused(
                    Purpose.ANALYTICS,
                    did(ADVICE_GIVEN).where("allergies", is("nuts")),
                    "segment s",
                    "field allergies of Advice Given",
                    "Art. 9");
            refused(Purpose.ANALYTICS, did(PRODUCT_VIEWED).where("category", is("pregnancy")), "field category");
            refused(
                    Purpose.ANALYTICS,
                    did(PRODUCT_VIEWED).andThenNot(did(ORDER_COMPLETED).where("products[*].category", isNot("shoes"))),
                    "products[*].category");
            refused(
                    Purpose.ANALYTICS,
                    distinctOf(did(PRODUCT_VIEWED), "category").moreThan(2),
                    "category of Product Viewed");
            refused(Purpose.ANALYTICS, did(PRODUCT_VIEWED).then(PRODUCT_VIEWED).same("category"), "category");
            refused(Purpose.EMAIL_MARKETING, trait(DIET).is("kosher"), "diet");
            assertThat(stats().gates()).containsEntry("gate.evaluate.special", 6L);

            Segments.of(cdp)
                    .define(Segment.named("s")
                            .purpose(ADVICE)
                            .when(did(ADVICE_GIVEN).where("allergies", is("nuts"))));
            Segments.of(cdp)
                    .define(Segment.named("t")
                            .purpose(Purpose.ANALYTICS)
                            .when(did(PRODUCT_VIEWED).where("category", is("shoes"))));
            assertThat(stats().gates()).containsEntry("gate.evaluate.permitted", 2L);
        }

        @Test
        @Requirement("GDPR Art. 5(1)(b)")
        void a_field_is_not_read_for_a_purpose_that_it_does_not_name() {
            refused(Purpose.EMAIL_MARKETING, trait(TIER).is("gold"), "tier", "may not be used for email_marketing");
            refused(Purpose.AD_AUDIENCES, did(ORDER_COMPLETED).where("total", is(5)), "total");
            refused(Purpose.ANALYTICS, did(ORDER_COMPLETED).where("total_amount", is(5)), "total_amount", "never kept");
        }

        @Test
        @Requirement("GDPR Art. 5(1)(b)")
        void a_trigger_uses_what_its_segment_reads() {
            Segment gold = Segments.of(cdp)
                    .define(Segment.named("gold")
                            .purpose(Purpose.ANALYTICS)
                            .when(trait(TIER).is("gold")));
            Trigger mail = Trigger.named("mail").onEnter(gold).channel("email");

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Triggers.of(cdp).attach(mail.purpose(Purpose.EMAIL_MARKETING), firing -> {}))
                    .withMessageContaining("trigger mail: the field tier");
            Triggers.of(cdp).attach(mail.purpose(Purpose.SERVICE), firing -> {});
        }

        @Test
        @Requirement("GDPR Art. 5(1)(b)")
        void an_export_and_a_hand_over_hold_what_their_purpose_may_see() {
            say(Purpose.EMAIL_MARKETING, true);
            say(Purpose.ANALYTICS, true);
            Segment viewers = Segments.of(cdp)
                    .define(Segment.named("viewers").purpose(Purpose.ANALYTICS).when(did(PRODUCT_VIEWED)));
            List<Profile> handed = new ArrayList<>();
            Triggers.of(cdp)
                    .attach(
                            Trigger.named("mail").onEnter(viewers).purpose(Purpose.EMAIL_MARKETING),
                            firing -> handed.add(firing.profile()));
            cdp.identify(ANN, i -> i.set(TIER, "gold").set(Trait.FIRST_NAME, "Ann"));
            cdp.track(ANN, Commerce.productViewed("s1"));

            Profile exported = Consents.of(cdp)
                    .export(ANN, Purpose.EMAIL_MARKETING)
                    .orElseThrow()
                    .value(Purpose.EMAIL_MARKETING);
            assertThat(exported.traits().asMap()).isEqualTo(Map.of("first_name", "Ann"));
            assertThat(handed)
                    .singleElement()
                    .satisfies(profile -> assertThat(profile.traits().asMap()).isEqualTo(Map.of("first_name", "Ann")));
            assertThat(Consents.of(cdp)
                            .export(ANN, Purpose.ANALYTICS)
                            .orElseThrow()
                            .value(Purpose.ANALYTICS)
                            .get(TIER))
                    .contains("gold");
        }
    }

    @Test
    @Requirement("GDPR Art. 9(2)(a)")
    void special_data_without_a_special_purpose_stop_the_opening() {
        cdp.close();
        ConsentModule faulty = consent()
                .schemas(Schema.of(ADVICE_GIVEN)
                        .field(Field.of("illness", Category.HEALTH).usedFor(Purpose.ANALYTICS)));

        assertThatExceptionOfType(CdpException.class)
                .isThrownBy(() -> open(faulty))
                .withMessageContaining("field illness of Advice Given")
                .withMessageContaining("not marked special()");
        open();
    }

    @Nested
    class What_is_defined_anew {

        private final Condition topic = did(ADVICE_GIVEN).where("topic", is("food"));
        private final Condition allergies = did(ADVICE_GIVEN).where("allergies", is("nuts"));

        private Segment define(String name, Purpose purpose, Condition condition) {
            return Segments.of(cdp).define(Segment.named(name).purpose(purpose).when(condition));
        }

        @Test
        @Requirement("GDPR Art. 9(2)(a)")
        void must_be_readable_for_the_segments_that_speak_of_it() {
            define("food", Purpose.SERVICE, topic);
            define("eaters", Purpose.ANALYTICS, memberOf("food"));

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> define("food", ADVICE, allergies))
                    .withMessageStartingWith("segment eaters: ")
                    .withMessageContaining("allergies");
        }

        @Test
        @Requirement("GDPR Art. 9(2)(a)")
        void must_be_readable_for_the_triggers_on_it() {
            Segment food = define("food", Purpose.SERVICE, topic);
            Triggers.of(cdp)
                    .attach(
                            Trigger.named("thanks")
                                    .onEnter(food)
                                    .purpose(Purpose.ANALYTICS)
                                    .channel("house"),
                            firing -> {});

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> define("food", ADVICE, allergies))
                    .withMessageStartingWith("trigger thanks: ");
        }
    }
}
