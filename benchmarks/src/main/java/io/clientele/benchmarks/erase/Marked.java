package io.clientele.benchmarks.erase;

import io.clientele.Cdp;
import io.clientele.commerce.Commerce;
import io.clientele.consent.Consents;
import io.clientele.model.Event;
import io.clientele.model.Identifier;
import io.clientele.model.Intake;
import io.clientele.model.Purpose;
import io.clientele.model.Trait;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A made-up person whose every value is found nowhere else. Values are made when they are asked for and kept by nobody, so that
 * heap holds what a platform holds of them.
 *
 * @param number of the person
 */
public record Marked(int number) {

    private static final int BATCH = 1_000;
    private static final HexFormat HEX = HexFormat.of();

    /** The customer number. */
    public Identifier customer() {
        return Identifier.userId("uc" + Long.toString(mixed(1), 36));
    }

    private Identifier device() {
        return Identifier.deviceId("dc" + Long.toString(mixed(2), 36));
    }

    private String email() {
        return "ec" + Long.toString(mixed(3), 36) + "@shop-mail.org";
    }

    private String phone() {
        return "+4930" + (10_000_000 + mixed(4) % 90_000_000);
    }

    private String name() {
        return "Nc" + Long.toString(mixed(5), 36);
    }

    /** The mixing of SplitMix64 (Steele, Lea, Flood 2014), without its sign. */
    private long mixed(int which) {
        long z = (number * 8L + which) * 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return (z ^ (z >>> 31)) & Long.MAX_VALUE;
    }

    /** Has the person agree, register, and do so many things. */
    public void live(Cdp cdp, int events) {
        Consents.of(cdp)
                .record(
                        customer(),
                        c -> c.grant(
                                        Purpose.ANALYTICS,
                                        Purpose.STITCHING,
                                        Purpose.DEVICE_LINKING,
                                        Purpose.EMAIL_MARKETING)
                                .evidence("registration", "v1"));
        Consents.of(cdp)
                .record(
                        device(),
                        c -> c.grant(Purpose.ANALYTICS, Purpose.STITCHING, Purpose.DEVICE_LINKING)
                                .evidence("app", "v1"));
        cdp.identify(
                customer(),
                i -> i.sameAs(Identifier.email(email()))
                        .set(Trait.EMAIL, email())
                        .set(Trait.PHONE, phone())
                        .set(Trait.FIRST_NAME, name()));
        cdp.identify(customer(), i -> i.sameAs(Identifier.phone(phone())));
        cdp.identify(customer(), i -> i.sameAs(device()));
        Instant begin = Instant.now().minusSeconds(60L * events);
        for (int from = 0; from < events; from += BATCH) {
            List<Intake> batch = new ArrayList<>();
            for (int i = from; i < Math.min(events, from + BATCH); i++) {
                batch.add(event(i, begin.plusSeconds(60L * i)));
            }
            if (!cdp.accept(batch).stream().allMatch(outcome -> outcome.isStored())) {
                throw new IllegalStateException("an event of a made-up person was not stored");
            }
        }
    }

    private Event event(int i, Instant time) {
        Identifier who = i % 2 == 0 ? customer() : device();
        return Commerce.productViewed("sku-" + i % 997)
                .id("e-" + number + "-" + i)
                .about(who, time, "unused");
    }

    /** Every value that must be nowhere, as bytes: as they are, and as the hashes that are taken for a deletion. */
    public List<byte[]> values() {
        List<byte[]> values = new ArrayList<>();
        for (String value : List.of(customer().value(), device().value(), email(), phone(), name())) {
            byte[] plain = value.getBytes(StandardCharsets.UTF_8);
            values.add(plain);
            for (String hash : List.of("SHA-256", "SHA-1", "MD5")) {
                byte[] digest = digest(hash, plain);
                values.add(digest);
                values.add(HEX.formatHex(digest).getBytes(StandardCharsets.US_ASCII));
            }
        }
        return values;
    }

    private static byte[] digest(String name, byte[] plain) {
        try {
            return MessageDigest.getInstance(name).digest(plain);
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
