package io.clientele.internal.fold;

/**
 * How much heap resident profiles may take.
 *
 * @param bytes roughly, all together
 * @param patience after how many rows a profile that changed is put on the shelf although it stays in heap
 * @param worth from how many events on a profile that leaves heap is saved: below, its records are as soon read
 */
public record Limits(long bytes, long patience, int worth) {}
