package io.clientele.internal.audit;

import io.clientele.internal.store.Row;
import io.clientele.spi.Checkpoint;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Holds the audit log against the rows of the journal, which are given by position, and against its own tree. Used once.
 */
public final class AuditCheck {

    private static final int PAGE = 1_024;

    private final AuditTrail.Signer signer;
    private final Tree tree = new Tree(List.of());
    private final Deque<byte[]> page = new ArrayDeque<>();
    /** The key that signs from here on, in hex; empty at first. */
    private String key = "";

    /** A check of a trail as it is now. */
    public AuditCheck(AuditTrail trail) {
        this.signer = trail.signer();
    }

    /** What is wrong with the entries up to a row. */
    public Optional<String> row(Row row) {
        Optional<EntryKind> kind = AuditTrail.kind(row);
        boolean due = kind.isPresent();
        for (byte[] entry = peek(); entry.length > 0; entry = peek()) {
            if (!Entry.isWhole(entry)) {
                return damaged();
            }
            if (Entry.position(entry) > row.position()) {
                break;
            }
            if (due && Entry.position(entry) == row.position()) {
                String expected = TreeHash.hex(RowHash.of(TreeHash.sha256(), row));
                if (Entry.kind(entry) != kind.orElseThrow()
                        || !Entry.hash(entry).equals(expected)) {
                    return Optional.of(
                            "audit entry " + tree.size() + " does not fit the record at position " + row.position());
                }
                due = false;
            }
            Optional<String> fault = take(entry);
            if (fault.isPresent()) {
                return fault;
            }
        }
        return due ? Optional.of("the record at position " + row.position() + " has no audit entry") : Optional.empty();
    }

    /** What is wrong with the rest of the entries, or with all of them together. */
    public Optional<String> end() {
        for (byte[] entry = peek(); entry.length > 0; entry = peek()) {
            Optional<String> fault = Entry.isWhole(entry) ? take(entry) : damaged();
            if (fault.isPresent()) {
                return fault;
            }
        }
        long size = signer.log().head().size();
        if (tree.size() < size) {
            return Optional.of("the audit log was cut off: it has " + tree.size() + " of " + size + " entries");
        }
        if (!Arrays.equals(tree.head().root(), signer.log().head().root())) {
            return Optional.of("the audit tree is not that of its " + tree.size() + " entries");
        }
        return signer.lost().or(this::signing);
    }

    /** A checkpoint must be one that whoever holds the log alone can check. */
    private Optional<String> signing() {
        Checkpoint checkpoint = signer.key().checkpoint(signer.log().head(), Instant.EPOCH);
        boolean fits = checkpoint.key().equals(key)
                && SigningKey.isSigned(key, checkpoint.statement(), checkpoint.signature());
        return fits || tree.size() == 0
                ? Optional.empty()
                : Optional.of("the key that signs checkpoints is not the one that the audit log names");
    }

    /** The first key is its own witness, each other one has the former for one. */
    private boolean isWitnessed(byte[] entry) {
        if (!Entry.isKey(entry)) {
            return tree.size() > 0;
        }
        String next = Entry.hash(entry);
        String witness = key.isEmpty() ? next : key;
        key = next;
        return signer.key().isSuccession(witness, tree.size(), next, Entry.signature(entry));
    }

    private Optional<String> damaged() {
        return Optional.of("audit entry " + tree.size() + " cannot be read");
    }

    /** The next entry; no bytes after the last one. */
    private byte[] peek() {
        if (page.isEmpty() && tree.size() < signer.log().head().size()) {
            page.addAll(signer.log().page(tree.size(), PAGE));
        }
        byte[] entry = page.peek();
        return entry == null ? new byte[0] : entry;
    }

    private Optional<String> take(byte[] entry) {
        page.remove();
        if (!isWitnessed(entry)) {
            return Optional.of("audit entry " + tree.size() + " names a key that the key before did not sign");
        }
        boolean follows = Entry.text(entry).startsWith("{\"n\":" + tree.size() + ",")
                && Entry.before(entry).equals(TreeHash.hex(tree.last()));
        tree.add(entry);
        return follows
                ? Optional.empty()
                : Optional.of("audit entry " + (tree.size() - 1) + " does not follow the one before it");
    }
}
