package io.clientele.internal.audit;

import io.clientele.internal.fold.Modules;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.zone.ZoneRulesProvider;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** What a store is opened with, in parts whose change is worth an entry and has everybody folded again: the rules of consent and
 * identity, modules, schemas, version of the time-zone data. */
public final class Configuration {

    private static final int HASH = 32;

    private final Map<String, String> parts;

    private Configuration(Map<String, String> parts) {
        this.parts = parts;
    }

    /** What these modules are. */
    public static Configuration of(Modules modules) {
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put(
                "consent rules",
                modules.gate().given().getClass().getName()
                        + '\n'
                        + modules.gate().configuration());
        parts.put(
                "identity rules",
                modules.resolver().getClass().getName()
                        + '\n'
                        + modules.resolver().configuration());
        parts.put("evaluating modules", new TreeSet<>(modules.evaluators().keySet()).toString());
        parts.put("schemas", modules.schemas().text());
        parts.put("time-zone data", ZoneRulesProvider.getVersions("UTC").lastKey());
        return new Configuration(parts);
    }

    /** The SHA-256 of all of it. */
    public byte[] fingerprint() {
        MessageDigest digest = TreeHash.sha256();
        return digest.digest(hashes(digest));
    }

    /** The SHA-256 of each part, one after the other. */
    byte[] hashes(MessageDigest digest) {
        byte[] hashes = new byte[parts.size() * HASH];
        int at = 0;
        for (String part : parts.values()) {
            byte[] hash = digest.digest(part.getBytes(StandardCharsets.UTF_8));
            System.arraycopy(hash, 0, hashes, at, HASH);
            at += HASH;
        }
        return hashes;
    }

    /** The names of parts that are not what {@link #hashes} told before; none if it told of other parts. */
    List<String> changes(MessageDigest digest, byte[] before) {
        byte[] now = hashes(digest);
        List<String> changes = new ArrayList<>();
        if (before.length == now.length) {
            int at = 0;
            for (String name : parts.keySet()) {
                if (!Arrays.equals(before, at, at + HASH, now, at, at + HASH)) {
                    changes.add(name);
                }
                at += HASH;
            }
        }
        return changes;
    }
}
