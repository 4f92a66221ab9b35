package io.clientele.internal.audit;

import io.clientele.internal.store.Row;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/** What an entry says of a row: SHA-256 over position, kind, owner, dedup key and sealed bytes. */
final class RowHash {

    private RowHash() {}

    static byte[] of(MessageDigest digest, Row row) {
        digest.update(ByteBuffer.allocate(Long.BYTES + 3 * Integer.BYTES)
                .putLong(row.position())
                .putInt(row.kind())
                .putInt(row.owner())
                .putInt(row.key().length)
                .flip());
        digest.update(row.key());
        return digest.digest(row.sealed());
    }
}
