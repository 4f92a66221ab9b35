package io.clientele.internal.audit;

import io.clientele.internal.fold.Modules;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.zone.ZoneRulesProvider;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What a store is opened with, in parts whose change is worth an entry and has everybody folded again: the rules of consent and
 * identity, modules, schemas, version of the time-zone data. Of each the SHA-256.
 */
public final class Configuration {

    private static final int HASH = 32;

    private final Map<String, byte[]> parts = new LinkedHashMap<>();

    private Configuration() {}

    /** What these modules are. */
    public static Configuration of(Modules modules) {
        Configuration all = new Configuration();
        all.part("consent rules", modules.gate().given(), modules.gate().configuration());
        all.part(
                "identity rules",
                modules.resolver(),
                modules.resolver().premises().configuration());
        all.part("evaluating modules", new TreeSet<>(modules.evaluators().keySet()).toString());
        all.part("schemas", modules.schemas().text());
        all.part("time-zone data", ZoneRulesProvider.getVersions("UTC").lastKey());
        return all;
    }

    private void part(String name, Object module, String rules) {
        part(name, module.getClass().getName() + '\n' + rules);
    }

    private void part(String name, String text) {
        parts.put(name, TreeHash.sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** The SHA-256 of all of it. */
    public byte[] fingerprint() {
        return TreeHash.sha256().digest(hashes());
    }

    /** The SHA-256 of each part, one after the other. */
    byte[] hashes() {
        ByteBuffer hashes = ByteBuffer.allocate(parts.size() * HASH);
        parts.values().forEach(hashes::put);
        return hashes.array();
    }

    /** The names of parts that are not what {@link #hashes} told before; none if it told of other parts. */
    List<String> changes(byte[] before) {
        ByteBuffer known = ByteBuffer.wrap(before);
        List<String> changes = new ArrayList<>();
        if (before.length == parts.size() * HASH) {
            parts.forEach((name, hash) -> {
                byte[] then = new byte[HASH];
                known.get(then);
                if (!Arrays.equals(then, hash)) {
                    changes.add(name);
                }
            });
        }
        return changes;
    }
}
