package io.clientele.examples.tools;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks an exported proof of consent or receipt of an erasure, and needs nothing but a JDK: no key, no store, no code of ours. Run it from its source
 * file with the proof as the one argument; the form is described in {@code docs/consent.md}.
 */
public final class VerifyConsent {

    private static final HexFormat HEX = HexFormat.of();
    private static final Pattern CHECKPOINT = Pattern.compile("\\{\"checkpoint\":(\\d+),\"store\":\"([0-9a-f]+)\","
            + "\"root\":\"([0-9a-f]+)\",\"t\":\"([^\"]+)\",\"key\":\"([0-9a-f]+)\",\"s\":\"([0-9a-f]+)\"}");
    private static final Pattern ENTRY = Pattern.compile(
            "\\{\"n\":(\\d+),\"p\":(\\d+),\"k\":\"(?:act|request)\",\"t\":\"[^\"]+\",\"h\":\"([0-9a-f]+)\",\"b\":\"[0-9a-f]+\"}");
    private static final byte[] ED25519 = HEX.parseHex("302a300506032b6570032100");
    private static final String LABEL = "clientele commitment 1";

    private static final Pattern ERASED =
            Pattern.compile("\1k\1\7ERASURE.*identifiers\1.(\\d+).*records\1.(\\d+)", Pattern.DOTALL);
    private static final Pattern UNREADABLE = Pattern.compile("unreadable_by\1.([0-9T:.Z-]+)", Pattern.DOTALL);

    private final Map<String, String> lines = new HashMap<>();
    private final boolean erasure;

    private VerifyConsent(String proof) {
        String[] all = proof.split("\n", -1);
        erasure = all[0].equals("clientele erasure receipt 1");
        require(erasure || all[0].equals("clientele consent proof 1"), "it is no proof of a form known here");
        for (int i = 1; i < all.length; i++) {
            int blank = all[i].indexOf(' ');
            if (blank > 0) {
                lines.put(all[i].substring(0, blank), all[i].substring(blank + 1));
            }
        }
    }

    /** Checks the file that is named. */
    public static void main(String... arguments) throws IOException {
        String verdict = verdict(Files.readString(Path.of(arguments[0])));
        System.out.println(verdict);
        System.exit(verdict.startsWith("right") ? 0 : 1);
    }

    /** {@code right} with what the record says, or {@code wrong} with what is wrong. */
    public static String verdict(String proof) {
        try {
            return "right: " + new VerifyConsent(proof).check();
        } catch (IllegalArgumentException | IndexOutOfBoundsException wrong) {
            return "wrong: " + wrong.getMessage();
        }
    }

    private static void require(boolean good, String fault) {
        if (!good) {
            throw new IllegalArgumentException(fault);
        }
    }

    private String line(String name) {
        String found = lines.getOrDefault(name, "");
        require(!found.isEmpty(), "it lacks its line " + name);
        return found;
    }

    private String check() {
        Matcher checkpoint = CHECKPOINT.matcher(line("checkpoint"));
        require(checkpoint.matches() && isSigned(checkpoint), "the checkpoint is not signed by the key it names");
        Matcher entry = ENTRY.matcher(line("entry"));
        require(entry.matches() && entry.group(1).equals(line("index")), "the entry is none of an act");
        require(line("entry").contains("request") == erasure, "the entry is of another kind than it claims");
        byte[] root = root(Long.parseLong(line("index")), Long.parseLong(checkpoint.group(1)));
        require(HEX.formatHex(root).equals(checkpoint.group(3)), "the entry is not in the tree of the checkpoint");
        String[] row = line("row").split(" ", -1);
        require(row[0].equals(entry.group(2)), "the row is of another place than the entry");
        require(HEX.formatHex(hash(row)).equals(entry.group(3)), "the row is not the one that was entered");
        byte[] record = HEX.parseHex(line("record"));
        String committed =
                HEX.formatHex(sha256(LABEL.getBytes(StandardCharsets.US_ASCII), HEX.parseHex(line("salt")), record));
        require(row[4].startsWith("02" + committed), "the record is not the one that was sealed");
        return (erasure ? erased(record) : said(record) + notice(record)) + ", checkpoint of " + checkpoint.group(4)
                + " by key " + checkpoint.group(5);
    }

    /** The texts of a record are strings among bytes; it is enough to look for them. */
    private static String said(byte[] record) {
        String text = new String(record, StandardCharsets.ISO_8859_1);
        return text.contains("GRANT") ? "a grant" : "an act";
    }

    private static String erased(byte[] record) {
        String text = new String(record, StandardCharsets.ISO_8859_1);
        Matcher erased = ERASED.matcher(text);
        Matcher unreadable = UNREADABLE.matcher(text);
        require(erased.find() && unreadable.find(), "the record is none of an erasure");
        return "an erasure of " + erased.group(2) + " records under " + erased.group(1)
                + " identifiers, old copies unreadable by " + unreadable.group(1);
    }

    private String notice(byte[] record) {
        String said = new String(record, StandardCharsets.ISO_8859_1);
        if (!said.contains("\1h\1@") && !lines.containsKey("notice")) {
            return "";
        }
        String[] notice = line("notice").split(" ", -1);
        byte[] text = Base64.getDecoder().decode(notice[1]);
        byte[] version = Base64.getDecoder().decode(notice[0]);
        String field = "\1n\1" + (char) version.length + new String(version, StandardCharsets.ISO_8859_1);
        require(said.contains(field), "the version is not the one that the record cites");
        require(said.contains(HEX.formatHex(sha256(text))), "the text is not the one that the record cites");
        return " under notice " + new String(version, StandardCharsets.UTF_8);
    }

    private static byte[] hash(String[] row) {
        byte[] key = HEX.parseHex(row[3]);
        byte[] head = ByteBuffer.allocate(20)
                .putLong(Long.parseLong(row[0]))
                .putInt(Integer.parseInt(row[1]))
                .putInt(Integer.parseInt(row[2]))
                .putInt(key.length)
                .array();
        return sha256(head, key, HEX.parseHex(row[4]));
    }

    /** RFC 9162, section 2.1.3.2. */
    private byte[] root(long index, long size) {
        byte[] node = sha256(new byte[] {0}, line("entry").getBytes(StandardCharsets.US_ASCII));
        long place = index;
        long last = size - 1;
        for (String sibling : line("path").split(" ", -1)) {
            byte[] other = HEX.parseHex(sibling);
            if ((place & 1) == 1 || place == last) {
                node = sha256(new byte[] {1}, other, node);
                while ((place & 1) == 0 && place != 0) {
                    place >>>= 1;
                    last >>>= 1;
                }
            } else {
                node = sha256(new byte[] {1}, node, other);
            }
            place >>>= 1;
            last >>>= 1;
        }
        require(last == 0, "the path is of another length");
        return node;
    }

    private static byte[] sha256(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isSigned(Matcher m) {
        String statement = String.join(
                "\n", "clientele audit checkpoint 1", m.group(2), m.group(1), m.group(3), m.group(4), m.group(5), "");
        try {
            byte[] key = ByteBuffer.allocate(44)
                    .put(ED25519)
                    .put(HEX.parseHex(m.group(5)))
                    .array();
            Signature signature = Signature.getInstance("Ed25519");
            signature.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(key)));
            signature.update(statement.getBytes(StandardCharsets.UTF_8));
            return signature.verify(HEX.parseHex(m.group(6)));
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
