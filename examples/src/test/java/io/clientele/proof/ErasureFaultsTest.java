package io.clientele.proof;

import static io.clientele.segment.Conditions.did;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.Cdp;
import io.clientele.CdpModule;
import io.clientele.FaultyCdp;
import io.clientele.Maintenance;
import io.clientele.consent.Consents;
import io.clientele.model.Event;
import io.clientele.model.Identifier;
import io.clientele.model.Outcome;
import io.clientele.model.Permitted;
import io.clientele.model.Properties;
import io.clientele.model.Purpose;
import io.clientele.model.StorageException;
import io.clientele.model.Trait;
import io.clientele.rights.Request;
import io.clientele.rights.Request.Told;
import io.clientele.rights.SubjectRequests;
import io.clientele.segment.Segment;
import io.clientele.segment.Segments;
import io.clientele.spi.Definition;
import io.clientele.spi.Delivery;
import io.clientele.spi.Destination;
import io.clientele.spi.ModuleContext;
import io.clientele.testkit.ManualClock;
import io.clientele.testkit.Requirement;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An erasure that is interrupted at any of its steps ends, once opened again, as if nothing had happened. */
class ErasureFaultsTest {

    private static final Identifier ANN = Identifier.userId("ann-4711");
    private static final Identifier VISITOR = Identifier.anonymousId("canary-visitor");
    private static final Identifier BOB = Identifier.userId("bob-1");
    private static final Segment VISITORS = Segment.named("visitors")
            .purpose(Purpose.ANALYTICS)
            .when(did(Event.named("Visited").type()));

    @TempDir
    Path directory;

    private final ManualClock clock = ManualClock.at(World.START);
    private final List<String> told = new ArrayList<>();
    private FaultyStore store;

    private final Destination recipient = new Destination() {
        @Override
        public String name() {
            return "mail-house";
        }

        @Override
        public Set<Purpose> purposes() {
            return Set.of(Purpose.ANALYTICS);
        }

        @Override
        public void send(Permitted<Delivery> delivery) {}

        @Override
        public boolean notify(Notice notice) {
            told.add(notice.request()
                    + notice.identifiers().size()
                    + notice.handed().size());
            return true;
        }
    };

    private Cdp open() {
        List<CdpModule> modules = new ArrayList<>(World.modules());
        modules.add(new CdpModule() {
            @Override
            public String name() {
                return "host";
            }

            @Override
            public void install(ModuleContext context) {
                context.provide(ModuleContext.class, context);
            }
        });
        Cdp cdp = FaultyCdp.open(
                directory,
                clock,
                modules,
                new FaultyCdp.Limits(World.MANY, 1_000, 1),
                real -> store = new FaultyStore(real));
        cdp.service(ModuleContext.class).outbox().attach(recipient);
        return cdp;
    }

    private void live(Cdp cdp) {
        for (Identifier who : List.of(VISITOR, ANN, BOB)) {
            Consents.of(cdp)
                    .record(
                            who,
                            c -> c.grant(Purpose.ANALYTICS, Purpose.STITCHING).evidence("banner", "v1"));
        }
        Segments.of(cdp).define(VISITORS);
        cdp.accept(new Definition(
                "subscribe-1",
                World.START,
                "segments",
                "mail-house",
                Properties.of(
                        Map.of("kind", "trigger", "segment", "visitors", "purpose", "analytics", "on", "enter"))));
        cdp.identify(ANN, i -> i.sameAs(VISITOR).set(Trait.EMAIL, "ann@canary.example"));
        cdp.identify(BOB, i -> i.set(Trait.FIRST_NAME, "Roberto"));
        clock.advance(Duration.ofMinutes(1));
        cdp.track(VISITOR, Event.named("Visited").id("visit-1"));
        cdp.track(BOB, Event.named("Visited").id("visit-2"));
        cdp.advance();
        clock.advance(Duration.ofMinutes(1));
    }

    /** An erasure appends: what is decided, what is done, that the recipient was told, that the notice is over. */
    @ParameterizedTest
    @CsvSource({
        "BEFORE,1", "BEFORE,2", "BEFORE,3", "BEFORE,4",
        "UNKNOWN_LOST,1", "UNKNOWN_LOST,2", "UNKNOWN_LOST,3", "UNKNOWN_LOST,4",
        "UNKNOWN_LANDED,1", "UNKNOWN_LANDED,2", "UNKNOWN_LANDED,3", "UNKNOWN_LANDED,4"
    })
    @Requirement("GDPR Art. 17")
    @Requirement("GDPR Art. 19")
    void ends_the_same_wherever_it_was_interrupted(FaultyStore.Fault fault, int step) {
        Cdp cdp = open();
        live(cdp);
        store.arm(fault, step);
        interrupted(() -> SubjectRequests.of(cdp).erase(ANN, "login"));
        assertThat(store.armed()).as("the step was reached").isFalse();
        interrupted(cdp::close);

        try (Cdp again = open()) {
            clock.advance(Duration.ofHours(1));
            SubjectRequests requests = SubjectRequests.of(again);
            requests.proceed();
            if (again.profile(ANN).isPresent()) {
                assertThat(step).as("nothing was decided").isEqualTo(1);
                requests.erase(ANN, "login");
            }
        }
        try (Cdp after = open()) {
            List<Request> all = SubjectRequests.of(after).all();
            assertThat(all).allMatch(request -> request.state() == Request.State.ANSWERED);
            assertThat(all.get(all.size() - 1).recipients())
                    .allMatch(each -> each.told() == Told.TOLD)
                    .hasSize(1);
            assertThat(new TreeSet<>(told)).hasSize(1);
            assertThat(told.get(0)).endsWith("21");
            assertThat(after.profile(ANN)).isEmpty();
            assertThat(after.profile(VISITOR)).isEmpty();
            assertThat(after.profile(BOB).orElseThrow().activity().events()).isEqualTo(2);
            assertThat(Segments.of(after).count(VISITORS)).isEqualTo(1);
            assertThat(after.accept(Event.named("Visited").id("old").about(VISITOR, World.START, "unused"))
                            .kind())
                    .isEqualTo(Outcome.Kind.SUPPRESSED);
            assertThat(Maintenance.of(after).verify()).isEmpty();
        }
    }

    private static void interrupted(Runnable work) {
        try {
            work.run();
        } catch (StorageException | IllegalStateException injected) {
            assertThat(injected).isNotNull();
        }
    }
}
