package io.clientele.proof;

import static io.clientele.segment.Conditions.did;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clientele.Cdp;
import io.clientele.Maintenance;
import io.clientele.commerce.Commerce;
import io.clientele.commerce.CommerceEvents;
import io.clientele.consent.Consents;
import io.clientele.internal.codec.RecordCodec;
import io.clientele.model.ConsentAct;
import io.clientele.model.Event;
import io.clientele.model.Identifier;
import io.clientele.model.Outcome;
import io.clientele.model.Properties;
import io.clientele.model.Purpose;
import io.clientele.model.SubjectRequest.Kind;
import io.clientele.model.Trait;
import io.clientele.rights.AccessFile;
import io.clientele.rights.PortableFile;
import io.clientele.rights.Request;
import io.clientele.rights.SubjectRequests;
import io.clientele.segment.Segment;
import io.clientele.segment.Segments;
import io.clientele.testkit.ManualClock;
import io.clientele.testkit.Requirement;
import io.clientele.trigger.Trigger;
import io.clientele.trigger.Triggers;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** A person sees all that is held about them, and nothing of anybody else; and may take along what they gave. */
@ParameterizedClass(name = "heap {0}")
@ValueSource(longs = {World.NOBODY, World.MANY})
class AccessTest {

    private static final Identifier ANN = Identifier.userId("ann-4711");
    private static final Identifier VISITOR = Identifier.anonymousId("canary-visitor");
    private static final Identifier BOB = Identifier.userId("bob-1");
    private static final Identifier SHARED = Identifier.anonymousId("shared-browser");

    @Parameter
    long heap;

    @TempDir
    Path directory;

    private final ManualClock clock = ManualClock.at(World.START);

    private Cdp open(String name) {
        var builder = Cdp.in(directory.resolve(name)).clock(clock).heap(heap);
        World.modules().forEach(builder::with);
        return builder.open();
    }

    private void grant(Cdp cdp, Identifier who) {
        Consents.of(cdp)
                .record(
                        who,
                        c -> c.grant(Purpose.ANALYTICS, Purpose.STITCHING, Purpose.EMAIL_MARKETING)
                                .evidence("banner-canary", "v1"));
    }

    /** Ann shops, is told something, and shares a browser with Bob. */
    private void live(Cdp cdp) {
        grant(cdp, VISITOR);
        grant(cdp, ANN);
        grant(cdp, BOB);
        Segment viewers = Segments.of(cdp)
                .define(Segment.named("viewers").purpose(Purpose.ANALYTICS).when(did(CommerceEvents.PRODUCT_VIEWED)));
        Triggers.of(cdp)
                .attach(
                        Trigger.named("viewer-mail")
                                .onEnter(viewers)
                                .purpose(Purpose.ANALYTICS)
                                .channel("house"),
                        firing -> {});
        clock.advance(Duration.ofMinutes(1));
        cdp.track(VISITOR, Commerce.productViewed("sku-canary").id("view-1"));
        cdp.identify(
                ANN,
                i -> i.sameAs(VISITOR)
                        .set(Trait.EMAIL, "ann@canary.example")
                        .set(Trait.FIRST_NAME, "Canaria")
                        .id("login-1"));
        cdp.identify(BOB, i -> i.set(Trait.FIRST_NAME, "Roberto").id("login-2"));
        cdp.identify(BOB, i -> i.sameAs(SHARED).id("bob-on-shared"));
        clock.advance(Duration.ofMinutes(1));
        cdp.identify(ANN, i -> i.sameAs(SHARED).id("ann-on-shared"));
        cdp.accept(Event.of(io.clientele.model.EventType.IDENTIFY)
                .id("ann-names-bob")
                .with(BOB)
                .about(ANN, clock.instant(), "unused"));
        clock.advance(Duration.ofMinutes(1));
    }

    private static Properties tree(AccessFile file) {
        return new RecordCodec(key -> Optional.empty()).decodeTree(file.json().getBytes(StandardCharsets.UTF_8));
    }

    private static int count(String text, String part) {
        return (int)
                Pattern.compile(Pattern.quote(part)).matcher(text).results().count();
    }

    @Test
    @Requirement("GDPR Art. 15")
    @Requirement("scenario 33")
    void an_access_file_holds_every_canary_of_the_person_and_none_of_others() {
        try (Cdp cdp = open("shop")) {
            live(cdp);
            AccessFile file = SubjectRequests.of(cdp).access(VISITOR, "login");
            String json = file.json();

            assertThat(json).contains("ann-4711", "canary-visitor", "ann@canary.example", "Canaria", "banner-canary");
            assertThat(count(json, "sku-canary")).isEqualTo(1);
            assertThat(count(json, "\"view-1\"")).isEqualTo(1);
            assertThat(json).doesNotContain("bob-1", "Roberto", "login-2", "bob-on-shared");
            assertThat(file.html())
                    .contains("ann-4711", "canary-visitor", "ann@canary.example", "Canaria", "sku-canary");
            assertThat(file.html()).doesNotContain("bob-1", "Roberto");
        }
    }

    @Test
    @Requirement("GDPR Art. 15(1)")
    void it_says_what_for_by_which_logic_who_was_told_and_where_it_came_from() {
        try (Cdp cdp = open("shop")) {
            live(cdp);
            Properties tree = tree(SubjectRequests.of(cdp).access(ANN, "login"));

            assertThat(tree.number("access_file").orElseThrow().intValue()).isEqualTo(1);
            assertThat(tree.text("person.traits.first_name")).contains("Canaria");
            assertThat(tree.all("person.joined_because[*].record")).containsExactly("login-1");
            assertThat(tree.all("consents[*]")).hasSize(6);
            assertThat(tree.all("events[*].id"))
                    .containsExactlyInAnyOrder("view-1", "login-1", "ann-on-shared", "ann-names-bob");
            assertThat(tree.all("segments[*].segment")).containsExactly("viewers");
            assertThat(tree.all("segments[*].logic").toString()).contains("Product Viewed");
            assertThat(tree.all("segments[*].because[*]").toString()).contains("Product Viewed");
            assertThat(tree.all("recipients[*].recipient")).containsExactly("viewer-mail");
            assertThat(tree.all("recipients[*].told[*].purpose")).containsExactly("analytics");
            assertThat(tree.all("sources[*].source")).contains("banner-canary");
            assertThat(tree.all("purposes[*].purpose"))
                    .contains("analytics", "email_marketing", "service")
                    .doesNotContain("data_sale");
            assertThat(tree.all("purposes[*].kept")).hasSameSizeAs(tree.all("purposes[*]"));
        }
    }

    @Test
    @Requirement("GDPR Art. 15(4)")
    void what_is_not_certainly_the_persons_is_listed_for_review_and_not_handed_out() {
        try (Cdp cdp = open("shop")) {
            live(cdp);
            AccessFile file = SubjectRequests.of(cdp).access(ANN, "login");

            assertThat(file.review()).anyMatch(line -> line.contains("anonymous_id"));
            assertThat(file.json()).doesNotContain("bob-on-shared");
        }
    }

    @Test
    @Requirement("GDPR Art. 12(3)")
    void every_answer_is_entered_with_its_due_date_and_survives_a_restart() {
        String id;
        try (Cdp cdp = open("shop")) {
            live(cdp);
            Request request = SubjectRequests.of(cdp).access(ANN, "login").request();
            id = request.id();
            assertThat(request.state()).isEqualTo(Request.State.ANSWERED);
            assertThat(request.verification()).isEqualTo("login");
            assertThat(request.profiles())
                    .containsExactly(cdp.profile(ANN).orElseThrow().id());
        }
        try (Cdp cdp = open("shop")) {
            Request request = SubjectRequests.of(cdp).find(id).orElseThrow();
            assertThat(request.kind()).isEqualTo(Kind.ACCESS);
            assertThat(request.ended()).isPresent();
            assertThat(Maintenance.of(cdp).verify()).isEmpty();
        }
    }

    @Test
    @Requirement("GDPR Art. 12(3)")
    void a_request_is_due_in_a_month_in_three_if_extended_and_can_be_refused_with_a_reason() {
        clock.set(Instant.parse("2026-01-31T10:00:00Z"));
        try (Cdp cdp = open("shop")) {
            live(cdp);
            SubjectRequests requests = SubjectRequests.of(cdp);
            Request first = requests.receive(Kind.ACCESS, ANN, "letter");
            Request second = requests.receive(Kind.ERASURE, ANN, "letter");
            assertThat(cdp.profile(ANN)).isPresent();
            assertThat(first.due())
                    .isEqualTo(first.received()
                            .atOffset(java.time.ZoneOffset.UTC)
                            .plusMonths(1)
                            .toInstant());
            assertThat(requests.open()).extracting(Request::id).containsExactly(first.id(), second.id());

            clock.advance(Duration.ofDays(20));
            Request extended = requests.extend(first.id(), "many records");
            assertThat(extended.extension()).contains("many records");
            assertThat(extended.due())
                    .isEqualTo(first.received()
                            .atOffset(java.time.ZoneOffset.UTC)
                            .plusMonths(3)
                            .toInstant());
            assertThatThrownBy(() -> requests.extend(first.id(), "again")).isInstanceOf(IllegalArgumentException.class);
            assertThat(requests.refuse(second.id(), "an invoice is open").refusal())
                    .contains("an invoice is open");
            clock.advance(Duration.ofDays(80));
            assertThat(requests.open()).allMatch(request -> request.isOverdue(clock.instant()));
        }
        try (Cdp cdp = open("shop")) {
            SubjectRequests requests = SubjectRequests.of(cdp);
            assertThat(requests.open()).hasSize(1);
            assertThat(requests.access(ANN, "login").request().id())
                    .isEqualTo(requests.all().get(0).id());
            assertThat(requests.open()).isEmpty();
            assertThat(requests.all())
                    .extracting(Request::state)
                    .containsExactly(Request.State.ANSWERED, Request.State.REFUSED);
        }
    }

    @Test
    @Requirement("GDPR Art. 20")
    void what_a_person_takes_along_is_taken_in_elsewhere_and_makes_the_same_profile() {
        PortableFile file;
        var traits = new java.util.LinkedHashMap<String, Object>();
        List<String> events;
        List<String> acts;
        try (Cdp cdp = open("shop")) {
            live(cdp);
            cdp.accept(Event.of(io.clientele.model.EventType.IDENTIFY)
                    .id("two-mails")
                    .with(Identifier.email("a@canary-shop.org"))
                    .with(Identifier.email("b@canary-shop.org"))
                    .about(ANN, clock.instant(), "unused"));
            file = SubjectRequests.of(cdp).portable(ANN, "login");
            traits.putAll(cdp.profile(ANN).orElseThrow().traits().asMap());
            events = cdp.timeline(ANN).stream().map(Event::id).toList();
            acts = Consents.of(cdp).history(ANN).stream().map(ConsentAct::id).toList();
        }
        assertThat(file.text()).as("a list of two").contains("\"email\":[\"a@canary-shop.org\",\"b@canary-shop.org\"]");
        try (Cdp other = open("other")) {
            Maintenance.Imported imported =
                    Maintenance.of(other).importHistory(new StringReader(file.text()), lines -> {});
            assertThat(imported.outcomes()).containsOnlyKeys("STORED:stored");
            assertThat(other.profile(VISITOR).orElseThrow().traits().asMap()).isEqualTo(traits);
            assertThat(other.timeline(ANN)).extracting(Event::id).containsExactlyElementsOf(events);
            assertThat(Consents.of(other).history(ANN))
                    .extracting(ConsentAct::id)
                    .containsExactlyElementsOf(acts);
            assertThat(SubjectRequests.of(other).portable(ANN, "login").lines()).isEqualTo(file.lines());
            assertThat(file.text()).doesNotContain("bob-1", "Roberto");
        }
    }

    @Test
    void whoever_is_not_known_gets_an_empty_file_and_an_entry_in_the_register() {
        try (Cdp cdp = open("shop")) {
            AccessFile file = SubjectRequests.of(cdp).access(ANN, "login");
            Properties tree = tree(file);
            assertThat(tree.all("events[*]")).isEmpty();
            assertThat(tree.text("person.identifiers.user_id")).contains("ann-4711");
            assertThat(file.request().profiles()).isEmpty();
            assertThat(file.html()).contains("Nothing.");
        }
    }

    @Test
    void what_a_person_typed_is_text_on_the_page_and_in_json() {
        try (Cdp cdp = open("shop")) {
            grant(cdp, ANN);
            String nasty = "<script>alert(\"x\")</script>\\\u0001\n&amp;";
            Outcome outcome = cdp.identify(ANN, i -> i.set(Trait.FIRST_NAME, nasty));
            assertThat(outcome.isStored()).isTrue();
            AccessFile file = SubjectRequests.of(cdp).access(ANN, "login");
            assertThat(file.html()).doesNotContain("<script");
            assertThat(tree(file).text("person.traits.first_name")).contains(nasty);
        }
    }
}
