package io.clientele.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.model.Identifier;
import io.clientele.model.IdentityDecision;
import io.clientele.spi.Evidence;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ten thousand edges on one value; the bounds of time are far above what is usual. */
@Timeout(value = 10, unit = TimeUnit.SECONDS)
class WorstCasesTest {

    private static final int MANY = 10_000;
    private static final Identifier KIOSK = Identifier.anonymousId("kiosk");
    private static final Identifier ANN = Identifier.userId("ann");

    private final IdentityEngine engine = IdentityEngine.with(IdentityRules.standard());

    private static Evidence seen(int i, Identifier a, Identifier b) {
        return new Evidence("e" + i, Instant.ofEpochSecond(i), List.of(a, b));
    }

    @Test
    void a_kiosk_of_many_customers_links_nobody_whatever_order_they_come_in() {
        for (int i = 0; i < MANY; i++) {
            engine.add(seen(i % 2 == 0 ? i : MANY - i, Identifier.userId("u" + i), KIOSK));
        }
        assertThat(engine.isShared(KIOSK)).isTrue();
        assertThat(engine.links(KIOSK)).hasSize(MANY);
    }

    @Test
    void a_card_or_an_order_of_many_customers_links_nobody_whatever_order_they_come_in() {
        for (Identifier hub :
                List.of(Identifier.loyaltyId("4711"), Identifier.orderId("4711"), Identifier.of("crm", "4711"))) {
            for (int i = 0; i < MANY; i++) {
                engine.add(seen(i % 2 == 0 ? i : MANY - i, Identifier.userId("u" + i), hub));
            }
            assertThat(engine.isShared(hub)).isTrue();
            assertThat(engine.links(hub)).hasSize(MANY);
        }
    }

    @Test
    void an_order_of_many_addresses_links_nobody() {
        Identifier order = Identifier.orderId("4711");
        for (int i = 0; i < MANY; i++) {
            engine.add(seen(i, Identifier.email("guest" + i + "@example.org"), order));
        }
        assertThat(engine.isShared(order)).isTrue();
    }

    @Test
    void what_one_person_has_many_of_stays_hers() {
        Identifier file = Identifier.of("crm", "c-1");
        for (int i = 0; i < MANY / 10; i++) {
            engine.add(seen(i, Identifier.orderId("o" + i), file));
        }
        for (int i = 0; i < 50; i++) {
            engine.add(seen(MANY + i, Identifier.anonymousId("v" + i), file));
        }
        assertThat(engine.subject(file).identifiers()).hasSize(MANY / 10 + 51);
    }

    @Test
    void a_kiosk_s_customers_are_told_apart_again_in_one_step() {
        List<Identifier> customers = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            customers.add(Identifier.userId("u" + i));
            engine.add(seen(i, customers.get(i), KIOSK));
        }

        Identifier last = customers.remove(MANY - 1);
        assertThat(engine.replace(customers, List.of())).containsExactlyInAnyOrder(last, KIOSK);
    }

    @Test
    void a_guest_terminal_of_many_addresses_links_nobody() {
        for (int i = 0; i < MANY; i++) {
            engine.add(seen(i, Identifier.email("guest" + i + "@example.org"), KIOSK));
            engine.add(seen(i, Identifier.userId("u" + i), Identifier.email("guest" + i + "@example.org")));
        }
        assertThat(engine.subject(Identifier.userId("u7")).identifiers()).hasSize(2);
    }

    @Test
    void an_account_of_many_browsers_holds_the_first_ones_up_to_the_limit() {
        for (int i = 0; i < MANY; i++) {
            engine.add(seen(i, ANN, Identifier.anonymousId("v" + i)));
        }
        assertThat(engine.subject(ANN).identifiers()).hasSize(51);
        assertThat(engine.add(seen(-1, ANN, Identifier.anonymousId("early")))).hasSize(52);
    }

    @Test
    void an_account_of_many_browsers_that_come_last_first_holds_the_first_ones_too() {
        for (int i = MANY; i > 0; i--) {
            engine.add(seen(i, ANN, Identifier.anonymousId("v" + i)));
        }
        assertThat(engine.subject(ANN).identifiers()).hasSize(51).contains(Identifier.anonymousId("v50"));
        assertThat(engine.links(Identifier.anonymousId("v51")))
                .singleElement()
                .returns(Link.State.REFUSED, Link::state);
    }

    @Test
    void what_became_of_many_refused_links_is_explained_in_one_walk() {
        for (int i = 0; i < 2 * MANY; i++) {
            engine.add(seen(i, ANN, Identifier.anonymousId("v" + i)));
        }
        List<Link> links = engine.links(ANN);
        assertThat(links).hasSize(2 * MANY);
        assertThat(links.get(50)).returns(Link.State.REFUSED, Link::state);
        assertThat(links.get(2 * MANY - 1).inTheWay())
                .hasSize(51)
                .contains(Identifier.anonymousId("v0"), Identifier.anonymousId("v" + (2 * MANY - 1)));
    }

    @Test
    void what_became_of_many_refused_links_between_two_is_explained_in_one_walk() {
        Identifier bob = Identifier.userId("bob");
        List<Evidence> all = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            all.add(seen(i, ANN, Identifier.orderId("o" + i)));
            all.add(seen(MANY + i, bob, Identifier.orderId("o" + i)));
        }
        engine.replace(List.of(ANN, bob), all);
        assertThat(engine.links(bob))
                .hasSize(MANY)
                .allSatisfy(link -> assertThat(link.inTheWay()).containsExactlyInAnyOrder(ANN, bob));
    }

    @Test
    void an_account_of_many_addresses_that_come_last_first_holds_the_first_ones() {
        for (int i = MANY / 10; i > 0; i--) {
            Identifier mail = Identifier.email("m" + i + "@example.org");
            engine.add(seen(i, mail, Identifier.orderId("o" + i)));
            engine.add(seen(i, ANN, mail));
        }
        assertThat(engine.subject(ANN).identifiers()).hasSize(11).contains(Identifier.orderId("o5"));
    }

    @Test
    void a_person_of_fifty_records_is_split_as_if_half_had_never_been_hers_and_put_back() {
        List<Evidence> all = new ArrayList<>();
        List<Identifier> wrong = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            Identifier other = i % 2 == 0 ? Identifier.anonymousId("v" + i) : Identifier.orderId("o" + i);
            all.add(seen(i, ANN, other));
            if (i >= 25) {
                wrong.add(other);
            }
        }
        all.forEach(engine::add);
        List<Link> before = engine.how(ANN);
        engine.decide(IdentityDecision.split("d", Instant.ofEpochSecond(50), wrong, List.of(ANN)), centres -> all);

        IdentityEngine never = IdentityEngine.with(IdentityRules.standard());
        all.subList(0, 25).forEach(never::add);
        assertThat(engine.subject(ANN).identifiers())
                .containsExactlyInAnyOrderElementsOf(never.subject(ANN).identifiers());
        assertThat(engine.how(ANN)).isEqualTo(never.how(ANN));
        assertThat(wrong)
                .allSatisfy(
                        each -> assertThat(engine.subject(each).identifiers()).containsExactly(each));
        engine.revoke("d", centres -> all);
        assertThat(engine.how(ANN)).isEqualTo(before).hasSize(50);
    }

    @Test
    void an_accident_of_many_records_is_split_in_one_step_and_put_back_in_another() {
        List<Evidence> all = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            all.add(seen(i, ANN, Identifier.orderId("o" + i)));
        }
        engine.replace(List.of(ANN), all);
        List<Identifier> half = all.subList(0, MANY / 2).stream()
                .map(e -> e.identifiers().get(1))
                .toList();
        IdentityDecision split = IdentityDecision.split("d", Instant.ofEpochSecond(MANY), half, List.of(ANN));
        assertThat(engine.decide(split, centres -> all)).hasSize(MANY + 1);
        assertThat(engine.subject(ANN).identifiers()).hasSize(MANY / 2 + 1);
        assertThat(engine.revoke("d", centres -> all)).hasSize(MANY + 1);
    }

    @Test
    void a_person_of_many_orders_is_parted_in_one_step() {
        List<Evidence> all = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            all.add(seen(i, ANN, Identifier.orderId("o" + i)));
        }
        engine.replace(List.of(ANN), all);
        assertThat(engine.subject(ANN).identifiers()).hasSize(MANY + 1);
        assertThat(engine.replace(List.of(ANN), all.subList(0, 10))).hasSize(MANY + 1);
        assertThat(engine.subject(ANN).identifiers()).hasSize(11);
    }
}
