package io.clientele.internal.audit;

import io.clientele.Audits.Inclusion;
import io.clientele.internal.store.Row;
import io.clientele.spi.Checkpoint;
import java.util.HexFormat;
import java.util.Optional;

/**
 * That a row is what an entry of the audit log stands for, and says what it says: lines of text for whoever has no key and no
 * store, in the form that {@code docs/consent.md} describes.
 */
public final class RowProof {

    private static final HexFormat HEX = HexFormat.of();

    private RowProof() {}

    /**
     * The proof of a row.
     *
     * @param salt of its commitment
     * @param record in the clear
     * @return empty if the log has no entry of it yet
     */
    public static Optional<String> of(AuditTrail trail, Row row, byte[] salt, byte[] record) {
        Checkpoint checkpoint = trail.checkpoint();
        return new LogAudits(trail, () -> {})
                .inclusion(row.position())
                .map(found -> text(found, checkpoint) + text(row) + "salt " + HEX.formatHex(salt) + "\nrecord "
                        + HEX.formatHex(record) + "\n");
    }

    private static String text(Inclusion found, Checkpoint checkpoint) {
        return "entry " + found.entry() + "\nindex " + found.index() + "\npath " + String.join(" ", found.path())
                + "\ncheckpoint " + checkpoint.line() + "\n";
    }

    private static String text(Row row) {
        return "row " + row.position() + " " + row.kind() + " " + row.owner() + " " + HEX.formatHex(row.key()) + " "
                + HEX.formatHex(row.sealed()) + "\n";
    }
}
