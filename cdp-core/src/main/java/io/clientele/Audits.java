package io.clientele;

import io.clientele.spi.Checkpoint;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.List;
import java.util.Optional;

/**
 * The audit log of an open platform: an entry for each consent act, subject request, erasure, definition, hand-over, opening, change
 * of configuration and renewal of keys, as the leaves of a Merkle tree (RFC 6962). An entry tells what kind of thing happened, where in the journal and
 * when, and a hash; never to whom, so that an erasure leaves the log as it is. Hashes are in hex. Thread-safe; nothing here
 * waits for the pen but {@link #renewKey}.
 */
public interface Audits {

    /** The audit log of an open platform. */
    static Audits of(Cdp cdp) {
        return cdp.service(Audits.class);
    }

    /** How many entries are durable. */
    long size();

    /** The root of the tree over all durable entries. */
    String root();

    /** What the log holds now, signed now. */
    Checkpoint checkpoint();

    /**
     * The proof that the log of now holds the entry of a journaled act, request or definition: at most 20 hashes among a million
     * entries.
     *
     * @param position its place in the journal, as {@link io.clientele.model.Outcome#position()} gives it
     * @return empty if what is there has no entry of its own, as an event has none
     */
    Optional<Inclusion> inclusion(long position);

    /**
     * The proof that the log's first entries are still what they were (RFC 6962, section 2.1.2).
     *
     * @param before an earlier size, from a checkpoint
     * @param now a later size, at most {@link #size()}
     * @throws IllegalArgumentException if the sizes are not in this order
     */
    List<String> consistency(long before, long now);

    /**
     * Writes the whole log: a line that names the store, a line for each entry, and a checkpoint over all of them. The form is
     * described in {@code docs/audit-log.md}; a program that needs nothing of ours checks it.
     *
     * @throws UncheckedIOException if the writer fails
     */
    void export(Writer out);

    /** Signs with a new key from here on; the old one signs that it is the successor. One durable act. */
    void renewKey();

    /**
     * That a tree holds an entry.
     *
     * @param index the entry's place in the log, from 0
     * @param size how many entries the tree has
     * @param entry the entry: the leaf is these characters
     * @param path the hashes from the leaf's neighbour up to the root (RFC 6962, section 2.1.1)
     */
    record Inclusion(long index, long size, String entry, List<String> path) {

        /** The path cannot be changed. */
        public Inclusion {
            path = List.copyOf(path);
        }
    }
}
