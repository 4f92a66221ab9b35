package io.clientele.internal.store;

/**
 * An identifier that rows belong to or mention.
 *
 * @param number given once, dense from 1, never used again
 * @param blind the keyed hash it is looked up by, 32 bytes
 * @param sealed the identifier itself, sealed under its own key
 */
public record OwnerRow(int number, byte[] blind, byte[] sealed) {}
