package io.clientele.internal.audit;

import io.clientele.model.CdpException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

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
    private static final String SIGNATURE = ",\"s\":\"";
    private static final Pattern WHOLE =
            Pattern.compile("\\{\"n\":\\d{1,18},\"p\":\\d{1,18},\"k\":\"\\w+\",\"t\":\"[^\"]*\","
                    + "\"h\":\"\\p{XDigit}*\",\"b\":\"\\p{XDigit}*\"");

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

    /** Whether bytes are an entry that can be read. */
    static boolean isWhole(byte[] bytes) {
        return WHOLE.matcher(text(bytes)).lookingAt();
    }

    /** The position in an entry's bytes. */
    static long position(byte[] bytes) {
        if (!isWhole(bytes)) {
            throw new CdpException("an entry of the audit log is damaged");
        }
        return Long.parseLong(field(bytes, POSITION, ','));
    }

    /** The hash in an entry's bytes, in hex. */
    static String hash(byte[] bytes) {
        return field(bytes, ",\"h\":\"", '"');
    }

    /** The hash of the leaf before in an entry's bytes, in hex. */
    static String before(byte[] bytes) {
        return field(bytes, ",\"b\":\"", '"');
    }

    private static String field(byte[] bytes, String name, char end) {
        String line = text(bytes);
        int start = line.indexOf(name) + name.length();
        int stop = line.indexOf(end, start);
        return stop < 0 ? "" : line.substring(start, stop);
    }

    /** Whether an entry's bytes name a key. */
    static boolean isKey(byte[] bytes) {
        return field(bytes, KIND, '"').equals(EntryKind.KEY.word());
    }

    /** The signature in an entry's bytes, in hex; empty if there is none. */
    static String signature(byte[] bytes) {
        return text(bytes).contains(SIGNATURE) ? field(bytes, SIGNATURE, '"') : "";
    }

    /** The kind in an entry's bytes. */
    static EntryKind kind(byte[] bytes) {
        return EntryKind.valueOf(field(bytes, KIND, '"').toUpperCase(Locale.ROOT));
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.US_ASCII);
    }
}
