package io.clientele.consent;

import static io.clientele.model.Purpose.ANALYTICS;
import static io.clientele.model.Purpose.EMAIL_MARKETING;
import static io.clientele.model.Purpose.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clientele.Cdp;
import io.clientele.model.CdpException;
import io.clientele.model.ConsentAct;
import io.clientele.model.Event;
import io.clientele.model.Evidence;
import io.clientele.model.Identifier;
import io.clientele.model.Outcome;
import io.clientele.model.Purpose;
import io.clientele.rights.ErasureReceipt;
import io.clientele.rights.SubjectRequests;
import io.clientele.testkit.ManualClock;
import io.clientele.testkit.Requirement;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ConsentsTest {

    private static final Identifier VISITOR = Identifier.anonymousId("canary-visitor");

    private final ManualClock clock = ManualClock.at("2026-03-01T09:00:00Z");
    private final Cdp cdp =
            Cdp.inMemory().clock(clock).with(ConsentModule.optIn()).open();
    private final Consents consents = Consents.of(cdp);

    @AfterEach
    void close() {
        cdp.close();
    }

    @Nested
    class recording {

        @Test
        @Requirement("scenario 21")
        void one_call_naming_two_purposes_makes_two_acts_and_withdrawing_one_keeps_the_other() {
            var outcomes = consents.record(
                    VISITOR, c -> c.grant(ANALYTICS, Purpose.SURVEYS).evidence("banner", "v3"));
            clock.advance(Duration.ofHours(1));
            consents.record(VISITOR, c -> c.withdraw(ANALYTICS));

            assertThat(outcomes).hasSize(2).allMatch(Outcome::isStored);
            assertThat(consents.permitted(VISITOR, ANALYTICS).reason()).isEqualTo("withdrawn");
            assertThat(consents.permitted(VISITOR, Purpose.SURVEYS).permitted()).isTrue();
        }

        @Test
        @Requirement("scenario 17")
        void history_keeps_every_act() {
            consents.record(VISITOR, c -> c.grant(ANALYTICS).evidence("banner", "v3"));
            clock.advance(Duration.ofHours(1));
            consents.record(VISITOR, c -> c.withdraw(ANALYTICS));
            clock.advance(Duration.ofHours(1));
            consents.record(VISITOR, c -> c.grant(ANALYTICS).evidence("banner", "v4"));

            assertThat(consents.history(VISITOR))
                    .extracting(ConsentAct::decision)
                    .containsExactly(
                            ConsentAct.Decision.GRANT, ConsentAct.Decision.WITHDRAW, ConsentAct.Decision.GRANT);
            assertThat(consents.permitted(VISITOR, ANALYTICS).permitted()).isTrue();
        }

        @Test
        @Requirement("GDPR Art. 7(1)")
        void a_grant_without_evidence_is_refused() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> consents.record(VISITOR, c -> c.grant(ANALYTICS)))
                    .withMessageContaining("Art. 7(1)");
            assertThat(consents.history(VISITOR)).isEmpty();
        }

        @Test
        @Requirement("GDPR Art. 7(3)")
        void withdrawing_needs_no_evidence() {
            assertThat(consents.record(VISITOR, c -> c.withdraw(ANALYTICS))).allMatch(Outcome::isStored);
        }

        @Test
        void the_same_message_id_is_recorded_once() {
            for (int i = 0; i < 2; i++) {
                consents.record(
                        VISITOR,
                        c -> c.grant(ANALYTICS, Purpose.SURVEYS)
                                .evidence("banner", "v3")
                                .id("m-1"));
            }

            assertThat(consents.history(VISITOR)).extracting(ConsentAct::id).containsExactly("m-1-001", "m-1-002");
        }

        @Test
        void lifting_and_granting_in_one_call_ends_granted() {
            consents.record(VISITOR, c -> c.object(ANALYTICS));
            clock.advance(Duration.ofHours(1));
            consents.record(VISITOR, c -> c.lift(ANALYTICS).grant(ANALYTICS).evidence("account", "v3"));

            assertThat(consents.permitted(VISITOR, ANALYTICS).permitted()).isTrue();
        }

        @Test
        void nothing_said_and_a_purpose_outside_the_policy_are_mistakes() {
            Purpose strange = Purpose.named("strange");

            assertThatIllegalArgumentException().isThrownBy(() -> consents.record(VISITOR, c -> {}));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> consents.record(VISITOR, c -> c.refuse(strange)))
                    .withMessageContaining("strange");
        }
    }

    @Nested
    class what_is_recorded {

        private ConsentAct only(Cdp shop) {
            return Consents.of(shop).history(VISITOR).get(0);
        }

        @Test
        @Requirement("scenario 14")
        void a_time_that_lies_ahead_is_not_believed_and_says_so() {
            Instant claimed = clock.instant().plus(Duration.ofDays(3));
            consents.record(
                    VISITOR, c -> c.grant(ANALYTICS).evidence("banner", "v3").at(claimed));

            assertThat(only(cdp).time()).isEqualTo(clock.instant());
            assertThat(only(cdp).claimed()).contains(claimed);
        }

        @Test
        @Requirement("scenario 14")
        void a_clock_that_is_a_little_fast_is_believed_but_no_denial_waits_for_it() {
            Instant ahead = clock.instant().plus(Duration.ofMinutes(4));
            consents.record(
                    VISITOR, c -> c.grant(ANALYTICS).evidence("banner", "v3").at(ahead));
            assertThat(only(cdp).time()).isEqualTo(ahead);
            assertThat(only(cdp).claimed()).isEmpty();

            Identifier other = Identifier.anonymousId("other");
            consents.record(other, c -> c.refuse(ANALYTICS).at(ahead));
            assertThat(consents.history(other).get(0).time()).isEqualTo(clock.instant());
            assertThat(consents.history(other).get(0).claimed()).contains(ahead);
        }

        @Test
        @Requirement("GDPR Art. 7(1)")
        void the_text_and_language_that_were_shown_are_cited() {
            Notice banner = Notice.of("v3", "May we count?").language("en");
            try (Cdp shop = Cdp.inMemory()
                    .clock(clock)
                    .with(ConsentModule.optIn().notices(banner))
                    .open()) {
                Evidence evidence = Evidence.of("banner", "v3")
                        .method("button")
                        .jurisdiction("DE")
                        .raw("C0002:1");
                Consents.of(shop).record(VISITOR, c -> c.grant(ANALYTICS).evidence(evidence));

                assertThat(only(shop).evidence())
                        .isEqualTo(evidence.noticeHash(banner.hash()).language("en"));
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> Consents.of(shop)
                                .record(
                                        VISITOR,
                                        c -> c.grant(ANALYTICS)
                                                .evidence(evidence.noticeHash(Evidence.sha256("May we sell?")))))
                        .withMessageContaining("the hashes differ");
            }
        }
    }

    @Nested
    class explaining {

        @Test
        void says_in_one_line_what_decided() {
            assertThat(consents.explain(VISITOR, ANALYTICS))
                    .isEqualTo("analytics is not permitted: the person has not been asked, or has not answered.");

            consents.record(VISITOR, c -> c.grant(ANALYTICS).evidence("banner", "v3"));
            assertThat(consents.explain(VISITOR, ANALYTICS))
                    .isEqualTo("analytics is permitted: the person agreed on 2026-03-01 by their anonymous id,"
                            + " at banner, notice v3.");
        }

        @Test
        void says_why_there_is_no_need_for_consent_and_what_is_unknown() {
            assertThat(consents.explain(VISITOR, SERVICE))
                    .isEqualTo("service is permitted: it is needed for the contract and rests on no consent.");
            assertThat(consents.explain(VISITOR, Purpose.named("strange")))
                    .isEqualTo("strange is not permitted: the policy does not know this purpose.");
        }

        @Test
        void says_that_an_implied_act_is_no_consent() {
            consents.record(
                    VISITOR,
                    c -> c.grant(ANALYTICS).kind(ConsentAct.Kind.IMPLIED).evidence("banner", "v3"));

            assertThat(consents.explain(VISITOR, ANALYTICS))
                    .isEqualTo("analytics is not permitted: there is only an act that is no explicit consent,"
                            + " on 2026-03-01 by their anonymous id, at banner, notice v3.");
        }

        @Test
        void shows_no_identifier() {
            consents.record(VISITOR, c -> c.refuse(EMAIL_MARKETING, ANALYTICS));

            assertThat(consents.explain(VISITOR, ANALYTICS)).doesNotContain(VISITOR.value());
        }
    }

    @Nested
    class forgetting {

        @Test
        @Requirement("GDPR Art. 17")
        void an_erasure_is_one_call_with_a_receipt_and_leaves_no_act() {
            consents.record(VISITOR, c -> c.grant(ANALYTICS).evidence("banner", "v3"));
            cdp.track(VISITOR, Event.named("Page Viewed"));

            ErasureReceipt receipt = SubjectRequests.of(cdp).erase(VISITOR, "login");

            assertThat(receipt.outcome().isStored()).isTrue();
            assertThat(receipt.at()).isEqualTo(clock.instant());
            assertThat(receipt.toString()).doesNotContain(VISITOR.value());
            assertThat(consents.history(VISITOR)).isEmpty();
            assertThat(cdp.timeline(VISITOR)).isEmpty();
        }
    }

    @Nested
    class opening {

        @Test
        @Requirement("GDPR Art. 6(1)")
        void stops_where_a_purpose_has_no_basis() {
            var builder = Cdp.inMemory().with(ConsentModule.optIn().purposes(Purpose.named("curiosity")));

            assertThatThrownBy(builder::open)
                    .isInstanceOf(CdpException.class)
                    .hasMessageContaining("curiosity")
                    .hasMessageContaining("lawful basis");
        }

        @Test
        void stops_where_a_channel_purpose_names_no_channel() {
            Purpose fax = ANALYTICS.scoped(Purpose.Scope.CHANNEL);

            assertThatThrownBy(() -> ConsentModule.optIn().purposes(fax).gate())
                    .isInstanceOf(CdpException.class)
                    .hasMessageContaining("names none");
        }
    }
}
