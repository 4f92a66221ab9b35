package io.clientele.internal.store;

/**
 * One row of the journal.
 *
 * @param position its place, dense from 1, given by the pen
 * @param kind what it holds, as a code of the codec
 * @param owner the number of the owner whose key seals it; 0 for the store itself
 * @param retention the retention class it falls under (a code)
 * @param month the month of its event time, as months since year 0
 * @param key its dedup key, 16 bytes; empty for rows without one
 * @param sealed the sealed record
 */
public record Row(long position, int kind, int owner, int retention, int month, byte[] key, byte[] sealed) {}
