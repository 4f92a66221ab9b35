package io.clientele.destination;

import static io.clientele.destination.FakeEndpoint.answer;
import static io.clientele.destination.FakeEndpoint.half;
import static io.clientele.segment.Conditions.did;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clientele.Cdp;
import io.clientele.destination.FakeEndpoint.Request;
import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import io.clientele.model.Intake;
import io.clientele.model.Purpose;
import io.clientele.model.Trait;
import io.clientele.segment.Segment;
import io.clientele.segment.SegmentModule;
import io.clientele.segment.Segments;
import io.clientele.spi.Destination;
import io.clientele.spi.Outbox;
import io.clientele.spi.Recipient;
import io.clientele.spi.Recipient.TransferBasis;
import io.clientele.testkit.ManualClock;
import io.clientele.testkit.PermitEverything;
import io.clientele.testkit.Requirement;
import io.clientele.trigger.Trigger;
import io.clientele.trigger.Triggers;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A destination attached to an open platform. */
class HttpDestinationTest {

    private static final EventType CART = EventType.named("Product Added");
    private static final Identifier ANN = Identifier.userId("42");
    private static final Segment SHOPPERS =
            Segment.named("shoppers").purpose(Purpose.ANALYTICS).when(did(CART));
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private final ManualClock clock = ManualClock.at("2026-03-01T09:00:00Z");
    private final FakeEndpoint vendor = new FakeEndpoint();

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        vendor.close();
    }

    private Cdp open() {
        return Cdp.in(directory)
                .with(new PermitEverything())
                .with(SegmentModule.live())
                .clock(clock)
                .open();
    }

    private static void attach(Cdp cdp, Destination destination) {
        Segments.of(cdp).define(SHOPPERS);
        Triggers.of(cdp)
                .attach(
                        Trigger.named("to " + destination.name())
                                .onEnter(SHOPPERS)
                                .purpose(Purpose.EMAIL_MARKETING)
                                .neverStale(),
                        destination);
    }

    private HttpDestination.Builder iterable() {
        return HttpDestination.to(Format.named("iterable"))
                .setting("api_key", "k")
                .purposes(Purpose.EMAIL_MARKETING)
                .timeout(Duration.ofMillis(500))
                .at(vendor.address());
    }

    @Test
    void a_firing_is_offered_under_the_same_id_until_it_is_taken() {
        vendor.next(answer(500, ""), answer(429, "", "Retry-After", "60"), half("{\"code\":\"Succ"))
                .otherwise(answer(200, "{\"code\":\"Success\"}"));
        try (Cdp cdp = open()) {
            attach(cdp, iterable().event("Cart Started").build());
            cdp.identify(ANN, facts -> facts.set(Trait.EMAIL, "ann@example.org"));
            cdp.track(ANN, Event.of(CART));
            for (int i = 0; i < 6; i++) {
                clock.advance(Duration.ofHours(2));
                cdp.advance();
            }
            List<Request> requests = vendor.requests();
            assertThat(requests)
                    .hasSize(4)
                    .extracting(Request::id)
                    .containsOnly(requests.get(0).id());
            assertThat(requests).extracting(Request::path).containsOnly("/api/events/track");
            assertThat(requests.get(3).body())
                    .contains(
                            "\"eventName\":\"Cart Started\"",
                            "\"email\":\"ann@example.org\"",
                            "\"segment\":\"shoppers\"");
        }
    }

    @Test
    void a_webhook_is_signed_with_the_time_of_its_clock() {
        WebhookKey key = WebhookKey.of(SECRET);
        try (Cdp cdp = open()) {
            attach(
                    cdp,
                    HttpDestination.webhook(vendor.address().resolve("/hook"), key, clock)
                            .purposes(Purpose.EMAIL_MARKETING)
                            .build());
            cdp.track(ANN, Event.of(CART));
            Request request = vendor.requests().get(0);
            assertThat(request.path()).isEqualTo("/hook");
            assertThat(key.verify(request.headers(), request.body().getBytes(StandardCharsets.UTF_8), clock.instant()))
                    .isTrue();
            assertThat(request.headers().get("webhook-id")).isEqualTo(request.id());
            assertThat(request.body()).contains("\"event\":\"shoppers\"", "\"userId\":\"42\"");
        }
    }

    @Test
    @Requirement("GDPR Art. 44")
    void a_recipient_in_another_country_needs_a_ground_for_the_transfer() {
        Recipient vendors = Recipient.processor("Iterable, Inc.", "us").under("DPA 2026-1");
        try (Cdp cdp = open()) {
            assertThatThrownBy(() -> attach(cdp, iterable().recipient(vendors).build()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "destination to iterable sends data to US, outside the European Economic Area, without a"
                                    + " ground for the transfer: say on(...)");
            attach(
                    cdp,
                    iterable()
                            .recipient(vendors.on(TransferBasis.STANDARD_CLAUSES))
                            .build());
            attach(
                    cdp,
                    iterable()
                            .named("at home")
                            .recipient(Recipient.processor("Ours", "AT"))
                            .build());
        }
    }

    @Test
    void a_destination_that_is_not_whole_is_refused_with_a_sentence() {
        assertThatThrownBy(() -> HttpDestination.to(Format.named("iterable"))
                        .purposes(Purpose.EMAIL_MARKETING)
                        .build())
                .hasMessage("the format iterable needs the setting api_key: say setting(...)");
        assertThatThrownBy(() -> HttpDestination.to(Format.named("iterable"))
                        .setting("api_key", "k")
                        .build())
                .hasMessage("destination iterable names no purpose: say purposes(...)");
        assertThatThrownBy(() ->
                        iterable().at(URI.create("http://vendor.example.org")).build())
                .hasMessage("address: personal data travels by https only, or to this machine");
        assertThatThrownBy(() -> HttpDestination.webhook(
                                URI.create("http://vendor.example.org/x"), WebhookKey.of(SECRET), clock)
                        .purposes(Purpose.EMAIL_MARKETING)
                        .build())
                .hasMessage("url: personal data travels by https only, or to this machine");
        assertThatThrownBy(() -> Format.named("carrier-pigeon"))
                .hasMessageStartingWith("there is no format carrier-pigeon, only blueconic, ");
    }

    @Test
    @Requirement("GDPR Art. 5(1)(b)")
    void a_trigger_for_another_purpose_is_refused() {
        try (Cdp cdp = open()) {
            assertThatThrownBy(() ->
                            attach(cdp, iterable().purposes(Purpose.ANALYTICS).build()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("destination iterable takes nothing for email_marketing, the purpose of trigger to"
                            + " iterable");
        }
    }

    @Test
    void every_format_of_the_library_can_be_read_and_says_what_it_needs() {
        assertThat(Format.names().stream().map(Format::named).collect(Collectors.toMap(Format::name, Format::needs)))
                .hasSize(Format.names().size())
                .containsKeys("iterable", "treasure-data")
                .allSatisfy((name, needs) -> assertThat(needs).isNotEmpty());
    }

    @Test
    void a_format_of_the_shops_own_is_read_from_json() {
        Format format = Format.of("""
            {"name": "loyalty", "needs": ["url"], "base": "{settings.url}",
             "routes": [{"when": {"type": "track"},
               "calls": [{"method": "PUT", "path": "/people/{userId}", "body": {"happened": "{event | lower}"}}]}]}
            """);
        try (Cdp cdp = open()) {
            attach(
                    cdp,
                    HttpDestination.to(format)
                            .setting("url", vendor.address().toString())
                            .purposes(Purpose.EMAIL_MARKETING)
                            .event("Cart Started")
                            .build());
            cdp.track(Identifier.userId("a/b"), Event.of(CART));
            assertThat(vendor.requests().get(0).path()).isEqualTo("/people/a%2Fb");
            assertThat(vendor.requests().get(0).body()).isEqualTo("{\"happened\":\"cart started\"}");
        }
    }

    private static final String BULK = """
            {"name": "bulk", "needs": ["url"], "base": "{settings.url}",
             "answer": {ANSWER},
             "routes": [{"when": {"type": "track"},
               "calls": [{"path": "/one", "body": {"who": "{userId}"},
                 "batch": {"path": "/many", "list": "events", "most": 10, "bytes": BYTES}}]}]}
            """;

    private HttpDestination bulk(String answer, int bytes) {
        String format = BULK.replace("ANSWER", answer).replace("BYTES", String.valueOf(bytes));
        return HttpDestination.to(Format.of(format))
                .setting("url", vendor.address().toString())
                .purposes(Purpose.EMAIL_MARKETING)
                .build();
    }

    private static void shopTogether(Cdp cdp, Instant when, int people) {
        List<Intake> all = new ArrayList<>();
        for (int i = 10; i < 10 + people; i++) {
            all.add(Event.of(CART).id("e" + i).about(Identifier.userId("u" + i), when, "-"));
        }
        cdp.accept(all);
    }

    private List<String> whoIn(Request request) {
        return Pattern.compile("\"who\":\"(\\w+)\"")
                .matcher(request.body())
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    @Test
    void what_is_due_together_goes_in_one_request_and_a_failure_inside_the_answer_is_the_right_persons() {
        vendor.next(
                        answer(200, "{\"results\":[{},{},{\"ok\":false,\"code\":\"BAD_MAIL\"},{},{},{},{},{},{},{}]}"),
                        answer(503, ""),
                        answer(200, "{\"results\":[{},{},{},{},{}]}"))
                .otherwise(answer(200, "{\"results\":[{},{},{},{},{},{},{},{},{},{}]}"));
        try (Cdp cdp = open()) {
            attach(
                    cdp,
                    bulk(
                            "\"items\": {\"list\": \"results\", \"failed\": {\"ok\": false}, \"reason\": \"{code}\"}",
                            1_000_000));
            shopTogether(cdp, clock.instant(), 25);
            List<Request> requests = vendor.requests();
            assertThat(requests).extracting(Request::path).containsExactly("/many", "/many", "/many");
            List<String> second = whoIn(requests.get(1));
            assertThat(second).hasSize(10);
            String wrong = whoIn(requests.get(0)).get(2);
            Outbox outbox = cdp.service(Outbox.class);
            assertThat(outbox.failed()).extracting(Outbox.Failed::reason).containsExactly("bulk refused it (BAD_MAIL)");
            assertThat(outbox.waiting()).hasSize(10);

            clock.advance(Duration.ofHours(1));
            cdp.advance();
            List<String> again = new ArrayList<>();
            vendor.requests().subList(3, vendor.requests().size()).forEach(request -> again.addAll(whoIn(request)));
            assertThat(again).containsExactlyInAnyOrderElementsOf(second);
            assertThat(outbox.waiting()).isEmpty();
            vendor.otherwise(answer(200, "{\"results\":[{}]}"));
            assertThat(outbox.replay(outbox.failed().get(0).id())).isTrue();
            cdp.advance();
            Request last = vendor.requests().get(vendor.requests().size() - 1);
            assertThat(last.path()).isEqualTo("/one");
            assertThat(whoIn(last)).containsExactly(wrong);
            assertThat(outbox.failed()).isEmpty();
        }
    }

    @Test
    void no_request_holds_more_bytes_than_the_vendor_takes() {
        try (Cdp cdp = open()) {
            attach(cdp, bulk("", 50));
            shopTogether(cdp, clock.instant(), 25);
            assertThat(vendor.requests())
                    .hasSizeGreaterThan(5)
                    .allSatisfy(request -> assertThat(whoIn(request)).hasSizeLessThanOrEqualTo(3));
            assertThat(vendor.requests().stream().flatMap(each -> whoIn(each).stream()))
                    .hasSize(25)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void a_definition_that_is_wrong_is_refused_with_what_is_wrong() {
        assertThatThrownBy(() -> Format.of("{\"name\": \"x\""))
                .hasMessage("the definition of a format is wrong: not JSON in line 1");
        assertThatThrownBy(() -> Format.of("{\"name\": \"x\"}"))
                .hasMessage("the definition of a format is wrong: a format has no base");
        assertThatThrownBy(() -> Format.of("{\"name\": \"x\", \"base\": \"b\", \"rotues\": []}"))
                .hasMessage("the definition of a format is wrong: a format has no field rotues");
        assertThatThrownBy(
                        () -> Format.of("{\"name\": \"x\", \"base\": \"b\", \"routes\": [{\"calls\": [{\"path\": \"/\","
                                + " \"body\": \"{a | louder}\"}]}]}"))
                .hasMessage("the definition of a format is wrong: there is no filter louder");
        assertThatThrownBy(() -> Format.of("{\"name\": \"x\", \"base\": \"b\", \"routes\": [{\"when\": {\"a\": {}}}]}"))
                .hasMessage("the definition of a format is wrong: a condition must hold one word");
    }
}
