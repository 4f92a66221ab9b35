package io.clientele.internal.store;

/**
 * That something of a person was handed to somebody.
 *
 * @param id its id, 16 bytes
 * @param owner the owner whose key seals it
 * @param at when, epoch milliseconds
 * @param sealed what, to whom and for which purpose
 */
public record DisclosureRow(byte[] id, int owner, long at, byte[] sealed) {}
