package io.clientele.keys;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * AWS Signature Version 4 of a request without query. Immutable.
 *
 * <p>Source: AWS, "Create a signed AWS API request".
 *
 * @param credentials whose signature
 * @param region such as {@code eu-central-1}
 * @param service such as {@code kms}
 */
record AwsSignature(AwsCredentials credentials, String region, String service) {

    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final int DAY_LENGTH = 8;

    /** An instant as the header {@code x-amz-date} holds it. */
    static String stamp(Instant at) {
        return STAMP.format(at);
    }

    /**
     * The header {@code Authorization}.
     *
     * @param method such as {@code POST}
     * @param headers all that are signed, {@code host} and {@code x-amz-date} among them; names in lower case
     */
    String authorization(String method, String path, Map<String, String> headers, byte[] body) {
        SortedMap<String, String> signed = new TreeMap<>(headers);
        String names = String.join(";", signed.keySet());
        StringBuilder lines = new StringBuilder();
        signed.forEach((name, value) ->
                lines.append(name).append(':').append(value.strip()).append('\n'));
        String canonical = method + "\n" + path + "\n\n" + lines + "\n" + names + "\n" + sha256(body);
        String stamp = headers.getOrDefault("x-amz-date", "");
        String scope = stamp.substring(0, DAY_LENGTH) + "/" + region + "/" + service + "/aws4_request";
        String text = ALGORITHM + "\n" + stamp + "\n" + scope + "\n" + sha256(utf8(canonical));
        String signature = HexFormat.of().formatHex(hmac(key(stamp.substring(0, DAY_LENGTH)), text));
        return ALGORITHM + " Credential=" + credentials.accessKeyId() + "/" + scope + ", SignedHeaders=" + names
                + ", Signature=" + signature;
    }

    private byte[] key(String day) {
        byte[] ofDay = hmac(utf8("AWS4" + credentials.secretAccessKey()), day);
        return hmac(hmac(hmac(ofDay, region), service), "aws4_request");
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(utf8(text));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no HMAC-SHA-256", e);
        }
    }

    /** The hash in hexadecimal. */
    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
