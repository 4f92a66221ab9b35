package io.clientele.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.Audits;
import io.clientele.Cdp;
import io.clientele.commerce.Commerce;
import io.clientele.commerce.CommerceEvents;
import io.clientele.consent.ConsentModule;
import io.clientele.consent.Consents;
import io.clientele.identity.IdentityModule;
import io.clientele.model.Event;
import io.clientele.model.Identifier;
import io.clientele.model.NotPermittedException;
import io.clientele.model.Outcome;
import io.clientele.model.Permits;
import io.clientele.model.Permitted;
import io.clientele.model.Profile;
import io.clientele.model.Purpose;
import io.clientele.model.Trait;
import io.clientele.segment.Conditions;
import io.clientele.segment.Segment;
import io.clientele.segment.SegmentModule;
import io.clientele.segment.Segments;
import io.clientele.spi.Stats;
import io.clientele.testkit.ManualClock;
import io.clientele.testkit.Requirement;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What was not permitted, or is not any more, comes out of no exported method. */
class TaintTest {

    private static final String TAINT = "taint-7f3a";
    private static final Identifier VISITOR = Identifier.anonymousId("visitor");
    private static final Segment VIEWERS =
            Segment.named("viewers").purpose(Purpose.ANALYTICS).when(Conditions.did(CommerceEvents.PRODUCT_VIEWED));

    private final ManualClock clock = ManualClock.at("2026-03-01T09:00:00Z");
    private final Insight insight = new Insight();
    private final Cdp cdp = Cdp.inMemory()
            .clock(clock)
            .with(ConsentModule.optIn())
            .with(IdentityModule.standard())
            .with(SegmentModule.live())
            .with(insight)
            .open();
    private final Consents consents = Consents.of(cdp);

    @AfterEach
    void close() {
        cdp.close();
    }

    private Outcome view() {
        return cdp.track(VISITOR, Commerce.productViewed(TAINT).id(TAINT));
    }

    /** Calls every exported method of every service that takes nothing, an identifier, or an identifier and a purpose or segment. */
    private String everything() {
        StringBuilder seen = new StringBuilder();
        for (Object service :
                List.of(cdp, consents, Segments.of(cdp), Audits.of(cdp), cdp.service(Stats.class), insight.context())) {
            Stream.of(service.getClass().getInterfaces())
                    .flatMap(type -> Stream.of(type.getMethods()))
                    .filter(method -> !Modifier.isStatic(method.getModifiers()))
                    .filter(method -> !Set.of("close", "newId", "key", "renewKey", "toString", "hashCode")
                            .contains(method.getName()))
                    .forEach(method ->
                            call(service, method).ifPresent(value -> dump(value, seen, new IdentityHashMap<>())));
        }
        StringWriter log = new StringWriter();
        Audits.of(cdp).export(log);
        return seen.append(log).toString();
    }

    private Optional<Object> call(Object service, Method method) {
        List<Object> arguments = new ArrayList<>();
        for (Class<?> type : method.getParameterTypes()) {
            Optional<Object> argument = Stream.<Object>of(
                            VISITOR, Purpose.ANALYTICS, VIEWERS, clock.instant(), Duration.ofSeconds(1))
                    .filter(type::isInstance)
                    .findFirst();
            if (argument.isEmpty()) {
                return Optional.empty();
            }
            arguments.add(argument.get());
        }
        try {
            method.setAccessible(true);
            return Optional.ofNullable(method.invoke(service, arguments.toArray()));
        } catch (InvocationTargetException | IllegalAccessException refused) {
            return Optional.of(String.valueOf(refused.getCause()));
        }
    }

    private static void dump(Object value, StringBuilder seen, IdentityHashMap<Object, Boolean> known) {
        if (value == null || known.put(value, true) != null) {
            return;
        }
        if (value instanceof Optional<?> optional) {
            optional.ifPresent(inner -> dump(inner, seen, known));
        } else if (value instanceof Collection<?> all) {
            all.forEach(each -> dump(each, seen, known));
        } else if (value instanceof Map<?, ?> map) {
            map.forEach((key, each) -> {
                dump(key, seen, known);
                dump(each, seen, known);
            });
        } else if (value instanceof Event event) {
            seen.append(event.id()).append(event.properties().asMap());
        } else if (value instanceof Profile profile) {
            seen.append(profile.traits().asMap()).append(profile.activity());
        } else if (value instanceof io.clientele.spi.Fact.Happened happened) {
            dump(happened.event(), seen, known);
        } else {
            seen.append(value).append('\n');
        }
    }

    @Test
    @Requirement("scenario 1")
    @Requirement("GDPR Art. 6(1)(a)")
    void an_event_that_nobody_permitted_is_nowhere() {
        Segments.of(cdp).define(VIEWERS);
        assertThat(view().reason()).isEqualTo("no_act");

        assertThat(everything()).doesNotContain(TAINT);
        assertThat(Segments.of(cdp).contains(VISITOR, VIEWERS)).isFalse();
    }

    @Test
    void a_permitted_one_would_have_been_found() {
        consents.record(VISITOR, c -> c.grant(Purpose.ANALYTICS).evidence("banner", "v1"));
        view();

        assertThat(everything()).contains(TAINT);
    }

    @Test
    @Requirement("GDPR Art. 7(3)")
    void what_was_withdrawn_is_nowhere_and_a_new_grant_brings_nothing_back() {
        Segments.of(cdp).define(VIEWERS);
        consents.record(VISITOR, c -> c.grant(Purpose.ANALYTICS).evidence("banner", "v1"));
        view();
        assertThat(Segments.of(cdp).contains(VISITOR, VIEWERS)).isTrue();
        clock.advance(Duration.ofHours(1));
        consents.record(VISITOR, c -> c.withdraw(Purpose.ANALYTICS));

        assertThat(everything()).doesNotContain(TAINT);
        assertThat(Segments.of(cdp).contains(VISITOR, VIEWERS)).isFalse();
        clock.advance(Duration.ofHours(1));
        consents.record(VISITOR, c -> c.grant(Purpose.ANALYTICS).evidence("banner", "v1"));
        assertThat(everything()).doesNotContain(TAINT);
        assertThat(Segments.of(cdp).count(VIEWERS)).isZero();
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
        view();
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
