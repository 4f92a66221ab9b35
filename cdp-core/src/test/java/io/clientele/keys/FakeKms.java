package io.clientele.keys;

import io.clientele.internal.seal.Gcm;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * AWS KMS with symmetric keys that really encrypts, and checks every signature by its own computation. A key's material can be
 * rotated: what a former one encrypted is still decrypted, and the answer does not tell which it was; an alias can be pointed
 * to another key.
 */
public final class FakeKms extends FakeService {

    static final String ACCESS_KEY = "AKIDEXAMPLE";
    static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    static final String SESSION = "session-canary";
    private static final String ARNS = "arn:aws:kms:eu-central-1:111122223333:key/";
    private static final Pattern AUTHORIZATION = Pattern.compile(
            "AWS4-HMAC-SHA256 Credential=(\\w+)/(\\d{8})/([\\w-]+)/kms/aws4_request, SignedHeaders=([\\w;-]+), Signature=(\\w{64})");

    /** The materials of each key, the newest last. */
    private final Map<String, List<byte[]>> masters = new ConcurrentHashMap<>();

    private final Map<String, String> aliases = new ConcurrentHashMap<>();
    private final Supplier<Instant> now;
    private final Gcm gcm = new Gcm();

    /** Whose clock refuses what was signed more than five minutes from it. */
    public FakeKms(Supplier<Instant> now) {
        this.now = now;
    }

    /** Makes a key. */
    public FakeKms key(String id) {
        masters.put(ARNS + id, new CopyOnWriteArrayList<>(List.of(material())));
        return this;
    }

    private static byte[] material() {
        byte[] material = new byte[32];
        new SecureRandom().nextBytes(material);
        return material;
    }

    /** Gives a key new material; what it encrypted before is still decrypted. */
    public void rotate(String id) {
        masters.get(ARNS + id).add(material());
    }

    /** Deletes a key with all its material, for good. */
    public void delete(String id) {
        masters.remove(ARNS + id);
    }

    /** Points an alias to a key; without this it is the key of the alias's own name. */
    public FakeKms point(String alias, String id) {
        aliases.put(alias, id);
        return this;
    }

    /** How often an operation was asked for. */
    public int calls(String operation) {
        return (int) requests().stream()
                .filter(r -> ("TrentService." + operation).equals(r.headers().get("x-amz-target")))
                .count();
    }

    /** Which material of its key a wrapped key lies under, the first being 1. */
    static int material(byte[] wrapped) {
        byte[] blob = NamedKey.read(wrapped, NamedKey.KMS, "AWS KMS").wrapped();
        return blob[1 + blob[0]];
    }

    public AwsKms provider(String key) {
        AwsCredentials credentials = AwsCredentials.of(ACCESS_KEY, SECRET).session(SESSION);
        return AwsKms.of("eu-central-1", key, () -> credentials)
                .endpoint(address())
                .clock(now::get);
    }

    @Override
    Response busy() {
        return error(400, "ThrottlingException");
    }

    @Override
    Response outage() {
        return error(500, "KMSInternalException");
    }

    @Override
    Response answer(Request request) {
        Optional<String> refused = refused(request);
        if (refused.isPresent()) {
            return error(400, refused.get());
        }
        return switch (request.headers().get("x-amz-target")) {
            case "TrentService.Encrypt" ->
                encrypt(request, "KeyId", decoded(request, "Plaintext"), context(request, "EncryptionContext"));
            case "TrentService.Decrypt" -> decrypt(request);
            case "TrentService.ReEncrypt" -> reEncrypt(request);
            default -> error(400, "UnknownOperationException");
        };
    }

    private Response encrypt(Request request, String keyField, byte[] plain, byte[] context) {
        String arn = arn(request.tree().text(keyField).orElseThrow());
        List<byte[]> materials = masters.get(arn);
        if (materials == null) {
            return error(400, "com.amazonaws.kms#NotFoundException");
        }
        byte[] name = arn.getBytes(StandardCharsets.UTF_8);
        int newest = materials.size();
        byte[] sealed = gcm.seal(materials.get(newest - 1), plain, context);
        byte[] blob = ByteBuffer.allocate(2 + name.length + sealed.length)
                .put((byte) name.length)
                .put(name)
                .put((byte) newest)
                .put(sealed)
                .array();
        return new Response(200, Map.of("KeyId", arn, "CiphertextBlob", base64(blob)));
    }

    private String arn(String key) {
        String id = key.replace("alias/", "");
        return key.startsWith("arn:") ? key : ARNS + aliases.getOrDefault(id, id);
    }

    private Response decrypt(Request request) {
        byte[] blob = decoded(request, "CiphertextBlob");
        String arn = name(blob);
        if (!arn.equals(arn(request.tree().text("KeyId").orElse(arn)))) {
            return error(400, "IncorrectKeyException");
        }
        if (!masters.containsKey(arn)) {
            return error(400, "NotFoundException");
        }
        return open(blob, context(request, "EncryptionContext"))
                .map(plain -> new Response(200, Map.of("KeyId", arn, "Plaintext", base64(plain))))
                .orElseGet(() -> error(400, "InvalidCiphertextException"));
    }

    private Response reEncrypt(Request request) {
        return open(decoded(request, "CiphertextBlob"), context(request, "SourceEncryptionContext"))
                .map(plain ->
                        encrypt(request, "DestinationKeyId", plain, context(request, "DestinationEncryptionContext")))
                .orElseGet(() -> error(400, "InvalidCiphertextException"));
    }

    private static String name(byte[] blob) {
        return new String(blob, 1, blob[0], StandardCharsets.UTF_8);
    }

    private Optional<byte[]> open(byte[] blob, byte[] context) {
        List<byte[]> materials = masters.getOrDefault(name(blob), List.of());
        int start = 1 + blob[0];
        int which = blob[start];
        return which < 1 || which > materials.size()
                ? Optional.empty()
                : gcm.open(materials.get(which - 1), Arrays.copyOfRange(blob, start + 1, blob.length), context);
    }

    private static byte[] context(Request request, String field) {
        Map<String, String> sorted = new TreeMap<>();
        if (request.tree().get(field) instanceof Map<?, ?> map) {
            map.forEach((name, value) -> sorted.put(name.toString(), value.toString()));
        }
        return sorted.toString().getBytes(StandardCharsets.UTF_8);
    }

    // ---- signatures

    private Optional<String> refused(Request request) {
        Matcher parts = AUTHORIZATION.matcher(request.headers().getOrDefault("authorization", ""));
        if (!parts.matches()) {
            return Optional.of("IncompleteSignatureException");
        }
        if (!parts.group(1).equals(ACCESS_KEY)
                || !SESSION.equals(request.headers().get("x-amz-security-token"))) {
            return Optional.of("UnrecognizedClientException");
        }
        List<String> signed = List.of(parts.group(4).split(";", -1));
        boolean all = signed.containsAll(
                List.of("content-type", "host", "x-amz-date", "x-amz-target", "x-amz-security-token"));
        return all && signature(request, parts, signed).equals(parts.group(5)) && inTime(request)
                ? Optional.empty()
                : Optional.of("InvalidSignatureException");
    }

    private boolean inTime(Request request) {
        DateTimeFormatter format = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'");
        Instant at =
                LocalDateTime.parse(request.headers().get("x-amz-date"), format).toInstant(ZoneOffset.UTC);
        return Duration.between(at, now.get()).abs().compareTo(Duration.ofMinutes(5)) <= 0;
    }

    /** By the four steps of the documentation. */
    private static String signature(Request request, Matcher parts, List<String> signed) {
        StringBuilder canonical = new StringBuilder("POST\n/\n\n");
        for (String name : signed) {
            canonical.append(name + ":" + request.headers().get(name) + "\n");
        }
        canonical.append("\n" + parts.group(4) + "\n" + hex(sha256(request.body())));
        String scope = parts.group(2) + "/" + parts.group(3) + "/kms/aws4_request";
        String toSign = "AWS4-HMAC-SHA256\n" + request.headers().get("x-amz-date") + "\n" + scope + "\n"
                + hex(sha256(canonical.toString()));
        byte[] key = ("AWS4" + SECRET).getBytes(StandardCharsets.UTF_8);
        for (String step : scope.split("/", -1)) {
            key = hmac(key, step);
        }
        return hex(hmac(key, toSign));
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static byte[] decoded(Request request, String field) {
        return Base64.getDecoder().decode(request.tree().text(field).orElseThrow());
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static Response error(int status, String type) {
        return new Response(status, Map.of("__type", type, "message", "no"));
    }
}
