package io.clientele.examples;

import static io.clientele.commerce.CommerceEvents.ORDER_COMPLETED;
import static io.clientele.commerce.CommerceEvents.PRODUCT_ADDED;
import static io.clientele.model.Purpose.AD_AUDIENCES;
import static io.clientele.model.Purpose.ANALYTICS;
import static io.clientele.model.Purpose.EMAIL_MARKETING;
import static io.clientele.segment.Conditions.lastDid;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.clientele.Cdp;
import io.clientele.commerce.Commerce;
import io.clientele.consent.ConsentModule;
import io.clientele.consent.Consents;
import io.clientele.destination.Audiences;
import io.clientele.destination.DestinationModule;
import io.clientele.destination.Exports;
import io.clientele.destination.Format;
import io.clientele.destination.HttpDestination;
import io.clientele.destination.WebhookKey;
import io.clientele.identity.IdentityModule;
import io.clientele.model.Identifier;
import io.clientele.model.Purpose;
import io.clientele.model.Trait;
import io.clientele.segment.Segment;
import io.clientele.segment.SegmentModule;
import io.clientele.segment.Segments;
import io.clientele.spi.Recipient;
import io.clientele.spi.Recipient.TransferBasis;
import io.clientele.testkit.ManualClock;
import io.clientele.testkit.Requirement;
import io.clientele.trigger.Trigger;
import io.clientele.trigger.Triggers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/destinations.md shows is here, and does what is said there. */
class DestinationsGuideTest {

    private final ManualClock clock = ManualClock.at("2026-03-01T09:00:00Z");
    private final Identifier ann = Identifier.userId("42");
    private final Segment abandoned = Segment.named("abandoned-cart")
            .purpose(ANALYTICS)
            .when(lastDid(PRODUCT_ADDED).andThenNot(ORDER_COMPLETED).forAtLeast(Duration.ofMinutes(30)));
    private final String apiKey = "k";
    private final String oldSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private final String newSecret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

    /** What a vendor was sent: the path, the headers and the body. */
    private record Sent(String path, Map<String, String> headers, String body) {}

    private final List<Sent> sent = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private URI address;

    @TempDir
    Path directory;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            Map<String, String> headers = new TreeMap<>();
            exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            sent.add(new Sent(exchange.getRequestURI().getPath(), headers, body));
            byte[] answer = "{\"code\":\"Success\",\"success\":true}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        address = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    private Cdp open() {
        return Cdp.in(directory.resolve("cdp"))
                .clock(clock)
                .with(ConsentModule.optIn())
                .with(IdentityModule.standard())
                .with(SegmentModule.live())
                .with(DestinationModule.standard())
                .open();
    }

    private void permit(Cdp cdp, Identifier who, Purpose... purposes) {
        Consents.of(cdp).record(who, c -> c.grant(purposes).evidence("checkout", "v3"));
    }

    private void abandon(Cdp cdp) {
        Segments.of(cdp).define(abandoned);
        cdp.identify(ann, facts -> facts.set(Trait.EMAIL, "ann@example.org"));
        cdp.track(
                ann,
                Commerce.productAdded("cart-7", "SKU-1").price("49.90", "EUR").quantity(1));
    }

    private void anHourPasses(Cdp cdp) {
        clock.advance(Duration.ofHours(1));
        cdp.advance();
    }

    @Test
    void every_piece_of_code_on_the_page_is_a_region_of_this_test() throws IOException {
        assertThat(GuidePage.shownBy(DestinationsGuideTest.class, "destinations.md"))
                .isEqualTo(5);
    }

    @Test
    void the_format_on_the_page_can_be_read() throws IOException {
        Matcher json = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("..", "docs", "destinations.md")));
        assertThat(json.find()).isTrue();
        assertThat(Format.of(json.group(1)).needs()).containsExactly("url", "key");
    }

    @Test
    void a_vendor_is_sent_what_a_trigger_fires() {
        try (Cdp cdp = open()) {
            permit(cdp, ann, ANALYTICS, EMAIL_MARKETING);
            abandon(cdp);
            // region vendor
            HttpDestination iterable = HttpDestination.to(Format.named("iterable"))
                    .setting("api_key", apiKey)
                    .purposes(EMAIL_MARKETING)
                    .recipient(Recipient.processor("Iterable, Inc.", "US")
                            .on(TransferBasis.STANDARD_CLAUSES)
                            .under("data processing agreement of 2026-01-12"))
                    .event("Cart Abandoned")
                    .at(address)
                    .build();
            Triggers.of(cdp)
                    .attach(Trigger.named("cart-reminder").onEnter(abandoned).purpose(EMAIL_MARKETING), iterable);
            // endregion
            anHourPasses(cdp);
            assertThat(sent).hasSize(1);
            assertThat(sent.get(0).path()).isEqualTo("/api/events/track");
            assertThat(sent.get(0).body())
                    .contains("\"eventName\":\"Cart Abandoned\"", "\"email\":\"ann@example.org\"");
        }
    }

    @Test
    void a_webhook_is_signed() {
        try (Cdp cdp = open()) {
            permit(cdp, ann, ANALYTICS, EMAIL_MARKETING);
            abandon(cdp);
            // region webhook
            WebhookKey key = WebhookKey.of(oldSecret).and(newSecret);
            HttpDestination hook = HttpDestination.webhook(address.resolve("/cdp"), key, clock)
                    .purposes(EMAIL_MARKETING)
                    .build();
            // endregion
            Triggers.of(cdp).attach(Trigger.named("tell").onEnter(abandoned).purpose(EMAIL_MARKETING), hook);
            anHourPasses(cdp);
            Map<String, String> headers = sent.get(0).headers();
            byte[] body = sent.get(0).body().getBytes(StandardCharsets.UTF_8);
            // region receiver
            boolean good = WebhookKey.of(newSecret).verify(headers, body, clock.instant());
            // endregion
            assertThat(good).isTrue();
        }
    }

    @Test
    @Requirement("GDPR Art. 7(3)")
    void an_audience_holds_who_is_in_the_segment_and_permits_it() {
        HttpDestination advertising = HttpDestination.to(Format.named("segment"))
                .setting("write_key", "k")
                .purposes(AD_AUDIENCES)
                .at(address)
                .build();
        Identifier bob = Identifier.userId("43");
        try (Cdp cdp = open()) {
            permit(cdp, ann, ANALYTICS, AD_AUDIENCES);
            permit(cdp, bob, ANALYTICS);
            Segments.of(cdp).define(abandoned);
            // region audience
            Segment audience = Audiences.of(cdp).keep(abandoned, AD_AUDIENCES, advertising);
            // endregion
            cdp.track(
                    bob,
                    Commerce.productAdded("cart-8", "SKU-1")
                            .price("49.90", "EUR")
                            .quantity(1));
            abandon(cdp);
            anHourPasses(cdp);
            assertThat(Segments.of(cdp).contains(ann, abandoned)).isTrue();
            assertThat(Segments.of(cdp).contains(bob, abandoned)).isTrue();
            assertThat(Segments.of(cdp).count(audience)).isEqualTo(1);
            assertThat(sent)
                    .hasSize(1)
                    .first()
                    .satisfies(each -> assertThat(each.body())
                            .contains("\"userId\":\"42\"", "\"abandoned-cart\":true")
                            .doesNotContain("SKU-1"));
            Consents.of(cdp).record(ann, c -> c.withdraw(AD_AUDIENCES).evidence("account", "v3"));
            cdp.advance();
            assertThat(Segments.of(cdp).contains(ann, abandoned)).isTrue();
            assertThat(sent)
                    .hasSize(2)
                    .last()
                    .satisfies(
                            each -> assertThat(each.body()).contains("\"userId\":\"42\"", "\"abandoned-cart\":false"));
            Consents.of(cdp).record(bob, c -> c.withdraw(ANALYTICS).evidence("account", "v3"));
            cdp.advance();
            assertThat(sent).hasSize(2);
        }
    }

    @Test
    @Requirement("GDPR Art. 5(1)(b)")
    void files_hold_who_permits_the_purpose() throws IOException {
        Path folder = directory.resolve("export");
        Identifier bob = Identifier.userId("43");
        try (Cdp cdp = open()) {
            permit(cdp, ann, ANALYTICS);
            permit(cdp, bob, EMAIL_MARKETING);
            abandon(cdp);
            cdp.identify(bob, facts -> facts.set(Trait.EMAIL, "bob@example.org"));
            // region export
            Exports.Written written = Exports.of(cdp)
                    .write(folder, Exports.Extract.forPurpose(ANALYTICS).naming("user_id"));
            // endregion
            assertThat(written.profiles()).isEqualTo(1);
            assertThat(Files.readString(folder.resolve("profiles-0000001.ndjson")))
                    .contains("\"user_id\":\"42\"")
                    .doesNotContain("43", "bob@example.org");
            assertThat(Files.readString(folder.resolve("events-0000001.ndjson")))
                    .contains("Product Added", "SKU-1");
        }
    }
}
