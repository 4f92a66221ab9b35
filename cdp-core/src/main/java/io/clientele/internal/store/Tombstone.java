package io.clientele.internal.store;

/**
 * That an erased person must not come back by a re-sent event.
 *
 * @param blind keyed hash of the identifier under the suppression key, 32 bytes
 * @param at when the person was erased, epoch milliseconds
 * @param until when it ends, epoch milliseconds
 */
public record Tombstone(byte[] blind, long at, long until) {}
