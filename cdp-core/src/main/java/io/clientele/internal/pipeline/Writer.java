package io.clientele.internal.pipeline;

import io.clientele.internal.audit.AuditTrail;
import io.clientele.internal.codec.RecordKind;
import io.clientele.internal.fold.Linked;
import io.clientele.internal.fold.Live;
import io.clientele.internal.fold.Modules;
import io.clientele.internal.fold.Owners;
import io.clientele.internal.fold.Recorded;
import io.clientele.internal.gate.Collecting;
import io.clientele.internal.keystore.KeyStore;
import io.clientele.internal.pen.Progress;
import io.clientele.internal.pen.Snapshots;
import io.clientele.internal.pen.Ticket;
import io.clientele.internal.pipeline.StageTimes.Stage;
import io.clientele.internal.store.Batch;
import io.clientele.internal.store.Store;
import io.clientele.internal.upkeep.Purge;
import io.clientele.model.ConsentAct;
import io.clientele.model.Event;
import io.clientele.model.Identifier;
import io.clientele.model.IdentityDecision;
import io.clientele.model.Outcome;
import io.clientele.model.Properties;
import io.clientele.model.StorageException;
import io.clientele.model.SubjectRequest;
import io.clientele.spi.Definition;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What happens under the pen: decide anew, journal, stitch, fold, evaluate, plan, commit; and if the commit fails, take it
 * all back.
 */
final class Writer {

    private final Store store;
    private final Rows rows;
    private final Journal journal;
    private final Modules modules;
    private final Owners owners;
    private final Live live;
    private final Collecting collecting;
    private final Keeper keeper;
    private final AuditTrail trail;
    private final Firings firings;
    private final Suppressions suppressions;
    private final Erasures erasures;
    private final Tally tally;
    private final StageTimes times;
    private final InstantSource clock;
    private final Progress progress;
    private final Snapshots snapshots = new Snapshots();
    private final List<Definition> definitions = new ArrayList<>();
    private Optional<Commit> doubt = Optional.empty();
    private Optional<StorageException> broken = Optional.empty();
    private boolean closed;

    Writer(Parts parts, Keeper keeper, Firings firings, Suppressions suppressions, Tally tally, StageTimes times) {
        this.store = parts.store();
        this.rows = parts.rows();
        this.journal = parts.journal();
        this.modules = parts.modules();
        this.owners = parts.owners();
        this.live = parts.live();
        this.collecting = new Collecting(modules.gate(), modules.schemas());
        this.trail = parts.trail();
        this.clock = parts.clock();
        this.keeper = keeper;
        this.firings = firings;
        this.suppressions = suppressions;
        this.tally = tally;
        this.times = times;
        this.progress = new Progress(store.head());
        this.erasures = new Erasures(parts, firings, suppressions);
    }

    /** How far the journal is applied and durable. */
    Progress progress() {
        return progress;
    }

    /** What is wrong with what the store keeps of profiles out of heap; empty if nothing. */
    Optional<String> fault() {
        return keeper.fault();
    }

    /** What may be read without the pen. */
    Snapshots snapshots() {
        return snapshots;
    }

    /** What takes out what is over, with the pen. */
    Purge purge(Consumer<Supplier<Outcome>> pen) {
        return erasures.purge(pen);
    }

    /** What the pen writes with. */
    record Parts(
            Store store,
            KeyStore keys,
            Rows rows,
            Journal journal,
            Modules modules,
            Owners owners,
            Live live,
            AuditTrail trail,
            InstantSource clock) {}

    // ---- one piece of work

    /** Decides on a proposal and, if it is admitted, applies it. */
    Outcome decide(Proposal proposal) {
        long start = times.start();
        for (byte[] key : rows.dedupKeys(proposal)) {
            if (journal.contains(key)) {
                return Outcome.of(Outcome.Kind.DUPLICATE, "id_seen");
            }
        }
        List<Identifier> allowed =
                suppressions.allowed(proposal.intake(), clock.instant(), who -> owners.number(who) != 0);
        if (allowed.isEmpty() && !proposal.intake().identifiers().isEmpty()) {
            return Outcome.of(Outcome.Kind.SUPPRESSED, "erased");
        }
        live.meet(allowed);
        if (proposal.intake() instanceof Event event) {
            boolean whole = allowed.size() == event.identifiers().size();
            Event rest = whole ? event : event.about(allowed);
            return admit(rest, whole ? proposal : proposal.of(rest, rows.codec()), start);
        }
        if (proposal.intake() instanceof ConsentAct act) {
            return admit(act, proposal);
        }
        if (proposal.intake() instanceof IdentityDecision decision) {
            return allowed.size() == decision.identifiers().size()
                    ? admit(decision, proposal)
                    : Outcome.of(Outcome.Kind.SUPPRESSED, "erased");
        }
        if (proposal.intake() instanceof Definition definition) {
            definitions.add(definition);
            live.decisions().defined(definition, firings);
        }
        return Outcome.stored(journal.add(proposal, 0, sealed(proposal, 0)).position());
    }

    private Outcome admit(Event event, Proposal proposal, long begun) {
        long start = times.lap(Stage.DECIDE, begun);
        approach(event.time());
        start = times.lap(Stage.FOLD, start);
        Linked linked = live.link(event);
        start = times.lap(Stage.STITCH, start);
        Optional<String> refused = live.refusal(event, linked, clock.instant());
        Optional<Event> kept = refused.isPresent()
                ? Optional.empty()
                : collecting.keep(event, () -> live.subject(event.identifiers().get(0)));
        if (kept.isEmpty()) {
            live.unlink(event, linked, kept);
            return Outcome.of(Outcome.Kind.WITHHELD, refused.orElse("special"));
        }
        Event left = kept.get();
        return left.equals(event)
                ? keep(proposal, linked, start)
                : keep(proposal.of(left, rows.codec()), live.unlink(event, linked, kept), start);
    }

    private Outcome keep(Proposal proposal, Linked linked, long begun) {
        Event event = (Event) proposal.intake();
        long start = begun;
        if (event.identifiers().size() > 1) {
            event.identifiers().forEach(this::number);
        }
        int owner = number(event.identifiers().get(0));
        Recorded record = journal.add(proposal, owner, sealed(proposal, owner));
        start = times.lap(Stage.DECIDE, start);
        live.happened(record, linked, firings);
        erasures.objections().restate(clock.instant());
        times.lap(Stage.FOLD, start);
        return Outcome.stored(record.position());
    }

    private Outcome admit(ConsentAct act, Proposal proposal) {
        if (modules.gate().purpose(act.purpose().key()).isEmpty()) {
            return Outcome.of(Outcome.Kind.REJECTED, "unknown_purpose");
        }
        approach(act.time());
        int owner = number(act.identifier());
        Recorded record = journal.add(proposal, owner, sealed(proposal, owner));
        live.said(act, clock.instant(), firings);
        erasures.objections().said(act, clock.instant());
        return Outcome.stored(record.position());
    }

    private Outcome admit(IdentityDecision decision, Proposal proposal) {
        if (!live.decisions().isKnown(decision)) {
            return Outcome.of(Outcome.Kind.REJECTED, "unknown_decision");
        }
        approach(decision.time());
        decision.identifiers().forEach(this::number);
        int owner = number(live.decisions().owner(decision));
        Recorded record = journal.add(proposal, owner, sealed(proposal, owner));
        live.decisions().decided(decision, firings);
        erasures.objections().restate(clock.instant());
        return Outcome.stored(record.position());
    }

    /** Crosses the boundaries before a fact, while nothing of it is in the state yet, so that all is announced in the order of time; the clock is not overtaken. */
    private void approach(Instant fact) {
        if (!firings.isQuiet() && fact.isAfter(live.now()) && !fact.isAfter(clock.instant())) {
            live.advance(fact, firings);
        }
    }

    private int number(Identifier identifier) {
        int known = owners.number(identifier);
        if (known != 0) {
            return known;
        }
        int fresh = owners.assign(identifier);
        journal.addOwner(fresh, identifier);
        erasures.objections().arrived(identifier, clock.instant());
        return fresh;
    }

    private byte[] sealed(Proposal proposal, int owner) {
        byte[] ahead = proposal.sealed();
        if (ahead != null && proposal.sealedFor() == owner) {
            return ahead;
        }
        long start = times.start();
        byte[] sealed = rows.seal(proposal.kind(), owner, proposal.key(), proposal.plain());
        times.lap(Stage.SEAL, start);
        return sealed;
    }

    /** Forgets a person. */
    Outcome erase(SubjectRequest request) {
        return erasures.carryOut(request, clock.instant());
    }

    // ---- a batch

    /** Does a group's work as one batch, and ends each ticket. */
    void lead(List<Ticket> group) {
        if (group.isEmpty()) {
            return;
        }
        if (closed || broken.isPresent()) {
            RuntimeException why = closed ? new IllegalStateException("the platform is closed") : broken.orElseThrow();
            group.forEach(ticket -> ticket.failed(why));
            return;
        }
        boolean ended = false;
        try {
            if (isCertain(group)) {
                batch(group);
            }
            ended = true;
        } finally {
            if (!ended) {
                broken = Optional.of(failed(new IllegalStateException("unexpected")));
            }
        }
    }

    private static StorageException failed(RuntimeException cause) {
        return new StorageException("the store failed and must be closed and opened again", cause, false, false);
    }

    private void batch(List<Ticket> group) {
        Instant before = live.now();
        long head = store.head();
        List<List<Outcome>> results = new ArrayList<>();
        try {
            long start = times.start();
            journal.lookUp(group.stream()
                    .flatMap(ticket -> ticket.needs().keys().stream())
                    .toList());
            live.meet(group.stream()
                    .flatMap(ticket -> ticket.needs().named().stream())
                    .toList());
            times.lap(Stage.DECIDE, start);
            group.forEach(ticket -> results.add(ticket.run()));
            start = times.start();
            moveTime();
            times.lap(Stage.FOLD, start);
        } catch (RuntimeException failure) {
            giveUp(group, failure, before);
            return;
        }
        commit(group, results, head, before);
    }

    /** A quiet batch leaves to the next one what time brings, lest it be missed. */
    private void moveTime() {
        Instant now = firings.isQuiet() ? live.now() : clock.instant();
        live.advance(now, firings);
        if (firings.touchedInBatch()) {
            byte[] plain = rows.codec().encode(Properties.of(Map.of("r", now.toEpochMilli())));
            journal.add(RecordKind.ADVANCE, 0, now, plain);
        }
    }

    private void commit(List<Ticket> group, List<List<Outcome>> results, long head, Instant before) {
        Map<String, Long> counts = new HashMap<>();
        for (int i = 0; i < group.size(); i++) {
            if (group.get(i).counts()) {
                results.get(i).forEach(outcome -> Tally.add(counts, outcome));
            }
        }
        try {
            persist(group, counts, head, before);
        } catch (RuntimeException failure) {
            giveUp(group, failure, before);
            return;
        }
        settle();
        for (int i = 0; i < group.size(); i++) {
            group.get(i).done(results.get(i));
        }
    }

    private void persist(List<Ticket> group, Map<String, Long> counts, long head, Instant before) {
        Batch batch = keeper.complete();
        trail.enter(batch);
        if (batch.isEmpty()) {
            if (group.stream().anyMatch(Ticket::onlyMovesTime) || progress.overdue()) {
                store.renew();
                progress.durable();
            }
            tally.count(counts);
            return;
        }
        var commit = new Commit(head, head + batch.rows.size(), counts, tally.take(), delay(group, batch), before);
        batch.lazy = !commit.delay().isZero();
        batch.counters.putAll(commit.waiting());
        counts.forEach((name, by) -> batch.counters.merge(name, by, Long::sum));
        try {
            append(commit);
        } catch (RuntimeException failure) {
            if (doubt.isEmpty()) {
                tally.giveBack(commit.waiting());
            }
            throw failure;
        }
        landed(commit);
    }

    /**
     * How long the batch may wait to become durable: not at all, if one call in it may not, an earlier one has waited enough, or
     * there is something for the audit.
     */
    private Duration delay(List<Ticket> group, Batch batch) {
        return progress.overdue() || !batch.audit.isEmpty()
                ? Duration.ZERO
                : group.stream().map(Ticket::delay).min(Duration::compareTo).orElse(Duration.ZERO);
    }

    private void append(Commit commit) {
        long start = times.start();
        try {
            store.append(commit.head(), journal.batch());
        } catch (StorageException failure) {
            if (!hasLanded(commit, failure)) {
                throw failure;
            }
        }
        times.lap(Stage.COMMIT, start);
    }

    private boolean hasLanded(Commit commit, StorageException failure) {
        if (!failure.outcomeUnknown() || commit.landed() == commit.head()) {
            return false;
        }
        try {
            return store.head() == commit.landed();
        } catch (StorageException unreachable) {
            if (journal.batch().erased.isEmpty()) {
                doubt = Optional.of(commit);
            }
            throw failure;
        }
    }

    private void landed(Commit commit) {
        tally.stored(commit.counts());
        progress.to(commit.landed(), commit.delay());
    }

    /**
     * A commit and what follows from it.
     *
     * @param head before it
     * @param landed the head if it is stored
     * @param counts of its outcomes
     * @param waiting counts it carries for others
     * @param delay how long it may wait to become durable
     * @param before the instant to which the state was advanced before
     */
    private record Commit(
            long head,
            long landed,
            Map<String, Long> counts,
            Map<String, Long> waiting,
            Duration delay,
            Instant before) {}

    /** Finds out, before anything else is done, what became of a commit of unknown outcome; false if the store cannot be read yet. */
    private boolean isCertain(List<Ticket> group) {
        try {
            long head = store.head();
            doubt.ifPresent(commit -> resolve(commit, head));
        } catch (StorageException unreachable) {
            group.forEach(ticket -> ticket.failed(unreachable));
            return false;
        }
        broken.ifPresent(why -> group.forEach(ticket -> ticket.failed(why)));
        return broken.isEmpty();
    }

    private void resolve(Commit commit, long head) {
        doubt = Optional.empty();
        if (head == commit.landed()) {
            landed(commit);
            settle();
            return;
        }
        tally.giveBack(commit.waiting());
        if (!takeBack(commit.before())) {
            broken = Optional.of(failed(new IllegalStateException("state could not be taken back")));
        }
    }

    private void settle() {
        journal.clear();
        trail.settled();
        snapshots.drop(live.touched());
        live.settled();
        firings.settled();
        define(List.copyOf(definitions));
    }

    private void define(List<Definition> fresh) {
        definitions.clear();
        fresh.forEach(keeper::define);
        if (!fresh.isEmpty()) {
            keeper.write(false);
        }
    }

    /** Takes the batch back. If one piece of work spoilt it for others, each ticket gets a batch of its own. */
    private void giveUp(List<Ticket> group, RuntimeException failure, Instant before) {
        if (doubt.isPresent()) {
            group.forEach(ticket -> ticket.failed(failure));
            return;
        }
        boolean erased = !journal.batch().erased.isEmpty();
        boolean usable = !erased && (!(failure instanceof StorageException storage) || storage.usable());
        if (!usable || !takeBack(before)) {
            broken = Optional.of(failed(failure));
            group.forEach(ticket -> ticket.failed(failure));
        } else if (group.size() > 1 && !(failure instanceof StorageException)) {
            group.forEach(ticket -> lead(List.of(ticket)));
        } else {
            group.forEach(ticket -> ticket.failed(failure));
        }
    }

    private boolean takeBack(Instant before) {
        trail.takenBack();
        try {
            List<ConsentAct> acts = journal.acts();
            List<Identifier> newOwners = journal.newOwners();
            journal.clear();
            definitions.clear();
            firings.undo();
            keeper.undo();
            live.undo(acts, newOwners, before);
            return true;
        } catch (RuntimeException unreadable) {
            return false;
        }
    }

    /** Writes what the next opening needs and counts that no batch has carried yet, and writes nothing any more. */
    void close() {
        closed = true;
        if (broken.isEmpty() && doubt.isEmpty()) {
            journal.batch().counters.putAll(tally.take());
            keeper.write(true);
        }
    }
}
