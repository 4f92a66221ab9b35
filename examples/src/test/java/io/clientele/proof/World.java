package io.clientele.proof;

import static io.clientele.segment.Conditions.consented;
import static io.clientele.segment.Conditions.did;
import static io.clientele.segment.Conditions.lastDid;
import static io.clientele.segment.Conditions.not;
import static io.clientele.segment.Conditions.sumOf;

import io.clientele.Cdp;
import io.clientele.CdpModule;
import io.clientele.commerce.Commerce;
import io.clientele.commerce.CommerceEvents;
import io.clientele.consent.ConsentModule;
import io.clientele.consent.Consents;
import io.clientele.identity.IdentityModule;
import io.clientele.model.ConsentAct;
import io.clientele.model.ConsentAct.Decision;
import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Evidence;
import io.clientele.model.Identifier;
import io.clientele.model.IdentityDecision;
import io.clientele.model.Intake;
import io.clientele.model.Profile;
import io.clientele.model.Purpose;
import io.clientele.model.Trait;
import io.clientele.segment.Segment;
import io.clientele.segment.SegmentModule;
import io.clientele.segment.Segments;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** A small shop drawn at random: few identifiers, so that everything meets; and its state as text to compare. */
final class World {

    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    /** So little heap that every profile is out of it after every batch. */
    static final long NOBODY = 0;
    /** Heap for everybody. */
    static final long MANY = 64L << 20;

    private static final List<Purpose> SAID =
            List.of(Purpose.ANALYTICS, Purpose.STITCHING, Purpose.EMAIL_MARKETING, Purpose.DEVICE_LINKING);

    static final List<Segment> SEGMENTS = List.of(
            Segment.named("cart")
                    .purpose(Purpose.ANALYTICS)
                    .when(lastDid(CommerceEvents.PRODUCT_ADDED)
                            .within(Duration.ofDays(1))
                            .andThenNot(CommerceEvents.ORDER_COMPLETED)
                            .forAtLeast(Duration.ofMinutes(30))),
            Segment.named("buyers")
                    .purpose(Purpose.SERVICE)
                    .when(did(CommerceEvents.ORDER_COMPLETED)
                            .within(Duration.ofDays(2))
                            .atLeast(2)),
            Segment.named("spenders")
                    .purpose(Purpose.ANALYTICS)
                    .when(sumOf(did(CommerceEvents.ORDER_COMPLETED), "total").moreThan(100)),
            Segment.named("quiet")
                    .purpose(Purpose.SERVICE)
                    .when(not(did(CommerceEvents.PRODUCT_VIEWED).within(Duration.ofHours(20)))
                            .and(not(consented(Purpose.EMAIL_MARKETING)))));

    private final SplittableRandom random;
    private final List<Identifier> identifiers = new ArrayList<>();
    private final List<String> decided = new ArrayList<>();
    private int next;

    World(long seed) {
        random = new SplittableRandom(seed);
        for (int i = 0; i < 4; i++) {
            identifiers.add(Identifier.userId("u" + i));
            identifiers.add(Identifier.email("mail" + i + "@example.org"));
            identifiers.add(Identifier.anonymousId("visitor-" + i));
            identifiers.add(Identifier.anonymousId("guest-" + i));
        }
        identifiers.add(Identifier.deviceId("device-1"));
    }

    static List<CdpModule> modules() {
        return List.of(ConsentModule.optIn(), IdentityModule.standard(), SegmentModule.live());
    }

    static void define(Cdp cdp) {
        SEGMENTS.forEach(Segments.of(cdp)::define);
    }

    Identifier someone() {
        return identifiers.get(random.nextInt(identifiers.size()));
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    /** An instant within four days of the start. */
    Instant sometime() {
        return START.plusSeconds(60L * random.nextInt(4 * 24 * 60));
    }

    /** An event or act at an instant, now and then a decision or that one is revoked. */
    Intake something(Instant at) {
        if (random.nextInt(12) == 0) {
            boolean revokes = !decided.isEmpty() && random.nextInt(3) == 0;
            return revokes ? revocation(decided.remove(random.nextInt(decided.size())), at) : decision(at);
        }
        return said(at);
    }

    /** An event or act at an instant. */
    Intake said(Instant at) {
        return random.nextInt(4) == 0 ? act(at) : event(at);
    }

    /** What an operator decides. */
    IdentityDecision decision(Instant at) {
        Identifier one = someone();
        List<Identifier> others = new ArrayList<>(identifiers);
        others.remove(one);
        Identifier other = others.remove(random.nextInt(others.size()));
        String id = "decision-" + next++;
        decided.add(id);
        return switch (random.nextInt(6)) {
            case 0 -> IdentityDecision.block(id, at, one);
            case 1 -> IdentityDecision.forget(id, at, one);
            case 2 -> IdentityDecision.apart(id, at, one, other);
            case 3 -> IdentityDecision.split(id, at, List.of(one), List.of(other));
            case 4 -> IdentityDecision.split(id, at, List.of(one), others);
            default -> IdentityDecision.together(id, at, one, other);
        };
    }

    /** That a decision is revoked. */
    IdentityDecision revocation(String decision, Instant at) {
        return IdentityDecision.revoke("revocation-" + next++, at, decision);
    }

    ConsentAct act(Instant at) {
        Decision[] all = Decision.values();
        Decision decision = random.nextInt(2) == 0 ? Decision.GRANT : all[random.nextInt(all.length)];
        Purpose purpose = SAID.get(random.nextInt(SAID.size()));
        return ConsentAct.of("act-" + next++, someone(), purpose, decision, at)
                .kind(random.nextInt(6) == 0 ? ConsentAct.Kind.DEFAULT : ConsentAct.Kind.EXPLICIT)
                .by(evidence());
    }

    /** Now and then it tells a place or an age. */
    private Evidence evidence() {
        Evidence least = Evidence.of("test", "v1");
        return switch (random.nextInt(16)) {
            case 0 -> least.jurisdiction("US-CA");
            case 1 -> least.jurisdiction("DE");
            case 2 -> least.age(12 + random.nextInt(8));
            case 3 -> least.age(12).by(Evidence.Speaker.GUARDIAN);
            default -> least;
        };
    }

    Event event(Instant at) {
        var draft = switch (random.nextInt(7)) {
            case 0 -> Commerce.productAdded("cart", "sku-" + random.nextInt(3)).quantity(1);
            case 1 -> Commerce.productViewed("sku-" + random.nextInt(3));
            case 2 ->
                Commerce.orderCompleted("o" + next, "" + random.nextInt(90), "EUR")
                        .product("sku-" + random.nextInt(3), 1, "1.00");
            case 3 -> Event.of(EventType.IDENTIFY).set(Trait.COUNTRY, "C" + random.nextInt(4));
            case 4 -> Event.joins("account-" + random.nextInt(2)).set("plan", "P" + random.nextInt(4));
            case 5 -> Event.leaves("account-" + random.nextInt(2));
            default -> Event.of(EventType.IDENTIFY).set(Trait.FIRST_NAME, "N" + random.nextInt(4));
        };
        for (int more = random.nextInt(3); more > 0; more--) {
            draft.with(someone());
        }
        return draft.id("event-" + next++).about(someone(), at, "unused");
    }

    private static List<String> accounts(Profile profile) {
        return profile.accounts().stream()
                .map(account -> account.id() + " " + account.since() + " "
                        + account.traits().asMap())
                .toList();
    }

    /** An event at an instant that names two or three. */
    Event stitching(Instant at) {
        var draft = Event.of(EventType.IDENTIFY).set(Trait.COUNTRY, "C" + random.nextInt(4));
        for (int more = random.nextInt(2); more >= 0; more--) {
            draft.with(someone());
        }
        return draft.id("event-" + next++).about(someone(), at, "unused");
    }

    List<Identifier> everybody() {
        return List.copyOf(identifiers);
    }

    /** Everything the law speaks of, as text: who is who, traits, activity, permits and memberships. */
    SortedMap<String, String> state(Cdp cdp, boolean names) {
        cdp.advance();
        var lines = new TreeMap<String, String>();
        for (Identifier identifier : identifiers) {
            String who = identifier.namespace() + " " + identifier.value();
            lines.put(
                    who,
                    cdp.profile(identifier)
                            .map(p -> (names ? p.id() + " " + p.aliases() + " " : "")
                                    + p.identifiers().stream()
                                            .map(Identifier::value)
                                            .toList() + " "
                                    + p.traits().asMap() + " " + accounts(p) + " "
                                    + p.activity().events() + " "
                                    + p.activity().first() + " "
                                    + p.activity().last())
                            .orElse("nobody"));
            lines.put(
                    who + " in",
                    ""
                            + Segments.of(cdp).segmentsOf(identifier).stream()
                                    .map(Segment::name)
                                    .sorted()
                                    .toList());
            lines.put(
                    who + " permits",
                    ""
                            + SAID.stream()
                                    .filter(p -> Consents.of(cdp)
                                            .permitted(identifier, p)
                                            .permitted())
                                    .toList());
        }
        SEGMENTS.forEach(s -> lines.put(
                "size of " + s.name(),
                Segments.of(cdp).count(s) + (names ? " " + Segments.of(cdp).members(s) : "")));
        return lines;
    }
}
