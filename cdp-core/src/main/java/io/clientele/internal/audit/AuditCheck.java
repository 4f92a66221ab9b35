package io.clientele.internal.audit;

import io.clientele.internal.store.Row;
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
        boolean same = tree.size() == signer.log().head().size()
                && Arrays.equals(tree.head().root(), signer.log().head().root());
        return same ? Optional.empty() : Optional.of("the audit tree is not that of its " + tree.size() + " entries");
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
        boolean follows = Entry.text(entry).startsWith("{\"n\":" + tree.size() + ",")
                && Entry.before(entry).equals(TreeHash.hex(tree.last()));
        tree.add(entry);
        return follows
                ? Optional.empty()
                : Optional.of("audit entry " + (tree.size() - 1) + " does not follow the one before it");
    }
}
