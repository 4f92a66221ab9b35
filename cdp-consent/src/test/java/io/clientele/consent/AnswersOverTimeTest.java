package io.clientele.consent;

import static io.clientele.model.Purpose.ANALYTICS;
import static io.clientele.model.Purpose.DATA_SALE;
import static io.clientele.model.Purpose.EMAIL_MARKETING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.clientele.Cdp;
import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import io.clientele.model.LawfulBasis;
import io.clientele.model.Outcome;
import io.clientele.model.Purpose;
import io.clientele.testkit.ManualClock;
import io.clientele.testkit.Requirement;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class AnswersOverTimeTest {

    private static final Identifier VISITOR = Identifier.anonymousId("canary-visitor");

    private final ManualClock clock = ManualClock.at("2026-03-01T09:00:00Z");
    private final Cdp cdp =
            Cdp.inMemory().clock(clock).with(ConsentModule.optIn()).open();
    private final Consents consents = Consents.of(cdp);

    @AfterEach
    void close() {
        cdp.close();
    }

    private void grant(Identifier who, Purpose... purposes) {
        consents.record(who, c -> c.grant(purposes).evidence("banner", "v3"));
    }

    @Nested
    class looking_back {

        @Test
        void tells_what_was_permitted_at_an_instant() {
            Instant before = clock.instant().minusSeconds(1);
            grant(VISITOR, ANALYTICS);
            Instant between = clock.advance(Duration.ofHours(1)).instant();
            clock.advance(Duration.ofHours(1));
            consents.record(VISITOR, c -> c.withdraw(ANALYTICS));

            assertThat(consents.permitted(VISITOR, ANALYTICS, before).reason()).isEqualTo("no_act");
            assertThat(consents.permitted(VISITOR, ANALYTICS, between).reason()).isEqualTo("granted");
            assertThat(consents.permitted(VISITOR, ANALYTICS).reason()).isEqualTo("withdrawn");
        }

        @Test
        @Requirement("scenario 20")
        void a_consent_of_thirteen_months_is_over_without_any_write() {
            grant(VISITOR, ANALYTICS, DATA_SALE);
            clock.set(Instant.parse("2027-04-01T09:00:00Z"));

            assertThat(consents.explain(VISITOR, ANALYTICS))
                    .isEqualTo("analytics is not permitted: the person agreed on 2026-03-01 by their anonymous id,"
                            + " at banner, notice v3, but that was too long ago to hold.");
            assertThat(consents.permitted(VISITOR, DATA_SALE).permitted()).isTrue();
            assertThat(cdp.track(VISITOR, Event.named("Page Viewed")))
                    .isEqualTo(Outcome.of(Outcome.Kind.WITHHELD, "expired"));
        }

        @Test
        @Requirement("scenario 51")
        void a_purpose_that_no_rule_speaks_of_is_denied_and_reported_as_a_gap() {
            EventType odd = EventType.named("Odd")
                    .collectedFor(Purpose.named("odd").on(LawfulBasis.CONTRACT), LawfulBasis.CONTRACT);
            assertThat(consents.gaps()).isEmpty();

            assertThat(consents.permitted(VISITOR, Purpose.named("strange")).permitted())
                    .isFalse();
            assertThat(cdp.track(VISITOR, Event.of(odd)))
                    .isEqualTo(Outcome.of(Outcome.Kind.WITHHELD, "unknown_purpose"));
            assertThat(consents.gaps()).containsExactlyInAnyOrder("strange", "odd");
        }

        @Test
        @Requirement("scenario 1")
        @Requirement("scenario 13")
        void the_ledger_decides_about_an_event_that_says_nothing_of_consent() {
            assertThat(cdp.track(VISITOR, Event.named("Page Viewed")).reason()).isEqualTo("no_act");
            assertThat(cdp.counts().reasons(Outcome.Kind.WITHHELD)).containsEntry("no_act", 1L);
            assertThat(cdp.profile(VISITOR)).isEmpty();

            grant(VISITOR, ANALYTICS);
            assertThat(cdp.track(VISITOR, Event.named("Page Viewed")).isStored())
                    .isTrue();
        }
    }

    @Nested
    class unsubscribing_by_a_link {

        private final Identifier address = Identifier.email("canary@example.org");

        private String token() {
            return consents.unsubscribeToken(address, EMAIL_MARKETING, Duration.ofDays(60));
        }

        @Test
        @Requirement("scenario 26")
        @Requirement("GDPR Art. 21(2)")
        void objects_to_that_purpose_for_that_address_without_a_login() {
            grant(address, EMAIL_MARKETING, ANALYTICS);

            assertThat(consents.unsubscribe(token()).isStored()).isTrue();

            assertThat(consents.permitted(address, EMAIL_MARKETING).reason()).isEqualTo("objection");
            assertThat(consents.permitted(address, ANALYTICS).permitted()).isTrue();
            assertThat(consents.unsubscribe(token()).isStored()).isTrue();
        }

        @Test
        void is_worth_nothing_once_it_ended_or_a_character_changed() {
            String token = token();
            for (int i = 0; i < token.length() - 1; i++) {
                char other = token.charAt(i) == 'A' ? 'Q' : 'A';
                String changed = token.substring(0, i) + other + token.substring(i + 1);
                assertThat(consents.unsubscribe(changed).reason())
                        .as("changed at " + i)
                        .isEqualTo("token_invalid");
            }
            assertThat(consents.unsubscribe("").reason()).isEqualTo("token_invalid");
            assertThat(consents.unsubscribe("A".repeat(5_000)).reason()).isEqualTo("token_invalid");
            clock.advance(Duration.ofDays(60));
            assertThat(consents.unsubscribe(token)).isEqualTo(Outcome.of(Outcome.Kind.REJECTED, "token_expired"));
            assertThat(consents.history(address)).isEmpty();
        }

        @Test
        void shows_nobody_whose_it_is_and_is_another_each_time() {
            String token = token();
            String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.ISO_8859_1);

            assertThat(text).doesNotContain("canary", "email");
            assertThat(token).matches("[A-Za-z0-9_-]+").isNotEqualTo(token());
        }

        @Test
        void is_made_for_a_purpose_of_the_policy_and_some_time() {
            Purpose strange = Purpose.named("strange");

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> consents.unsubscribeToken(address, strange, Duration.ofDays(1)));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> consents.unsubscribeToken(address, EMAIL_MARKETING, Duration.ZERO));
        }
    }
}
