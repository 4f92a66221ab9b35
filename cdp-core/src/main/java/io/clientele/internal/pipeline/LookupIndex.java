package io.clientele.internal.pipeline;

import io.clientele.internal.keystore.KeyStore;
import io.clientele.internal.seal.KeyVersions;
import io.clientele.internal.store.Batch;
import io.clientele.internal.store.Store;
import io.clientele.model.CdpException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Under which version of the look-up key identifiers are entered, and how they are entered anew. A fact of the data says up to
 * which owner all are under which version; whoever comes later is entered under the newest anyway.
 */
final class LookupIndex {

    private static final int PORTION = 1_000;

    private final Store store;
    private final KeyStore keys;
    private final Rows rows;

    LookupIndex(Store store, KeyStore keys, Rows rows) {
        this.store = store;
        this.keys = keys;
        this.rows = rows;
    }

    /**
     * How far identifiers are entered under a version.
     *
     * @param version the version
     * @param upTo up to which owner; {@link #ALL} if all are
     * @param rest the oldest version that any other may be entered under
     */
    private record Progress(int version, int upTo, int rest) {

        static final int ALL = Integer.MAX_VALUE;

        static Progress whole(int version) {
            return new Progress(version, ALL, version);
        }

        static Progress of(byte[] fact) {
            ByteBuffer in = ByteBuffer.wrap(fact);
            return new Progress(in.getInt(), in.getInt(), in.getInt());
        }

        byte[] bytes() {
            return ByteBuffer.allocate(3 * Integer.BYTES)
                    .putInt(version)
                    .putInt(upTo)
                    .putInt(rest)
                    .array();
        }

        /** The same, seen from a version that may be newer. */
        Progress towards(int newest) {
            return version == newest ? this : new Progress(newest, 0, rest);
        }

        boolean isWhole() {
            return upTo == ALL;
        }
    }

    /** What the data says; a store that never rotated is whole under the first version. */
    private Progress progress() {
        return progress(store);
    }

    private static Progress progress(Store store) {
        return store.fact(Rows.LOOKUP).map(Progress::of).orElse(Progress.whole(1));
    }

    /**
     * Has a batch say, if the data does not yet, that there is a version: keys that lack it are known by that to be older than
     * what was written under it.
     *
     * @return whether the data says so
     */
    static boolean isNoted(int version, Store store, Batch batch) {
        Progress known = progress(store);
        if (known.version < version) {
            batch.facts.putIfAbsent(Rows.LOOKUP, known.towards(version).bytes());
        }
        return known.version >= version;
    }

    private Progress towardsNewest() {
        return progress().towards(keys.storeKeys(Rows.LOOKUP).newest().number());
    }

    /** How many identifiers are yet to be entered under the newest version, at most; 0 only if none is. */
    long remaining() {
        Progress done = towardsNewest();
        return done.isWhole() ? 0 : Math.max(1, store.lastOwner() - done.upTo);
    }

    /** Adds the next portion to a batch. Only the pen calls it. */
    void portion(Batch batch, int most) {
        Progress done = towardsNewest();
        if (done.isWhole()) {
            return;
        }
        int last = store.lastOwner();
        int upTo = (int) Math.min(last, (long) done.upTo + most);
        boolean whole = upTo == last && batch.owners.isEmpty();
        List<Integer> next = IntStream.rangeClosed(done.upTo + 1, upTo).boxed().toList();
        store.owners(next).forEach(row -> batch.owners.add(rows.ownerRow(row.number(), rows.identifier(row))));
        Progress further = whole ? Progress.whole(done.version) : new Progress(done.version, upTo, done.rest);
        batch.facts.put(Rows.LOOKUP, further.bytes());
    }

    /** Destroys former versions of the key, once nothing is entered under them. */
    void dropFormer() {
        Progress done = progress();
        if (done.isWhole() && keys.storeKeys(Rows.LOOKUP).oldest().number() < done.version) {
            keys.dropStoreKeys(Rows.LOOKUP, done.version);
        }
    }

    /**
     * Enters everything anew where a restored copy of the data is older than the last rotation, so that its version of the key
     * is gone. Called before the first look-up.
     */
    void mend() {
        KeyVersions versions = keys.storeKeys(Rows.LOOKUP);
        if (progress().version > versions.newest().number()) {
            throw new CdpException(
                    "the key file is older than the data, whose look-up key it lacks: restore a newer key file");
        }
        while (progress().rest < versions.oldest().number()) {
            Batch batch = new Batch();
            portion(batch, PORTION);
            store.append(store.head(), batch);
        }
    }
}
