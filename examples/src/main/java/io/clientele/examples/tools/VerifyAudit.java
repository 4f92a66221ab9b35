package io.clientele.examples.tools;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks an exported audit log, by itself: this one file and a JDK are all it takes, {@code java VerifyAudit.java LOG}. Says
 * which entry is wrong. The form of a log is described in docs/audit-log.md.
 */
public final class VerifyAudit {

    private static final String HELP = """
            java VerifyAudit.java LOG [--known CHECKPOINTS] [--key HEX]
              LOG          an exported audit log
              CHECKPOINTS  checkpoints that were kept elsewhere, one a line: the log must hold what they signed
              HEX          the first public key, as it was noted elsewhere
            Ends with 0 if the log is right, 1 if it is not, 2 if it cannot be read.""";

    private static final Pattern HEADER = Pattern.compile("\\{\"audit-log\":1,\"store\":\"([0-9a-f]{32})\"}");
    private static final Pattern ENTRY = Pattern.compile(
            "\\{\"n\":(\\d{1,18}),\"p\":(\\d{1,18}),\"k\":\"([a-z]+)\","
                    + "\"t\":\"([0-9TZ:.+-]+)\",\"h\":\"([0-9a-f]{64})\",\"b\":\"([0-9a-f]{64})\"(?:,\"s\":\"([0-9a-f]{128})\")?}");
    private static final Pattern CHECKPOINT = Pattern.compile(
            "\\{\"checkpoint\":(\\d{1,18}),\"store\":\"([0-9a-f]{32})\","
                    + "\"root\":\"([0-9a-f]{64})\",\"t\":\"([0-9TZ:.+-]+)\",\"key\":\"([0-9a-f]{64})\",\"s\":\"([0-9a-f]{128})\"}");
    /** What stands before the 32 bytes of an Ed25519 key in X.509 (RFC 8410). */
    private static final String KEY_PREFIX = "302a300506032b6570032100";

    private final MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    private final TreeMap<Long, List<Checkpoint>> known = new TreeMap<>();
    private final Optional<String> firstKey;
    private final List<byte[]> edge = new ArrayList<>();
    private String store = "";
    private String key = "";
    private String before = "0".repeat(64);
    private long size;
    private long position;
    private long covered;
    private int checkpoints;

    private VerifyAudit(List<String> known, Optional<String> firstKey) throws GeneralSecurityException {
        this.firstKey = firstKey;
        for (String line : known) {
            Checkpoint checkpoint =
                    Checkpoint.of(line).orElseThrow(() -> new Wrong("a known checkpoint is unreadable"));
            this.known.computeIfAbsent(checkpoint.size, s -> new ArrayList<>()).add(checkpoint);
        }
    }

    /** What is wrong with a log. */
    private static final class Wrong extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Wrong(String message) {
            super(message);
        }
    }

    private record Checkpoint(long size, String store, String root, String time, String key, String signature) {

        static Optional<Checkpoint> of(String line) {
            Matcher m = CHECKPOINT.matcher(line);
            return m.matches()
                    ? Optional.of(new Checkpoint(
                            Long.parseLong(m.group(1)), m.group(2), m.group(3), m.group(4), m.group(5), m.group(6)))
                    : Optional.empty();
        }

        String statement() {
            return String.join("\n", "clientele audit checkpoint 1", store, size + "", root, time, key, "");
        }

        @Override
        public String toString() {
            return "the checkpoint of " + size + " entries";
        }
    }

    /**
     * Checks a log.
     *
     * @param known lines of checkpoints kept elsewhere
     * @param firstKey the first public key in hex, if it is known
     * @return {@code right} or {@code wrong}, and what
     */
    static String verdict(BufferedReader log, List<String> known, Optional<String> firstKey) throws IOException {
        try {
            VerifyAudit verifier = new VerifyAudit(known, firstKey);
            verifier.read(log);
            return "right: " + verifier.size + " entries, " + verifier.checkpoints + " checkpoints of store "
                    + verifier.store;
        } catch (Wrong wrong) {
            return "wrong: " + wrong.getMessage();
        } catch (GeneralSecurityException unusable) {
            throw new IllegalStateException("this JDK has no SHA-256 or Ed25519", unusable);
        }
    }

    private void read(BufferedReader log) throws IOException, GeneralSecurityException {
        Matcher header = HEADER.matcher(Optional.ofNullable(log.readLine()).orElse(""));
        require(header.matches(), "the first line does not say that this is an audit log");
        store = header.group(1);
        for (String line = log.readLine(); line != null; line = log.readLine()) {
            Optional<Checkpoint> checkpoint = Checkpoint.of(line);
            if (checkpoint.isPresent()) {
                check(checkpoint.get());
            } else {
                add(line);
            }
        }
        long most = known.isEmpty() ? 0 : known.lastKey();
        require(size >= most, "the log ends after " + size + " entries, but a checkpoint of " + most + " is known");
        require(size > 0, "the log is empty");
        require(covered == size, "no checkpoint signs entries " + covered + " to " + (size - 1));
    }

    private void add(String line) throws GeneralSecurityException {
        Matcher entry = ENTRY.matcher(line);
        require(entry.matches(), "entry " + size + " is not in the form of an entry");
        require(
                Long.parseLong(entry.group(1)) == size,
                "entry " + size + " is missing: in its place is entry " + entry.group(1));
        require(
                entry.group(6).equals(before),
                size == 0
                        ? "entry 0 follows another"
                        : "entry " + (size - 1) + " was changed, or entry " + size
                                + " was: the one does not follow the other");
        long place = Long.parseLong(entry.group(2));
        require(place >= position, "entry " + size + " goes back in the journal");
        position = place;
        if (entry.group(3).equals("key")) {
            succeed(entry);
        }
        require(!key.isEmpty(), "entry 0 gives no key");
        grow(line);
        for (Checkpoint checkpoint : known.getOrDefault(size, List.of())) {
            check(checkpoint);
        }
    }

    /** Takes a new key, which the one before must have signed; the first one signs itself. */
    private void succeed(Matcher entry) throws GeneralSecurityException {
        String successor = entry.group(5);
        String witness = key.isEmpty() ? successor : key;
        require(
                size > 0 || firstKey.isEmpty() || firstKey.get().equals(successor),
                "entry 0 gives another key than the one that is known");
        String statement = String.join("\n", "clientele audit key 1", store, size + "", successor, "");
        require(
                isSigned(statement, witness, Optional.ofNullable(entry.group(7)).orElse("")),
                "entry " + size + " gives a key that the one before did not sign");
        key = successor;
    }

    private void check(Checkpoint checkpoint) throws GeneralSecurityException {
        require(checkpoint.store.equals(store), checkpoint + " is of another store");
        require(checkpoint.size == size && size > 0, checkpoint + " stands after entry " + (size - 1));
        require(checkpoint.key.equals(key), checkpoint + " is signed by another key than the log's");
        require(isSigned(checkpoint.statement(), key, checkpoint.signature), checkpoint + " has a wrong signature");
        require(
                checkpoint.root.equals(hex(root())),
                checkpoint + " signed others: one of the entries " + covered + " to " + (size - 1) + " is wrong");
        covered = size;
        checkpoints++;
    }

    // ---- the tree of RFC 6962, section 2.1

    /** Adds a leaf to the tree, of which only the whole subtrees along the edge are kept, the smallest last. */
    private void grow(String line) {
        byte[] node = hash(0, line.getBytes(StandardCharsets.ISO_8859_1), new byte[0]);
        before = hex(node);
        for (long rest = size; (rest & 1) == 1; rest >>= 1) {
            node = hash(1, edge.remove(edge.size() - 1), node);
        }
        edge.add(node);
        size++;
    }

    private byte[] root() {
        byte[] root = edge.get(edge.size() - 1);
        for (int i = edge.size() - 2; i >= 0; i--) {
            root = hash(1, edge.get(i), root);
        }
        return root;
    }

    private byte[] hash(int prefix, byte[] left, byte[] right) {
        sha256.update((byte) prefix);
        sha256.update(left);
        return sha256.digest(right);
    }

    // ---- signatures (RFC 8032)

    private static boolean isSigned(String statement, String key, String signature) throws GeneralSecurityException {
        try {
            byte[] encoded = HexFormat.of().parseHex(KEY_PREFIX + key);
            PublicKey open = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
            Signature check = Signature.getInstance("Ed25519");
            check.initVerify(open);
            check.update(statement.getBytes(StandardCharsets.UTF_8));
            return check.verify(HexFormat.of().parseHex(signature));
        } catch (java.security.SignatureException
                | java.security.InvalidKeyException
                | java.security.spec.InvalidKeySpecException malformed) {
            return false;
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static void require(boolean right, String otherwise) {
        if (!right) {
            throw new Wrong(otherwise);
        }
    }

    // ---- the program

    /** Checks the log that the arguments name. */
    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.out, System.err));
    }

    static int run(List<String> arguments, PrintStream out, PrintStream err) {
        boolean help = arguments.equals(List.of("--help"));
        if (help || arguments.size() % 2 == 0) {
            (help ? out : err).println(HELP);
            return help ? 0 : 2;
        }
        List<String> known = List.of();
        Optional<String> key = Optional.empty();
        try {
            for (int i = 1; i < arguments.size(); i += 2) {
                switch (arguments.get(i)) {
                    case "--known" -> known = Files.readAllLines(Path.of(arguments.get(i + 1)));
                    case "--key" -> key = Optional.of(arguments.get(i + 1));
                    default -> throw new IOException("there is no option " + arguments.get(i));
                }
            }
            try (BufferedReader log = Files.newBufferedReader(Path.of(arguments.get(0)), StandardCharsets.ISO_8859_1)) {
                String verdict = verdict(log, known, key);
                out.println(verdict);
                return verdict.startsWith("right") ? 0 : 1;
            }
        } catch (IOException unreadable) {
            err.println("cannot read: " + unreadable.getMessage());
            return 2;
        }
    }
}
