package io.clientele.internal.seal;

import io.clientele.keys.WrongKeyException;
import java.nio.ByteBuffer;
import java.util.function.IntFunction;

/**
 * Seals records under their owners' keys, bound to the store, the owner and what the caller says the record is. Thread-safe; one
 * to two microseconds for 300 bytes.
 */
public final class Sealer {

    private final byte[] storeId;
    private final IntFunction<byte[]> keys;
    private final Gcm gcm = new Gcm();

    /**
     * A sealer of one store.
     *
     * @param storeId the store's id
     * @param keys gives the key of an owner by number, 32 bytes
     */
    public Sealer(byte[] storeId, IntFunction<byte[]> keys) {
        this.storeId = storeId.clone();
        this.keys = keys;
    }

    /** Seals a record. The same associated data is needed to open it. */
    public byte[] seal(int owner, byte[] plain, byte[] associated) {
        return gcm.seal(keys.apply(owner), plain, bind(owner, associated));
    }

    /**
     * Opens a record.
     *
     * @throws WrongKeyException if the owner's key was destroyed, or record or associated data are not what was sealed
     */
    public byte[] open(int owner, byte[] sealed, byte[] associated) {
        return gcm.open(keys.apply(owner), sealed, bind(owner, associated))
                .orElseThrow(() -> new WrongKeyException(
                        "a record of owner " + owner + " does not open: its key was destroyed or it was changed"));
    }

    private byte[] bind(int owner, byte[] associated) {
        return ByteBuffer.allocate(storeId.length + Integer.BYTES + associated.length)
                .put(storeId)
                .putInt(owner)
                .put(associated)
                .array();
    }
}
