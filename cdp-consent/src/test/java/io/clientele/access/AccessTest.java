package io.clientele.access;

import static io.clientele.access.Shop.ANN;
import static io.clientele.access.Shop.BOB;
import static io.clientele.model.Purpose.ANALYTICS;
import static io.clientele.model.Purpose.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clientele.Audits;
import io.clientele.Cdp;
import io.clientele.consent.ConsentModule;
import io.clientele.model.CdpException;
import io.clientele.model.Identifier;
import io.clientele.model.Purpose;
import io.clientele.model.Trait;
import io.clientele.rights.SubjectRequests;
import io.clientele.schema.Category;
import io.clientele.testkit.ManualClock;
import io.clientele.testkit.Requirement;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessTest {

    private final ManualClock clock = ManualClock.at("2026-03-01T09:00:00Z");
    private final Cdp cdp = Shop.open(clock);
    private final View support = as(Principal.person("s-1", "support").ticket("T-1"));
    private final View officer = as(Principal.person("dpo", "officer"));

    @AfterEach
    void close() {
        cdp.close();
    }

    private View as(Principal principal) {
        return Access.of(cdp).as(principal);
    }

    private List<Look> looks() {
        return officer.reads(Instant.EPOCH, Instant.MAX);
    }

    private static Map<String, String> values(List<Shown> shown) {
        Map<String, String> values = new java.util.TreeMap<>();
        shown.forEach(each -> values.put(each.name(), each.value()));
        return values;
    }

    @Nested
    class values {

        @Test
        @Requirement("GDPR Art. 25(2)")
        void support_sees_a_name_and_the_masks_of_addresses() {
            Card card = support.profile(ANN, SERVICE).orElseThrow();

            assertThat(values(card.traits()))
                    .isEqualTo(Map.of(
                            "email", "c•••@e•••.org",
                            "phone", "•••17",
                            "first_name", "Canaryann",
                            "country", "DE",
                            "birthday", "1984-02-03"));
            assertThat(values(card.identifiers())).containsEntry("user_id", "canary-ann-42");
            assertThat(card.traits()).filteredOn(Shown::masked).hasSize(2);
            assertThat(card.toString() + card.traits()).doesNotContain("anary", "c•••@e•••.org");
        }

        @Test
        void a_timeline_holds_what_the_purpose_may_use_and_the_role_sees() {
            Line called = support.timeline(ANN, SERVICE).stream()
                    .filter(line -> line.type().equals("Called"))
                    .findFirst()
                    .orElseThrow();

            assertThat(values(called.fields()))
                    .isEqualTo(Map.of(
                            "topic", "parcel lost",
                            "from", "c•••@e•••.org",
                            "offers[0].price", "10",
                            "offers[1].price", "12"));
            assertThat(called.hidden()).as("the mood is behaviour").isEqualTo(1);
            assertThat(called.toString()).doesNotContain("parcel");
        }

        @Test
        @Requirement("scenario 50")
        void the_officer_sees_the_ledger_and_no_behaviour() {
            assertThat(officer.consents(ANN)).singleElement().satisfies(choice -> {
                assertThat(choice.purpose()).isEqualTo("analytics");
                assertThat(choice.notice()).isEqualTo("v3");
                assertThat(choice.identifier().orElseThrow().value()).isEqualTo("c•••");
            });
            assertThatThrownBy(() -> officer.timeline(ANN, SERVICE)).isInstanceOf(AccessDeniedException.class);
        }

        @Test
        @Requirement("scenario 50")
        void a_marketer_is_denied_values_and_gets_counts_without_the_small_ones() {
            View marketer = as(Principal.person("m-1", "marketer"));

            assertThatThrownBy(() -> marketer.profile(ANN, SERVICE))
                    .isInstanceOfSatisfying(
                            AccessDeniedException.class,
                            denied -> assertThat(denied.reason()).isEqualTo("role"))
                    .hasMessageNotContaining("canary");
            assertThat(marketer.counts())
                    .isEqualTo(Map.of("abandoned-cart", OptionalInt.of(4_711), "lonely", OptionalInt.empty()));
        }

        @Test
        void a_field_that_nobody_declared_is_hidden_even_from_a_role_that_sees_every_category() {
            Role curious = Role.named("curious")
                    .may(Operation.PROFILE)
                    .usedFor(SERVICE)
                    .shows(Category.values());
            try (Cdp open = Cdp.inMemory()
                    .clock(clock)
                    .with(ConsentModule.optIn())
                    .with(AccessModule.standard().roles(curious))
                    .open()) {
                open.identify(ANN, i -> i.set(Trait.text("shoe_size"), "41").set(Trait.EMAIL, "ann@example.org"));

                Card card = Access.of(open)
                        .as(Principal.person("c", "curious"))
                        .profile(ANN, SERVICE)
                        .orElseThrow();

                assertThat(values(card.traits())).isEqualTo(Map.of("email", "ann@example.org"));
                assertThat(card.hidden()).isEqualTo(1);
            }
        }

        @Test
        @Requirement("GDPR Art. 5(1)(b)")
        void what_a_person_does_not_permit_no_role_sees() {
            Role buyer = Role.named("buyer")
                    .may(Operation.PROFILE, Operation.TIMELINE)
                    .usedFor(Purpose.PERSONALISATION)
                    .shows(Category.values());
            try (Cdp open = Shop.fill(Cdp.inMemory()
                    .clock(clock)
                    .with(Shop.consents())
                    .with(Shop.access().roles(buyer))
                    .open())) {
                View view = Access.of(open).as(Principal.person("b", "buyer"));

                assertThat(view.profile(ANN, Purpose.PERSONALISATION)).isEmpty();
                assertThat(view.timeline(ANN, Purpose.PERSONALISATION)).isEmpty();
                assertThat(Access.of(open)
                                .as(Principal.person("dpo", "officer"))
                                .reads(ANN))
                        .extracting(Look::outcome)
                        .containsExactly("not_permitted", "not_permitted");
            }
        }

        @Test
        void a_role_looks_for_its_own_purposes_only() {
            assertThatThrownBy(() -> support.profile(ANN, ANALYTICS))
                    .isInstanceOfSatisfying(
                            AccessDeniedException.class,
                            denied -> assertThat(denied.reason()).isEqualTo("purpose"));
        }

        @Test
        void a_role_for_a_purpose_outside_the_policy_does_not_open() {
            Role strange = Role.named("strange").usedFor(Purpose.named("gossip"));
            var builder = Cdp.inMemory()
                    .with(ConsentModule.optIn())
                    .with(AccessModule.standard().roles(strange));

            assertThatThrownBy(builder::open)
                    .isInstanceOf(CdpException.class)
                    .hasMessageContaining("strange")
                    .hasMessageContaining("gossip");
        }
    }

    @Nested
    class tickets {

        @Test
        void without_a_ticket_support_sees_nobody() {
            View bare = as(Principal.person("s-1", "support"));

            assertThatThrownBy(() -> bare.find(ANN))
                    .isInstanceOfSatisfying(
                            AccessDeniedException.class,
                            denied -> assertThat(denied.reason()).isEqualTo("no_ticket"));
        }

        @Test
        void a_ticket_opens_one_person() {
            assertThat(support.find(ANN)).isPresent();
            assertThatThrownBy(() -> support.find(BOB))
                    .isInstanceOfSatisfying(
                            AccessDeniedException.class,
                            denied -> assertThat(denied.reason()).isEqualTo("other_ticket"));
            assertThat(as(Principal.person("s-1", "support").ticket("T-2")).find(BOB))
                    .isPresent();
        }
    }

    @Nested
    class notes {

        @Test
        @Requirement("GDPR Art. 32(1)(b)")
        void each_look_of_a_person_is_in_the_audit_log_and_names_nobody() {
            long before = Audits.of(cdp).size();
            support.profile(ANN, SERVICE);
            support.timeline(ANN, SERVICE);

            assertThat(Audits.of(cdp).size()).isEqualTo(before + 2);
            StringWriter log = new StringWriter();
            officer.audit(log);
            assertThat(log.toString()).contains("\"k\":\"note\"").doesNotContain("canary", "T-1");
            assertThat(officer.reads(ANN))
                    .extracting(
                            Look::operation,
                            Look::outcome,
                            look -> look.ticket().orElse(""))
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple("profile", "shown", "T-1"),
                            org.assertj.core.groups.Tuple.tuple("timeline", "shown", "T-1"));
            assertThat(looks().toString()).doesNotContain("canary");
        }

        @Test
        void somebody_who_was_looked_for_and_is_not_known_is_noted_without_a_name() {
            assertThat(support.find(Identifier.userId("canary-nobody"))).isEmpty();

            assertThat(looks()).singleElement().satisfies(look -> {
                assertThat(look.outcome()).isEqualTo("nobody");
                assertThat(look.profile()).isEmpty();
            });
        }

        @Test
        void looks_of_a_machine_are_noted_in_sums_that_lose_none() {
            Role robot = Role.named("robot").may(Operation.FIND).shows(Category.IDENTITY);
            try (Cdp open = Shop.fill(Cdp.inMemory()
                    .clock(clock)
                    .with(Shop.consents())
                    .with(Shop.access().roles(robot))
                    .open())) {
                View machine = Access.of(open).as(Principal.machine("export", "robot"));
                View dpo = Access.of(open).as(Principal.person("dpo", "officer"));
                long before = Audits.of(open).size();
                for (int i = 0; i < 100; i++) {
                    machine.find(ANN);
                }
                assertThat(Audits.of(open).size()).isEqualTo(before + 1);
                clock.advance(Duration.ofHours(1));
                machine.find(BOB);

                assertThat(dpo.reads(Instant.EPOCH, Instant.MAX))
                        .filteredOn(look -> look.principal().equals("export"))
                        .extracting(Look::count)
                        .containsExactly(1L, 99L, 1L);
            }
        }

        @Test
        void what_a_machine_did_last_is_noted_at_close_and_all_is_there_after_opening_again(@TempDir Path directory) {
            Role robot = Role.named("robot").may(Operation.FIND).shows(Category.IDENTITY);
            try (Cdp open = Shop.fill(open(directory, robot))) {
                View machine = Access.of(open).as(Principal.machine("export", "robot"));
                for (int i = 0; i < 5; i++) {
                    machine.find(ANN);
                }
            }
            try (Cdp open = open(directory, robot)) {
                assertThat(Access.of(open)
                                .as(Principal.person("dpo", "officer"))
                                .reads(Instant.EPOCH, Instant.MAX))
                        .extracting(Look::count)
                        .containsExactly(1L, 4L);
            }
        }

        private Cdp open(Path directory, Role robot) {
            return Cdp.in(directory)
                    .clock(clock)
                    .with(Shop.consents())
                    .with(Shop.access().roles(robot))
                    .open();
        }

        @Test
        @Requirement("GDPR Art. 17")
        void after_an_erasure_the_looks_stay_and_lead_to_nobody() {
            support.find(ANN);
            SubjectRequests.of(cdp).erase(ANN, "login");

            assertThat(officer.reads(ANN)).isEmpty();
            assertThat(looks()).extracting(Look::operation).contains("find");
        }
    }

    @Nested
    class a_breach {

        @Test
        @Requirement("GDPR Art. 33(3)")
        void is_filed_with_whom_it_concerns_and_what_was_seen_and_by_when_it_is_due() {
            View lent = as(Principal.person("lent-account", "support").ticket("T-5"));
            View lentAgain = as(Principal.person("lent-account", "support").ticket("T-6"));
            lent.profile(ANN, SERVICE);
            clock.advance(Duration.ofHours(1));
            Instant from = clock.instant();
            lent.profile(ANN, SERVICE);
            lentAgain.find(BOB);
            support.find(ANN);
            clock.advance(Duration.ofHours(1));
            Instant noticed = clock.instant();

            BreachFile file =
                    officer.breach(Breach.between(from, noticed, noticed).by("lent-account"));

            assertThat(file.profiles()).hasSize(2);
            assertThat(file.principals()).isEqualTo(Map.of("lent-account", 2L));
            assertThat(file.kinds())
                    .containsExactlyInAnyOrder(
                            Category.IDENTITY, Category.PLACE, Category.TRANSACTION, Category.CONTACT);
            assertThat(file.dueBy()).isEqualTo(noticed.plus(Duration.ofDays(3)));
            assertThat(file.unnamed()).isZero();
            assertThat(file.toString()).isEqualTo("breach file of 2 looks at 2 profiles");
        }
    }

    @Nested
    class breaking_glass {

        private final View asker = as(Principal.person("s-9", "support").ticket("T-9"));

        @Test
        void takes_two_people_shows_one_person_and_ends_by_itself() {
            BreakGlass asked = asker.breakGlass(ANN, SERVICE, "parcel to a wrong address", Duration.ofHours(2));
            assertThat(values(asker.profile(ANN, SERVICE).orElseThrow().traits()))
                    .containsEntry("email", "c•••@e•••.org");

            BreakGlass approved = officer.approve(asked.id());

            assertThat(approved.until()).contains(Instant.parse("2026-03-01T11:00:00Z"));
            assertThat(values(asker.profile(ANN, SERVICE).orElseThrow().traits()))
                    .containsEntry("email", "canary.ann@example.org");
            assertThat(values(support.profile(ANN, SERVICE).orElseThrow().traits()))
                    .as("not for others")
                    .containsEntry("email", "c•••@e•••.org");
            clock.advance(Duration.ofHours(2));
            assertThat(values(asker.profile(ANN, SERVICE).orElseThrow().traits()))
                    .containsEntry("email", "c•••@e•••.org");
        }

        @Test
        void both_people_are_recorded() {
            BreakGlass asked = asker.breakGlass(ANN, SERVICE, "parcel", Duration.ofHours(2));
            officer.approve(asked.id());

            assertThat(looks())
                    .filteredOn(look -> List.of("break_glass", "approve").contains(look.operation()))
                    .extracting(Look::principal)
                    .containsExactly("s-9", "dpo");
            assertThat(looks())
                    .filteredOn(look -> look.operation().equals("break_glass"))
                    .extracting(Look::reason)
                    .containsExactly(java.util.Optional.of("parcel"));
        }

        @Test
        void nobody_approves_their_own() {
            Role both = Role.named("both").may(Operation.BREAK_GLASS, Operation.APPROVE);
            try (Cdp open = Shop.fill(Cdp.inMemory()
                    .clock(clock)
                    .with(Shop.consents())
                    .with(Shop.access().roles(both))
                    .open())) {
                View alone = Access.of(open).as(Principal.person("x", "both"));
                String id = alone.breakGlass(ANN, SERVICE, "curious", Duration.ofHours(1))
                        .id();

                assertThatThrownBy(() -> alone.approve(id))
                        .isInstanceOfSatisfying(
                                AccessDeniedException.class,
                                denied -> assertThat(denied.reason()).isEqualTo("same_person"));
            }
        }

        @Test
        void what_waited_too_long_or_was_approved_already_cannot_be_approved() {
            String late = asker.breakGlass(ANN, SERVICE, "parcel", Duration.ofHours(2))
                    .id();
            clock.advance(Duration.ofHours(1).plusMillis(1));
            assertThatIllegalArgumentException().isThrownBy(() -> officer.approve(late));

            String once = asker.breakGlass(ANN, SERVICE, "parcel", Duration.ofHours(2))
                    .id();
            officer.approve(once);
            assertThatIllegalArgumentException().isThrownBy(() -> officer.approve(once));
        }

        @Test
        void a_reason_a_person_and_a_sane_time_are_needed() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> asker.breakGlass(ANN, SERVICE, " ", Duration.ofHours(1)));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> asker.breakGlass(ANN, SERVICE, "parcel", Duration.ofHours(5)));
            assertThatIllegalArgumentException()
                    .isThrownBy(() ->
                            asker.breakGlass(Identifier.userId("nobody"), SERVICE, "parcel", Duration.ofHours(1)));
            View machine = as(Principal.machine("job", "support").ticket("T-9"));
            assertThatThrownBy(() -> machine.breakGlass(ANN, SERVICE, "parcel", Duration.ofHours(1)))
                    .isInstanceOfSatisfying(
                            AccessDeniedException.class,
                            denied -> assertThat(denied.reason()).isEqualTo("machine"));
        }

        @Test
        void it_breaks_the_wall_of_the_role_and_not_the_choice_of_the_person() {
            String id = asker.breakGlass(ANN, Purpose.SURVEYS, "complaint", Duration.ofHours(1))
                    .id();
            officer.approve(id);

            assertThat(asker.profile(ANN, Purpose.SURVEYS)).isEmpty();
        }
    }
}
