package io.clientele.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.model.Identifier;
import java.util.Optional;
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
        IdentityEngine there = IdentityEngine.with(IdentityRules.standard().region(region));
        assertThat(there.normalise(Identifier.phone(raw))).isEqualTo(phone);
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
