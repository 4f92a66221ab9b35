package io.clientele;

import io.clientele.keys.KeyProvider;
import io.clientele.keys.KeyProviderException;
import io.clientele.model.StorageException;
import java.time.Instant;

/**
 * The keys of an open platform, and their rotation while it runs. Thread-safe. Each method does a portion and tells what
 * remains: call it until that is 0, at any pace; writing goes on beside it. What was begun is taken up where it was left, also
 * after a crash. A provider that does not answer throws {@link KeyProviderException}, and what was done until then stays.
 */
public interface Keys {

    /** The keys of a platform. */
    static Keys of(Cdp cdp) {
        return cdp.service(Keys.class);
    }

    /**
     * Wraps keys anew that are not wrapped under the newest version of the master key: after a rotation at the provider, or to
     * leave a {@linkplain KeyProvider#replacing former provider} behind, such as a former passphrase.
     *
     * @param most how many keys now; each costs a call or two of the provider
     * @return how many remain
     * @throws StorageException if the key file failed
     */
    long rotateMaster(int most);

    /**
     * Seals shards of a thousand persons' keys anew, under new shard keys.
     *
     * @param madeBefore shards whose shard key is older; not in the future
     * @param most how many shards now; each costs two calls of the provider
     * @return how many remain
     * @throws StorageException if the key file failed
     */
    long rotateShards(Instant madeBefore, int most);

    /**
     * Gives the keys that identifiers and message ids are looked up by a new version, if the newest is older; then enters
     * identifiers under it that are still entered under a former one. Once none is, their former key is destroyed. What is
     * remembered of message ids and of erased persons cannot be entered anew: former keys for these are kept.
     *
     * @param madeBefore a newer version is made if the newest is older than this; not in the future
     * @param most how many identifiers now; each is read and written once
     * @return how many remain
     * @throws StorageException if the store or the key file failed
     */
    long rotateLookups(Instant madeBefore, int most);
}
