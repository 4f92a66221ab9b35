package io.clientele.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.Cdp;
import io.clientele.consent.Consents;
import io.clientele.identity.Identities;
import io.clientele.identity.Link;
import io.clientele.model.Event;
import io.clientele.model.Identifier;
import io.clientele.model.Outcome;
import io.clientele.model.Purpose;
import io.clientele.model.Trait;
import io.clientele.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * The {@code alias} call of the Segment model says that what was known under a former id is known under a new one: it is
 * {@code identify} of the new id, the same as the former.
 */
class AliasTest {

    private static final Identifier ANN = Identifier.userId("ann");
    private static final Identifier BOB = Identifier.userId("bob");
    private static final Identifier VISIT = Identifier.anonymousId("visit");
    private static final Identifier SECOND = Identifier.anonymousId("second");
    private static final Identifier THIRD = Identifier.anonymousId("third");

    /** What is done with a platform. */
    private interface Acts {
        void on(Cdp cdp);
    }

    private static void alias(Cdp cdp, Identifier former, Identifier id, int minute) {
        assertThat(cdp.identify(id, i -> i.sameAs(former).at(at(minute)).id("alias-" + minute))
                        .kind())
                .isIn(Outcome.Kind.STORED, Outcome.Kind.DUPLICATE);
    }

    private static Instant at(int minute) {
        return World.START.plusSeconds(60L * minute);
    }

    /** Who is who after these acts, and what became of each link. */
    private List<String> after(Acts... acts) {
        ManualClock clock = ManualClock.at(World.START);
        var builder = Cdp.inMemory().clock(clock);
        World.modules().forEach(builder::with);
        try (Cdp cdp = builder.open()) {
            for (Identifier who : List.of(ANN, BOB, VISIT, SECOND, THIRD)) {
                Consents.of(cdp)
                        .record(
                                who,
                                c -> c.grant(Purpose.STITCHING, Purpose.ANALYTICS)
                                        .evidence("banner", "v1"));
                cdp.track(who, Event.named("Seen").at(at(0)).id("seen-" + who.value()));
            }
            clock.advance(Duration.ofHours(1));
            for (Acts each : acts) {
                each.on(cdp);
            }
            List<String> state = new ArrayList<>();
            for (Identifier who : List.of(ANN, BOB, VISIT, SECOND, THIRD)) {
                var profile = cdp.profile(who).orElseThrow();
                Set<String> members = new TreeSet<>();
                profile.identifiers().forEach(identifier -> members.add(identifier.value()));
                long users = profile.identifiers().stream()
                        .filter(identifier -> identifier.namespace().equals(Identifier.USER_ID))
                        .count();
                assertThat(users).as("user ids of one profile").isLessThanOrEqualTo(1);
                state.add(members + " " + profile.traits().asMap());
            }
            return state;
        }
    }

    @Test
    void an_alias_of_a_visitor_is_the_same_as_identify_with_both() {
        List<String> aliased = after(cdp -> alias(cdp, VISIT, ANN, 1));
        List<String> identified =
                after(cdp -> cdp.identify(VISIT, i -> i.sameAs(ANN).at(at(1)).id("login")));
        List<String> tracked =
                after(cdp -> cdp.track(ANN, Event.named("Signed Up").with(VISIT).at(at(1))));
        assertThat(aliased).isEqualTo(identified).isEqualTo(tracked);
        assertThat(aliased.get(0)).startsWith("[ann, visit]");
    }

    @Test
    void an_alias_to_itself_changes_nothing() {
        assertThat(after(cdp -> alias(cdp, ANN, ANN, 1), cdp -> alias(cdp, VISIT, VISIT, 2)))
                .isEqualTo(after());
    }

    @Test
    void chains_and_circles_of_aliases_given_late_and_twice_in_any_order_give_the_same() {
        List<Acts> chain = new ArrayList<>(List.of(
                cdp -> alias(cdp, VISIT, SECOND, 1),
                cdp -> alias(cdp, SECOND, THIRD, 2),
                cdp -> alias(cdp, THIRD, VISIT, 3),
                cdp -> alias(cdp, THIRD, ANN, 4),
                cdp -> alias(cdp, ANN, VISIT, 5),
                cdp -> cdp.identify(
                        SECOND, i -> i.set(Trait.COUNTRY, "DE").at(at(6)).id("country"))));
        List<String> expected = after(cdp -> cdp.identify(
                ANN,
                i -> i.sameAs(VISIT)
                        .sameAs(SECOND)
                        .sameAs(THIRD)
                        .set(Trait.COUNTRY, "DE")
                        .at(at(1))));
        assertThat(expected.get(0)).isEqualTo("[ann, second, third, visit] {country=DE}");
        chain.addAll(chain.subList(0, 3));
        for (int seed = 0; seed < 5; seed++) {
            Collections.shuffle(chain, new Random(seed));
            assertThat(after(chain.toArray(Acts[]::new))).as("seed %d", seed).isEqualTo(expected);
        }
    }

    @Test
    void an_alias_between_two_customers_breaks_no_limit_and_says_so() {
        List<String> apart = after(cdp -> alias(cdp, VISIT, ANN, 1));
        assertThat(after(
                        cdp -> alias(cdp, VISIT, ANN, 1),
                        cdp -> alias(cdp, ANN, BOB, 2),
                        cdp -> alias(cdp, BOB, ANN, 3),
                        cdp -> assertThat(Identities.of(cdp).whyNot(ANN, BOB))
                                .singleElement()
                                .returns(Link.State.REFUSED, Link::state)))
                .isEqualTo(apart);
    }
}
