package io.clientele.spi;

import java.time.Instant;

/**
 * A signed statement of what the audit log held at a moment. Whoever keeps one can prove later that nothing before it was
 * changed or taken away. No personal data. Immutable.
 *
 * @param store the store's id in hex
 * @param size how many entries the log held
 * @param root the root of the Merkle tree over them (RFC 6962), in hex
 * @param time when it was signed
 * @param key the Ed25519 public key, 32 bytes in hex
 * @param signature over the {@linkplain #statement() statement} (RFC 8032), 64 bytes in hex
 */
public record Checkpoint(String store, long size, String root, Instant time, String key, String signature) {

    /** The text that is signed, in UTF-8. */
    public String statement() {
        return String.join(
                "\n", "clientele audit checkpoint 1", store, Long.toString(size), root, time.toString(), key, "");
    }

    /** One line of JSON, as exported logs and {@link CheckpointSink#toFile files of checkpoints} hold it. */
    public String line() {
        return "{\"checkpoint\":" + size + ",\"store\":\"" + store + "\",\"root\":\"" + root + "\",\"t\":\"" + time
                + "\",\"key\":\"" + key + "\",\"s\":\"" + signature + "\"}";
    }
}
