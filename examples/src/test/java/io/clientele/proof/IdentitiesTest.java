package io.clientele.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clientele.Audits;
import io.clientele.Cdp;
import io.clientele.Maintenance;
import io.clientele.commerce.Commerce;
import io.clientele.consent.Consents;
import io.clientele.identity.Identities;
import io.clientele.identity.Identities.Decided;
import io.clientele.identity.Link;
import io.clientele.identity.Regrouping;
import io.clientele.model.Identifier;
import io.clientele.model.IdentityDecision;
import io.clientele.model.Outcome;
import io.clientele.model.Profile;
import io.clientele.model.Purpose;
import io.clientele.model.SubjectRequest;
import io.clientele.model.Trait;
import io.clientele.rights.SubjectRequests;
import io.clientele.segment.Segment;
import io.clientele.segment.Segments;
import io.clientele.testkit.ManualClock;
import io.clientele.testkit.Requirement;
import io.clientele.trigger.Trigger;
import io.clientele.trigger.Triggers;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is who, why, and what an operator decides about it, through the front door. */
@ParameterizedClass(name = "heap {0}")
@ValueSource(longs = {World.NOBODY, World.MANY})
class IdentitiesTest {

    private static final Identifier ANN = Identifier.userId("ann");
    private static final Identifier BOB = Identifier.userId("bob");
    private static final Identifier MAIL = Identifier.email("ann@example.org");
    private static final Identifier PHONE = Identifier.anonymousId("phone");
    private static final Identifier TABLET = Identifier.anonymousId("tablet");

    @Parameter
    long heap;

    @TempDir
    Path directory;

    private final ManualClock clock = ManualClock.at(World.START);
    private final List<String> sent = new ArrayList<>();

    private Cdp open() {
        var builder = Cdp.in(directory).clock(clock).heap(heap);
        World.modules().forEach(builder::with);
        Cdp cdp = builder.open();
        World.define(cdp);
        Triggers.of(cdp)
                .attach(
                        Trigger.named("thanks")
                                .onEnter(segment(cdp, "buyers"))
                                .purpose(Purpose.SERVICE)
                                .channel("house"),
                        firing -> sent.add(firing.id()));
        return cdp;
    }

    private static Segment segment(Cdp cdp, String name) {
        return Segments.of(cdp).all().stream()
                .filter(segment -> segment.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Ann, and a tablet that bought twice and named Ann's address once. */
    private void live(Cdp cdp) {
        for (Identifier who : List.of(ANN, MAIL, TABLET, PHONE)) {
            Consents.of(cdp)
                    .record(
                            who,
                            c -> c.grant(Purpose.STITCHING, Purpose.ANALYTICS).evidence("banner", "v1"));
        }
        cdp.identify(ANN, i -> i.sameAs(MAIL).set(Trait.FIRST_NAME, "Ann").id("login"));
        cdp.track(TABLET, Commerce.orderCompleted("o1", "10", "EUR").product("sku", 1, "10"));
        cdp.track(TABLET, Commerce.orderCompleted("o2", "20", "EUR").product("sku", 1, "20"));
        cdp.identify(MAIL, i -> i.sameAs(TABLET).set(Trait.COUNTRY, "DE").id("newsletter"));
        clock.advance(Duration.ofMinutes(5));
    }

    private static Set<Identifier> together(Cdp cdp, Identifier who) {
        return Set.copyOf(cdp.profile(who).orElseThrow().identifiers());
    }

    private static boolean isIn(Cdp cdp, Identifier who, String segment) {
        return Segments.of(cdp).segmentsOf(who).stream().anyMatch(s -> s.name().equals(segment));
    }

    @Test
    void a_split_moves_traits_consents_and_memberships_and_sends_nothing_again() {
        String split;
        try (Cdp cdp = open()) {
            live(cdp);
            assertThat(together(cdp, ANN)).containsExactlyInAnyOrder(ANN, MAIL, TABLET);
            assertThat(isIn(cdp, ANN, "buyers")).isTrue();
            List<String> before = List.copyOf(sent);
            assertThat(before).hasSize(1);

            Decided decided = Identities.of(cdp).split(List.of(TABLET), List.of(MAIL, ANN));
            split = decided.decision().id();

            assertThat(decided.outcome().isStored()).isTrue();
            assertThat(together(cdp, ANN)).containsExactlyInAnyOrder(ANN, MAIL);
            assertThat(together(cdp, TABLET)).containsExactly(TABLET);
            assertThat(isIn(cdp, ANN, "buyers")).isFalse();
            assertThat(isIn(cdp, TABLET, "buyers")).isTrue();
            assertThat(cdp.profile(TABLET).orElseThrow().traits().asMap()).isEmpty();
            cdp.advance();
            assertThat(sent).isEqualTo(before);
        }
        try (Cdp cdp = open()) {
            assertThat(together(cdp, ANN)).containsExactlyInAnyOrder(ANN, MAIL);
            assertThat(isIn(cdp, TABLET, "buyers")).isTrue();
            assertThat(Identities.of(cdp).revoke(split).outcome().isStored()).isTrue();
            assertThat(together(cdp, TABLET)).containsExactlyInAnyOrder(ANN, MAIL, TABLET);
            assertThat(Identities.of(cdp).decisions()).isEmpty();
        }
        try (Cdp cdp = open()) {
            assertThat(together(cdp, TABLET)).containsExactlyInAnyOrder(ANN, MAIL, TABLET);
            assertThat(isIn(cdp, ANN, "buyers")).isTrue();
            assertThat(sent).hasSize(1);
            assertThat(Maintenance.of(cdp).verify()).isEmpty();
        }
    }

    @Test
    @Requirement("GDPR Art. 7(3)")
    void a_split_gives_each_side_its_own_choices_back() {
        try (Cdp cdp = open()) {
            live(cdp);
            Consents.of(cdp).record(TABLET, c -> c.withdraw(Purpose.ANALYTICS));
            assertThat(Consents.of(cdp).permitted(ANN, Purpose.ANALYTICS).permitted())
                    .isFalse();
            Identities.of(cdp).forget(TABLET);
            assertThat(Consents.of(cdp).permitted(ANN, Purpose.ANALYTICS).permitted())
                    .isTrue();
            assertThat(Consents.of(cdp).permitted(TABLET, Purpose.ANALYTICS).permitted())
                    .isFalse();
        }
    }

    @Test
    void whom_an_operator_pins_together_answers_to_the_ids_of_both() {
        try (Cdp cdp = open()) {
            live(cdp);
            cdp.identify(PHONE, i -> i.set(Trait.LAST_NAME, "Smith"));
            String ann = cdp.profile(ANN).orElseThrow().id();
            String phone = cdp.profile(PHONE).orElseThrow().id();
            Identities.of(cdp).together(PHONE, ANN);

            Profile both = Identities.of(cdp).find(phone).orElseThrow();
            assertThat(both.id()).isEqualTo(ann);
            assertThat(both.aliases()).contains(phone);
            assertThat(both.get(Trait.LAST_NAME)).contains("Smith");
            assertThat(both.get(Trait.FIRST_NAME)).contains("Ann");
            assertThat(Identities.of(cdp).why(PHONE, MAIL)).hasSize(2);
            Identities.of(cdp).apart(TABLET, PHONE);
            assertThat(together(cdp, TABLET)).doesNotContain(PHONE);
            assertThat(Identities.of(cdp).whyNot(TABLET, PHONE)).anyMatch(link -> link.state() == Link.State.APART);
        }
    }

    @Test
    void somebody_never_seen_can_be_pinned_and_is_of_the_same_person_when_seen() {
        try (Cdp cdp = open()) {
            live(cdp);
            Consents.of(cdp).record(ANN, c -> c.grant(Purpose.STITCHING).evidence("account", "v1"));
            Identifier card = Identifier.loyaltyId("4711");
            Identities.of(cdp).together(card, ANN);
            cdp.identify(card, i -> i.set(Trait.LAST_NAME, "Smith"));
            assertThat(together(cdp, ANN)).contains(card, MAIL, TABLET);
            assertThat(cdp.profile(ANN).orElseThrow().get(Trait.LAST_NAME)).contains("Smith");
        }
        try (Cdp cdp = open()) {
            assertThat(cdp.profile(ANN).orElseThrow().get(Trait.LAST_NAME)).contains("Smith");
        }
    }

    @Test
    void why_a_blocked_value_links_nothing_is_told() {
        try (Cdp cdp = open()) {
            live(cdp);
            Decided block = Identities.of(cdp).block(Identifier.email(" ANN@example.org "));
            assertThat(block.outcome().isStored()).isTrue();
            assertThat(together(cdp, ANN)).containsExactly(ANN);
            assertThat(Identities.of(cdp).decisions(MAIL))
                    .singleElement()
                    .satisfies(d -> assertThat(d.kind()).isEqualTo(IdentityDecision.Kind.BLOCK));
            assertThat(Identities.of(cdp).whyNot(ANN, TABLET))
                    .isNotEmpty()
                    .allMatch(link -> link.decision()
                            .equals(java.util.Optional.of(block.decision().id())));
            assertThat(Identities.of(cdp).how(ANN)).isEmpty();
            Identities.of(cdp).revoke(block.decision().id());
            assertThat(Identities.of(cdp).how(ANN)).hasSize(2).allMatch(link -> link.state() == Link.State.JOINS);
        }
    }

    @Test
    void what_cannot_be_decided_is_refused_and_leaves_nothing() {
        try (Cdp cdp = open()) {
            live(cdp);
            Identities identities = Identities.of(cdp);
            assertThat(identities.revoke("never-made").outcome().reason()).isEqualTo("unknown_decision");
            assertThat(identities
                            .block(Identifier.anonymousId("null"))
                            .outcome()
                            .kind())
                    .isEqualTo(Outcome.Kind.REJECTED);
            Identifier nobody = Identifier.anonymousId("never-seen");
            IdentityDecision once = IdentityDecision.block("d-1", clock.instant(), nobody);
            assertThat(identities.decide(once).isStored()).isTrue();
            assertThat(identities.decide(once).kind()).isEqualTo(Outcome.Kind.DUPLICATE);
            assertThat(cdp.profile(nobody)).isEmpty();
            assertThatThrownBy(() -> identities.together(ANN, ANN)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> identities.together(MAIL, Identifier.email("ANN@example.org")))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void profiles_are_listed_page_by_page() {
        try (Cdp cdp = open()) {
            live(cdp);
            for (int i = 0; i < 30; i++) {
                cdp.identify(Identifier.userId("u" + i), u -> u.set(Trait.COUNTRY, "DE"));
            }
            List<Profile> all = new ArrayList<>();
            List<Profile> page = Identities.of(cdp).profiles("", 7);
            while (!page.isEmpty()) {
                assertThat(page.size()).isLessThanOrEqualTo(7);
                all.addAll(page);
                page = Identities.of(cdp).profiles(all.get(all.size() - 1).id(), 7);
            }
            assertThat(all).hasSize(32).extracting(Profile::id).doesNotHaveDuplicates();
            assertThat(all)
                    .allMatch(p -> Identities.of(cdp).find(p.id()).orElseThrow().equals(p));
            assertThat(Identities.of(cdp).timeline(TABLET)).hasSize(4);
            assertThat(Identities.of(cdp)
                            .profileAsOf(MAIL, World.START.minusSeconds(1))
                            .orElseThrow()
                            .activity()
                            .events())
                    .isZero();
        }
    }

    @Test
    void each_decision_is_an_entry_of_the_audit_log() {
        try (Cdp cdp = open()) {
            live(cdp);
            Decided decided = Identities.of(cdp).forget(TABLET);
            Outcome revoked = Identities.of(cdp).revoke(decided.decision().id()).outcome();
            assertThat(Audits.of(cdp).inclusion(decided.outcome().position().orElseThrow()))
                    .isPresent();
            assertThat(Audits.of(cdp).inclusion(revoked.position().orElseThrow()))
                    .isPresent();
            StringWriter log = new StringWriter();
            Audits.of(cdp).export(log);
            assertThat(log.toString().lines().filter(line -> line.contains("\"k\":\"decision\"")))
                    .hasSize(2);
            assertThat(Maintenance.of(cdp).verify()).isEmpty();
        }
    }

    @Test
    @Requirement("GDPR Art. 17")
    void an_erased_person_is_in_no_decision_any_more() throws IOException, SQLException {
        List<byte[]> sealed;
        try (Cdp cdp = open()) {
            live(cdp);
            Identities identities = Identities.of(cdp);
            identities.apart(BOB, PHONE);
            String gone = identities.apart(BOB, MAIL).decision().id();
            identities.revoke(gone);
            identities.split(List.of(BOB, TABLET), List.of(PHONE));
            identities.block(MAIL);
            identities.revoke(identities.decisions(MAIL).get(0).id());
            sealed = sealedDecisions();
            assertThat(sealed).hasSize(6);

            clock.advance(Duration.ofMinutes(5));
            cdp.accept(SubjectRequest.erasure("r-1", ANN, clock.instant(), "login"));

            assertThat(identities.decisions())
                    .extracting(IdentityDecision::identifiers)
                    .containsExactlyInAnyOrder(List.of(BOB, PHONE), List.of(BOB, PHONE));
        }
        try (Cdp cdp = open()) {
            assertThat(Identities.of(cdp).decisions())
                    .flatExtracting(IdentityDecision::identifiers)
                    .containsOnly(BOB, PHONE);
            assertThat(Maintenance.of(cdp).verify()).isEmpty();
        }
        sealed.remove(0);
        sealed.remove(1);
        assertNowhere(sealed);
    }

    /** Of all decisions, by position: the first and the third name nobody who is erased, and stay as they are. */
    private List<byte[]> sealedDecisions() throws SQLException {
        List<byte[]> sealed = new ArrayList<>();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("data/clientele.db"));
                var rows = connection
                        .createStatement()
                        .executeQuery("SELECT sealed FROM journal WHERE kind = 8 ORDER BY position")) {
            while (rows.next()) {
                sealed.add(rows.getBytes(1));
            }
        }
        return sealed;
    }

    private void assertNowhere(List<byte[]> needles) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                for (byte[] needle : needles) {
                    assertThat(bytes.contains(new String(needle, StandardCharsets.ISO_8859_1)))
                            .as("found in %s", file.getFileName())
                            .isFalse();
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void who_applies_every_change_that_is_told_has_the_profiles_as_they_are(long seed) {
        World world = new World(seed);
        Copy copy = new Copy();
        try (Cdp cdp = open()) {
            Identities.of(cdp).listen(copy::apply);
            LawTest.live(world, cdp, clock, 60);
            cdp.accept(SubjectRequest.erasure("r-" + seed, world.someone(), clock.instant(), "login"));
            LawTest.live(world, cdp, clock, 30);
            List<Profile> page = Identities.of(cdp).profiles("", 1_000);
            assertThat(page).isNotEmpty();
            for (Profile profile : page) {
                for (Identifier identifier : profile.identifiers()) {
                    assertThat(copy.group(identifier)).as("seed %d", seed).isEqualTo(Set.copyOf(profile.identifiers()));
                }
                if (profile.identifiers().size() > 1) {
                    assertThat(copy.ids.get(profile.identifiers().get(0)))
                            .as("seed %d", seed)
                            .isEqualTo(profile.id());
                }
            }
            assertThat(copy.causes).doesNotContain("");
        }
    }

    /** What a listener makes of what it is told, with nothing else to go by. */
    private static final class Copy {

        private final Map<Identifier, Set<Identifier>> groups = new HashMap<>();
        private final Map<Identifier, String> ids = new HashMap<>();
        private final Set<String> causes = new HashSet<>();

        void apply(Regrouping told) {
            causes.add(told.because());
            told.before().forEach(group -> group.forEach(groups::remove));
            for (int i = 0; i < told.after().size(); i++) {
                Set<Identifier> group = told.after().get(i);
                String id = told.into().get(i);
                group.forEach(identifier -> {
                    groups.put(identifier, group);
                    ids.put(identifier, id);
                });
            }
        }

        Set<Identifier> group(Identifier identifier) {
            return groups.getOrDefault(identifier, Set.of(identifier));
        }
    }

    @Test
    void a_listener_that_fails_fails_nobody_and_one_may_write() {
        List<String> told = new ArrayList<>();
        try (Cdp cdp = open()) {
            Identities.of(cdp).listen(change -> {
                throw new IllegalStateException("broken");
            });
            Identities.of(cdp).listen(change -> {
                told.add(change.kind() + " " + change.because());
                if (change.because().equals("login")) {
                    cdp.identify(ANN, i -> i.sameAs(PHONE).id("from-listener"));
                }
            });
            live(cdp);
            SubjectRequests.of(cdp).erase(ANN, "login");
        }
        assertThat(told).startsWith("MERGED login", "MERGED from-listener", "MERGED newsletter");
        assertThat(told.get(told.size() - 1)).startsWith("ERASED");
    }

    @Test
    @Requirement("ePrivacy Art. 5(3)")
    void a_device_is_linked_only_with_consent_to_link_devices_by_acts_on_the_two_identifiers_themselves() {
        Identifier device = Identifier.deviceId("d-1");
        try (Cdp cdp = open()) {
            live(cdp);
            Consents.of(cdp).record(TABLET, c -> c.grant(Purpose.DEVICE_LINKING).evidence("banner", "v1"));
            Consents.of(cdp).record(device, c -> c.grant(Purpose.STITCHING).evidence("banner", "v1"));
            cdp.identify(ANN, i -> i.sameAs(device).id("app"));
            assertThat(together(cdp, ANN)).doesNotContain(device).contains(TABLET);

            Consents.of(cdp).record(device, c -> c.grant(Purpose.DEVICE_LINKING).evidence("app", "v1"));
            clock.advance(Duration.ofMinutes(1));
            cdp.identify(ANN, i -> i.sameAs(device).id("app-again"));
            assertThat(together(cdp, ANN)).contains(device);

            Consents.of(cdp).record(device, c -> c.withdraw(Purpose.DEVICE_LINKING));
            assertThat(together(cdp, ANN)).doesNotContain(device);
        }
    }

    @Test
    void to_name_somebody_twice_or_two_customers_at_once_joins_nobody() {
        try (Cdp cdp = open()) {
            live(cdp);
            Consents.of(cdp).record(BOB, c -> c.grant(Purpose.STITCHING).evidence("account", "v1"));
            assertThat(cdp.identify(ANN, i -> i.sameAs(ANN).id("self")).isStored())
                    .isTrue();
            cdp.identify(BOB, i -> i.sameAs(ANN).id("alias"));
            assertThat(together(cdp, ANN)).containsExactlyInAnyOrder(ANN, MAIL, TABLET);
            assertThat(Identities.of(cdp).whyNot(ANN, BOB))
                    .singleElement()
                    .satisfies(link -> assertThat(link.limit()).contains("user_id"));
        }
    }
}
