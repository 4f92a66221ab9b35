package io.clientele.internal.store;

/**
 * A firing and its state.
 *
 * @param id its id, 16 bytes
 * @param owner the owner whose key seals it
 * @param state a code: planned, cancelled, handed over
 * @param sealed the sealed firing
 */
public record OutboxRow(byte[] id, int owner, int state, byte[] sealed) {}
