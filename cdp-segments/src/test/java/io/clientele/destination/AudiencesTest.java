package io.clientele.destination;

import static io.clientele.destination.FakeEndpoint.answer;
import static io.clientele.segment.Conditions.lastDid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clientele.Cdp;
import io.clientele.destination.FakeEndpoint.Request;
import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import io.clientele.model.Purpose;
import io.clientele.model.Trait;
import io.clientele.segment.Segment;
import io.clientele.segment.SegmentModule;
import io.clientele.segment.Segments;
import io.clientele.testkit.ManualClock;
import io.clientele.testkit.PermitEverything;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A segment kept equal at a vendor that fails now and then. */
class AudiencesTest {

    private static final EventType CART = EventType.named("Product Added");
    private static final EventType ORDER = EventType.named("Order Completed");
    private static final Segment ABANDONED = Segment.named("abandoned")
            .purpose(Purpose.ANALYTICS)
            .when(lastDid(CART).andThenNot(ORDER).forAtLeast(Duration.ofMinutes(30)));
    private static final Pattern TOLD = Pattern.compile("\"userId\":\"(\\w+)\".*\"abandoned\":(true|false)");

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
                .with(DestinationModule.standard())
                .clock(clock)
                .open();
    }

    private HttpDestination segment() {
        return HttpDestination.to(Format.named("segment"))
                .setting("write_key", "k")
                .purposes(Purpose.AD_AUDIENCES)
                .timeout(Duration.ofMillis(500))
                .at(vendor.address())
                .build();
    }

    private Segment keep(Cdp cdp) {
        Segments.of(cdp).define(ABANDONED);
        return Audiences.of(cdp).keep(ABANDONED, Purpose.AD_AUDIENCES, segment());
    }

    private void pass(Cdp cdp, Duration time) {
        clock.advance(time);
        cdp.advance();
    }

    private List<String> told() {
        return vendor.requests().stream().map(AudiencesTest::told).toList();
    }

    private static String told(Request request) {
        Matcher told = TOLD.matcher(request.body());
        assertThat(told.find()).isTrue();
        return told.group(1) + " " + told.group(2);
    }

    @Test
    void who_comes_in_and_who_goes_out_is_told() {
        try (Cdp cdp = open()) {
            Segment audience = keep(cdp);
            Identifier ann = Identifier.userId("ann");
            cdp.identify(ann, facts -> facts.set(Trait.EMAIL, "ann@example.org").set(Trait.FIRST_NAME, "Ann"));
            cdp.track(ann, Event.of(CART));
            assertThat(told()).isEmpty();
            pass(cdp, Duration.ofHours(1));
            assertThat(told()).containsExactly("ann true");
            assertThat(Segments.of(cdp).contains(ann, audience)).isTrue();
            cdp.track(ann, Event.of(ORDER));
            assertThat(told()).containsExactly("ann true", "ann false");
            assertThat(vendor.requests())
                    .extracting(Request::body)
                    .allSatisfy(body -> assertThat(body)
                            .contains("\"email\":\"ann@example.org\"")
                            .doesNotContain("Ann", "first_name", "Product"));
        }
    }

    @Test
    void whoever_is_in_already_is_told_once() {
        try (Cdp cdp = open()) {
            Segments.of(cdp).define(ABANDONED);
            cdp.track(Identifier.userId("ann"), Event.of(CART));
            pass(cdp, Duration.ofHours(1));
            keep(cdp);
            pass(cdp, Duration.ofHours(1));
        }
        try (Cdp cdp = open()) {
            keep(cdp);
            pass(cdp, Duration.ofHours(1));
            assertThat(told()).containsExactly("ann true");
        }
    }

    @Test
    void what_changed_while_the_vendor_was_away_is_told_as_it_is_in_the_end() {
        vendor.otherwise(answer(500, ""));
        Identifier ann = Identifier.userId("ann");
        Identifier bob = Identifier.userId("bob");
        try (Cdp cdp = open()) {
            keep(cdp);
            cdp.track(ann, Event.of(CART));
            cdp.track(bob, Event.of(CART));
            pass(cdp, Duration.ofHours(1));
            cdp.track(ann, Event.of(ORDER));
            pass(cdp, Duration.ofHours(1));
        }
        int before = vendor.requests().size();
        vendor.otherwise(answer(200, "{}"));
        try (Cdp cdp = open()) {
            keep(cdp);
            pass(cdp, Duration.ofHours(6));
            pass(cdp, Duration.ofHours(6));
        }
        assertThat(told().subList(before, told().size())).containsExactly("bob true");
    }

    @Test
    void a_leave_that_was_held_up_is_not_told_of_somebody_who_is_back() {
        Identifier ann = Identifier.userId("ann");
        try (Cdp cdp = open()) {
            keep(cdp);
            cdp.track(ann, Event.of(CART));
            pass(cdp, Duration.ofHours(1));
            vendor.next(answer(500, ""));
            cdp.track(ann, Event.of(ORDER));
            clock.advance(Duration.ofSeconds(1));
            cdp.track(ann, Event.of(CART).at(clock.instant().minus(Duration.ofMillis(500))));
            assertThat(told()).containsExactly("ann true", "ann false");
            clock.advance(Duration.ofMinutes(30));
            vendor.next(answer(500, ""));
            cdp.advance();
            pass(cdp, Duration.ofHours(6));
            pass(cdp, Duration.ofHours(6));
            assertThat(told().get(told().size() - 1)).isEqualTo("ann true");
        }
    }

    @Test
    void the_purpose_must_be_one_of_the_destinations() {
        try (Cdp cdp = open()) {
            Segments.of(cdp).define(ABANDONED);
            assertThatThrownBy(() -> Audiences.of(cdp).keep(ABANDONED, Purpose.EMAIL_MARKETING, segment()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("destination segment takes nothing for email_marketing");
            assertThatThrownBy(() -> Audiences.of(cdp)
                            .keep(
                                    Segment.named("none")
                                            .purpose(Purpose.ANALYTICS)
                                            .when(lastDid(CART).andThenNot(ORDER)),
                                    Purpose.AD_AUDIENCES,
                                    segment()))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void after_any_history_of_outages_and_restarts_the_vendor_knows_who_is_in(long seed) {
        Random random = new Random(seed);
        List<String> people = List.of("ann", "bob", "cid", "dan", "eve");
        int restarts = 0;
        while (restarts++ < 4) {
            vendor.otherwise(answer(restarts < 4 && random.nextBoolean() ? 503 : 200, "{}"));
            try (Cdp cdp = open()) {
                keep(cdp);
                for (int step = 0; step < 25; step++) {
                    Identifier who = Identifier.userId(people.get(random.nextInt(people.size())));
                    cdp.track(who, Event.of(random.nextBoolean() ? CART : ORDER));
                    pass(cdp, Duration.ofMinutes(random.nextInt(40)));
                }
            }
        }
        vendor.otherwise(answer(200, "{}"));
        Map<String, Boolean> known = new LinkedHashMap<>();
        Map<String, Boolean> members = new HashMap<>();
        try (Cdp cdp = open()) {
            Segment audience = keep(cdp);
            pass(cdp, Duration.ofDays(1));
            pass(cdp, Duration.ofDays(1));
            people.forEach(each -> members.put(each, Segments.of(cdp).contains(Identifier.userId(each), audience)));
        }
        vendor.requests().forEach(request -> {
            String[] parts = told(request).split(" ", -1);
            known.put(parts[0], Boolean.valueOf(parts[1]));
        });
        members.forEach((who, in) -> assertThat(known.getOrDefault(who, false))
                .as(who + " with seed " + seed)
                .isEqualTo(in));
    }
}
