package io.clientele.internal.pipeline;

import io.clientele.internal.codec.RecordCodec;
import io.clientele.internal.codec.RecordKind;
import io.clientele.model.Event;
import io.clientele.model.Intake;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An intake that is valid in itself, ready for the pen to decide on.
 *
 * @param intake normalised
 * @param kind what row it would become
 * @param received when it came in
 * @param keys its dedup key, then those that an earlier row with the same id may have
 * @param plain its record in the clear
 * @param sealedFor the owner for whom {@code sealed} was made in the caller's thread; 0 if none
 * @param sealed the sealed record, if it could be made ahead
 */
record Proposal(
        Intake intake,
        RecordKind kind,
        Instant received,
        List<byte[]> keys,
        byte[] plain,
        int sealedFor,
        byte @Nullable [] sealed) {

    /** The same of which only this event is left. */
    Proposal of(Event rest, RecordCodec codec) {
        return new Proposal(rest, kind, received, keys, codec.encode(rest, received), 0, null);
    }

    /** Its dedup key. */
    byte[] key() {
        return keys.get(0);
    }

    @Override
    public String toString() {
        return "proposed " + kind;
    }
}
