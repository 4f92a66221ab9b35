package io.clientele.internal.audit;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * What one entry tells: no personal data, only that something of a kind happened, where in the journal, when, and a hash that
 * commits to it.
 *
 * @param position the position of its row; for what has no row, of the journal's head then
 * @param kind what it tells of
 * @param time when, in ISO 8601
 * @param hash of the sealed row or of keyed hashes; the public key, of a key
 * @param signature of a key; else empty
 */
record Entry(long position, EntryKind kind, String time, byte[] hash, byte[] signature) {

    private static final String POSITION = ",\"p\":";
    private static final String KIND = ",\"k\":\"";

    static Entry of(long position, EntryKind kind, String time, byte[] hash) {
        return new Entry(position, kind, time, hash, new byte[0]);
    }

    /** The canonical bytes, which are a leaf of the tree and a line of an exported log. */
    byte[] bytes(long index, byte[] before) {
        StringBuilder line = new StringBuilder(260)
                .append("{\"n\":")
                .append(index)
                .append(POSITION)
                .append(position)
                .append(KIND)
                .append(kind.word())
                .append("\",\"t\":\"")
                .append(time)
                .append("\",\"h\":\"")
                .append(TreeHash.hex(hash))
                .append("\",\"b\":\"")
                .append(TreeHash.hex(before));
        if (signature.length > 0) {
            line.append("\",\"s\":\"").append(TreeHash.hex(signature));
        }
        return line.append("\"}").toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** The position in an entry's bytes. */
    static long position(byte[] bytes) {
        String line = text(bytes);
        int start = line.indexOf(POSITION) + POSITION.length();
        return Long.parseLong(line.substring(start, line.indexOf(',', start)));
    }

    /** The kind in an entry's bytes. */
    static EntryKind kind(byte[] bytes) {
        String line = text(bytes);
        int start = line.indexOf(KIND) + KIND.length();
        return EntryKind.valueOf(line.substring(start, line.indexOf('"', start)).toUpperCase(Locale.ROOT));
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.US_ASCII);
    }
}
