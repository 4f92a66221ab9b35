package io.clientele.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clientele.model.Identifier;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NormaliserTest {

    private static final IdentityEngine ENGINE = IdentityEngine.with(IdentityRules.standard());

    @ParameterizedTest
    @CsvSource({
        "email, ' Ann@Example.ORG ', ann@example.org",
        "email, jose\u0301@example.org, jos\u00e9@example.org",
        "phone, +49 (30) 123-456.7, +49301234567",
        "phone, +44 (0)7964 631770, +447964631770",
        "email, ann@Bücher.example.org, ann@xn--bcher-kva.example.org",
        "email, a.n.n+shop@gmail.com, a.n.n+shop@gmail.com",
        "phone, 030/1234567, 0301234567",
        "email, ann@shop.example, ann@shop.example",
        "user_id, ' 42 ', 42",
        "user_id, 007, 007",
        "till, Card-0001, Card-0001",
    })
    void gives_an_identifier_its_one_form(String namespace, String raw, String normal) {
        assertThat(normalise(namespace, raw)).isEqualTo(normal);
    }

    @ParameterizedTest
    @CsvSource({
        "email, ann",
        "email, @example.org",
        "email, ann@",
        "email, a@b@c",
        "phone, 123456",
        "phone, 1234567890123456",
        "phone, 030-CALL-ME",
        "phone, 0000000",
        "phone, 49+301234567",
        "phone, +49 0000000000",
        "phone, 1111111111",
        "phone, 1234567890",
        "phone, 07000000000",
        "email, test@test.com",
        "email, none@none.com",
        "email, noreply@shop.org",
        "email, a@a.com",
        "email, customer@store.example",
        "email, ann@example",
        "email, ann@-example.org",
        "email, an n@example.org",
    })
    void rejects_what_is_no_address_and_no_number(String namespace, String raw) {
        assertThat(normalise(namespace, raw)).isEqualTo("rejected");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "NULL",
                " Undefined ",
                "00000000-0000-0000-0000-000000000000",
                "0",
                "000000",
                "anonymous",
                "Unknown",
                "none",
                "-",
                "--",
                "N/A",
                "[object Object]"
            })
    void rejects_placeholders(String raw) {
        assertThat(normalise("anonymous_id", raw)).isEqualTo("rejected");
        assertThat(normalise("till", raw)).isEqualTo("rejected");
    }

    @ParameterizedTest
    @CsvSource({"email, ' Ann@Example.ORG '", "phone, +49 30 1234567", "user_id, ' 42 '"})
    void normalising_twice_is_normalising_once(String namespace, String raw) {
        String once = normalise(namespace, raw);

        assertThat(normalise(namespace, once)).isEqualTo(once);
    }

    @ParameterizedTest
    @CsvSource({
        "DE, 030 1234567, +49301234567",
        "GB, 07964 631770, +447964631770",
        "US, (212) 680-8996, +12126808996",
        "US, +33618156860, +33618156860",
        "FR, 00447533744579, +447533744579",
        "DE, 0151 5434875, +491515434875",
        "GB, 07607 673432, +447607673432",
        "US, (312) 057-5499, +13120575499",
        "DE, 0000000000, rejected",
        "GB, 07000000000, rejected",
        "DE, 0151 54, rejected",
        "US, 1234567890, rejected",
        "XX, 030 1234567, 0301234567",
    })
    void reads_a_national_number_by_the_plan_of_its_region(String region, String raw, String normal) {
        Optional<Identifier> phone = ENGINE.normalise(Identifier.phone(raw), region);

        assertThat(phone.map(Identifier::value).orElse("rejected")).isEqualTo(normal);
        if (!region.equals("XX")) {
            IdentityEngine there = IdentityEngine.with(IdentityRules.standard().region(region));
            assertThat(there.normalise(Identifier.phone(raw))).isEqualTo(phone);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Germany", " DE", "XX", "001", "D"})
    void refuses_a_region_that_has_no_telephones(String region) {
        assertThatThrownBy(() -> IdentityRules.standard().region(region))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("region ");
    }

    @Test
    void takes_a_region_in_small_letters_and_none_at_all() {
        assertThat(IdentityEngine.with(IdentityRules.standard().region("de"))
                        .normalise(Identifier.phone("030 1234567")))
                .contains(Identifier.phone("+49301234567"));
        assertThat(IdentityEngine.with(IdentityRules.standard().region("DE").region(""))
                        .normalise(Identifier.phone("030 1234567")))
                .contains(Identifier.phone("0301234567"));
    }

    @ParameterizedTest
    @CsvSource({
        "email, \u00a0ann@example.org, ann@example.org",
        "email, ann@example.org\u00a0, ann@example.org",
        "email, \ufeffann@example.org\u200b, ann@example.org",
        "email, an\u200bn\u00ad@exam\u00adple.org, ann@example.org",
        "email, mailto:Ann@example.org, ann@example.org",
        "email, ' MAILTO: ann@example.org?subject=Hi', ann@example.org",
        "user_id, \u00a042\u200b, 42",
        "user_id, e\u0301, \u00e9",
        "phone, +49171\u20111234567, +491711234567",
        "phone, +49 171\u20131234567, +491711234567",
        "phone, \u200e+49 171 1234567\u202c, +491711234567",
        "phone, \uff0b49 171 1234567, +491711234567",
        "phone, tel:+491711234567, +491711234567",
        "phone, +1 650 253 0000 ext. 12, +16502530000;ext=12",
        "phone, tel:+1-650-253-0000;ext=12, +16502530000;ext=12",
        "phone, (650) 253-0000 x12, 6502530000;ext=12",
        "phone, +4900709-19)45, +497091945",
    })
    void leaves_out_what_nobody_sees_or_says(String namespace, String raw, String normal) {
        assertThat(normalise(namespace, raw)).isEqualTo(normal);
    }

    @ParameterizedTest
    @CsvSource({
        "ann@stra\u00dfe.de, ann@xn--strae-oqa.de",
        "ann@STRA\u1e9eE.de, ann@xn--strae-oqa.de",
        "ann@xn--strae-oqa.de, ann@xn--strae-oqa.de",
        "ann@strasse.de, ann@strasse.de",
        "ann@fu\u00df.b\u00fccher.de, ann@xn--fu-hia.xn--bcher-kva.de",
        "ann@gr\u00fc\u00dfe\u3002de, ann@xn--gre-6ka8l.de",
    })
    void tells_apart_two_domains_that_differ_in_a_sharp_s(String raw, String normal) {
        assertThat(normalise("email", raw)).isEqualTo(normal);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u00fc.", "\u00df.", "a."})
    void rejects_an_address_whose_domain_is_too_long_for_any_name(String label) {
        assertThat(normalise("email", "a@" + label.repeat(200) + "de")).isEqualTo("rejected");
        assertThat(normalise("email", "a@" + label.substring(0, 1).repeat(100) + ".de"))
                .isEqualTo("rejected");
    }

    @Test
    void rejects_what_grows_too_long_in_its_one_form() {
        assertThat(normalise("user_id", "\u0958".repeat(300))).isEqualTo("rejected");
        assertThat(normalise("user_id", "x".repeat(512))).hasSize(512);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ffffffff-ffff-ffff-ffff-ffffffffffff",
                "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF",
                "n.a.",
                "(none)",
                "\"null\"",
                "'null'",
                "null\u200b",
                "{{user_id}}",
                "${user.id}",
                "false",
                "anon",
                "\u200b\u00a0"
            })
    void rejects_what_programs_fill_in(String raw) {
        assertThat(normalise("user_id", raw)).isEqualTo("rejected");
        assertThat(normalise("till", raw)).isEqualTo("rejected");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"privacy@shop.org", "Datenschutz@shop.org", "help@shop.org", "shop@shop.org", "info+x@shop.org"})
    void lets_the_mailbox_of_a_function_link_nothing(String raw) {
        Identifier mailbox = ENGINE.normalise(Identifier.email(raw)).orElseThrow();
        assertThat(ENGINE.rules().links(mailbox)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"test+1@gmail.com", "t.e.st@gmail.com", "n.ull@gmail.com", "no.reply+z@googlemail.com"})
    void knows_a_filler_behind_the_rules_of_a_provider(String raw) {
        IdentityEngine engine = IdentityEngine.with(IdentityRules.standard().mailProviders());
        assertThat(engine.normalise(Identifier.email(raw))).isEmpty();
    }

    @Test
    void blocks_the_same_in_whatever_order_the_rules_are_given() {
        IdentityRules rules = IdentityRules.standard();
        for (IdentityRules each : List.of(
                rules.block("phone", "030 5555123").region("DE"),
                rules.region("DE").block("phone", "030 5555123"))) {
            assertThat(IdentityEngine.with(each).normalise(Identifier.phone("+49 30 5555123")))
                    .isEmpty();
            assertThat(each.text())
                    .isEqualTo(rules.region("DE").block("phone", "+49305555123").text());
        }
        for (IdentityRules each : List.of(
                rules.block("email", "till.1+a@gmail.com").mailProviders(),
                rules.mailProviders().block("email", "till.1+a@gmail.com"))) {
            assertThat(IdentityEngine.with(each).normalise(Identifier.email("t.ill1@gmail.com")))
                    .isEmpty();
        }
        assertThat(rules.blockMatching("till", "a").blockMatching("till", "b").text())
                .isEqualTo(rules.blockMatching("till", "b")
                        .blockMatching("till", "a")
                        .text());
    }

    @Test
    void normalising_twice_is_normalising_once_whatever_is_written() {
        List<IdentityEngine> engines = Stream.of(
                        IdentityRules.standard(),
                        IdentityRules.standard().mailProviders(),
                        IdentityRules.standard().region("DE"),
                        IdentityRules.standard().mailProviders().region("US"))
                .map(IdentityEngine::with)
                .toList();
        new SplittableRandom(20_261_142).longs(40_000).forEach(seed -> {
            Odd odd = new Odd(new SplittableRandom(seed));
            IdentityEngine engine = engines.get((int) (seed & 3));
            Identifier raw = odd.identifier();
            Optional<Identifier> once = engine.normalise(raw);
            assertThat(once.flatMap(engine::normalise))
                    .as("seed %d, %s", seed, raw.namespace())
                    .isEqualTo(once);
        });
    }

    /** Draws what is hardly ever written. */
    private record Odd(SplittableRandom random) {

        private static final String TEXT =
                "aA0.+-@\u00fc\u0130\u0345\u1e9e\u00df\u03a3\u0301\u0344\ufb1d\u2126\uff41\uff21\u00a0"
                        + "\u200b\u0958 x1_zZ\u01c5\u03c2\u0149\u3002\u00ad\"({";
        private static final String DIGITS = "0123456789000 -()/+\u2011x;";
        private static final String NAME = "mailto:";

        Identifier identifier() {
            String text = switch (random.nextInt(4)) {
                case 0 -> some(TEXT, 8);
                case 1 ->
                    (random.nextBoolean() ? "+49" : "") + some(DIGITS, 18) + (random.nextInt(4) == 0 ? "x12" : "");
                case 2 -> some(TEXT, 6) + "@" + some(TEXT, 5) + ".com";
                default -> some(NAME, 9) + some(TEXT, 5) + "@gmail.com";
            };
            String namespace = List.of("user_id", "phone", "email", "email").get(random.nextInt(4));
            return Identifier.of(text.contains("@") ? "email" : namespace, text.isBlank() ? "x" : text);
        }

        private String some(String alphabet, int most) {
            StringBuilder text = new StringBuilder();
            for (int n = 1 + random.nextInt(most); n > 0; n--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            return text.toString();
        }
    }

    @Test
    void reads_a_national_number_by_the_plan_of_its_source() {
        IdentityRules rules = IdentityRules.standard().region("DE").regionOf("shop-at", "at");
        IdentityEngine engine = IdentityEngine.with(rules);
        Identifier raw = Identifier.phone("0664 1234567");

        assertThat(engine.normalise(engine.premises().placed(raw, "shop-at")))
                .contains(Identifier.phone("+436641234567"));
        assertThat(engine.normalise(engine.premises().placed(raw, "shop-de")))
                .contains(Identifier.phone("+496641234567"));
        assertThat(engine.premises().placed(Identifier.phone("+49 30 1234567"), "shop-at"))
                .isEqualTo(Identifier.phone("+49301234567"));
        assertThat(engine.premises()
                        .placed(Identifier.userId("0664 1234567"), "shop-at")
                        .value())
                .isEqualTo("0664 1234567");
        assertThat(rules.text())
                .isNotEqualTo(IdentityRules.standard().region("DE").text());
        IdentityEngine blocking = IdentityEngine.with(rules.block("phone", "0664 1234567"));
        assertThat(blocking.normalise(blocking.premises().placed(raw, "shop-at")))
                .isEmpty();
        assertThatThrownBy(() -> rules.regionOf("shop-at", "Austria")).hasMessageStartingWith("region ");
        assertThatThrownBy(() -> rules.regionOf("shop-at", "")).hasMessageStartingWith("region ");
        assertThatThrownBy(() -> rules.regionOf(" ", "AT")).hasMessageStartingWith("source ");
    }

    @Test
    void knows_the_mailboxes_of_a_provider_if_the_shop_wants_it() {
        IdentityEngine engine = IdentityEngine.with(IdentityRules.standard().mailProviders());

        assertThat(engine.normalise(Identifier.email("A.n.n+shop@googlemail.com")))
                .contains(Identifier.email("ann@gmail.com"));
        assertThat(engine.normalise(Identifier.email("a.n.n+shop@web.de")))
                .contains(Identifier.email("a.n.n+shop@web.de"));
    }

    @Test
    void rejects_what_the_shop_blocks() {
        IdentityEngine engine = IdentityEngine.with(IdentityRules.standard()
                .block(Identifier.EMAIL, "Till@Shop.org")
                .block(Identifier.EMAIL, "other@shop.org")
                .blockMatching("till", "ipad-.*"));

        assertThat(engine.normalise(Identifier.email("till@shop.org"))).isEmpty();
        assertThat(engine.normalise(Identifier.email("OTHER@shop.org"))).isEmpty();
        assertThat(engine.normalise(Identifier.of("till", "ipad-7"))).isEmpty();
        assertThat(engine.normalise(Identifier.of("till", "an ipad-7"))).isPresent();
    }

    private static String normalise(String namespace, String raw) {
        return ENGINE.normalise(Identifier.of(namespace, raw))
                .map(Identifier::value)
                .orElse("rejected");
    }
}
