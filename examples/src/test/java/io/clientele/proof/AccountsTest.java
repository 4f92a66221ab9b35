package io.clientele.proof;

import static io.clientele.segment.Conditions.did;
import static io.clientele.segment.Conditions.is;
import static io.clientele.segment.Conditions.lastDid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clientele.Cdp;
import io.clientele.CdpBuilder;
import io.clientele.consent.ConsentModule;
import io.clientele.consent.Consents;
import io.clientele.identity.Identities;
import io.clientele.identity.IdentityModule;
import io.clientele.model.Account;
import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import io.clientele.model.Properties;
import io.clientele.model.Purpose;
import io.clientele.model.SubjectRequest;
import io.clientele.model.Trait;
import io.clientele.schema.Category;
import io.clientele.schema.Schema;
import io.clientele.segment.Segment;
import io.clientele.segment.SegmentModule;
import io.clientele.segment.Segments;
import io.clientele.testkit.ManualClock;
import io.clientele.testkit.Requirement;
import io.clientele.trigger.Trigger;
import io.clientele.trigger.Triggers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** The accounts a person belongs to. */
@ParameterizedClass(name = "heap {0}")
@ValueSource(longs = {World.NOBODY, World.MANY})
class AccountsTest {

    private static final Identifier ANN = Identifier.userId("ann");
    private static final Identifier BOB = Identifier.userId("bob");
    private static final Identifier CARD = Identifier.loyaltyId("4711");
    private static final Trait<String> PLAN = Trait.text("plan");
    private static final String ACME = "acme";
    private static final Segment MEMBERS = Segment.named("acme")
            .purpose(Purpose.SERVICE)
            .when(lastDid(EventType.GROUP)
                    .where(Account.ID, is(ACME))
                    .andThenNot(did(EventType.GROUP_LEFT).where(Account.ID, is(ACME))));

    @Parameter
    long heap;

    @TempDir
    Path directory;

    private final ManualClock clock = ManualClock.at(World.START);

    private CdpBuilder builder(ConsentModule consent) {
        return Cdp.in(directory)
                .clock(clock)
                .heap(heap)
                .with(consent)
                .with(IdentityModule.standard())
                .with(SegmentModule.live());
    }

    private Cdp open() {
        return builder(ConsentModule.optIn()).open();
    }

    private static Instant minute(int minute) {
        return World.START.plusSeconds(60L * minute);
    }

    private static List<Account> accounts(Cdp cdp, Identifier who) {
        return cdp.profile(who).orElseThrow().accounts();
    }

    private static Account acme(int since, Map<String, String> traits) {
        return new Account(ACME, minute(since), Properties.of(traits));
    }

    @Test
    void whoever_joins_an_account_belongs_to_it_since_then_with_what_is_known_of_it() {
        clock.advance(Duration.ofHours(1));
        try (Cdp cdp = open()) {
            cdp.track(
                    ANN, Event.joins(ACME).set(PLAN, "free").set("name", "Acme").at(minute(1)));
            cdp.track(ANN, Event.joins(ACME).set(PLAN, "pro").at(minute(5)));
            cdp.track(ANN, Event.joins(ACME).set(PLAN, "old").at(minute(3)));
            cdp.track(ANN, Event.joins("zenith").at(minute(4)));

            assertThat(accounts(cdp, ANN))
                    .containsExactly(
                            acme(1, Map.of("plan", "pro", "name", "Acme")),
                            new Account("zenith", minute(4), Properties.empty()));
            assertThat(accounts(cdp, ANN).get(0).get(PLAN)).contains("pro");
        }
        try (Cdp cdp = open()) {
            assertThat(accounts(cdp, ANN)).hasSize(2).contains(acme(1, Map.of("plan", "pro", "name", "Acme")));
        }
    }

    @Test
    void whoever_leaves_belongs_to_it_no_more_and_who_comes_back_belongs_to_it_since_then() {
        clock.advance(Duration.ofHours(1));
        try (Cdp cdp = open()) {
            cdp.track(ANN, Event.joins(ACME).set(PLAN, "free").at(minute(1)));
            cdp.track(ANN, Event.joins(ACME).at(minute(7)));
            assertThat(accounts(cdp, ANN)).containsExactly(acme(1, Map.of("plan", "free")));

            cdp.track(ANN, Event.leaves(ACME).at(minute(5)));
            assertThat(accounts(cdp, ANN)).as("told late that she left").containsExactly(acme(7, Map.of()));
            cdp.track(ANN, Event.leaves(ACME).at(minute(9)));
            assertThat(accounts(cdp, ANN)).isEmpty();
            assertThat(cdp.profileAsOf(ANN, minute(4)).orElseThrow().accounts())
                    .containsExactly(acme(1, Map.of("plan", "free")));
        }
    }

    @Test
    void a_merge_unites_accounts_and_a_split_gives_each_side_its_own_back() {
        clock.advance(Duration.ofHours(1));
        try (Cdp cdp = open()) {
            for (Identifier who : List.of(ANN, CARD)) {
                Consents.of(cdp).record(who, c -> c.grant(Purpose.STITCHING).evidence("account", "v1"));
            }
            cdp.track(ANN, Event.joins(ACME).set(PLAN, "free").at(minute(2)));
            cdp.track(CARD, Event.joins(ACME).set("name", "Acme").at(minute(1)));
            cdp.track(CARD, Event.joins("zenith").at(minute(3)));
            String pin = Identities.of(cdp).together(ANN, CARD).decision().id();
            assertThat(accounts(cdp, ANN))
                    .containsExactly(
                            acme(1, Map.of("name", "Acme", "plan", "free")),
                            new Account("zenith", minute(3), Properties.empty()));

            Identities.of(cdp).revoke(pin);
            assertThat(accounts(cdp, ANN)).containsExactly(acme(2, Map.of("plan", "free")));
            assertThat(accounts(cdp, CARD)).hasSize(2).contains(acme(1, Map.of("name", "Acme")));
        }
    }

    @Test
    @Requirement("GDPR Art. 17(1)")
    void members_of_one_account_are_two_people_and_the_erasure_of_one_leaves_the_other() {
        try (Cdp cdp = open()) {
            cdp.track(ANN, Event.joins(ACME));
            cdp.track(BOB, Event.joins(ACME).set(PLAN, "pro"));
            assertThat(cdp.profile(ANN).orElseThrow().identifiers()).containsExactly(ANN);

            cdp.accept(SubjectRequest.erasure("r-1", ANN, clock.instant(), "login"));
            assertThat(cdp.profile(ANN)).isEmpty();
            assertThat(accounts(cdp, BOB)).containsExactly(acme(0, Map.of("plan", "pro")));
            cdp.track(ANN, Event.named("Came back"));
            assertThat(cdp.profile(ANN).map(p -> p.accounts()).orElse(List.of()))
                    .isEmpty();
        }
    }

    @Test
    void a_segment_reads_who_belongs_to_an_account() {
        try (Cdp cdp = open()) {
            Segments.of(cdp).define(MEMBERS);
            cdp.track(ANN, Event.joins(ACME));
            cdp.track(BOB, Event.joins("zenith"));
            assertThat(Segments.of(cdp).segmentsOf(ANN)).containsExactly(MEMBERS);
            assertThat(Segments.of(cdp).segmentsOf(BOB)).isEmpty();

            clock.advance(Duration.ofMinutes(1));
            cdp.track(ANN, Event.leaves("zenith"));
            assertThat(Segments.of(cdp).segmentsOf(ANN)).containsExactly(MEMBERS);
            clock.advance(Duration.ofMinutes(1));
            cdp.track(ANN, Event.leaves(ACME));
            assertThat(Segments.of(cdp).segmentsOf(ANN)).isEmpty();
            clock.advance(Duration.ofMinutes(1));
            cdp.track(ANN, Event.joins(ACME));
            assertThat(Segments.of(cdp).segmentsOf(ANN)).containsExactly(MEMBERS);
        }
    }

    @Test
    @Requirement("GDPR Art. 5(1)(c)")
    void of_an_account_only_what_its_schema_names_is_kept_and_shown_for_a_purpose() {
        ConsentModule consent = ConsentModule.optIn()
                .schemas(Schema.accounts()
                        .field("plan", Category.TRANSACTION, Purpose.SERVICE)
                        .field("seats", Category.TRANSACTION, Purpose.ANALYTICS));
        List<Account> seen = new ArrayList<>();
        try (Cdp cdp = builder(consent).open()) {
            Triggers.of(cdp)
                    .attach(
                            Trigger.named("welcome")
                                    .onEnter(Segments.of(cdp).define(MEMBERS))
                                    .purpose(Purpose.SERVICE)
                                    .channel("house"),
                            firing -> seen.addAll(firing.profile().accounts()));
            cdp.track(ANN, Event.joins(ACME).set(PLAN, "pro").set("seats", 3).set("owner", "Zoe"));
            cdp.advance();
            assertThat(accounts(cdp, ANN))
                    .singleElement()
                    .satisfies(account -> assertThat(account.traits().asMap()).containsOnlyKeys("plan", "seats"));
            assertThat(seen).containsExactly(acme(0, Map.of("plan", "pro")));
            clock.advance(Duration.ofMinutes(1));
            cdp.track(ANN, Event.leaves(ACME));
            assertThat(accounts(cdp, ANN)).isEmpty();
        }
    }

    @Test
    void an_event_that_names_no_account_is_as_any_other() {
        try (Cdp cdp = open()) {
            assertThat(cdp.track(ANN, Event.of(EventType.GROUP).set(PLAN, "pro"))
                            .isStored())
                    .isTrue();
            assertThat(cdp.track(ANN, Event.of(EventType.GROUP).set(Account.ID, " "))
                            .isStored())
                    .isTrue();
            assertThat(accounts(cdp, ANN)).isEmpty();
            assertThatThrownBy(() -> Event.joins(" ")).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
