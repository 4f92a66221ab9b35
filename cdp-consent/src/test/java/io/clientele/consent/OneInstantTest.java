package io.clientele.consent;

import static io.clientele.model.ConsentAct.Decision.GRANT;
import static io.clientele.model.ConsentAct.Decision.LIFT;
import static io.clientele.model.ConsentAct.Decision.OBJECT;
import static io.clientele.model.ConsentAct.Decision.REFUSE;
import static io.clientele.model.ConsentAct.Decision.WITHDRAW;
import static io.clientele.model.Purpose.ANALYTICS;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.consent.Jurisdictions.Regime;
import io.clientele.model.ConsentAct;
import io.clientele.model.ConsentAct.Decision;
import io.clientele.model.ConsentAct.Kind;
import io.clientele.model.Evidence;
import io.clientele.model.Evidence.Speaker;
import io.clientele.model.Identifier;
import io.clientele.model.LawfulBasis;
import io.clientele.model.Purpose;
import io.clientele.spi.ConsentGate;
import io.clientele.spi.Subject;
import io.clientele.testkit.Requirement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Of what one person says at one and the same instant the strictest counts, whatever the ids and in whichever order it comes. */
@Requirement("GDPR Art. 7(1)")
class OneInstantTest {

    private static final Identifier WHO = Identifier.anonymousId("a-1");
    private static final Subject SOMEBODY = Somebody.with(WHO);
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Evidence BANNER = Evidence.of("banner", "v1");
    private static final ConsentModule SHOP = ConsentModule.optIn()
            .jurisdictions(Jurisdictions.standard().with("US-WY", Regime.NONE))
            .notices(Notice.of("v1", "one"), Notice.of("v2", "two").material().from(NOON.minusSeconds(9)));

    private record Said(Purpose purpose, Decision decision, Kind kind, Evidence evidence) {}

    private static Said said(Decision decision) {
        return new Said(ANALYTICS, decision, Kind.EXPLICIT, Evidence.of("banner", "v2"));
    }

    private static Said granted(Kind kind, Evidence evidence) {
        return new Said(ANALYTICS, GRANT, kind, evidence);
    }

    private static ConsentAct act(String id, Said said, Instant at) {
        return ConsentAct.of(id, WHO, said.purpose, said.decision, at)
                .kind(said.kind)
                .by(said.evidence);
    }

    /** What two come to after something else, by either order of ids and of arrival. */
    private static Set<String> after(Said before, Said one, Said other) {
        Set<String> words = new TreeSet<>();
        for (boolean ids : new boolean[] {true, false}) {
            for (boolean arrival : new boolean[] {true, false}) {
                ConsentGate gate = SHOP.gate();
                List<ConsentAct> acts = List.of(act(ids ? "a" : "b", one, NOON), act(ids ? "b" : "a", other, NOON));
                gate.add(act("before", before, NOON.minusSeconds(1)));
                gate.add(acts.get(arrival ? 0 : 1));
                gate.add(acts.get(arrival ? 1 : 0));
                words.add(gate.decide(SOMEBODY, ANALYTICS, LawfulBasis.CONSENT, NOON.plus(Duration.ofDays(1)))
                        .reason());
            }
        }
        return words;
    }

    private static Set<String> together(Said one, Said other) {
        return after(said(GRANT), one, other);
    }

    @Test
    void a_denial_before_a_grant_and_among_denials_the_strictest() {
        assertThat(together(said(GRANT), said(REFUSE))).containsExactly("refused");
        assertThat(together(said(GRANT), said(WITHDRAW))).containsExactly("withdrawn");
        assertThat(together(said(GRANT), said(OBJECT))).containsExactly("objection");
        assertThat(together(said(REFUSE), said(WITHDRAW))).containsExactly("withdrawn");
        assertThat(together(said(REFUSE), said(OBJECT))).containsExactly("objection");
        assertThat(together(said(WITHDRAW), said(OBJECT))).containsExactly("objection");
    }

    @Test
    void a_lift_ends_an_objection_from_before_and_nothing_of_its_own_instant() {
        assertThat(after(said(OBJECT), said(LIFT), said(OBJECT))).containsExactly("objection");
        assertThat(after(said(OBJECT), said(LIFT), said(REFUSE))).containsExactly("refused");
        assertThat(after(said(OBJECT), said(LIFT), said(GRANT))).containsExactly("granted");
    }

    @Test
    void the_grant_that_is_worth_least() {
        Evidence second = Evidence.of("banner", "v2");
        Said good = granted(Kind.EXPLICIT, second.age(12).by(Speaker.GUARDIAN));

        assertThat(together(good, good)).containsExactly("granted");
        assertThat(together(good, granted(Kind.IMPLIED, second))).containsExactly("no_act");
        assertThat(together(good, granted(Kind.EXPLICIT, BANNER))).containsExactly("stale_notice");
        assertThat(together(good, granted(Kind.EXPLICIT, second))).containsExactly("child");
        Said here = granted(Kind.IMPLIED, second.jurisdiction("US-CA"));
        assertThat(together(here, here)).containsExactly("granted");
        assertThat(together(here, granted(Kind.UNKNOWN, second))).containsExactly("no_act");
    }

    @Test
    @Requirement("GDPR Art. 8(1)")
    void the_place_and_the_age_that_protect_more() {
        Evidence second = Evidence.of("banner", "v2");
        Said here = granted(Kind.IMPLIED, second.jurisdiction("US-CA"));
        Said there =
                new Said(Purpose.SURVEYS, REFUSE, Kind.EXPLICIT, Evidence.none().jurisdiction("DE"));
        Said young =
                new Said(Purpose.SURVEYS, REFUSE, Kind.EXPLICIT, Evidence.none().age(12));

        assertThat(together(here, there)).containsExactly("no_act");
        assertThat(together(granted(Kind.EXPLICIT, second.age(30)), young)).containsExactly("child");
    }
}
