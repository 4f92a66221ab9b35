package io.clientele.internal.store;

/**
 * That a row belongs to another owner than the one whose key seals it.
 *
 * @param position the row's place
 * @param owner whom it belongs to; 0 takes the override away
 */
public record OverrideRow(long position, int owner) {}
