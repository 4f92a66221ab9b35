package io.clientele.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.clientele.model.Identifier;
import io.clientele.spi.Evidence;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class IdentityEngineTest {

    private static final Identifier ANN = Identifier.userId("ann");
    private static final Identifier BOB = Identifier.userId("bob");
    private static final Identifier LAPTOP = Identifier.anonymousId("laptop");
    private static final Identifier PHONE = Identifier.anonymousId("phone");
    private static final Identifier CARD = Identifier.loyaltyId("card");
    private static final Identifier MAIL = Identifier.email("ann@example.org");

    private final IdentityEngine engine = IdentityEngine.with(IdentityRules.standard());

    private static Evidence evidence(String id, int second, Identifier... together) {
        return new Evidence(id, Instant.ofEpochSecond(second), List.of(together));
    }

    @Nested
    class joining {

        @Test
        void identifiers_of_one_event_are_one_person() {
            assertThat(engine.add(evidence("1", 5, LAPTOP, ANN, MAIL))).containsExactlyInAnyOrder(LAPTOP, ANN, MAIL);

            assertThat(engine.subject(MAIL).identifiers()).containsExactlyInAnyOrder(LAPTOP, ANN, MAIL);
            assertThat(engine.subject(PHONE).identifiers()).containsExactly(PHONE);
        }

        @Test
        void they_came_together_at_the_latest_event_on_the_way_between_them() {
            engine.add(evidence("1", 5, ANN, LAPTOP));
            engine.add(evidence("2", 9, ANN, MAIL));
            engine.add(evidence("3", 20, MAIL, LAPTOP));

            assertThat(engine.subject(ANN).mergedAt(LAPTOP, MAIL)).contains(Instant.ofEpochSecond(9));
            assertThat(engine.subject(ANN).mergedAt(LAPTOP, LAPTOP)).isEmpty();
            assertThat(engine.subject(ANN).mergedAt(LAPTOP, BOB)).isEmpty();
        }

        @Test
        void repeated_evidence_and_evidence_of_one_identifier_change_nothing() {
            engine.add(evidence("1", 5, ANN, LAPTOP));

            assertThat(engine.add(evidence("1", 5, ANN, LAPTOP))).isEmpty();
            assertThat(engine.add(evidence("2", 6, ANN, LAPTOP))).isEmpty();
            assertThat(engine.add(evidence("3", 6, PHONE, PHONE))).isEmpty();
            assertThat(engine.replace(List.of(PHONE, BOB), List.of())).isEmpty();
            assertThat(engine.reconsider(BOB)).isEmpty();
        }
    }

    @Nested
    class at_a_limit {

        @Test
        void a_further_login_name_makes_no_one_of_two() {
            engine.add(evidence("1", 5, ANN, CARD));

            assertThat(engine.add(evidence("2", 6, BOB, CARD))).isEmpty();

            assertThat(engine.subject(CARD).identifiers()).containsExactlyInAnyOrder(ANN, CARD);
            assertThat(engine.links(BOB)).singleElement().satisfies(link -> {
                assertThat(link.state()).isEqualTo(Link.State.REFUSED);
                assertThat(link.limit()).contains("user_id");
                assertThat(link.evidence()).isEqualTo("2");
                assertThat(link.toString()).doesNotContain("bob");
            });
        }

        @Test
        void earlier_evidence_that_comes_late_takes_the_card_over() {
            engine.add(evidence("1", 5, ANN, CARD));

            assertThat(engine.add(evidence("2", 4, BOB, CARD))).containsExactlyInAnyOrder(ANN, BOB, CARD);
            assertThat(engine.subject(CARD).identifiers()).containsExactlyInAnyOrder(BOB, CARD);
        }

        @Test
        void a_refused_link_counts_again_when_what_was_in_its_way_is_gone() {
            engine.add(evidence("1", 5, ANN, CARD));
            engine.add(evidence("2", 6, BOB, CARD));

            assertThat(engine.replace(List.of(ANN), List.of())).containsExactlyInAnyOrder(ANN, BOB, CARD);
            assertThat(engine.subject(BOB).identifiers()).containsExactlyInAnyOrder(BOB, CARD);
            assertThat(engine.links(BOB)).singleElement().returns(Link.State.JOINS, Link::state);
        }

        @Test
        void a_shop_may_set_its_own() {
            IdentityEngine narrow = IdentityEngine.with(IdentityRules.standard().limit(Identifier.ANONYMOUS_ID, 1));
            narrow.add(evidence("1", 5, ANN, LAPTOP));
            narrow.add(evidence("2", 6, ANN, PHONE));

            assertThat(narrow.subject(ANN).identifiers()).containsExactlyInAnyOrder(ANN, LAPTOP);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> IdentityRules.standard().limit("email", 0));
        }
    }

    @Nested
    class with_several_owners {

        @Test
        void a_browser_of_two_customers_is_shared_and_belongs_to_neither() {
            engine.add(evidence("1", 5, ANN, LAPTOP));

            assertThat(engine.add(evidence("2", 6, BOB, LAPTOP))).containsExactlyInAnyOrder(ANN, LAPTOP);

            assertThat(engine.links(LAPTOP))
                    .hasSize(2)
                    .allSatisfy(link -> assertThat(link.state()).isEqualTo(Link.State.SHARED));
        }

        @Test
        void two_accounts_of_one_mailbox_are_one_person_s_whose_browser_stays_with_the_first() {
            engine.add(evidence("1", 5, ANN, LAPTOP));
            engine.add(evidence("2", 6, BOB, LAPTOP));
            engine.add(evidence("3", 7, BOB, MAIL));
            assertThat(engine.add(evidence("4", 8, ANN, MAIL))).containsExactlyInAnyOrder(ANN, LAPTOP);

            assertThat(engine.subject(BOB).identifiers()).containsExactlyInAnyOrder(BOB, MAIL);
            assertThat(engine.whyNot(ANN, BOB)).anyMatch(link -> link.state() == Link.State.REFUSED);

            assertThat(engine.replace(List.of(ANN), List.of(evidence("1", 5, ANN, LAPTOP))))
                    .containsExactlyInAnyOrder(ANN, LAPTOP);
            assertThat(engine.isShared(LAPTOP)).isTrue();
        }

        @Test
        void two_accounts_of_one_mailbox_with_a_phone_each_are_two_people_s() {
            engine.add(evidence("1", 5, ANN, MAIL, Identifier.phone("+49301234567")));
            engine.add(evidence("2", 6, BOB, MAIL, Identifier.phone("+49301234568")));
            engine.add(evidence("3", 7, ANN, LAPTOP));
            engine.add(evidence("4", 8, BOB, LAPTOP));

            assertThat(engine.isShared(LAPTOP)).isTrue();
        }

        @Test
        void it_belongs_to_one_again_when_the_other_is_gone() {
            engine.add(evidence("1", 5, ANN, LAPTOP));
            engine.add(evidence("2", 6, BOB, LAPTOP));

            assertThat(engine.replace(List.of(BOB), List.of())).containsExactlyInAnyOrder(ANN, LAPTOP);
        }

        @Test
        void owners_that_turn_out_to_be_one_person_share_nothing() {
            Identifier old = Identifier.email("old@example.org");
            Identifier number = Identifier.phone("+49301234567");
            IdentityEngine strict = IdentityEngine.with(IdentityRules.standard().owners(Identifier.PHONE, 1));
            strict.add(evidence("1", 5, MAIL, number));
            assertThat(strict.add(evidence("2", 6, old, number))).containsExactlyInAnyOrder(MAIL, number);

            strict.add(evidence("3", 7, ANN, MAIL));
            assertThat(strict.add(evidence("4", 8, ANN, old))).containsExactlyInAnyOrder(ANN, MAIL, old, number);
        }

        @Test
        void a_shop_may_say_that_two_addresses_on_one_browser_are_two_people_s() {
            Identifier other = Identifier.email("other@example.org");
            IdentityEngine strict =
                    IdentityEngine.with(IdentityRules.standard().contradictions(Identifier.ANONYMOUS_ID, 0));
            strict.add(evidence("1", 5, MAIL, LAPTOP));
            strict.add(evidence("2", 6, other, LAPTOP));

            assertThat(strict.isShared(LAPTOP)).isTrue();
            assertThat(strict.rules().contradictions(Identifier.ANONYMOUS_ID)).isZero();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> IdentityRules.standard().contradictions("email", -1));
        }

        @Test
        void two_addresses_on_one_browser_are_one_person_s_but_not_with_a_phone_each() {
            Identifier other = Identifier.email("other@example.org");
            engine.add(evidence("1", 5, MAIL, LAPTOP));
            engine.add(evidence("2", 6, other, LAPTOP));
            assertThat(engine.subject(LAPTOP).identifiers()).containsExactlyInAnyOrder(MAIL, other, LAPTOP);

            Identifier number = Identifier.phone("+49301234567");
            engine.add(evidence("3", 7, MAIL, number));
            assertThat(engine.subject(LAPTOP).identifiers()).hasSize(4);
            Identifier second = Identifier.phone("+49307654321");
            assertThat(engine.add(evidence("4", 8, other, second)))
                    .containsExactlyInAnyOrder(MAIL, number, other, second, LAPTOP);
            assertThat(engine.isShared(LAPTOP)).isTrue();
            assertThat(engine.links(LAPTOP))
                    .allMatch(link -> link.state() == Link.State.SHARED)
                    .allMatch(link -> link.inTheWay().equals(Set.of(MAIL, other)));

            engine.add(evidence("5", 9, ANN, MAIL, other));
            assertThat(engine.subject(LAPTOP).identifiers())
                    .as("who turn out to be one person")
                    .containsExactlyInAnyOrder(ANN, MAIL, number, other, second, LAPTOP);
        }

        @Test
        void a_shop_may_let_a_value_have_more() {
            IdentityEngine family = IdentityEngine.with(IdentityRules.standard().owners(Identifier.PAYMENT_TOKEN, 2));
            Identifier token = Identifier.paymentToken("tok-1");
            family.add(evidence("1", 5, MAIL, token));
            family.add(evidence("2", 6, Identifier.email("bob@example.org"), token));

            assertThat(family.subject(token).identifiers()).hasSize(3);
            engine.add(evidence("1", 5, MAIL, token));
            engine.add(evidence("2", 6, Identifier.email("bob@example.org"), token));
            assertThat(engine.isShared(token)).isTrue();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> IdentityRules.standard().owners("phone", 0));
        }
    }

    @Nested
    class where_consent_forbids {

        @Test
        void the_edge_stays_on_record_and_joins_once_it_is_permitted() {
            var permitted = new java.util.concurrent.atomic.AtomicBoolean();
            engine.permission((a, b, time) -> permitted.get());

            assertThat(engine.add(evidence("1", 5, ANN, LAPTOP))).isEmpty();
            assertThat(engine.links(ANN)).singleElement().returns(Link.State.NOT_PERMITTED, Link::state);
            permitted.set(true);
            assertThat(engine.reconsider(LAPTOP)).containsExactlyInAnyOrder(ANN, LAPTOP);
            permitted.set(false);
            assertThat(engine.reconsider(ANN)).containsExactlyInAnyOrder(ANN, LAPTOP);
            assertThat(engine.subject(ANN).identifiers()).containsExactly(ANN);
        }
    }

    @Nested
    class the_mailbox_of_a_function {

        private final Identifier info = Identifier.email("info@example.org");

        @Test
        void links_nothing_and_owns_only_where_there_is_nothing_else() {
            assertThat(engine.add(evidence("1", 5, info, LAPTOP))).isEmpty();
            assertThat(engine.strongest(List.of(info, LAPTOP))).isEqualTo(LAPTOP);
            assertThat(engine.strongest(List.of(info))).isEqualTo(info);
        }
    }

    @Nested
    class ranking {

        @Test
        void a_namespace_of_the_shop_s_own_ranks_where_the_shop_says() {
            IdentityRules rules = IdentityRules.standard().rankAfter("till", Identifier.EMAIL);

            assertThat(rules.strongest(List.of(Identifier.of("till", "1"), Identifier.phone("+49301234567"))))
                    .isEqualTo(Identifier.of("till", "1"));
            assertThatIllegalArgumentException().isThrownBy(() -> rules.rankAfter("till", "unheard_of"));
        }

        @Test
        void the_strongest_is_of_the_strongest_namespace_then_of_the_smallest_value() {
            Identifier till = Identifier.of("till", "1");

            assertThat(engine.strongest(List.of(LAPTOP, MAIL, BOB, ANN))).isEqualTo(ANN);
            assertThat(engine.strongest(List.of(till, LAPTOP))).isEqualTo(LAPTOP);
            assertThatIllegalArgumentException().isThrownBy(() -> engine.strongest(List.of()));
        }
    }
}
