package io.clientele.keys;

import io.clientele.internal.SystemTime;
import io.clientele.internal.codec.Json;
import io.clientele.keys.KeyService.Answer;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * AWS Key Management Service as a key provider, with a symmetric key. Immutable and thread-safe; a call takes a round trip,
 * tried again where KMS throttles or fails.
 *
 * <p>What a key is for is bound to it as the encryption context {@code clientele}, which AWS CloudTrail shows: it holds no
 * personal data. The identity needs {@code kms:Encrypt} and {@code kms:Decrypt}, and {@code kms:ReEncrypt*} for moving to
 * another key. When KMS rotates a key's material on its own it goes on opening what the former material wrapped, and tells no
 * version: there is nothing to wrap anew then. To move, give another key and {@link #replacing} the former.
 *
 * <p>Source: AWS KMS API reference; JSON 1.1 signed with Signature Version 4.
 */
public final class AwsKms implements KeyProvider {

    private static final String NAME = "AWS KMS";
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Set<String> PASSING = Set.of(
            "ThrottlingException",
            "LimitExceededException",
            "RequestLimitExceeded",
            "DependencyTimeoutException",
            "KeyUnavailableException",
            "KMSInternalException",
            "InternalFailure",
            "ServiceUnavailableException");
    private static final Set<String> WRONG_KEY = Set.of("InvalidCiphertextException", "IncorrectKeyException");

    private final Settings settings;
    private final KeyService service;

    private AwsKms(Settings settings) {
        this.settings = settings;
        this.service = new KeyService(NAME, settings.timeout, settings.pause);
    }

    private record Settings(
            String region,
            String key,
            Supplier<AwsCredentials> credentials,
            URI endpoint,
            Duration timeout,
            InstantSource clock,
            Consumer<Duration> pause) {}

    /**
     * A key in a region.
     *
     * @param region such as {@code eu-central-1}
     * @param key id, ARN or {@code alias/NAME}
     * @param credentials asked for with every try, so that they may be temporary
     */
    public static AwsKms of(String region, String key, Supplier<AwsCredentials> credentials) {
        if (!region.matches("[a-z0-9-]+")) {
            throw new IllegalArgumentException("region: a name such as eu-central-1");
        }
        URI endpoint = URI.create("https://kms." + region + ".amazonaws.com/");
        return new AwsKms(
                new Settings(region, key, credentials, endpoint, TIMEOUT, SystemTime.wall(), SystemTime::pass));
    }

    /** The same at another address, such as a VPC endpoint; plain HTTP only to this machine. */
    public AwsKms endpoint(URI address) {
        Settings s = settings;
        return new AwsKms(
                new Settings(s.region, s.key, s.credentials, KeyService.safe(address), s.timeout, s.clock, s.pause));
    }

    /** The same with another limit for each try; 2 seconds if not said. */
    public AwsKms timeout(Duration limit) {
        Settings s = settings;
        return new AwsKms(new Settings(s.region, s.key, s.credentials, s.endpoint, limit, s.clock, s.pause));
    }

    /** The same with another clock; requests are signed with its time, which AWS compares with its own. */
    public AwsKms clock(InstantSource source) {
        Settings s = settings;
        return new AwsKms(new Settings(s.region, s.key, s.credentials, s.endpoint, s.timeout, source, s.pause));
    }

    AwsKms pausing(Consumer<Duration> pause) {
        Settings s = settings;
        return new AwsKms(new Settings(s.region, s.key, s.credentials, s.endpoint, s.timeout, s.clock, pause));
    }

    @Override
    public byte[] wrap(byte[] key, String context) {
        return named(ask("Encrypt", encrypt(settings.key, key, context(context))));
    }

    /** The fields of a request to encrypt. */
    static Map<String, Object> encrypt(String key, byte[] plain, Map<String, String> context) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("KeyId", key);
        fields.put("Plaintext", base64(plain));
        fields.put("EncryptionContext", context);
        return fields;
    }

    private static byte[] named(Answer answer) {
        byte[] blob = Base64.getDecoder().decode(answer.text("CiphertextBlob"));
        return new NamedKey(answer.text("KeyId"), blob).bytes(NamedKey.KMS);
    }

    private static Map<String, String> context(String context) {
        return Map.of("clientele", context);
    }

    @Override
    public byte[] unwrap(byte[] wrapped, String context) {
        NamedKey named = read(wrapped);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("KeyId", named.name());
        fields.put("CiphertextBlob", base64(named.wrapped()));
        fields.put("EncryptionContext", context(context));
        return Base64.getDecoder().decode(ask("Decrypt", fields).text("Plaintext"));
    }

    /** By KMS itself, from any key of KMS that the identity may use. */
    @Override
    public byte[] rewrap(byte[] wrapped, String context) {
        NamedKey named = read(wrapped);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("SourceKeyId", named.name());
        fields.put("CiphertextBlob", base64(named.wrapped()));
        fields.put("SourceEncryptionContext", context(context));
        fields.put("DestinationKeyId", settings.key);
        fields.put("DestinationEncryptionContext", context(context));
        return named(ask("ReEncrypt", fields));
    }

    private static NamedKey read(byte[] wrapped) {
        return NamedKey.read(wrapped, NamedKey.KMS, NAME);
    }

    /** The ARN of the key that wrapped it; KMS tells no version. */
    @Override
    public String version(byte[] wrapped) {
        return "kms " + read(wrapped).name();
    }

    private Answer ask(String operation, Map<String, Object> fields) {
        byte[] body = new Json().write(fields);
        Answer answer = service.ask(() -> request(operation, body), AwsKms::passing);
        if (!answer.good()) {
            throw failure(answer);
        }
        return answer;
    }

    private HttpRequest request(String operation, byte[] body) {
        AwsCredentials credentials = settings.credentials.get();
        URI endpoint = settings.endpoint;
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("content-type", "application/x-amz-json-1.1");
        headers.put("x-amz-content-sha256", AwsSignature.sha256(body));
        headers.put("x-amz-date", AwsSignature.stamp(settings.clock.instant()));
        headers.put("x-amz-target", "TrentService." + operation);
        credentials.sessionToken().ifPresent(token -> headers.put("x-amz-security-token", token));
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint.resolve("/"))
                .timeout(settings.timeout)
                .POST(BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        headers.put("host", endpoint.getHost() + (endpoint.getPort() < 0 ? "" : ":" + endpoint.getPort()));
        AwsSignature signature = new AwsSignature(credentials, settings.region, "kms");
        return request.header("authorization", signature.authorization("POST", "/", headers, body))
                .build();
    }

    private static boolean passing(Answer answer) {
        return PASSING.contains(kind(answer)) || answer.status() >= 500 || answer.status() == 429;
    }

    /** The short name of an error; empty if there is none. */
    private static String kind(Answer answer) {
        String type = answer.tree().text("__type").orElse("");
        return type.substring(type.lastIndexOf('#') + 1);
    }

    private static RuntimeException failure(Answer answer) {
        String kind = kind(answer);
        if (WRONG_KEY.contains(kind)) {
            return new WrongKeyException("AWS KMS does not open a wrapped key: it was wrapped otherwise or changed");
        }
        String short64 = kind.matches("\\w{1,64}") ? kind : "status " + answer.status();
        return KeyProviderException.refused("AWS KMS refuses (" + short64 + "): check credentials, rights and key");
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    public String toString() {
        return "a key of AWS KMS in " + settings.region;
    }
}
