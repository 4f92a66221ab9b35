package io.clientele.destination;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret that a sender and a receiver of webhooks share, as in the Standard Webhooks specification: an HMAC-SHA256 over id,
 * time and body. While a secret is replaced there are two: the sender signs with both, and a receiver takes what either signed.
 * Immutable; safe to share.
 */
public final class WebhookKey {

    /** How far a message's time may be from the receiver's, either way. */
    public static final Duration TOLERANCE = Duration.ofMinutes(5);

    private static final String ID = "webhook-id";
    private static final String TIME = "webhook-timestamp";
    private static final String SIGNATURE = "webhook-signature";
    private static final String PREFIX = "whsec_";
    private static final int SHORTEST = 24;
    private static final int LONGEST = 64;

    private final List<SecretKeySpec> secrets;

    private WebhookKey(List<SecretKeySpec> secrets) {
        this.secrets = secrets;
    }

    /**
     * A key of one secret.
     *
     * @param secret {@code whsec_} and 24 to 64 bytes in base64
     * @throws IllegalArgumentException if it is not of that form
     */
    public static WebhookKey of(String secret) {
        return new WebhookKey(List.of(read(secret)));
    }

    /**
     * This key while another takes its place: what either signs is valid.
     *
     * @param secret the other one, of the form {@link #of} takes
     * @throws IllegalArgumentException if it is not of that form
     */
    public WebhookKey and(String secret) {
        List<SecretKeySpec> more = new ArrayList<>(secrets);
        more.add(read(secret));
        return new WebhookKey(List.copyOf(more));
    }

    private static SecretKeySpec read(String secret) {
        try {
            byte[] bytes =
                    Base64.getDecoder().decode(secret.startsWith(PREFIX) ? secret.substring(PREFIX.length()) : secret);
            if (bytes.length >= SHORTEST && bytes.length <= LONGEST) {
                return new SecretKeySpec(bytes, "HmacSHA256");
            }
        } catch (IllegalArgumentException notBase64) {
            throw new IllegalArgumentException("secret must be whsec_ and 24 to 64 bytes in base64");
        }
        throw new IllegalArgumentException("secret must be whsec_ and 24 to 64 bytes in base64");
    }

    /**
     * The headers that go with a body: id, time in seconds and a signature by each secret.
     *
     * @param id the same for each try
     * @param at when it is sent
     */
    public Map<String, String> headers(String id, Instant at, byte[] body) {
        List<String> signatures = secrets.stream()
                .map(secret -> "v1," + signature(secret, signed(id, at.getEpochSecond(), body)))
                .toList();
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(ID, id);
        headers.put(TIME, Long.toString(at.getEpochSecond()));
        headers.put(SIGNATURE, String.join(" ", signatures));
        return headers;
    }

    /**
     * For receivers: whether a body came from somebody with this key, not more than {@link #TOLERANCE} ago. Takes the same time
     * whatever is wrong with a signature. A receiver keeps the id, since the same message may come more than once.
     *
     * @param headers by name, in any case
     * @param body as it came, before anything is read
     * @param now the receiver's time
     */
    public boolean verify(Map<String, String> headers, byte[] body, Instant now) {
        Map<String, String> small = new LinkedHashMap<>();
        headers.forEach((name, value) -> small.put(name.toLowerCase(Locale.ROOT), value));
        String time = small.getOrDefault(TIME, "");
        if (!time.matches("[0-9]{1,12}") || !small.containsKey(ID)) {
            return false;
        }
        long seconds = Long.parseLong(time);
        if (Math.abs(now.getEpochSecond() - seconds) > TOLERANCE.toSeconds()) {
            return false;
        }
        byte[] signed = signed(small.getOrDefault(ID, ""), seconds, body);
        boolean good = false;
        for (SecretKeySpec secret : secrets) {
            byte[] expected = ("v1," + signature(secret, signed)).getBytes(StandardCharsets.UTF_8);
            for (String given : small.getOrDefault(SIGNATURE, "").split(" ", -1)) {
                good |= MessageDigest.isEqual(expected, given.getBytes(StandardCharsets.UTF_8));
            }
        }
        return good;
    }

    private static byte[] signed(String id, long seconds, byte[] body) {
        byte[] start = (id + "." + seconds + ".").getBytes(StandardCharsets.UTF_8);
        byte[] whole = new byte[start.length + body.length];
        System.arraycopy(start, 0, whole, 0, start.length);
        System.arraycopy(body, 0, whole, start.length, body.length);
        return whole;
    }

    private static String signature(SecretKeySpec secret, byte[] signed) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(secret);
            return Base64.getEncoder().encodeToString(mac.doFinal(signed));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("this JDK has no HmacSHA256", impossible);
        }
    }

    /** How many secrets there are, never one of them. */
    @Override
    public String toString() {
        return "webhook key of " + secrets.size() + " secrets";
    }
}
