package io.clientele.internal.store;

/**
 * An entry of the audit log, never changed and never removed.
 *
 * @param index its place, dense from 0
 * @param entry its bytes, without personal data
 */
public record AuditRow(long index, byte[] entry) {}
