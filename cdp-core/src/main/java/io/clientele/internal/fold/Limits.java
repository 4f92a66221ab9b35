package io.clientele.internal.fold;

/**
 * How much heap resident profiles may take.
 *
 * @param bytes roughly, all together
 * @param patience after how many rows a profile that changed is put on the shelf although it stays in heap
 */
public record Limits(long bytes, long patience) {}
