package io.clientele.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.model.Identifier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NormaliserTest {

    @ParameterizedTest
    @CsvSource({
        "email, ' Ann@Example.ORG ', ann@example.org",
        "email, jose\u0301@example.org, jos\u00e9@example.org",
        "phone, +49 (30) 123-456.7, +49301234567",
        "phone, 030/1234567, 0301234567",
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

    private static String normalise(String namespace, String raw) {
        return IdentityEngine.with(IdentityRules.standard())
                .normalise(Identifier.of(namespace, raw))
                .map(Identifier::value)
                .orElse("rejected");
    }
}
