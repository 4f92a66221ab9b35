package io.clientele.internal.pipeline;

import io.clientele.internal.codec.RecordKind;
import io.clientele.model.Intake;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An intake that is valid in itself, ready for the pen to decide on.
 *
 * @param intake normalised
 * @param kind what row it would become
 * @param received when it came in
 * @param key its dedup key
 * @param plain its record in the clear
 * @param sealedFor the owner for whom {@code sealed} was made in the caller's thread; 0 if none
 * @param sealed the sealed record, if it could be made ahead
 */
record Proposal(
        Intake intake,
        RecordKind kind,
        Instant received,
        byte[] key,
        byte[] plain,
        int sealedFor,
        byte @Nullable [] sealed) {

    @Override
    public String toString() {
        return "proposed " + kind;
    }
}
