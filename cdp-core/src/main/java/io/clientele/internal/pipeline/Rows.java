package io.clientele.internal.pipeline;

import io.clientele.internal.codec.RecordCodec;
import io.clientele.internal.codec.RecordKind;
import io.clientele.internal.fold.Recorded;
import io.clientele.internal.seal.BlindIndex;
import io.clientele.internal.seal.Sealer;
import io.clientele.internal.store.KeyStore;
import io.clientele.internal.store.OutboxRow;
import io.clientele.internal.store.OwnerRow;
import io.clientele.internal.store.Row;
import io.clientele.model.CdpException;
import io.clientele.model.Identifier;
import java.nio.ByteBuffer;

/** Turns records into sealed rows and back. A row's kind and dedup key are bound into its seal. Thread-safe. */
final class Rows {

    private static final int OWNER_ROW = -1;
    private static final int OUTBOX_ROW = -2;
    private static final int CHECKPOINT = -3;

    private final Sealer sealer;
    private final RecordCodec codec;
    private final BlindIndex lookup;
    private final BlindIndex dedup;
    private final BlindIndex suppression;

    Rows(Sealer sealer, RecordCodec codec, KeyStore keys) {
        this.sealer = sealer;
        this.codec = codec;
        this.lookup = new BlindIndex(keys.storeKey("lookup"));
        this.dedup = new BlindIndex(keys.storeKey("dedup"));
        this.suppression = new BlindIndex(keys.storeKey("suppression"));
    }

    RecordCodec codec() {
        return codec;
    }

    byte[] dedupKey(RecordKind kind, String id) {
        return dedup.shortOf(Admission.utf8(kind.code() + "\0" + id));
    }

    byte[] lookupKey(Identifier identifier) {
        return Admission.blind(lookup, identifier);
    }

    byte[] suppressionKey(Identifier identifier) {
        return Admission.blind(suppression, identifier);
    }

    byte[] seal(RecordKind kind, int owner, byte[] key, byte[] plain) {
        return sealer.seal(owner, plain, aad(kind.code(), key));
    }

    byte[] open(Row row) {
        return sealer.open(row.owner(), row.sealed(), aad(row.kind(), row.key()));
    }

    /** The intake that a row of kind event, act or definition holds. */
    Recorded recorded(Row row) {
        try {
            return codec.decode(RecordKind.of(row.kind()), row.position(), open(row));
        } catch (IllegalArgumentException unreadable) {
            throw new CdpException("the record at position " + row.position() + " cannot be read", unreadable);
        }
    }

    OwnerRow ownerRow(int number, Identifier identifier) {
        byte[] blind = lookupKey(identifier);
        return new OwnerRow(number, blind, sealer.seal(number, codec.encode(identifier), aad(OWNER_ROW, blind)));
    }

    Identifier identifier(OwnerRow row) {
        return codec.decodeIdentifier(sealer.open(row.number(), row.sealed(), aad(OWNER_ROW, row.blind())));
    }

    byte[] sealFiring(int owner, byte[] id, byte[] plain) {
        return sealer.seal(owner, plain, aad(OUTBOX_ROW, id));
    }

    byte[] openFiring(OutboxRow row) {
        return sealer.open(row.owner(), row.sealed(), aad(OUTBOX_ROW, row.id()));
    }

    byte[] sealCheckpoint(byte[] plain) {
        return sealer.seal(0, plain, aad(CHECKPOINT, new byte[0]));
    }

    byte[] openCheckpoint(byte[] sealed) {
        return sealer.open(0, sealed, aad(CHECKPOINT, new byte[0]));
    }

    private static byte[] aad(int kind, byte[] key) {
        return ByteBuffer.allocate(Integer.BYTES + key.length)
                .putInt(kind)
                .put(key)
                .array();
    }
}
