package io.clientele.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.clientele.Cdp;
import io.clientele.Maintenance;
import io.clientele.consent.ConsentModule;
import io.clientele.consent.Consents;
import io.clientele.identity.Identities;
import io.clientele.identity.IdentityModule;
import io.clientele.identity.IdentityRules;
import io.clientele.model.Identifier;
import io.clientele.model.Outcome;
import io.clientele.model.Profile;
import io.clientele.model.Purpose;
import io.clientele.model.Trait;
import io.clientele.rights.SubjectRequests;
import io.clientele.testkit.ManualClock;
import io.clientele.testkit.Requirement;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that is opened with other rules of identity: whoever is in it is found, permits, is joined and erased as by the new ones. */
class FormerNamesTest {

    private static final Identifier ANN = Identifier.userId("ann");
    private static final Identifier MAIL = Identifier.email("ann@example.org");

    @TempDir
    Path directory;

    private final ManualClock clock = ManualClock.at(World.START);
    private IdentityRules rules = IdentityRules.standard();
    private Cdp cdp;

    @BeforeEach
    void open() {
        cdp = Cdp.in(directory)
                .clock(clock)
                .with(ConsentModule.optIn())
                .with(IdentityModule.with(rules))
                .open();
    }

    @AfterEach
    void close() {
        cdp.close();
    }

    private void reopen(IdentityRules others) {
        cdp.close();
        rules = others;
        open();
    }

    private void permit(Identifier... all) {
        for (Identifier each : all) {
            Consents.of(cdp)
                    .record(
                            each,
                            c -> c.grant(Purpose.ANALYTICS, Purpose.STITCHING, Purpose.DEVICE_LINKING)
                                    .evidence("banner", "v1"));
        }
    }

    private List<String> everybody() {
        return Identities.of(cdp).profiles("", 100).stream().map(Profile::id).toList();
    }

    private void isWhole() {
        assertThat(Maintenance.of(cdp).verify()).isEmpty();
        List<String> before = everybody();
        reopen(rules);
        assertThat(everybody()).isEqualTo(before);
    }

    @Nested
    class A_number_that_was_written_without_its_country {

        private final Identifier bare = Identifier.phone("0171 1234567");
        private final Identifier whole = Identifier.phone("+49 171 1234567");

        @BeforeEach
        void comes() {
            permit(bare, ANN);
            cdp.identify(bare, i -> i.set(Trait.FIRST_NAME, "Ann"));
            cdp.identify(ANN, i -> i.sameAs(bare));
        }

        @Test
        void is_found_in_either_form_once_the_region_is_known() {
            reopen(rules.region("DE"));
            assertThat(cdp.profile(whole)).isEqualTo(cdp.profile(bare)).isEqualTo(cdp.profile(ANN));
            assertThat(cdp.profile(whole).orElseThrow().get(Trait.FIRST_NAME)).contains("Ann");
            cdp.identify(MAIL, i -> i.sameAs(whole));
            permit(MAIL);
            assertThat(cdp.profile(MAIL)).isEqualTo(cdp.profile(ANN));
            isWhole();
        }

        @Test
        @Requirement("GDPR Art. 7(3)")
        void is_withdrawn_for_in_either_form() {
            reopen(rules.region("DE"));
            Consents.of(cdp).record(whole, c -> c.withdraw(Purpose.STITCHING).evidence("page", "v1"));
            assertThat(cdp.profile(bare)).isNotEqualTo(cdp.profile(ANN));
            isWhole();
        }

        @Test
        @Requirement("GDPR Art. 17")
        void is_erased_in_either_form() {
            reopen(rules.region("DE"));
            SubjectRequests.of(cdp).erase(whole, "login");
            assertThat(everybody()).isEmpty();
            isWhole();
        }

        @Test
        @Requirement("GDPR Art. 17")
        void is_one_person_with_its_other_form_where_both_are_known() {
            permit(whole, MAIL);
            cdp.identify(MAIL, i -> i.sameAs(whole));
            assertThat(cdp.profile(MAIL)).isNotEqualTo(cdp.profile(ANN));
            reopen(rules.region("DE"));
            assertThat(cdp.profile(MAIL)).isEqualTo(cdp.profile(ANN));
            isWhole();
            SubjectRequests.of(cdp).erase(whole, "login");
            assertThat(everybody()).isEmpty();
            isWhole();
        }
    }

    @Nested
    class A_mailbox_of_a_provider_whose_rules_are_told_later {

        private final Identifier dotted = Identifier.email("a.nn+shop@gmail.com");

        @Test
        @Requirement("GDPR Art. 17")
        void is_found_and_erased_in_any_spelling() {
            permit(dotted);
            cdp.identify(dotted, i -> i.set(Trait.FIRST_NAME, "Ann"));
            reopen(rules.mailProviders());
            Identifier plain = Identifier.email("ann@gmail.com");
            assertThat(cdp.profile(plain)).isPresent().isEqualTo(cdp.profile(dotted));
            SubjectRequests.of(cdp).erase(plain, "login");
            assertThat(everybody()).isEmpty();
        }
    }

    @Nested
    class A_value_that_is_blocked_later {

        private final Identifier kiosk = Identifier.anonymousId("kiosk-1");

        @BeforeEach
        void comes() {
            permit(kiosk, ANN, MAIL);
            cdp.identify(kiosk, i -> i.set(Trait.FIRST_NAME, "Ann"));
            cdp.identify(ANN, i -> i.sameAs(kiosk));
            cdp.identify(MAIL, i -> i.sameAs(kiosk));
            assertThat(cdp.profile(MAIL)).isEqualTo(cdp.profile(ANN));
            reopen(rules.block(Identifier.ANONYMOUS_ID, "kiosk-1"));
        }

        @Test
        void joins_nobody_any_more_earlier_records_included() {
            assertThat(cdp.profile(MAIL)).isPresent().isNotEqualTo(cdp.profile(ANN));
            cdp.identify(Identifier.userId("bob"), i -> i.sameAs(kiosk));
            assertThat(cdp.profile(Identifier.userId("bob")).orElseThrow().identifiers())
                    .containsExactly(Identifier.userId("bob"));
            isWhole();
        }

        @Test
        @Requirement("GDPR Art. 17")
        void can_still_be_withdrawn_for_and_erased() {
            assertThat(Consents.of(cdp)
                            .record(kiosk, c -> c.withdraw(Purpose.ANALYTICS).evidence("page", "v1")))
                    .isNotEmpty()
                    .allMatch(Outcome::isStored);
            SubjectRequests.of(cdp).erase(kiosk, "login");
            assertThat(cdp.profile(kiosk)).isEmpty();
            isWhole();
        }

        @Test
        void joins_again_once_it_is_no_longer_blocked() {
            reopen(IdentityRules.standard());
            assertThat(cdp.profile(MAIL)).isEqualTo(cdp.profile(ANN));
        }
    }

    @Nested
    class Ranks {

        @BeforeEach
        void someIdentifiersHaveThem() {
            permit(ANN, MAIL);
            cdp.identify(ANN, i -> i.sameAs(MAIL));
        }

        @Test
        void of_what_is_there_stay_as_they_are() {
            cdp.close();
            IdentityRules former = rules;
            rules = former.rankAfter(Identifier.USER_ID, Identifier.EMAIL);
            assertThatIllegalStateException()
                    .isThrownBy(FormerNamesTest.this::open)
                    .withMessageContaining("cannot be opened with other ranks")
                    .withMessageContaining("user_id, loyalty_id, email");
            rules = former;
            open();
            assertThat(cdp.profile(MAIL)).isPresent().isEqualTo(cdp.profile(ANN));
        }

        @Test
        void of_what_nobody_brought_yet_may_be_given() {
            reopen(rules.rankAfter("card", Identifier.USER_ID).rankAfter(Identifier.PHONE, Identifier.USER_ID));
            assertThat(cdp.profile(MAIL)).isEqualTo(cdp.profile(ANN));
            isWhole();
        }
    }
}
