package io.clientele.internal.gate;

import io.clientele.model.NotPermittedException;
import io.clientele.model.Permitted;
import io.clientele.model.Purpose;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The only kind of {@link Permitted} there is. Its package is not exported and only {@link Gate} makes one.
 *
 * @param <T> the type of the value
 */
public final class Witness<T> implements Permitted<T> {

    private final T value;
    private final Purpose purpose;
    private final String subject;
    private final Proof proof;

    /**
     * What a decision was made on.
     *
     * @param epoch the fingerprint of the person's acts
     * @param mark the state of the person's identifiers
     * @param notAfter when it ends
     * @param clock the time
     */
    record Proof(long epoch, Epochs.Mark mark, Instant notAfter, InstantSource clock) {}

    Witness(T value, Purpose purpose, String subject, Proof proof) {
        this.value = value;
        this.purpose = purpose;
        this.subject = subject;
        this.proof = proof;
    }

    @Override
    public T value(Purpose use) {
        if (!purpose.equals(use)) {
            throw new NotPermittedException(
                    "purpose_mismatch", "what is permitted for " + purpose + " may not be used for " + use);
        }
        if (!proof.clock.instant().isBefore(proof.notAfter)) {
            throw new NotPermittedException(
                    "witness_expired", "what was permitted for " + purpose + " was so until " + proof.notAfter);
        }
        if (!proof.mark.holds()) {
            throw new NotPermittedException(
                    "epoch_mismatch", "what was permitted for " + purpose + " may not be so any more: ask again");
        }
        return value;
    }

    @Override
    public Purpose purpose() {
        return purpose;
    }

    @Override
    public String subject() {
        return subject;
    }

    @Override
    public long epoch() {
        return proof.epoch;
    }

    @Override
    public Instant notAfter() {
        return proof.notAfter;
    }

    /** Purpose and end; never the value. */
    @Override
    public String toString() {
        return "permitted for " + purpose + " until " + proof.notAfter;
    }
}
