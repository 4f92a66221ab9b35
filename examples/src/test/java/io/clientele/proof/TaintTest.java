package io.clientele.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.clientele.Cdp;
import io.clientele.access.AccessModule;
import io.clientele.access.Breach;
import io.clientele.access.Operation;
import io.clientele.access.Principal;
import io.clientele.access.Role;
import io.clientele.accountability.AccountabilityModule;
import io.clientele.accountability.Controller;
import io.clientele.commerce.Commerce;
import io.clientele.commerce.CommerceEvents;
import io.clientele.consent.ConsentModule;
import io.clientele.consent.Consents;
import io.clientele.destination.Audiences;
import io.clientele.destination.DestinationModule;
import io.clientele.destination.Exports;
import io.clientele.destination.Format;
import io.clientele.destination.HttpDestination;
import io.clientele.identity.IdentityModule;
import io.clientele.identity.match.Matching;
import io.clientele.model.ConsentAct;
import io.clientele.model.Event;
import io.clientele.model.EventDraft;
import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import io.clientele.model.LawfulBasis;
import io.clientele.model.NotPermittedException;
import io.clientele.model.Outcome;
import io.clientele.model.Permits;
import io.clientele.model.Permitted;
import io.clientele.model.Profile;
import io.clientele.model.Purpose;
import io.clientele.model.Trait;
import io.clientele.rights.SubjectRequests;
import io.clientele.schema.Category;
import io.clientele.segment.Aggregate;
import io.clientele.segment.Conditions;
import io.clientele.segment.Segment;
import io.clientele.segment.SegmentModule;
import io.clientele.segment.Segments;
import io.clientele.spi.Delivery;
import io.clientele.spi.Destination;
import io.clientele.spi.ProfileEvaluator;
import io.clientele.spi.Stats;
import io.clientele.spi.Subjects;
import io.clientele.testkit.ManualClock;
import io.clientele.testkit.Requirement;
import io.clientele.trigger.Firing;
import io.clientele.trigger.Trigger;
import io.clientele.trigger.Triggers;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was not permitted, or is not any more, comes out of no exported method of any service, and is handed to nobody. */
class TaintTest {

    private static final String TAINT = "taint-7f3a";
    private static final Identifier VISITOR = Identifier.anonymousId("visitor");
    private static final Identifier CUSTOMER = Identifier.userId("42");
    private static final Segment VIEWERS =
            Segment.named("viewers").purpose(Purpose.ANALYTICS).when(Conditions.did(CommerceEvents.PRODUCT_VIEWED));
    private static final EventType TOLD = EventType.IDENTIFY.collectedFor(Purpose.PERSONALISATION, LawfulBasis.CONSENT);
    private static final EventType MET = EventType.named("Met").collectedFor(Purpose.SERVICE, LawfulBasis.CONTRACT);
    private static final Purpose[] ASKED = {
        Purpose.ANALYTICS, Purpose.PERSONALISATION, Purpose.AD_AUDIENCES, Purpose.STITCHING
    };

    /** Who may do and see everything, as far as the person permits. */
    private static final Role ALL = Role.named("all")
            .may(Operation.values())
            .usedFor(Purpose.ANALYTICS, Purpose.PERSONALISATION, Purpose.SERVICE)
            .shows(Category.values());

    /** What changes something tells what became of the call, and is tried last; what ends the platform is not. */
    private static final Set<String> CHANGING =
            Set.of(("Cdp.accept Cdp.track Cdp.identify AsyncCdp.accept AsyncCdp.track AsyncCdp.identify Audits.renewKey"
                            + " Keys.rotateLookups Keys.rotateMaster Keys.rotateShards Maintenance.compact Maintenance.importHistory"
                            + " Consents.record Consents.unsubscribe Identities.split Identities.block Identities.forget"
                            + " Identities.together Identities.apart Identities.revoke Identities.decide Matches.learn"
                            + " Matches.same Matches.different SubjectRequests.erase SubjectRequests.rectify"
                            + " SubjectRequests.rectifyAge SubjectRequests.restrict SubjectRequests.unrestrict"
                            + " SubjectRequests.object SubjectRequests.withdrawAll SubjectRequests.receive"
                            + " SubjectRequests.extend SubjectRequests.refuse SubjectRequests.proceed Segments.define"
                            + " Segments.build Segments.remove Segments.rename Segments.freeze Segments.unsubscribe"
                            + " Segments.subscribe Identities.listen Audiences.keep Triggers.attach ModuleContext.submit"
                            + " ModuleContext.gate ModuleContext.schemas ModuleContext.resolver ModuleContext.evaluator"
                            + " ModuleContext.holder ModuleContext.listener ModuleContext.provide ModuleContext.batch"
                            + " ProfileListener.regrouped Profiles.renew Fact.compareTo Outbox.attach Outbox.detach Outbox.plan Outbox.disclosed Outbox.acknowledge Outbox.replay")
                    .split(" ", -1));

    private static final Set<String> NEVER =
            Set.of(("Cdp.close Cdp.flush Cdp.service Cdp.calling SubjectRequests.erase SubjectRequests.withdrawAll"
                            + " ModuleContext.gate ModuleContext.schemas ModuleContext.resolver ModuleContext.evaluator"
                            + " ModuleContext.holder ModuleContext.listener ModuleContext.provide ModuleContext.read"
                            + " ModuleContext.newId ModuleContext.key")
                    .split(" ", -1));

    private final ManualClock clock = ManualClock.at("2026-03-01T09:00:00Z");
    private final Insight insight = new Insight();
    private final Cdp cdp = Cdp.inMemory()
            .clock(clock)
            .with(ConsentModule.optIn())
            .with(IdentityModule.standard().matching(Matching.standard()))
            .with(SegmentModule.live())
            .with(DestinationModule.standard())
            .with(AccessModule.standard().roles(ALL))
            .with(AccountabilityModule.of(Controller.named("Shop", "shop@example.org")))
            .with(insight)
            .open();
    private final Consents consents = Consents.of(cdp);
    private final List<Object> handed = new CopyOnWriteArrayList<>();
    private final List<Object> shown = new CopyOnWriteArrayList<>();
    private final StringWriter written = new StringWriter();
    private HttpServer vendor;

    @TempDir
    Path folder;

    /** Whatever hands data on does, to somebody who keeps it. */
    @BeforeEach
    void listen() throws IOException {
        vendor = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        vendor.createContext("/", exchange -> {
            handed.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        vendor.start();
        Segments.of(cdp).define(VIEWERS);
        Segments.of(cdp).subscribe("changes", List.of(VIEWERS), handed::add);
        Trigger trigger =
                Trigger.named("by hand").channel("web").onEnter(VIEWERS).purpose(Purpose.PERSONALISATION);
        Triggers.of(cdp).attach(trigger, handed::add);
        Triggers.of(cdp)
                .attach(
                        Trigger.named("by post").channel("web").onEnter(VIEWERS).purpose(Purpose.PERSONALISATION),
                        new Post());
        HttpDestination audience = HttpDestination.to(Format.named("segment"))
                .setting("write_key", "k")
                .purposes(Purpose.AD_AUDIENCES)
                .identifying()
                .at(URI.create("http://127.0.0.1:" + vendor.getAddress().getPort()))
                .build();
        Audiences.of(cdp).keep(VIEWERS, Purpose.AD_AUDIENCES, audience);
    }

    /** A recipient. */
    private final class Post implements Destination {

        @Override
        public String name() {
            return "post";
        }

        @Override
        public Set<Purpose> purposes() {
            return Set.of(Purpose.PERSONALISATION);
        }

        @Override
        public void send(Permitted<Delivery> delivery) {
            handed.add(delivery);
        }
    }

    @AfterEach
    void close() {
        cdp.close();
        vendor.stop(0);
    }

    private void grant(Identifier who) {
        consents.record(who, c -> c.grant(ASKED).evidence("banner", "v1"));
    }

    /** Something seen and something told, each with the word that must not come out. */
    private List<Outcome> view(Identifier who) {
        return List.of(
                cdp.track(who, Event.of(TOLD).set(Trait.FIRST_NAME, TAINT)),
                cdp.track(who, Commerce.productViewed(TAINT).id(TAINT + who.namespace())));
    }

    private Map<String, Object> objects() throws ReflectiveOperationException, IOException {
        Map<String, Object> objects = new TreeMap<>();
        for (Class<?> type : TaintWalk.services()) {
            objects.put(type.getSimpleName(), type.getMethod("of", Cdp.class).invoke(null, cdp));
        }
        objects.put("Cdp", cdp);
        objects.put("Stats", cdp.service(Stats.class));
        objects.put("ModuleContext", insight.context());
        objects.put("handed on", List.copyOf(handed));
        return objects;
    }

    private TaintWalk walk(Set<String> left) {
        Set<String> all = new HashSet<>(NEVER);
        all.addAll(left);
        return new TaintWalk(all)
                .with(Identifier.class, VISITOR, CUSTOMER)
                .with(Purpose.class, Purpose.ANALYTICS, Purpose.PERSONALISATION, Purpose.SERVICE, Purpose.AD_AUDIENCES)
                .with(Purpose[].class, (Object) ASKED)
                .with(LawfulBasis.class, LawfulBasis.CONSENT, LawfulBasis.CONTRACT)
                .with(Segment.class, VIEWERS)
                .with(
                        Trigger.class,
                        Trigger.named("by hand").channel("web").onEnter(VIEWERS).purpose(Purpose.PERSONALISATION))
                .with(
                        Aggregate.class,
                        Aggregate.favouriteOf(Conditions.did(CommerceEvents.PRODUCT_VIEWED), "product_id"))
                .with(EventDraft.class, Commerce.productViewed("other"))
                .with(Principal.class, Principal.person("ann", "support").ticket("T-1"), Principal.person("ben", "all"))
                .with(Operation.class, (Object[]) Operation.values())
                .with(
                        Breach.class,
                        Breach.between(clock.instant().minusSeconds(9_999), clock.instant(), clock.instant()))
                .with(
                        Exports.Extract.class,
                        Exports.Extract.forPurpose(Purpose.ANALYTICS),
                        Exports.Extract.forPurpose(Purpose.SERVICE))
                .with(Trait.class, Trait.FIRST_NAME)
                .with(Instant.class, clock.instant(), clock.instant().minusSeconds(9_999))
                .with(Duration.class, Duration.ofSeconds(1))
                .with(String.class, "p1", "desk")
                .with(Optional.class, Optional.empty())
                .with(Collection.class, List.of(), List.of(VISITOR), List.of(1))
                .with(int.class, 0, 5)
                .with(long.class, 0L)
                .with(Path.class, folder.resolve("out"))
                .with(Writer.class, written)
                .with(Reader.class, Reader.nullReader())
                .with(Executor.class, (Executor) Runnable::run)
                .with(Consumer.class, (Consumer<Object>) shown::add)
                .with(ProfileEvaluator.Visitor.class, (ProfileEvaluator.Visitor) (number, facts) -> shown.add(facts))
                .with(ConsentAct.class, consents.history(VISITOR).toArray())
                .with(
                        Subjects.Entry.class,
                        insight.context().subjects().requests(0).toArray())
                .with(LongConsumer.class, (LongConsumer) number -> {});
    }

    /** All that can be called, and all that was handed on or written. */
    private Map<String, String> everything() throws ReflectiveOperationException, IOException {
        Files.createDirectories(folder);
        cdp.advance();
        SubjectRequests.of(cdp).access(VISITOR, "desk");
        TaintWalk walk = walk(CHANGING);
        Map<String, String> told = walk.told(objects());
        assertThat(walk.uncalled())
                .as("nobody looked at these: give an argument")
                .isEmpty();
        told.put("callbacks", walk.told(Map.of("callbacks", List.copyOf(shown))).get("callbacks"));
        told.put("files", TaintWalk.files(folder) + written);
        return told;
    }

    private void nowhere() throws ReflectiveOperationException, IOException {
        assertThat(everything())
                .allSatisfy((name, told) -> assertThat(told).as(name).doesNotContain(TAINT));
    }

    @Test
    @Requirement("scenario 1")
    @Requirement("GDPR Art. 6(1)(a)")
    void an_event_that_nobody_permitted_is_nowhere() throws Exception {
        assertThat(view(VISITOR)).extracting(Outcome::reason).containsOnly("no_act");
        // Something is known of the person, or nothing could be told.
        cdp.track(VISITOR, Event.of(MET));
        consents.record(VISITOR, c -> c.refuse(Purpose.SURVEYS));

        nowhere();
        assertThat(handed).isEmpty();
        assertThat(Segments.of(cdp).contains(VISITOR, VIEWERS)).isFalse();
        assertThat(walk(Set.of()).told(objects()))
                .as("what changes something tells nothing of it either")
                .allSatisfy((name, told) -> assertThat(told).as(name).doesNotContain(TAINT));
    }

    /** Without this, nothing above and below would show anything. */
    @Test
    void a_permitted_one_comes_out_wherever_something_can() throws Exception {
        grant(VISITOR);
        grant(CUSTOMER);
        view(VISITOR);
        view(CUSTOMER);

        Map<String, String> told = everything();
        assertThat(told).allSatisfy((name, text) -> assertThat(text).as(name).isNotEmpty());
        assertThat(told.entrySet().stream()
                        .filter(each -> each.getValue().contains(TAINT))
                        .map(Map.Entry::getKey))
                .contains(
                        "Access",
                        "Cdp",
                        "Identities",
                        "ModuleContext",
                        "Segments",
                        "SubjectRequests",
                        "files",
                        "handed on");
        assertThat(handed).hasAtLeastOneElementOfType(Firing.class);
        assertThat(handed).hasAtLeastOneElementOfType(Permitted.class);
        assertThat(handed).hasAtLeastOneElementOfType(Segments.Change.class);
        assertThat(handed).as("the vendor").hasAtLeastOneElementOfType(String.class);
    }

    /** A service as it may come one day. */
    interface Fresh {

        /** Something that can be called with what is at hand. */
        String open(Identifier who);

        /** Something that cannot. */
        String closed(Thread key);
    }

    /** A service that is new is walked, since the ledger names it; what no walk can call is told. */
    @Test
    void what_no_walk_reaches_is_noticed() throws Exception {
        Fresh fresh = new Fresh() {
            @Override
            public String open(Identifier who) {
                return who.equals(VISITOR) ? TAINT : "";
            }

            @Override
            public String closed(Thread key) {
                return TAINT;
            }
        };
        TaintWalk walk = walk(CHANGING);

        assertThat(walk.told(Map.of("fresh", fresh)).get("fresh")).contains(TAINT);
        assertThat(walk.uncalled()).containsExactly("Fresh.closed");
        assertThat(TaintWalk.services())
                .extracting(Class::getSimpleName)
                .contains("Access", "Accountability", "Audiences", "Audits", "Consents", "Exports", "Identities")
                .contains("Keys", "Maintenance", "Matches", "Segments", "SubjectRequests", "Triggers");
    }

    @Test
    @Requirement("GDPR Art. 7(3)")
    void what_was_withdrawn_is_nowhere_and_a_new_grant_brings_nothing_back() throws Exception {
        grant(VISITOR);
        view(VISITOR);
        cdp.advance();
        assertThat(Segments.of(cdp).contains(VISITOR, VIEWERS)).isTrue();
        clock.advance(Duration.ofHours(1));
        consents.record(VISITOR, c -> c.withdraw(Purpose.ANALYTICS, Purpose.PERSONALISATION));
        cdp.advance();
        handed.clear();

        nowhere();
        assertThat(Segments.of(cdp).contains(VISITOR, VIEWERS)).isFalse();
        clock.advance(Duration.ofHours(1));
        grant(VISITOR);
        nowhere();
        assertThat(Segments.of(cdp).count(VIEWERS)).isZero();
    }

    @Test
    @Requirement("GDPR Art. 7(3)")
    @Requirement("scenario 27")
    void what_one_identifier_denied_before_they_came_together_is_told_to_nobody_but_the_person() throws Exception {
        grant(VISITOR);
        grant(CUSTOMER);
        clock.advance(Duration.ofMinutes(1));
        view(CUSTOMER);
        clock.advance(Duration.ofMinutes(1));
        consents.record(VISITOR, c -> c.withdraw(Purpose.ANALYTICS, Purpose.PERSONALISATION));
        clock.advance(Duration.ofMinutes(1));
        cdp.track(CUSTOMER, Event.of(MET).with(VISITOR));
        assertThat(cdp.profile(VISITOR).orElseThrow().identifiers()).contains(CUSTOMER);
        cdp.advance();
        handed.clear();

        Map<String, String> told = everything();
        assertThat(told.get("SubjectRequests"))
                .as("what is held is told to whom it is about")
                .contains(TAINT);
        assertThat(told)
                .allSatisfy((name, text) -> assertThat(
                                Set.of("SubjectRequests", "Vault", "ModuleContext")
                                                .contains(name)
                                        ? ""
                                        : text)
                        .as(name)
                        .doesNotContain(TAINT));
        assertThat(walk(Set.of("Subjects.history"))
                        .told(Map.of("context", insight.context()))
                        .get("context"))
                .doesNotContain(TAINT);
    }

    @Test
    @Requirement("scenario 2")
    @Requirement("scenario 46")
    void a_profile_is_read_for_a_purpose_until_the_person_says_something() {
        consents.record(VISITOR, c -> c.grant(Purpose.ANALYTICS).evidence("banner", "v1"));
        cdp.identify(VISITOR, facts -> facts.set(Trait.FIRST_NAME, "Ann"));
        Permitted<Profile> export = consents.export(VISITOR, Purpose.ANALYTICS).orElseThrow();
        Permits permits = consents.permits(VISITOR);

        assertThat(consents.export(VISITOR, Purpose.EMAIL_MARKETING)).isEmpty();
        assertThat(consents.export(VISITOR, Purpose.SERVICE)).isPresent();
        assertThat(export.value(Purpose.ANALYTICS).get(Trait.FIRST_NAME)).contains("Ann");
        assertThat(refusal(export, Purpose.EMAIL_MARKETING)).isEqualTo("purpose_mismatch");
        assertThat(permits.allows(Purpose.ANALYTICS, clock.instant())).isTrue();
        assertThat(permits.allows(Purpose.EMAIL_MARKETING, clock.instant())).isFalse();

        clock.advance(Duration.ofMinutes(1));
        consents.record(VISITOR, c -> c.withdraw(Purpose.ANALYTICS));
        assertThat(refusal(export, Purpose.ANALYTICS)).isEqualTo("epoch_mismatch");
        assertThat(permits.allows(Purpose.ANALYTICS, clock.instant())).isFalse();
        assertThat(consents.permits(VISITOR).allows(Purpose.SERVICE, clock.instant()))
                .isTrue();
    }

    @Test
    @Requirement("scenario 27")
    void what_was_resolved_is_over_once_the_person_came_together_with_somebody() {
        Identifier customer = Identifier.userId("42");
        consents.record(
                VISITOR, c -> c.grant(Purpose.ANALYTICS, Purpose.STITCHING).evidence("banner", "v1"));
        consents.record(customer, c -> c.refuse(Purpose.ANALYTICS));
        view(VISITOR);
        Permits permits = consents.permits(VISITOR);
        Permitted<Profile> export = consents.export(VISITOR, Purpose.ANALYTICS).orElseThrow();
        Instant now = clock.advance(Duration.ofMinutes(1)).instant();
        assertThat(permits.allows(Purpose.ANALYTICS, now)).isTrue();

        cdp.identify(customer, facts -> facts.sameAs(VISITOR));

        assertThat(permits.isStale(now)).isTrue();
        assertThat(refusal(export, Purpose.ANALYTICS)).isEqualTo("epoch_mismatch");
        assertThat(consents.permits(VISITOR).allows(Purpose.ANALYTICS, now)).isFalse();
    }

    private static String refusal(Permitted<?> permitted, Purpose use) {
        try {
            return "opened " + permitted.value(use).getClass();
        } catch (NotPermittedException refused) {
            return refused.reason();
        }
    }
}
