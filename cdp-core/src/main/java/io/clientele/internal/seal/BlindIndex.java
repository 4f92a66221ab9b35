package io.clientele.internal.seal;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Keyed hashes that values are looked up by: HMAC-SHA-256 under the versions of a key of the store (RFC 2104). One Mac a
 * thread and version; thread-safe; half a microsecond a version.
 */
public final class BlindIndex {

    private static final int SHORT_BYTES = 16;
    private static final int KEY_BYTES = 32;

    private final Supplier<KeyVersions> keys;
    private final ThreadLocal<Macs> macs = ThreadLocal.withInitial(Macs::new);

    /** Under one key of 32 bytes for ever. */
    public BlindIndex(byte[] key) {
        this(always(KeyVersions.of(key)));
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException("key: 32 bytes are needed");
        }
    }

    private static Supplier<KeyVersions> always(KeyVersions versions) {
        return () -> versions;
    }

    /** Under the versions that are in use at each call; the same object as long as they are the same. */
    public BlindIndex(Supplier<KeyVersions> keys) {
        this.keys = keys;
    }

    /** The hash of a value under the newest version, 32 bytes: what a new entry gets. */
    public byte[] of(byte[] value) {
        return current().hash(0, value);
    }

    /** The hashes of a value under every version in use, the newest first: what a look-up tries. */
    public List<byte[]> all(byte[] value) {
        return current().hashes(value);
    }

    /** The first 16 bytes of {@link #of}, as dedup keys are. */
    public byte[] shortOf(byte[] value) {
        return shorten(of(value));
    }

    /** The first 16 bytes of each of {@link #all}. */
    public List<byte[]> allShort(byte[] value) {
        return all(value).stream().map(BlindIndex::shorten).toList();
    }

    /** How many versions are in use. */
    public int versions() {
        return keys.get().all().size();
    }

    private static byte[] shorten(byte[] hash) {
        return Arrays.copyOf(hash, SHORT_BYTES);
    }

    private Macs current() {
        Macs mine = macs.get();
        mine.use(keys.get());
        return mine;
    }

    /** A thread's Macs, made for the versions last seen. */
    private static final class Macs {

        private @Nullable KeyVersions made;
        private List<Mac> macs = List.of();

        @SuppressWarnings("ReferenceEquality")
        void use(KeyVersions versions) {
            if (made != versions) {
                macs = versions.all().stream()
                        .map(version -> mac(version.key()))
                        .toList();
                made = versions;
            }
        }

        byte[] hash(int place, byte[] value) {
            return macs.get(place).doFinal(value);
        }

        List<byte[]> hashes(byte[] value) {
            return macs.stream().map(mac -> mac.doFinal(value)).toList();
        }

        private static Mac mac(byte[] key) {
            try {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(key, "HmacSHA256"));
                return mac;
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("this JDK has no HMAC-SHA-256", e);
            }
        }
    }
}
