package io.clientele.proof;

import static io.clientele.segment.Conditions.did;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.clientele.Cdp;
import io.clientele.consent.Consents;
import io.clientele.destination.Audiences;
import io.clientele.destination.DestinationModule;
import io.clientele.destination.Exports;
import io.clientele.destination.Exports.Extract;
import io.clientele.destination.Format;
import io.clientele.destination.HttpDestination;
import io.clientele.keys.QuickKeys;
import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import io.clientele.model.LawfulBasis;
import io.clientele.model.Permitted;
import io.clientele.model.Purpose;
import io.clientele.model.Trait;
import io.clientele.rights.SubjectRequests;
import io.clientele.segment.Segment;
import io.clientele.segment.Segments;
import io.clientele.spi.Delivery;
import io.clientele.spi.Destination;
import io.clientele.spi.Outbox;
import io.clientele.spi.Recipient;
import io.clientele.spi.Recipient.TransferBasis;
import io.clientele.spi.Stats;
import io.clientele.testkit.ManualClock;
import io.clientele.testkit.Requirement;
import io.clientele.trigger.Trigger;
import io.clientele.trigger.Triggers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever was handed a person's data is on record, is told when it must go, and may be in no country without a ground. */
class RecipientsTest {

    private static final Identifier ANN = Identifier.userId("ann");
    private static final EventType VISIT =
            EventType.named("Visited").collectedFor(Purpose.SERVICE, LawfulBasis.CONTRACT);
    private static final Segment VISITORS =
            Segment.named("visitors").purpose(Purpose.SERVICE).when(did(VISIT));

    @TempDir
    Path directory;

    private final ManualClock clock = ManualClock.at(World.START);
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private volatile int status = 200;
    private HttpServer server;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    private Cdp open() {
        var builder =
                Cdp.in(directory.resolve("shop")).keys(QuickKeys.provider()).clock(clock);
        World.modules().forEach(builder::with);
        return builder.with(DestinationModule.standard()).open();
    }

    private HttpDestination vendor() {
        return HttpDestination.to(Format.named("segment"))
                .setting("write_key", "k")
                .purposes(Purpose.AD_AUDIENCES)
                .at(URI.create("http://127.0.0.1:" + server.getAddress().getPort()))
                .build();
    }

    private void keep(Cdp cdp) {
        Segments.of(cdp).define(VISITORS);
        Audiences.of(cdp).keep(VISITORS, Purpose.AD_AUDIENCES, vendor());
    }

    private static void grant(Cdp cdp, Purpose... purposes) {
        Consents.of(cdp).record(ANN, c -> c.grant(purposes).evidence("banner", "v1"));
    }

    @Test
    @Requirement("GDPR Art. 19")
    void whoever_is_erased_is_told_as_out_of_each_audience_they_were_in_also_if_the_vendor_is_away() {
        String id;
        try (Cdp cdp = open()) {
            keep(cdp);
            grant(cdp, Purpose.AD_AUDIENCES);
            cdp.identify(ANN, facts -> facts.set(Trait.EMAIL, "ann@example.org"));
            cdp.track(ANN, Event.of(VISIT));
            assertThat(bodies).singleElement().asString().contains("\"visitors\":true");
            status = 503;
            id = SubjectRequests.of(cdp).erase(ANN, "login").id();
            assertThat(cdp.profile(ANN)).isEmpty();
        }
        status = 200;
        bodies.clear();
        try (Cdp cdp = open()) {
            keep(cdp);
            clock.advance(Duration.ofHours(1));
            SubjectRequests.of(cdp).proceed();
            assertThat(bodies)
                    .singleElement()
                    .asString()
                    .contains("\"visitors\":false", "\"ann\"")
                    .doesNotContain("example.org");
            assertThat(SubjectRequests.of(cdp).find(id).orElseThrow().recipients())
                    .extracting(recipient -> recipient.name())
                    .containsExactly("segment/visitors");
        }
    }

    @Test
    void whoever_is_gone_before_they_were_told_is_no_failure_and_is_counted() {
        try (Cdp cdp = open()) {
            keep(cdp);
            grant(cdp, Purpose.AD_AUDIENCES);
            status = 503;
            cdp.track(ANN, Event.of(VISIT));
            clock.advance(Duration.ofSeconds(10));
            Consents.of(cdp).record(ANN, c -> c.withdraw(Purpose.AD_AUDIENCES));
            status = 200;
            clock.advance(Duration.ofHours(2));
            cdp.advance();
            clock.advance(Duration.ofHours(2));
            cdp.advance();
            assertThat(bodies).hasSize(1);
            assertThat(cdp.service(Outbox.class).failed()).isEmpty();
            assertThat(cdp.service(Outbox.class).waiting()).isEmpty();
            assertThat(cdp.service(Stats.class).deliveries())
                    .containsEntry("delivery.cancelled.never_told", 1L)
                    .doesNotContainKey("delivery.failed");
        }
    }

    @Test
    @Requirement("GDPR Art. 15(1)(c)")
    void whoever_got_a_file_with_a_person_in_it_is_named_when_the_person_asks() throws IOException {
        try (Cdp cdp = open()) {
            grant(cdp, Purpose.ANALYTICS);
            cdp.track(ANN, Event.of(VISIT));
            cdp.track(Identifier.userId("bob"), Event.of(VISIT));
            Extract extract = Extract.forPurpose(Purpose.ANALYTICS).to("warehouse of Example Ltd");
            assertThat(Exports.of(cdp).write(directory.resolve("out"), extract).profiles())
                    .isEqualTo(1);
            clock.advance(Duration.ofHours(1));
            assertThat(SubjectRequests.of(cdp).access(ANN, "login").json()).contains("warehouse of Example Ltd");
            assertThat(SubjectRequests.of(cdp)
                            .access(Identifier.userId("bob"), "login")
                            .json())
                    .doesNotContain("warehouse of Example Ltd");
            assertThat(SubjectRequests.of(cdp)
                            .find(SubjectRequests.of(cdp).erase(ANN, "login").id())
                            .orElseThrow()
                            .recipients())
                    .extracting(recipient -> recipient.name())
                    .contains("warehouse of Example Ltd");
        }
    }

    /** A vendor in the United States whose ground for the transfer is as somebody says. */
    private static final class Overseas implements Destination {

        private final List<String> got = new ArrayList<>();
        private Optional<TransferBasis> ground = Optional.empty();

        @Override
        public String name() {
            return "overseas";
        }

        @Override
        public Set<Purpose> purposes() {
            return Set.of(Purpose.EMAIL_MARKETING);
        }

        @Override
        public Optional<Recipient> recipient() {
            Recipient who = Recipient.processor("Example, Inc.", "US").under("agreement of 2026-01-12");
            return Optional.of(ground.map(who::on).orElse(who));
        }

        @Override
        public void send(Permitted<Delivery> delivery) {
            got.add(delivery.value(delivery.purpose()).id());
        }
    }

    @Test
    @Requirement("scenario 48")
    void nobody_is_handed_to_a_recipient_in_the_united_states_without_a_ground_for_the_transfer() {
        Overseas overseas = new Overseas();
        Trigger hello = Trigger.named("hello").onEvent(VISIT).purpose(Purpose.EMAIL_MARKETING);
        try (Cdp cdp = open()) {
            grant(cdp, Purpose.EMAIL_MARKETING);
            cdp.identify(ANN, facts -> facts.set(Trait.COUNTRY, "AT"));
            assertThatThrownBy(() -> Triggers.of(cdp).attach(hello, overseas))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("US, outside the European Economic Area, without a ground for the transfer");
            overseas.ground = Optional.of(TransferBasis.STANDARD_CLAUSES);
            Triggers.of(cdp).attach(hello, overseas);
            cdp.track(ANN, Event.of(VISIT));
            assertThat(overseas.got).hasSize(1);

            overseas.ground = Optional.empty();
            clock.advance(Duration.ofMinutes(1));
            cdp.track(ANN, Event.of(VISIT));
            assertThat(overseas.got).hasSize(1);
            assertThat(cdp.service(Outbox.class).waiting()).isEmpty();
            assertThat(cdp.service(Stats.class).gates()).containsEntry("gate.activate.transfer", 1L);
            assertThat(cdp.service(Stats.class).deliveries()).containsEntry("delivery.cancelled.transfer", 1L);
            overseas.ground = Optional.of(TransferBasis.STANDARD_CLAUSES);
            clock.advance(Duration.ofMinutes(1));
            cdp.advance();
            assertThat(overseas.got).as("what was denied is not sent later").hasSize(1);
        }
    }
}
