package io.clientele.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.internal.codec.Json;
import io.clientele.keys.FakeService.Request;
import io.clientele.model.Properties;
import io.clientele.testkit.ManualClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What others' clients of Vault and AWS KMS sent, and what the services' documentation says they answer. */
@Tag("acceptance")
class GoldenExchangesAcceptanceTest {

    private static final Path PAYLOADS = Path.of(System.getProperty("clientele.shared", "."), "data", "payloads");

    private final Replay server = new Replay();

    /** Answers what it is told to. */
    private static final class Replay extends FakeService {

        private final Deque<Map<String, ?>> answers = new ArrayDeque<>();

        @Override
        Response answer(Request request) {
            return new Response(200, answers.remove());
        }

        @Override
        Response busy() {
            return outage();
        }

        @Override
        Response outage() {
            return new Response(500, Map.of("none", true));
        }
    }

    @AfterEach
    void closed() {
        server.close();
    }

    private static Properties golden(String file) throws IOException {
        return Properties.of(new Json().read(Files.readAllBytes(PAYLOADS.resolve(file))));
    }

    private static byte[] decoded(String base64) {
        return Base64.getDecoder().decode(base64);
    }

    private VaultTransit vault(String key) {
        return VaultTransit.of(server.address(), key, () -> "TEST_TOKEN");
    }

    private static void assertSameHeaders(Properties golden, Request request, List<String> names) {
        for (String name : names) {
            assertThat(request.headers())
                    .containsEntry(
                            name,
                            golden.all("headers").stream()
                                    .map(headers -> (String) ((Map<?, ?>) headers).get(name))
                                    .findFirst()
                                    .orElseThrow());
        }
    }

    @Test
    void vault_is_asked_to_encrypt_as_its_java_client_does() throws IOException {
        Properties golden = golden("vault/recorded-vault-encrypt.json");
        byte[] plain = decoded(golden.text("body.plaintext").orElseThrow());
        server.answers.add(golden("vault/transit-datakey-response.json").all("response").stream()
                .map(response -> Map.of("data", ((Map<?, ?>) response).get("data")))
                .findFirst()
                .orElseThrow());

        byte[] wrapped = vault("cdp").wrap(plain, "context");

        Request request = server.requests().get(0);
        assertThat(request.method()).isEqualTo(golden.text("method").orElseThrow());
        assertThat(request.path()).isEqualTo(golden.text("path").orElseThrow());
        assertSameHeaders(golden, request, List.of("x-vault-request", "x-vault-token"));
        assertThat(request.tree().get("plaintext"))
                .isEqualTo(golden.text("body.plaintext").orElseThrow());
        assertThat(new String(wrapped, StandardCharsets.UTF_8)).endsWith("vault:v1:abcdefgh");
        assertThat(vault("cdp").version(wrapped)).isEqualTo("vault transit/cdp v1");
    }

    @Test
    void vault_is_asked_to_wrap_anew_with_context_and_ciphertext_as_documented() throws IOException {
        Properties golden = golden("vault/transit-rewrap-batch-input.json");
        List<Object> items = golden.all("request.batch_input[*]");
        assertThat(items).hasSize(2);
        for (Object item : items) {
            Properties fields = Properties.of(Map.of("item", item));
            String context = fields.text("item.context").orElseThrow();
            String ciphertext = fields.text("item.ciphertext").orElseThrow();
            byte[] wrapped = new NamedKey("transit/my-key", ciphertext.getBytes(StandardCharsets.US_ASCII))
                    .bytes(NamedKey.VAULT);
            server.answers.add(Map.of("data", Map.of("ciphertext", "vault:v2:abcdefgh")));

            byte[] anew =
                    vault("my-key").derived().rewrap(wrapped, new String(decoded(context), StandardCharsets.UTF_8));

            Request request = server.requests().get(server.requests().size() - 1);
            assertThat(request.method() + " " + request.path())
                    .isEqualTo(golden.text("path").orElseThrow());
            assertThat(request.tree()).isEqualTo(Properties.of(Map.of("context", context, "ciphertext", ciphertext)));
            assertThat(vault("my-key").version(anew)).isEqualTo("vault transit/my-key v2");
        }
    }

    @Test
    void kms_is_asked_to_encrypt_byte_for_byte_as_its_javascript_client_does() throws IOException {
        Properties golden = golden("aws-kms/recorded-kms-encrypt.json");
        Map<String, String> context = Map.of();
        if (golden.all("body.EncryptionContext").get(0) instanceof Map<?, ?> map) {
            context = new java.util.LinkedHashMap<>();
            for (var entry : map.entrySet()) {
                context.put(entry.getKey().toString(), entry.getValue().toString());
            }
        }
        byte[] body = new Json()
                .write(AwsKms.encrypt(
                        golden.text("body.KeyId").orElseThrow(),
                        decoded(golden.text("body.Plaintext").orElseThrow()),
                        context));
        assertThat(AwsSignature.sha256(body)).isEqualTo(header(golden, "x-amz-content-sha256"));
        assertThat(body).hasSize(Integer.parseInt(header(golden, "content-length")));
    }

    @Test
    void kms_is_asked_with_its_clients_headers_and_its_answer_is_read() throws IOException {
        Properties golden = golden("aws-kms/recorded-kms-encrypt.json");
        if (golden.asMap().get("fakeResponse") instanceof Map<?, ?> answer) {
            server.answers.add(Properties.of(Map.of("a", answer)).all("a").stream()
                    .map(tree -> Map.of(
                            "KeyId",
                            ((Map<?, ?>) tree).get("KeyId"),
                            "CiphertextBlob",
                            ((Map<?, ?>) tree).get("CiphertextBlob")))
                    .findFirst()
                    .orElseThrow());
        }
        AwsKms kms = AwsKms.of("us-east-1", "alias/cdp", () -> AwsCredentials.of("AKIDEXAMPLE", "secret"))
                .endpoint(server.address())
                .clock(ManualClock.at("2026-01-15T14:23:58Z"));

        byte[] wrapped = kms.wrap(new byte[32], "context");

        Request request = server.requests().get(0);
        assertThat(request.method() + request.path())
                .isEqualTo(golden.text("method").orElseThrow()
                        + golden.text("path").orElseThrow());
        assertSameHeaders(golden, request, List.of("content-type", "x-amz-target"));
        String scope = "Credential=AKIDEXAMPLE/20260115/us-east-1/kms/aws4_request";
        assertThat(header(golden, "authorization")).contains(scope);
        assertThat(request.headers().get("authorization")).contains(scope);
        assertThat(request.headers().get("x-amz-date"))
                .hasSameSizeAs(header(golden, "x-amz-date"))
                .endsWith("T142358Z");
        assertThat(kms.version(wrapped))
                .isEqualTo("kms " + golden.text("fakeResponse.KeyId").orElseThrow());
        assertThat(new String(wrapped, StandardCharsets.UTF_8)).endsWith("fake");
    }

    private static String header(Properties golden, String name) {
        return golden.all("headers").stream()
                .map(headers -> String.valueOf(((Map<?, ?>) headers).get(name)))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void kms_is_asked_to_decrypt_with_the_fields_of_its_example() throws IOException {
        Properties golden = golden("aws-kms/example-decrypt-to-decrypt-data-1.json");
        String arn = golden.text("input.KeyId").orElseThrow();
        byte[] wrapped = new NamedKey(arn, new byte[] {1, 2, 3}).bytes(NamedKey.KMS);
        server.answers.add(Map.of("KeyId", arn, "Plaintext", "AQID"));
        AwsKms kms = AwsKms.of("us-west-2", arn, () -> AwsCredentials.of("AKIDEXAMPLE", "secret"))
                .endpoint(server.address());

        assertThat(kms.unwrap(wrapped, "context")).containsExactly(1, 2, 3);
        assertThat(server.requests().get(0).tree().asMap())
                .containsKeys("KeyId", "CiphertextBlob")
                .containsEntry("KeyId", arn);
    }
}
