package io.clientele.internal.audit;

import io.clientele.internal.codec.RecordKind;
import io.clientele.internal.keystore.KeyStore;
import io.clientele.internal.seal.KeyVersions;
import io.clientele.internal.seal.Sealer;
import io.clientele.internal.store.AuditRow;
import io.clientele.internal.store.Batch;
import io.clientele.internal.store.DisclosureRow;
import io.clientele.internal.store.Row;
import io.clientele.internal.store.Store;
import io.clientele.internal.store.Tombstone;
import io.clientele.keys.WrongKeyException;
import io.clientele.spi.Checkpoint;
import io.clientele.spi.CheckpointSink;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Enters in the audit log what each batch does, in the batch's own transaction. The pen calls {@link #enter} before it
 * commits and {@link #settled} or {@link #takenBack} after; {@link #offer} is called outside the pen, and the rest from anywhere.
 */
public final class AuditTrail {

    private static final System.Logger LOG = System.getLogger("io.clientele.audit");
    private static final String KEY_GENERATION = "audit.key";
    private static final String BLOCKS = "audit.blocks";
    private static final String CONFIGURATION = "audit.configuration";
    /** How many entries there are and their root, sealed, with each batch that enters some: so that a cut end is noticed. */
    private static final String HEAD = "audit.head";
    /** That entries were lost once, for good: what is entered afterwards must not cover it up. */
    private static final String LOST = "audit.lost";

    private final Store store;
    private final KeyStore keys;
    private final InstantSource clock;
    private final Checkpoints checkpoints;
    private final Sealer sealer;
    private final MessageDigest digest = TreeHash.sha256();
    private volatile Signer signer;
    private Optional<Draft> draft = Optional.empty();
    private Optional<String> rotated = Optional.empty();
    private boolean renewal;
    private boolean stale;

    /** The trail of a store, which goes on where it ended. */
    public AuditTrail(Store store, KeyStore keys, Optional<CheckpointSink> sink, InstantSource clock) {
        this.store = store;
        this.keys = keys;
        this.clock = clock;
        this.sealer = new Sealer(store.id(), keys::ownerKey);
        this.checkpoints = new Checkpoints(sink, clock, this::checkpoint);
        this.signer = load();
    }

    /** The durable log, who signs for it, and what was lost of it. */
    record Signer(AuditLog log, int generation, SigningKey key, Optional<String> lost) {}

    /** What the batch in progress adds. */
    private static final class Draft {
        private final Tree tree;
        private final String time;
        private int generation;
        private SigningKey key;

        Draft(Signer signer, Instant now) {
            time = now.toString();
            tree = signer.log.next();
            generation = signer.generation;
            key = signer.key;
        }
    }

    private Signer load() {
        int generation = store.fact(KEY_GENERATION)
                .map(bytes -> ByteBuffer.wrap(bytes).getInt())
                .orElse(0);
        byte[] roots = store.fact(BLOCKS).orElse(new byte[0]);
        long whole = Math.min(roots.length / TreeHash.BYTES, store.auditSize() / Tree.BLOCK);
        List<byte[]> blocks = IntStream.range(0, Math.toIntExact(whole))
                .mapToObj(i -> Arrays.copyOfRange(roots, i * TreeHash.BYTES, (i + 1) * TreeHash.BYTES))
                .toList();
        AuditLog log = AuditLog.load(new StoredEntries(store), blocks);
        String use = use(Math.max(1, generation));
        KeyVersions made = generation == 0 ? keys.storeKeys(use) : keys.requireStoreKeys(use);
        return new Signer(log, generation, key(made), lost(log));
    }

    private Optional<String> lost(AuditLog log) {
        Optional<String> before =
                store.fact(LOST).filter(text -> text.length > 0).map(text -> new String(text, StandardCharsets.UTF_8));
        return before.isPresent()
                ? before
                : store.fact(HEAD).filter(head -> head.length > 0).flatMap(head -> lost(log, head));
    }

    /** What is not as it was when the last entry was made. */
    private Optional<String> lost(AuditLog log, byte[] sealed) {
        long size = log.head().size();
        try {
            ByteBuffer known = ByteBuffer.wrap(sealer.open(0, sealed, HEAD.getBytes(StandardCharsets.UTF_8)));
            long had = known.getLong();
            byte[] root = new byte[TreeHash.BYTES];
            known.get(root);
            if (had > size) {
                return Optional.of("the audit log was cut off: it had " + had + " entries and then " + size);
            }
            return Arrays.equals(root, log.head(had).root())
                    ? Optional.empty()
                    : Optional.of("the first " + had + " entries of the audit log are not those that were written");
        } catch (WrongKeyException changed) {
            return Optional.of(
                    "what the store knew of the end of its audit log cannot be read; it had then " + size + " entries");
        }
    }

    private static String use(int generation) {
        return "audit-" + generation;
    }

    private SigningKey key(KeyVersions made) {
        return new SigningKey(TreeHash.hex(store.id()), made.newest().key().clone());
    }

    // ---- under the pen

    /**
     * Enters that the store was opened, and with what if that changed.
     *
     * @param facts which the store keeps from now on
     */
    public void opened(Configuration configuration, Map<String, byte[]> facts) {
        Batch batch = new Batch();
        batch.facts.putAll(facts);
        byte[] known = store.fact(CONFIGURATION).orElseGet(() -> new byte[0]);
        byte[] parts = configuration.hashes();
        begin(batch);
        if (!Arrays.equals(known, parts)) {
            report(configuration.changes(known));
            batch.facts.put(CONFIGURATION, parts);
            add(batch, Entry.of(store.head(), EntryKind.CONFIGURATION, time(), configuration.fingerprint()));
        }
        signer.lost.ifPresent(lost -> {
            LOG.log(System.Logger.Level.ERROR, lost);
            batch.facts.put(LOST, lost.getBytes(StandardCharsets.UTF_8));
        });
        byte[] term = ByteBuffer.allocate(Long.BYTES).putLong(store.term()).array();
        add(batch, Entry.of(store.head(), EntryKind.OPENING, time(), digest.digest(term)));
        finish(batch);
        store.append(store.head(), batch);
        settled();
    }

    private static void report(List<String> changes) {
        if (!changes.isEmpty()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the store was last opened with other {0}: everybody was folded again",
                    String.join(", ", changes));
        }
    }

    /** Has the next batch begin with a new key. */
    public void renewKey() {
        renewal = true;
    }

    /** Has the next batch tell that keys were renewed. */
    public void rotated(String which) {
        rotated = Optional.of(which);
    }

    /** Adds to a batch the entries of what it does; once, when all else is in it. */
    public void enter(Batch batch) {
        boolean nothing = !renewal
                && rotated.isEmpty()
                && batch.erased.isEmpty()
                && batch.disclosures.isEmpty()
                && batch.rows.stream().noneMatch(row -> kind(row).isPresent());
        if (nothing) {
            return;
        }
        begin(batch);
        long last = store.head() + batch.rows.size();
        batch.rows.forEach(row -> kind(row).ifPresent(kind -> add(batch, entry(kind, row))));
        if (!batch.erased.isEmpty()) {
            add(batch, Entry.of(last, EntryKind.ERASURE, time(), hash(batch.tombstones)));
        }
        rotated.map(which -> digest.digest(which.getBytes(StandardCharsets.UTF_8)))
                .ifPresent(hash -> add(batch, Entry.of(last, EntryKind.ROTATION, time(), hash)));
        batch.disclosures.forEach(row -> add(batch, Entry.of(last, EntryKind.DISCLOSURE, time(), hash(row))));
        finish(batch);
    }

    static Optional<EntryKind> kind(Row row) {
        return switch (RecordKind.of(row.kind())) {
            case ACT -> Optional.of(EntryKind.ACT);
            case DECISION -> Optional.of(EntryKind.DECISION);
            case REQUEST -> Optional.of(EntryKind.REQUEST);
            case DEFINITION -> Optional.of(EntryKind.DEFINITION);
            case NOTE -> Optional.of(EntryKind.NOTE);
            default -> Optional.empty();
        };
    }

    private Entry entry(EntryKind kind, Row row) {
        return Entry.of(row.position(), kind, time(), RowHash.of(digest, row));
    }

    private void begin(Batch batch) {
        if (stale) {
            signer = load();
            stale = false;
        }
        Draft begun = new Draft(signer, now());
        draft = Optional.of(begun);
        if (begun.generation == 0 || renewal) {
            succeed(batch, begun);
        }
    }

    /** Enters the next key; the first one is its own witness. */
    private void succeed(Batch batch, Draft begun) {
        SigningKey next = key(keys.storeKeys(use(begun.generation + 1)));
        SigningKey witness = begun.generation == 0 ? next : begun.key;
        byte[] open = next.publicKey();
        byte[] signature = witness.succession(begun.tree.size(), open);
        add(batch, new Entry(store.head(), EntryKind.KEY, begun.time, open, signature));
        begun.generation++;
        begun.key = next;
        batch.facts.put(
                KEY_GENERATION,
                ByteBuffer.allocate(Integer.BYTES).putInt(begun.generation).array());
    }

    private void add(Batch batch, Entry entry) {
        Tree tree = draft.orElseThrow().tree;
        byte[] bytes = entry.bytes(tree.size(), tree.last());
        batch.audit.add(new AuditRow(tree.size(), bytes));
        tree.add(bytes);
    }

    private void finish(Batch batch) {
        Proofs.Head head = draft.orElseThrow().tree.head();
        byte[] known = ByteBuffer.allocate(Long.BYTES + TreeHash.BYTES)
                .putLong(head.size())
                .put(head.root())
                .array();
        batch.facts.put(HEAD, sealer.seal(0, known, HEAD.getBytes(StandardCharsets.UTF_8)));
        List<byte[]> blocks = draft.orElseThrow().tree.blocks();
        if (blocks.size() > signer.log.head().size() / Tree.BLOCK) {
            ByteBuffer roots = ByteBuffer.allocate(blocks.size() * TreeHash.BYTES);
            blocks.forEach(roots::put);
            batch.facts.put(BLOCKS, roots.array());
        }
    }

    private byte[] hash(List<Tombstone> tombstones) {
        tombstones.stream().map(Tombstone::blind).sorted(Arrays::compare).forEach(digest::update);
        return digest.digest();
    }

    private byte[] hash(DisclosureRow row) {
        digest.update(row.id());
        return digest.digest(row.sealed());
    }

    private String time() {
        return draft.orElseThrow().time;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** The batch is durable. */
    public void settled() {
        draft.ifPresent(done -> {
            signer = new Signer(signer.log.with(done.tree), done.generation, done.key, signer.lost);
        });
        draft = Optional.empty();
        renewal = false;
        rotated = Optional.empty();
    }

    /** The batch failed, or whether it did is not known. */
    public void takenBack() {
        stale |= draft.isPresent();
        draft = Optional.empty();
        renewal = false;
        rotated = Optional.empty();
    }

    // ---- from anywhere

    /** Hands a checkpoint outside if one is due; not under the pen, for it calls what the host gave. */
    public void offer(boolean atOnce) {
        checkpoints.offer(signer.log.head().size(), atOnce);
    }

    Checkpoint checkpoint() {
        return checkpoint(signer);
    }

    Checkpoint checkpoint(Signer now) {
        return now.key.checkpoint(now.log.head(), now());
    }

    Signer signer() {
        return signer;
    }
}
