package io.clientele.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.clientele.Cdp;
import io.clientele.consent.ConsentModule;
import io.clientele.consent.Consents;
import io.clientele.identity.Identities;
import io.clientele.identity.IdentityModule;
import io.clientele.identity.Link;
import io.clientele.identity.match.Match;
import io.clientele.identity.match.Matches;
import io.clientele.identity.match.Matching;
import io.clientele.model.ConsentAct;
import io.clientele.model.Evidence;
import io.clientele.model.Identifier;
import io.clientele.model.Purpose;
import io.clientele.rights.SubjectRequests;
import io.clientele.testkit.ManualClock;
import io.clientele.testkit.Requirement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Guests of whom nothing names two together: who becomes one person through the front door, who does not, and what is told of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MatchingVerdictsTest {

    private static final List<String> NAMES =
            List.of("first_name", "last_name", "birth_date", "street", "house_number", "postcode", "phone", "email");

    private final ManualClock clock = ManualClock.at(World.START.plusSeconds(600));
    private final Townsfolk town = new Townsfolk(12, 1_000);
    private Cdp cdp;
    private int next;

    @BeforeAll
    void open() {
        cdp = Cdp.inMemory()
                .clock(clock)
                .with(ConsentModule.optIn())
                .with(IdentityModule.standard().matching(Matching.standard()))
                .open();
        assertThatThrownBy(() -> Matches.of(cdp).learn()).isInstanceOf(IllegalStateException.class);
        town.guests(World.START.plusSeconds(60)).forEach(guest -> {
            permit(guest.identifiers().get(0));
            cdp.accept(guest);
        });
        assertThat(Matches.of(cdp).model()).isEmpty();
        assertThat(Matches.of(cdp).learn().fingerprint())
                .isEqualTo(Matches.of(cdp).model().orElseThrow().fingerprint());
    }

    @AfterAll
    void close() {
        cdp.close();
    }

    private void permit(Identifier who) {
        cdp.accept(ConsentAct.of("act-" + next++, who, Purpose.STITCHING, ConsentAct.Decision.GRANT, World.START)
                .by(Evidence.of("test", "v1")));
    }

    /** Values in the order of the fields, apart by commas; a dash is a missing one. */
    private static Map<String, String> said(String values) {
        Map<String, String> named = new HashMap<>();
        List<String> each = List.of(values.split(", ", -1));
        for (int i = 0; i < each.size(); i++) {
            if (!each.get(i).equals("-")) {
                named.put(NAMES.get(i), each.get(i));
            }
        }
        return named;
    }

    private Identifier guest(String values) {
        return says(Identifier.orderId("x-" + next++), values);
    }

    private Identifier says(Identifier who, String values) {
        permit(who);
        cdp.accept(Townsfolk.event("said-" + next++, clock.instant(), said(values), who));
        return who;
    }

    private boolean isOne(Identifier one, Identifier other) {
        return cdp.profile(one).orElseThrow().identifiers().contains(other);
    }

    private boolean isOne(String one, String other) {
        return isOne(guest(one), guest(other));
    }

    @Test
    void father_and_son_of_one_name_at_one_address_are_two() {
        assertThat(isOne(
                        "William, Kowalczyk, 1950-03-14, hill street, 12, 12345, 0301234561, -",
                        "William, Kowalczyk, 1981-11-02, hill street, 12, 12345, 0301234561, -"))
                .isFalse();
    }

    @Test
    void twins_are_two() {
        assertThat(isOne(
                        "Oskar, Nowakowska, 2001-05-20, moor street, 12, 12344, 0301234562, -",
                        "Fiona, Nowakowska, 2001-05-20, moor street, 12, 12344, 0301234562, -"))
                .isFalse();
    }

    @Test
    void a_couple_with_one_mailbox_and_one_telephone_is_two() {
        assertThat(isOne(
                        "Oskar, Zielinska, 1971-05-20, elm street, 12, 12343, 0301234563, us@mail.example",
                        "Fiona, Zielinska, 1973-01-30, elm street, 12, 12343, 0301234563, us@mail.example"))
                .isFalse();
    }

    @Test
    void who_moved_is_one_and_so_is_who_married() {
        assertThat(isOne(
                        "Oskar, Wisniewski, 1971-05-20, oak street, 12, 12342, -, ow@mail.example",
                        "Oskar, Wisniewski, 1971-05-20, lake road, 3, 17777, -, ow@mail.example"))
                .isTrue();
        assertThat(isOne(
                        "Fiona, Lewandowska, 1985-08-09, ash street, 12, 12341, 0301234564, fi@mail.example",
                        "Fiona, Abendroth, 1985-08-09, ash street, 12, 12341, 0301234564, fi@mail.example"))
                .isTrue();
    }

    @Test
    void a_typing_error_in_every_field_is_still_one_and_nothing_said_is_nobody() {
        assertThat(
                        isOne(
                                "Alexander, Kaminski, 1971-05-20, hollister street, 12, 12349, 0301234567, alex.kam@mail.example",
                                "Alexnader, Kaminksi, 1971-05-21, holister street, 12, 12394, 0301234576, alex.kan@mail.example"))
                .isTrue();
        assertThat(isOne("n/a, unknown, -, null, -, -, 0000000000, -", "n/a, unknown, -, null, -, -, 0000000000, -"))
                .isFalse();
    }

    /** All that somebody of a name of their own would say. */
    private static String everything(String name) {
        int own = Math.floorMod(name.hashCode(), 90_000_000);
        return "Gustav, %s, 19%d-02-11, %s street, %d, %d, 03%08d, %s@mail.example"
                .formatted(name, 40 + own % 50, name, 1 + own % 90, 10_000 + own % 90_000, own, name);
    }

    @Test
    void two_accounts_are_never_one_however_alike_and_stay_apart_through_a_guest_between() {
        Identifier one = says(Identifier.userId("same-1"), everything("Pawlowski"));
        Identifier other = says(Identifier.userId("same-2"), everything("Pawlowski"));
        Identifier guest = guest(everything("Pawlowski"));
        assertThat(isOne(one, other)).isFalse();
        assertThat(isOne(guest, one) ^ isOne(guest, other)).isTrue();
        assertThat(Matches.of(cdp).review(10_000))
                .noneMatch(possible -> Set.of(possible.one(), possible.other()).equals(Set.of(one, other)));
        assertThat(Matches.of(cdp).compare(one, other).orElseThrow().verdict()).isEqualTo(Match.Verdict.DIFFERENT);
    }

    @Test
    void a_link_names_the_weights_that_its_score_is_the_sum_of_and_so_does_what_stands_between() {
        Identifier one = guest(everything("Dabrowski"));
        Identifier other = guest(everything("Dabrowski"));
        List<Link> why = Identities.of(cdp).why(one, other);
        assertThat(why).singleElement().satisfies(link -> {
            Match match = link.match().orElseThrow();
            double sum = match.sum().prior() + match.sum().household();
            for (Match.Weight weight : match.sum().weights()) {
                sum += weight.bits();
            }
            assertThat(match.score()).isCloseTo(sum, within(1e-9)).isPositive();
            assertThat(link.evidence())
                    .isEqualTo(Matches.of(cdp).model().orElseThrow().fingerprint());
        });
        Matches.of(cdp).different(one, other);
        assertThat(isOne(one, other)).isFalse();
        assertThat(Identities.of(cdp).whyNot(one, other)).singleElement().satisfies(link -> {
            assertThat(link.state()).isEqualTo(Link.State.APART);
            assertThat(link.match()).isPresent();
        });
    }

    @Test
    void what_is_possible_waits_for_a_person_whose_word_counts_for_good() {
        Set<Set<Identifier>> seen = new HashSet<>();
        List<Matches.Possible> review = Matches.of(cdp).review(1_000);
        assertThat(review)
                .isNotEmpty()
                .isSortedAccordingTo(
                        (a, b) -> Double.compare(b.match().score(), a.match().score()));
        for (Matches.Possible possible : review) {
            assertThat(isOne(possible.one(), possible.other())).isFalse();
            assertThat(possible.match().verdict()).isNotEqualTo(Match.Verdict.DIFFERENT);
            assertThat(seen.add(Set.of(possible.one(), possible.other()))).isTrue();
        }
        Matches.Possible first = review.get(0);
        assertThat(Matches.of(cdp).same(first.one(), first.other()).isStored()).isTrue();
        assertThat(isOne(first.one(), first.other())).isTrue();
        assertThat(Identities.of(cdp).decisions(first.one())).hasSize(1);
        Identities.of(cdp)
                .revoke(Identities.of(cdp).decisions(first.one()).get(0).id());
        assertThat(isOne(first.one(), first.other())).isFalse();
        Matches.of(cdp).different(first.one(), first.other());
        assertThat(Matches.of(cdp).review(1_000))
                .noneMatch(possible ->
                        possible.one().equals(first.one()) && possible.other().equals(first.other()));
    }

    @Test
    @Requirement("GDPR Art. 7(3)")
    void who_does_not_permit_stitching_is_like_nobody() {
        Identifier one = guest(everything("Wojcik"));
        Identifier other = guest(everything("Wojcik"));
        assertThat(isOne(one, other)).isTrue();
        Consents.of(cdp).record(other, c -> c.withdraw(Purpose.STITCHING));
        assertThat(isOne(one, other)).isFalse();
        assertThat(Matches.of(cdp).compare(one, other)).isEmpty();
        Identifier silent = Identifier.orderId("never-asked");
        cdp.accept(Townsfolk.event("said-" + next++, clock.instant(), said(everything("Wojcik")), silent));
        assertThat(isOne(one, silent)).isFalse();
    }

    @Test
    @Requirement("GDPR Art. 15")
    @Requirement("GDPR Art. 17")
    void likeness_widens_nobodys_rights() {
        Identifier ann = says(Identifier.userId("ann"), everything("Jankowski"));
        Identifier guest = guest(everything("Jankowski"));
        assertThat(isOne(ann, guest)).isTrue();
        SubjectRequests.of(cdp).erase(ann, "login");
        assertThat(cdp.profile(ann)).isEmpty();
        assertThat(cdp.profile(guest).orElseThrow().identifiers()).containsExactly(guest);
        assertThat(Identities.of(cdp).links(guest)).isEmpty();
        assertThat(Matches.of(cdp).compare(ann, guest)).isEmpty();
    }

    @Test
    void a_model_learned_on_a_thread_of_the_hosts_makes_the_same_of_the_same() {
        Identifier one = guest(everything("Krawczyk"));
        Identifier other = guest(everything("Krawczyk"));
        String before = Matches.of(cdp).model().orElseThrow().fingerprint();
        String after = Matches.of(cdp).learn(Runnable::run).join().fingerprint();
        assertThat(after).isNotEqualTo(before);
        assertThat(isOne(one, other)).isTrue();
    }
}
