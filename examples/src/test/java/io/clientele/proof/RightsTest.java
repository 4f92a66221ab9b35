package io.clientele.proof;

import static io.clientele.segment.Conditions.did;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clientele.Cdp;
import io.clientele.Maintenance;
import io.clientele.consent.Consents;
import io.clientele.model.Event;
import io.clientele.model.Identifier;
import io.clientele.model.Outcome;
import io.clientele.model.Properties;
import io.clientele.model.Purpose;
import io.clientele.model.SubjectRequest;
import io.clientele.model.SubjectRequest.Kind;
import io.clientele.model.Trait;
import io.clientele.rights.ErasureReceipt;
import io.clientele.rights.Request;
import io.clientele.rights.Request.Recipient;
import io.clientele.rights.Request.Told;
import io.clientele.rights.SubjectRequests;
import io.clientele.segment.Segment;
import io.clientele.segment.Segments;
import io.clientele.spi.Delivery;
import io.clientele.spi.Destination;
import io.clientele.spi.ModuleContext;
import io.clientele.spi.NotTakenException;
import io.clientele.spi.Subjects;
import io.clientele.testkit.ManualClock;
import io.clientele.testkit.Requirement;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** A person has data corrected, its use restricted, objects, takes consent back and is erased; and whoever was told is told of it. */
@ParameterizedClass(name = "heap {0}")
@ValueSource(longs = {World.NOBODY, World.MANY})
class RightsTest {

    private static final Identifier ANN = Identifier.userId("ann-4711");
    private static final Identifier VISITOR = Identifier.anonymousId("canary-visitor");
    private static final Segment VISITORS = Segment.named("visitors")
            .purpose(Purpose.ANALYTICS)
            .when(did(Event.named("Visited").type()));

    @Parameter
    long heap;

    @TempDir
    Path directory;

    private final ManualClock clock = ManualClock.at(World.START);
    private final Recorder recorder = new Recorder();

    /** A mail house that keeps what it is told, and refuses as often as it is asked to. */
    private static final class Recorder implements Destination {

        private final List<String> sent = new ArrayList<>();
        private final List<Notice> notices = new ArrayList<>();
        private int refusals;
        private boolean forGood;
        private boolean takesNotices = true;

        @Override
        public String name() {
            return "mail-house";
        }

        @Override
        public Set<Purpose> purposes() {
            return Set.of(Purpose.ANALYTICS);
        }

        @Override
        public void send(io.clientele.model.Permitted<Delivery> delivery) {
            sent.add(delivery.value(delivery.purpose()).id());
        }

        @Override
        public boolean notify(Notice notice) throws NotTakenException {
            if (forGood) {
                throw NotTakenException.forGood("unknown");
            }
            if (refusals-- > 0) {
                throw new IllegalStateException("out of order");
            }
            notices.add(notice);
            return takesNotices;
        }
    }

    private Cdp open() {
        var builder = Cdp.in(directory.resolve("shop")).clock(clock).heap(heap);
        World.modules().forEach(builder::with);
        builder.with(new io.clientele.CdpModule() {
            @Override
            public String name() {
                return "mail-house";
            }

            @Override
            public void install(ModuleContext context) {
                context.provide(ModuleContext.class, context);
            }
        });
        return builder.open();
    }

    private void attach(Cdp cdp) {
        cdp.service(ModuleContext.class).outbox().attach(recorder);
    }

    /** Ann visits and is handed to the mail house. */
    private void live(Cdp cdp) {
        for (Identifier who : List.of(VISITOR, ANN)) {
            Consents.of(cdp)
                    .record(
                            who,
                            c -> c.grant(Purpose.ANALYTICS, Purpose.STITCHING, Purpose.EMAIL_MARKETING)
                                    .evidence("banner", "v1"));
        }
        Segments.of(cdp).define(VISITORS);
        cdp.identify(
                ANN,
                i -> i.sameAs(VISITOR)
                        .set(Trait.EMAIL, "ann@canary.example")
                        .set(Trait.COUNTRY, "FR")
                        .id("login-1"));
        clock.advance(Duration.ofMinutes(1));
        cdp.track(VISITOR, Event.named("Visited").id("visit-1"));
        clock.advance(Duration.ofMinutes(1));
    }

    @Test
    @Requirement("GDPR Art. 18")
    @Requirement("scenario 41")
    void who_is_restricted_is_nowhere_and_comes_back_whole_without_being_sent_again() {
        try (Cdp cdp = open()) {
            live(cdp);
            assertThat(Segments.of(cdp).count(VISITORS)).isEqualTo(1);
            Request request = SubjectRequests.of(cdp).restrict(VISITOR, "login");
            assertThat(request.kind()).isEqualTo(Kind.RESTRICTION);

            assertThat(Segments.of(cdp).count(VISITORS)).isZero();
            assertThat(Segments.of(cdp).segmentsOf(ANN)).isEmpty();
            assertThat(Consents.of(cdp).permitted(ANN, Purpose.ANALYTICS).reason())
                    .isEqualTo("restricted");
            assertThat(Consents.of(cdp).permitted(ANN, Purpose.SERVICE).permitted())
                    .isFalse();
            assertThat(Consents.of(cdp).permitted(ANN, Purpose.LEGAL).permitted())
                    .isTrue();
            assertThat(Consents.of(cdp).export(ANN, Purpose.ANALYTICS)).isEmpty();
            assertThat(cdp.track(VISITOR, Event.named("Visited")).kind()).isEqualTo(Outcome.Kind.WITHHELD);
            assertThat(cdp.profile(ANN).orElseThrow().identifiers()).containsExactlyInAnyOrder(ANN, VISITOR);
            assertThat(SubjectRequests.of(cdp).access(ANN, "login").json()).contains("visit-1", "ann@canary.example");
        }
        try (Cdp cdp = open()) {
            assertThat(Segments.of(cdp).count(VISITORS)).isZero();
            assertThat(cdp.timeline(ANN)).hasSize(2);
            clock.advance(Duration.ofMinutes(1));
            SubjectRequests.of(cdp).unrestrict(ANN, "login");
            assertThat(Segments.of(cdp).count(VISITORS)).isEqualTo(1);
            assertThat(Consents.of(cdp).permitted(ANN, Purpose.ANALYTICS).permitted())
                    .isTrue();
            assertThat(Maintenance.of(cdp).verify()).isEmpty();
        }
    }

    @Test
    @Requirement("GDPR Art. 16")
    void a_correction_holds_at_once_and_a_segment_follows() {
        try (Cdp cdp = open()) {
            live(cdp);
            Request request = SubjectRequests.of(cdp).rectify(ANN, "login", Properties.of(Map.of("country", "DE")));
            assertThat(request.state()).isEqualTo(Request.State.ANSWERED);
            assertThat(cdp.profile(VISITOR).orElseThrow().get(Trait.COUNTRY)).contains("DE");
        }
    }

    @Test
    @Requirement("GDPR Art. 21(2)")
    void an_objection_stops_the_purpose_on_every_identifier_and_is_entered() {
        try (Cdp cdp = open()) {
            live(cdp);
            Request request = SubjectRequests.of(cdp).object(VISITOR, "letter", Purpose.EMAIL_MARKETING);
            assertThat(request.kind()).isEqualTo(Kind.OBJECTION);
            assertThat(Consents.of(cdp).permitted(ANN, Purpose.EMAIL_MARKETING).reason())
                    .isEqualTo("objection");
            assertThat(Consents.of(cdp).permitted(ANN, Purpose.ANALYTICS).permitted())
                    .isTrue();
            assertThatThrownBy(() -> SubjectRequests.of(cdp).object(ANN, "letter"))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    @Requirement("GDPR Art. 7(3)")
    void taking_every_consent_back_removes_what_was_collected_by_consent_alone() {
        try (Cdp cdp = open()) {
            live(cdp);
            SubjectRequests.of(cdp).withdrawAll(ANN, "login");
            for (Purpose purpose : List.of(Purpose.ANALYTICS, Purpose.EMAIL_MARKETING, Purpose.STITCHING)) {
                assertThat(Consents.of(cdp).permitted(ANN, purpose).permitted()).isFalse();
                assertThat(Consents.of(cdp).permitted(VISITOR, purpose).permitted())
                        .isFalse();
            }
            assertThat(cdp.timeline(VISITOR)).extracting(Event::id).doesNotContain("visit-1");
            assertThat(cdp.timeline(ANN)).extracting(Event::id).containsExactly("login-1");
        }
    }

    @Test
    @Requirement("GDPR Art. 17")
    void a_receipt_tells_how_much_went_and_until_when_old_copies_can_be_read() {
        try (Cdp cdp = open()) {
            live(cdp);
            ErasureReceipt receipt = SubjectRequests.of(cdp).erase(VISITOR, "login");
            assertThat(receipt.outcome().isStored()).isTrue();
            assertThat(receipt.identifiers()).isEqualTo(2);
            assertThat(receipt.records()).isEqualTo(8);
            assertThat(receipt.unreadableBy()).contains(clock.instant().plus(Duration.ofDays(30)));
            assertThat(receipt.export().orElseThrow()).startsWith("clientele erasure receipt 1\n");
            assertThat(receipt.request().orElseThrow().state()).isEqualTo(Request.State.ANSWERED);
        }
        try (Cdp cdp = open()) {
            String id = SubjectRequests.of(cdp).all().get(0).id();
            assertThat(SubjectRequests.of(cdp).receipt(id).orElseThrow().records())
                    .isEqualTo(8);
            assertThat(cdp.profile(ANN)).isEmpty();
            assertThat(Maintenance.of(cdp).verify()).isEmpty();
        }
    }

    @Test
    @Requirement("GDPR Art. 17")
    @Requirement("scenario 39")
    void of_an_erased_person_of_four_identifiers_none_comes_back_by_what_is_sent_again() {
        List<Identifier> four =
                List.of(ANN, VISITOR, Identifier.email("ann@canary-shop.org"), Identifier.phone("+49301234567"));
        try (Cdp cdp = open()) {
            live(cdp);
            cdp.identify(ANN, i -> i.sameAs(four.get(2)));
            cdp.identify(ANN, i -> i.sameAs(four.get(3)));
            assertThat(cdp.profile(ANN).orElseThrow().identifiers()).hasSize(4);
            clock.advance(Duration.ofMinutes(1));
            SubjectRequests.of(cdp).erase(four.get(3), "login");
            for (Identifier each : four) {
                assertThat(cdp.profile(each)).isEmpty();
                assertThat(cdp.accept(Event.named("Visited")
                                        .id("old-" + each.namespace())
                                        .about(each, World.START, "unused"))
                                .kind())
                        .isEqualTo(Outcome.Kind.SUPPRESSED);
                assertThat(cdp.profile(each)).isEmpty();
            }
        }
    }

    @Test
    @Requirement("GDPR Art. 17")
    void an_erasure_that_was_decided_is_carried_out_when_the_process_dies_before_it_is() throws IOException {
        try (Cdp cdp = open()) {
            live(cdp);
            assertThat(cdp.accept(SubjectRequest.erasure("intent-1", ANN, clock.instant(), "login")
                                    .entry(Kind.ERASURE)
                                    .noting(Properties.of(
                                            Map.of("request", "intent-1", "state", "RUNNING", Subjects.INTENT, true))))
                            .isStored())
                    .isTrue();
            assertThat(cdp.profile(ANN)).isPresent();
        }
        try (Cdp cdp = open()) {
            assertThat(cdp.profile(ANN)).isEmpty();
            assertThat(cdp.profile(VISITOR)).isEmpty();
            assertThat(cdp.accept(Event.named("Visited").id("again").about(VISITOR, World.START, "unused"))
                            .kind())
                    .isEqualTo(Outcome.Kind.SUPPRESSED);
            SubjectRequests requests = SubjectRequests.of(cdp);
            assertThat(requests.find("intent-1").orElseThrow().state()).isEqualTo(Request.State.RUNNING);
            requests.proceed();
            assertThat(requests.find("intent-1").orElseThrow().state()).isEqualTo(Request.State.ANSWERED);
            assertThat(Maintenance.of(cdp).verify()).isEmpty();
        }
        assertNowhere("ann-4711", "canary-visitor", "ann@canary.example");
    }

    @Test
    @Requirement("GDPR Art. 19")
    @Requirement("scenario 40")
    void a_recipient_that_fails_is_told_again_later_also_after_a_restart() throws IOException {
        String id;
        try (Cdp cdp = open()) {
            attach(cdp);
            handOverTo(cdp);
            recorder.refusals = 2;
            ErasureReceipt receipt = SubjectRequests.of(cdp).erase(ANN, "login");
            id = receipt.id();
            Request request = SubjectRequests.of(cdp).find(id).orElseThrow();
            assertThat(request.state()).isEqualTo(Request.State.PARTIAL);
            assertThat(request.recipients())
                    .extracting(Recipient::name, Recipient::told, Recipient::tries)
                    .containsExactly(org.assertj.core.groups.Tuple.tuple("mail-house", Told.PENDING, 1));
            SubjectRequests.of(cdp).proceed();
            assertThat(SubjectRequests.of(cdp)
                            .find(id)
                            .orElseThrow()
                            .recipients()
                            .get(0)
                            .tries())
                    .as("not before it is due")
                    .isEqualTo(1);
        }
        assertNowhere("ann-4711", "canary-visitor", "ann@canary.example");
        try (Cdp cdp = open()) {
            attach(cdp);
            clock.advance(Duration.ofMinutes(2));
            SubjectRequests.of(cdp).proceed();
            assertThat(recorder.notices).isEmpty();
            clock.advance(Duration.ofMinutes(5));
            SubjectRequests.of(cdp).proceed();

            assertThat(recorder.notices).hasSize(1);
            assertThat(recorder.notices.get(0).request()).isEqualTo(id);
            assertThat(recorder.notices.get(0).kind()).isEqualTo(Kind.ERASURE);
            assertThat(recorder.notices.get(0).identifiers()).containsExactlyInAnyOrder(ANN, VISITOR);
            assertThat(recorder.notices.get(0).handed()).isEqualTo(recorder.sent);
            Request request = SubjectRequests.of(cdp).find(id).orElseThrow();
            assertThat(request.state()).isEqualTo(Request.State.ANSWERED);
            assertThat(request.recipients().get(0).told()).isEqualTo(Told.TOLD);
            assertThat(cdp.service(ModuleContext.class)
                            .<Boolean>read(() -> cdp.service(ModuleContext.class).subjects().requests(0).stream()
                                    .allMatch(entry -> cdp.service(ModuleContext.class)
                                            .subjects()
                                            .notices(entry)
                                            .isEmpty())))
                    .isTrue();
            assertThat(Maintenance.of(cdp).verify()).isEmpty();
        }
        try (Cdp cdp = open()) {
            assertThat(Maintenance.of(cdp).verify()).isEmpty();
        }
    }

    @Test
    @Requirement("GDPR Art. 19")
    void a_recipient_that_never_takes_it_or_takes_no_notices_is_listed_to_be_told_by_hand() {
        try (Cdp cdp = open()) {
            attach(cdp);
            handOverTo(cdp);
            recorder.forGood = true;
            String failed = SubjectRequests.of(cdp).restrict(ANN, "login").id();
            assertThat(SubjectRequests.of(cdp)
                            .find(failed)
                            .orElseThrow()
                            .recipients()
                            .get(0)
                            .told())
                    .isEqualTo(Told.FAILED);
            recorder.forGood = false;
            recorder.takesNotices = false;
            clock.advance(Duration.ofMinutes(1));
            String byHand = SubjectRequests.of(cdp).unrestrict(ANN, "login").id();
            assertThat(SubjectRequests.of(cdp)
                            .find(byHand)
                            .orElseThrow()
                            .recipients()
                            .get(0)
                            .told())
                    .isEqualTo(Told.BY_HAND);
            assertThat(cdp.profile(ANN)).isPresent();
        }
    }

    /** Plans and hands over one firing to the mail house, as a destination of the host's own gets it. */
    private void handOverTo(Cdp cdp) {
        Segments.of(cdp).define(VISITORS);
        for (Identifier who : List.of(VISITOR, ANN)) {
            Consents.of(cdp)
                    .record(
                            who,
                            c -> c.grant(Purpose.ANALYTICS, Purpose.STITCHING).evidence("banner", "v1"));
        }
        subscribe(cdp);
        cdp.identify(ANN, i -> i.sameAs(VISITOR).set(Trait.EMAIL, "ann@canary.example"));
        clock.advance(Duration.ofMinutes(1));
        cdp.track(VISITOR, Event.named("Visited").id("visit-1"));
        cdp.advance();
        assertThat(recorder.sent).hasSize(1);
        clock.advance(Duration.ofMinutes(1));
    }

    private static void subscribe(Cdp cdp) {
        var definition = new io.clientele.spi.Definition(
                "subscribe-1",
                World.START,
                "segments",
                "mail-house",
                Properties.of(Map.of("kind", "trigger", "segment", "visitors", "purpose", "analytics", "on", "enter")));
        cdp.accept(definition);
    }

    private void assertNowhere(String... canaries) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                for (String canary : canaries) {
                    assertThat(bytes.contains(canary))
                            .as("in %s", file.getFileName())
                            .isFalse();
                }
            }
        }
    }
}
