package io.clientele.internal.pipeline;

import io.clientele.internal.audit.AuditTrail;
import io.clientele.internal.audit.Configuration;
import io.clientele.internal.codec.RecordCodec;
import io.clientele.internal.codec.RecordKind;
import io.clientele.internal.fold.Limits;
import io.clientele.internal.fold.Live;
import io.clientele.internal.fold.Modules;
import io.clientele.internal.fold.Owners;
import io.clientele.internal.fold.Recorded;
import io.clientele.internal.fold.Verdicts;
import io.clientele.internal.keystore.KeyStore;
import io.clientele.internal.keystore.KeyStore.Erasure;
import io.clientele.internal.seal.Sealer;
import io.clientele.internal.store.Batch;
import io.clientele.internal.store.OwnerRow;
import io.clientele.internal.store.Store;
import io.clientele.internal.store.Tombstone;
import io.clientele.model.Event;
import io.clientele.model.Identifier;
import io.clientele.model.IdentityDecision;
import io.clientele.spi.IdentityResolver;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Opens a store: first the erasure register is carried out on the data, should an old copy have been restored; then the
 * state is folded from the journal.
 */
final class Opening {

    /** The part of the heap for look-ups of numbers: one in so many. */
    private static final int OWNERS_SHARE = 4;

    /** Says that erased persons went from an old copy of the data, but may still be named in other people's events. */
    private static final String RESTORED = "restored";

    /** By which ranks records lie with their owners. */
    private static final String RANKS = "identity.ranks";

    /** Under which rules the store was opened, and a byte that says whether some are known by a name that these do not give. */
    private static final String NAMES = "identity.names";

    /** What the data knows of the tombstones that are kept with the register. */
    static final String TOMBSTONES = "tombstones";

    private final Store store;
    private final KeyStore keys;
    private final Rows rows;
    private final Suppressions suppressions;
    private final AuditTrail trail;
    private final IdentityResolver resolver;
    private Instant now = Instant.EPOCH;

    private Opening(StoreFiles files, Rows rows, AuditTrail trail, Modules modules) {
        this.store = files.store();
        this.keys = files.keys();
        this.trail = trail;
        this.resolver = modules.resolver();
        this.rows = rows;
        this.suppressions = new Suppressions(rows, modules.gate()::purposes);
    }

    /**
     * The parts of an opened platform.
     *
     * @param same decides that identifiers are of one person which the rules give one form by now
     */
    record Opened(
            Writer.Parts parts,
            Writer writer,
            Firings firings,
            Admission admission,
            Tally tally,
            StageTimes times,
            List<IdentityDecision> same) {}

    static Opened open(StoreFiles files, Settings settings, Modules modules, StageTimes times) {
        try {
            RecordCodec codec = new RecordCodec(modules.gate()::purpose);
            Rows rows = new Rows(new Sealer(files.store().id(), files.keys()::ownerKey), codec, files.keys());
            AuditTrail trail = new AuditTrail(files.store(), files.keys(), settings.checkpoints(), settings.clock());
            return new Opening(files, rows, trail, modules).open(settings, modules, times);
        } catch (RuntimeException failure) {
            files.close();
            throw failure;
        }
    }

    private Opened open(Settings settings, Modules modules, StageTimes times) {
        if (store.head() == 0) {
            rows.makeKeys();
        }
        destroyAgain(settings.clock().instant());
        finishErasures();
        keys.tombstones().forEach(suppressions::add);
        boolean restored = carryOutErasures();
        new LookupIndex(store, keys, rows).mend();
        long ownersShare = settings.heap() / OWNERS_SHARE;
        Journal journal = new Journal(store, rows);
        Owners owners = new Owners(journal, lastOwner(), ownersShare);
        Suppressions.Late late = suppressions.new Late(modules.schemas(), journal);
        if (restored) {
            strip(journal, owners, late);
        }
        Map<String, byte[]> facts = new LinkedHashMap<>();
        List<Identifier> former = former(facts);
        resolver.premises().keep(former, who -> owners.number(who) != 0);
        Verdicts verdicts = new Verdicts(modules.gate()::mayLink);
        modules.resolver().permission(verdicts);
        Limits limits = new Limits(settings.heap() - ownersShare, settings.shelving(), settings.worth());
        Live live = new Live(modules, owners, journal, verdicts, limits);
        Configuration configuration = Configuration.of(modules);
        Keeper keeper = new Keeper(store, journal, rows, live, settings.interval(), configuration.fingerprint());
        new Reopening(store, rows, live, keeper, facts.containsKey(NAMES))
                .from(restored ? Optional.empty() : keeper.read(), erased());
        FiringRows outbox = new FiringRows(store, rows, modules.gate()::purpose);
        Firings firings = new Firings(live, journal, rows.codec(), outbox);
        late.cancel(owners, firings, now);
        append(journal);
        firings.settled();
        Tally tally = new Tally(store.counters());
        var parts = new Writer.Parts(store, keys, rows, journal, modules, owners, live, trail, settings.clock());
        Writer writer = new Writer(parts, keeper, firings, suppressions, tally, times);
        Admission admission = new Admission(modules, rows, owners, settings.clock(), times);
        trail.opened(configuration, facts);
        List<IdentityDecision> same = same(former, owners, settings.clock().instant());
        return new Opened(parts, writer, firings, admission, tally, times, same);
    }

    // ---- what the store calls identifiers

    /**
     * Identifiers that the rules would call otherwise by now. Looks at each only if the rules may do so.
     *
     * @param facts gets what the next opening goes by
     * @throws IllegalStateException if ranks changed by which records lie with their owners
     */
    private List<Identifier> former(Map<String, byte[]> facts) {
        byte[] rules = Firings.hash(resolver.premises().configuration().getBytes(StandardCharsets.UTF_8));
        byte[] whole = Arrays.copyOf(rules, rules.length + 1);
        Optional<byte[]> before = store.fact(NAMES);
        if (before.filter(known -> Arrays.equals(known, whole)).isPresent()) {
            return List.of();
        }
        List<Identifier> former = new ArrayList<>();
        Set<String> namespaces = new HashSet<>();
        store.owners(row -> {
            Identifier name = rows.identifier(row);
            namespaces.add(name.namespace());
            if (!resolver.normalise(name).equals(Optional.of(name))) {
                former.add(name);
            }
        });
        requireRanks(namespaces, facts);
        if (!former.isEmpty()) {
            whole[rules.length] = 1;
        }
        if (before.filter(known -> Arrays.equals(known, whole)).isEmpty()) {
            facts.put(NAMES, whole);
        }
        return former;
    }

    private void requireRanks(Set<String> namespaces, Map<String, byte[]> facts) {
        List<String> ranks = resolver.premises().ranks();
        List<String> known = store.fact(RANKS)
                .map(text -> List.of(new String(text, StandardCharsets.UTF_8).split("\n")))
                .orElse(ranks);
        Predicate<String> isUsed = namespaces::contains;
        if (!ranks.isEmpty()
                && !known.stream()
                        .filter(isUsed)
                        .toList()
                        .equals(ranks.stream().filter(isUsed).toList())) {
            throw new IllegalStateException(
                    "the store's records lie with the strongest of their identifiers, which were "
                            + String.join(", ", known) + " from strong to weak; it cannot be opened with other ranks");
        }
        if (!ranks.isEmpty()) {
            facts.put(RANKS, String.join("\n", ranks).getBytes(StandardCharsets.UTF_8));
        }
    }

    private List<IdentityDecision> same(List<Identifier> former, Owners owners, Instant at) {
        List<IdentityDecision> same = new ArrayList<>();
        for (Identifier each : former) {
            resolver.normalise(each)
                    .filter(name -> !name.equals(each))
                    .map(name -> IdentityDecision.together(
                            "same-" + owners.number(each) + "-" + owners.number(name), at, name, each))
                    .filter(decision -> resolver.decision(decision.id()).isEmpty())
                    .ifPresent(same::add);
        }
        return same;
    }

    /** Numbers that were ever erased are not given again, even if the data is older than the erasure. */
    private int lastOwner() {
        return keys.register().stream().mapToInt(Erasure::owner).reduce(store.lastOwner(), Math::max);
    }

    /** Destroys the keys of erased persons that an old copy of the keys brought back. */
    private void destroyAgain(Instant at) {
        Set<Integer> registered = erased();
        if (Erasures.isOlder(registered, store)) {
            List<Integer> back = store.erased().stream()
                    .filter(owner -> !registered.contains(owner))
                    .toList();
            keys.shred(back, store.tombstones(), at.toEpochMilli());
        }
    }

    /** Destroys the keys of persons whose erasure was decided and not carried out: what follows then finds them erased. */
    private void finishErasures() {
        Set<Integer> erased = erased();
        Erasures.unfinished(store, rows).forEach((owner, decided) -> {
            if (erased.add(owner)) {
                List<Identifier> person =
                        store.owner(owner).map(rows::identifier).stream().toList();
                Instant at = decided.at();
                List<Tombstone> tombstones = new ArrayList<>(suppressions.of(person, at));
                tombstones.addAll(suppressions.objecting(person, Erasures.objected(decided), at));
                keys.shred(List.of(owner), tombstones, at.toEpochMilli());
            }
        });
    }

    private Set<Integer> erased() {
        Set<Integer> erased = new HashSet<>();
        keys.register().forEach(erasure -> erased.add(erasure.owner()));
        return erased;
    }

    private boolean carryOutErasures() {
        Set<Integer> erased = erased();
        List<Integer> present =
                store.owners(erased).stream().map(OwnerRow::number).sorted().toList();
        boolean other = !Arrays.equals(store.fact(TOMBSTONES).orElseGet(() -> new byte[0]), suppressions.mark());
        if (other) {
            remember();
        }
        boolean behind = Erasures.isBehind(store, erased.size());
        if (!present.isEmpty() || other || behind) {
            boolean late = other && !suppressions.missingIn(store.tombstones()).isEmpty();
            Batch batch = new Batch();
            batch.facts.put(TOMBSTONES, suppressions.mark());
            Erasures.add(store, batch, present);
            Erasures.catchUp(batch, erased.size());
            batch.tombstones.addAll(keys.tombstones());
            if (!present.isEmpty() || behind || late) {
                batch.facts.put(RESTORED, new byte[] {1});
            }
            trail.enter(batch);
            store.append(store.head(), batch);
            trail.settled();
        }
        return store.fact(RESTORED).filter(bytes -> bytes.length > 0).isPresent();
    }

    /** Enters in the register what the data knows and an old copy of the keys does not. */
    private void remember() {
        List<Tombstone> unknown = new ArrayList<>(store.tombstones());
        Set<ByteBuffer> known = new HashSet<>();
        keys.tombstones().forEach(each -> known.add(ByteBuffer.wrap(each.blind())));
        unknown.removeIf(each -> known.contains(ByteBuffer.wrap(each.blind())));
        if (!unknown.isEmpty()) {
            keys.shred(List.of(), unknown, unknown.get(unknown.size() - 1).at());
            unknown.forEach(suppressions::add);
        }
    }

    /** Takes erased identifiers out of other people's events, and what was erased for some purposes, which an old copy of the data still holds. */
    private void strip(Journal journal, Owners owners, Suppressions.Late late) {
        store.scan(row -> {
            if (row.kind() == RecordKind.EVENT.code()) {
                strip(rows.recorded(row), journal, owners, late);
            } else if (row.kind() == RecordKind.DECISION.code()) {
                stripDecision(rows.recorded(row), journal, owners);
            } else if (row.kind() == RecordKind.ACT.code()) {
                Recorded act = rows.recorded(row);
                advanceTo(act.received());
                late.met(act, now);
            }
        });
        late.restate(owners, now);
        journal.batch().facts.put(RESTORED, new byte[0]);
        append(journal);
    }

    /** Writes what an opening found to be done: what was erased since goes, and what says who is who is marked. */
    private void append(Journal journal) {
        if (!journal.batch().isEmpty()) {
            trail.enter(journal.batch());
            store.append(store.head(), journal.batch());
            trail.settled();
        }
        journal.clear();
    }

    private void strip(Recorded record, Journal journal, Owners owners, Suppressions.Late late) {
        advanceTo(record.received());
        List<Identifier> allowed = suppressions.allowed(record.event(), now, who -> true);
        if (allowed.isEmpty()) {
            return;
        }
        boolean whole = allowed.size() == record.event().identifiers().size();
        Event named = whole ? record.event() : record.event().about(allowed);
        Optional<Event> left = late.rest(record, named, now);
        if (left.isEmpty()) {
            journal.remove(record);
        } else if (!left.get().equals(record.event())) {
            Recorded rest = journal.replace(record, left.get(), owners.number(allowed.get(0)));
            if (allowed.size() > 1) {
                journal.link(rest);
            }
        }
    }

    private void stripDecision(Recorded record, Journal journal, Owners owners) {
        advanceTo(record.received());
        IdentityDecision decision = (IdentityDecision) record.intake();
        List<Identifier> gone = new ArrayList<>(decision.identifiers());
        gone.removeAll(suppressions.allowed(decision, now, who -> true));
        if (!gone.isEmpty()) {
            decision.without(gone)
                    .ifPresentOrElse(
                            rest -> journal.replace(
                                    record, rest, owners.number(resolver.strongest(rest.identifiers()))),
                            () -> journal.remove(record));
        }
    }

    private void advanceTo(Instant instant) {
        now = instant.isAfter(now) ? instant : now;
    }
}
