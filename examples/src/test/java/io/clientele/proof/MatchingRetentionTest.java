package io.clientele.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.Cdp;
import io.clientele.Maintenance;
import io.clientele.commerce.Commerce;
import io.clientele.consent.ConsentModule;
import io.clientele.consent.Consents;
import io.clientele.identity.Identities;
import io.clientele.identity.IdentityModule;
import io.clientele.identity.Link;
import io.clientele.identity.match.Matches;
import io.clientele.identity.match.Matching;
import io.clientele.model.Event;
import io.clientele.model.Identifier;
import io.clientele.model.Profile;
import io.clientele.model.Purpose;
import io.clientele.schema.Category;
import io.clientele.schema.Retention;
import io.clientele.testkit.ManualClock;
import io.clientele.testkit.Requirement;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Period;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who belongs to whom by likeness, when history goes: what people did is no part of it, what they said of themselves is. */
class MatchingRetentionTest {

    @TempDir
    Path directory;

    private final ManualClock clock = ManualClock.at(World.START);

    private Cdp open(Retention periods) {
        return Cdp.in(directory)
                .clock(clock)
                .with(ConsentModule.optIn().retention(periods))
                .with(IdentityModule.standard().matching(Matching.standard()))
                .open();
    }

    /** Guests say who they are, and look around. */
    private List<Identifier> live(Cdp cdp, long seed) {
        List<Event> guests = new Townsfolk(seed, 60).guests(World.START.plusSeconds(60));
        List<Identifier> everybody =
                guests.stream().map(guest -> guest.identifiers().get(0)).toList();
        for (Identifier who : everybody) {
            Consents.of(cdp)
                    .record(
                            who,
                            c -> c.grant(Purpose.ANALYTICS, Purpose.STITCHING).evidence("banner", "v1"));
        }
        clock.advance(Duration.ofMinutes(2));
        guests.forEach(cdp::accept);
        for (Identifier who : everybody) {
            cdp.track(who, Commerce.productViewed("SKU-1").id("view-" + who.value()));
        }
        Matches.of(cdp).learn();
        return everybody;
    }

    private static Map<String, Set<Identifier>> together(Cdp cdp, List<Identifier> everybody) {
        Map<String, Set<Identifier>> together = new TreeMap<>();
        for (Identifier who : everybody) {
            together.put(
                    who.value(),
                    cdp.profile(who)
                            .map(Profile::identifiers)
                            .<Set<Identifier>>map(Set::copyOf)
                            .orElse(Set.of()));
        }
        return together;
    }

    private static long joined(Cdp cdp, List<Identifier> everybody) {
        return everybody.stream()
                .flatMap(who -> Identities.of(cdp).links(who).stream())
                .filter(link -> link.state() == Link.State.JOINS && link.match().isPresent())
                .count();
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 4})
    @Requirement("GDPR Art. 5(1)(e)")
    @Requirement("scenario 45")
    void links_by_likeness_outlive_what_people_did(long seed) {
        Retention periods = Retention.unlimited().keep(Category.BEHAVIOUR, Period.ofDays(90));
        List<Identifier> everybody;
        Map<String, Set<Identifier>> before;
        try (Cdp cdp = open(periods)) {
            everybody = live(cdp, seed);
            before = together(cdp, everybody);
            assertThat(joined(cdp, everybody))
                    .as("seed %d: links by likeness", seed)
                    .isGreaterThan(20);
            clock.advance(Duration.ofDays(100));
            cdp.advance();
            assertThat(cdp.timeline(everybody.get(0)))
                    .extracting(event -> event.type().name())
                    .doesNotContain("Product Viewed");
            assertThat(together(cdp, everybody)).as("seed %d", seed).isEqualTo(before);
            assertThat(Maintenance.of(cdp).verify()).as("seed %d", seed).isEmpty();
        }
        try (Cdp cdp = open(periods)) {
            assertThat(together(cdp, everybody))
                    .as("seed %d, opened again", seed)
                    .isEqualTo(before);
            Matches.of(cdp).learn();
            assertThat(together(cdp, everybody))
                    .as("seed %d, learnt again", seed)
                    .isEqualTo(before);
        }
    }

    /** What nobody may know any more cannot be compared: without a period's event the ties of events alone are left. */
    @ParameterizedTest
    @ValueSource(longs = {3, 4})
    @Requirement("GDPR Art. 5(1)(e)")
    void what_people_said_of_themselves_takes_likeness_with_it(long seed) {
        Retention periods = Retention.unlimited().keep(Category.IDENTITY, Period.ofDays(365));
        List<Identifier> everybody;
        Map<String, Set<Identifier>> after;
        Link sure;
        try (Cdp cdp = open(periods)) {
            everybody = live(cdp, seed);
            assertThat(joined(cdp, everybody)).isGreaterThan(20);
            sure = everybody.stream()
                    .flatMap(who -> Identities.of(cdp).links(who).stream())
                    .filter(link -> link.state() == Link.State.JOINS)
                    .findFirst()
                    .orElseThrow();
            Matches.of(cdp).same(sure.stronger(), sure.weaker());
            clock.advance(Duration.ofDays(400));
            cdp.advance();
            after = together(cdp, everybody);
            assertThat(joined(cdp, everybody)).as("seed %d", seed).isZero();
            assertThat(after.get(sure.weaker().value()))
                    .as("seed %d: what a person decided stays", seed)
                    .containsExactlyInAnyOrder(sure.stronger(), sure.weaker());
            assertThat(Maintenance.of(cdp).verify()).as("seed %d", seed).isEmpty();
        }
        try (Cdp cdp = open(periods)) {
            assertThat(together(cdp, everybody))
                    .as("seed %d, opened again", seed)
                    .isEqualTo(after);
        }
    }
}
