package io.clientele.internal.pipeline;

import io.clientele.internal.codec.RecordCodec;
import io.clientele.internal.codec.RecordKind;
import io.clientele.internal.fold.Live;
import io.clientele.internal.outbox.Endings;
import io.clientele.internal.outbox.Lane;
import io.clientele.internal.outbox.Planned;
import io.clientele.internal.outbox.State;
import io.clientele.internal.outbox.Window;
import io.clientele.internal.store.DisclosureRow;
import io.clientele.internal.store.OutboxRow;
import io.clientele.model.Purpose;
import io.clientele.spi.Destination;
import io.clientele.spi.Outbox;
import io.clientele.spi.Outbox.Disclosure;
import io.clientele.spi.Outbox.FiringJudge;
import io.clientele.spi.Plan;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * What was planned and what became of it: never unmade, whatever happens to the facts that caused it. The pen changes it;
 * {@link #attach} and {@link #waiting} may be called from any thread, under the pen's lock. Heap holds what the batch in
 * progress changes and a window of the oldest that wait for somebody attached; all else is read when it is asked for.
 */
final class Firings implements Plan {

    private static final int ID_BYTES = 16;

    private final Live live;
    private final Journal journal;
    private final RecordCodec codec;
    private final FiringRows rows;
    private final Map<String, Attached> attached = new ConcurrentHashMap<>();
    private final Map<String, Planned> changed = new LinkedHashMap<>();
    private final Map<Integer, List<String>> changedOf = new HashMap<>();
    private final Map<String, Optional<State>> before = new HashMap<>();
    private final List<Renewed> renewed = new ArrayList<>();
    private final Set<Integer> gone = new HashSet<>();
    private final Set<Integer> stale = new HashSet<>();
    private final Window window = new Window();
    private Instant now = Instant.MIN;
    /** Nothing that is in the store was planned for an instant after this one, unless for one ahead of the clock. */
    private Instant reached = Instant.MAX;

    private String seen = "";
    private boolean behind = true;
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
    private final AtomicInteger waitingCount = new AtomicInteger();
    private boolean touchedInBatch;
    private boolean quiet;

    Firings(Live live, Journal journal, RecordCodec codec, FiringRows rows) {
        this.live = live;
        this.journal = journal;
        this.codec = codec;
        this.rows = rows;
        pages(State.PLANNED, planned -> waitingCount.incrementAndGet());
    }

    /**
     * Who takes firings.
     *
     * @param destination takes them
     * @param judge says whether one that is due is handed over
     * @param lane what it may be offered
     * @param together how many it takes in one call
     */
    record Attached(Destination destination, FiringJudge judge, Lane lane, int together) {

        /** Asks the host's code, so not under the pen's lock. */
        static Attached of(Destination destination, FiringJudge judge) {
            return new Attached(destination, judge, new Lane(destination.terms()), destination.together());
        }
    }

    // ---- plan

    /** Plans nothing until the batch ends. */
    void hush() {
        quiet = true;
    }

    boolean isQuiet() {
        return quiet;
    }

    @Override
    public void touched(int profile) {
        touchedInBatch = true;
        live.touch(profile);
    }

    /** Whether crossing boundaries changed anything since the batch began. */
    boolean touchedInBatch() {
        return touchedInBatch;
    }

    @Override
    public boolean fire(Firing firing) {
        return !quiet && write(firing, UnaryOperator.identity());
    }

    /** Notes what was handed over by whoever says so, as a hand-over of its instant. */
    boolean note(Firing firing) {
        return write(firing, planned -> planned.now(State.HANDED_OVER, firing.boundary(), "disclosed"));
    }

    /** Writes a firing if it is new. */
    private boolean write(Firing firing, UnaryOperator<Planned> how) {
        List<Integer> numbers = live.numbers(firing.profile());
        if (gone.contains(firing.profile()) || isKnown(firing, numbers)) {
            return false;
        }
        write(how.apply(Planned.of(id(firing, firing.profile()), numbers, firing)), Optional.empty());
        return true;
    }

    @Override
    public void fireEach(Firing firing) {
        if (!gone.contains(firing.profile())) {
            String id = id(firing, firing.profile(), firing.boundary().toEpochMilli() + "\0" + journal.next());
            write(Planned.of(id, live.numbers(firing.profile()), firing), Optional.empty());
        }
    }

    /** Whether this was planned before, for this profile or for one of which it was a part then. */
    private boolean isKnown(Firing firing, List<Integer> numbers) {
        Predicate<Planned> same = planned -> planned.destination().equals(firing.destination())
                && planned.firing().boundary().equals(firing.boundary())
                && !gone.contains(planned.owner());
        boolean isNews =
                firing.boundary().isAfter(reached) && !firing.boundary().isAfter(live.now());
        for (int number : numbers) {
            boolean inBatch = changedOf.getOrDefault(number, List.of()).stream()
                    .flatMap(id -> Optional.ofNullable(changed.get(id)).stream())
                    .anyMatch(same);
            if (inBatch || !isNews && rows.isKnown(number, id(firing, number), same)) {
                return true;
            }
        }
        return false;
    }

    /**
     * A person's firings for a destination that are to be looked at again.
     *
     * @param destination whose
     * @param numbers the person's
     */
    private record Renewed(String destination, List<Integer> numbers) {}

    @Override
    public void reconsider(String destination, int profile) {
        if (!quiet) {
            renewed.add(new Renewed(destination, live.numbers(profile)));
        }
    }

    /** The id of a firing of a profile by a number that it has or had. */
    private static String id(Firing firing, int number) {
        return id(firing, number, String.valueOf(firing.boundary().toEpochMilli()));
    }

    private static String id(Firing firing, int number, String which) {
        String text = firing.destination() + '\0' + number + '\0' + which;
        return HexFormat.of().formatHex(hash(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Sixteen bytes that tell texts apart. */
    static byte[] hash(byte[] text) {
        try {
            return Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(text), ID_BYTES);
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    @Override
    public Optional<Instant> lastFired(String destination, int profile) {
        return about(live.numbers(profile))
                .filter(planned -> planned.firing().destination().equals(destination))
                .filter(planned -> planned.state() != State.CANCELLED)
                .map(planned -> planned.firing().boundary())
                .max(Instant::compareTo);
    }

    /** Every firing in which one of these numbers took part, the batch in progress included. */
    private Stream<Planned> about(Collection<Integer> numbers) {
        Map<String, Planned> found = new LinkedHashMap<>();
        numbers.forEach(number -> rows.of(number).forEach(planned -> found.put(planned.id(), planned)));
        for (int number : changedOf.isEmpty() ? List.<Integer>of() : numbers) {
            changedOf.getOrDefault(number, List.of()).forEach(id -> found.put(id, changed.get(id)));
        }
        return found.values().stream().filter(planned -> !gone.contains(planned.owner()));
    }

    private Optional<Planned> find(String id) {
        Planned inBatch = changed.get(id);
        return (inBatch == null ? rows.find(id) : Optional.of(inBatch))
                .filter(planned -> !gone.contains(planned.owner()));
    }

    /** Puts a new or changed firing into the batch, with the instant if it is new; what it was before is empty then. */
    private void write(Planned planned, Optional<State> was) {
        touchedInBatch |= was.isEmpty();
        before.putIfAbsent(planned.id(), was);
        if (changed.put(planned.id(), planned) == null) {
            planned.owners()
                    .forEach(owner -> changedOf
                            .computeIfAbsent(owner, number -> new ArrayList<>())
                            .add(planned.id()));
        }
        byte[] plain = codec.encode(FiringRows.tree(planned));
        List<OutboxRow> made = rows.rowsOf(planned, plain, was.isEmpty());
        journal.batch().outbox.addAll(made);
        if (planned.state() == State.HANDED_OVER) {
            OutboxRow row = made.get(0);
            long at = planned.at().toEpochMilli();
            journal.batch().disclosures.add(new DisclosureRow(row.id(), row.owner(), at, row.sealed()));
        }
        byte[] told = was.isEmpty() ? plain : codec.encode(FiringRows.change(planned));
        journal.add(RecordKind.FIRING, planned.owner(), planned.firing().boundary(), told);
    }

    // ---- hand-over

    void attach(String name, Attached fresh) {
        if (attached.putIfAbsent(name, fresh) != null) {
            throw new IllegalStateException("a destination named " + name + " is attached already");
        }
        lookAgain();
    }

    /** Nobody is attached under a name any more; gives what waits for whoever was. */
    List<Planned> detach(String name) {
        attached.remove(name);
        List<Planned> waiting = new ArrayList<>();
        pages(State.PLANNED, planned -> {
            if (planned.destination().equals(name)) {
                waiting.add(planned);
            }
        });
        return waiting;
    }

    Optional<Attached> destination(String name) {
        return Optional.ofNullable(attached.get(name));
    }

    /** A call begins to hand over. */
    void begin() {
        attached.values().forEach(each -> each.lane().begin());
    }

    /**
     * The oldest firings at hand that are due and that somebody attached may be offered, so many for each; reads on if there are
     * none.
     */
    List<Planned> due(Instant at, int most) {
        now = at;
        if (window.misses(at)) {
            lookAgain();
        }
        List<Planned> due = window.due(at, name -> isOpen(name, at), most);
        if (!due.isEmpty() || !behind) {
            return due;
        }
        FiringRows.Page page = rows.waiting(seen, id -> !window.holds(id));
        page.firings().stream().filter(this::isAttached).forEach(planned -> window.offer(planned, at));
        seen = page.end();
        behind = !page.last();
        return window.due(at, name -> isOpen(name, at), most);
    }

    private boolean isOpen(String name, Instant at) {
        Attached destination = attached.get(name);
        return destination != null && destination.lane().isOpen(at);
    }

    /** Whether there may be more to hand over than {@link #due} has at hand: it reads on when it is asked again. */
    boolean isBehind() {
        return behind;
    }

    private void lookAgain() {
        seen = "";
        behind = true;
    }

    private boolean isAttached(Planned planned) {
        return attached.containsKey(planned.destination());
    }

    /** Ends a firing or notes its failed try, within the batch in progress; false if it ended before. */
    boolean settle(Planned planned) {
        boolean waits = isWaiting(planned);
        if (waits) {
            write(planned, Optional.of(State.PLANNED));
        }
        return waits;
    }

    /** Whether it is still to be handed over; the store is read only for what is not at hand. */
    private boolean isWaiting(Planned planned) {
        boolean atHand = !changed.containsKey(planned.id()) && window.holds(planned);
        return atHand
                ? !gone.contains(planned.owner())
                : find(planned.id())
                        .filter(known -> known.state() == State.PLANNED)
                        .isPresent();
    }

    /** Takes a firing from one state to another within the batch in progress; false if it is not in the first. */
    boolean move(String id, State from, State to, Instant at) {
        Optional<Planned> known = find(id).filter(planned -> planned.state() == from);
        known.ifPresent(planned ->
                write(to == State.PLANNED ? planned.replayed(at) : planned.acknowledged(), Optional.of(from)));
        return known.isPresent();
    }

    /** Puts a firing off that need not be looked at before an instant; not journaled, for it follows from its history. */
    void putOff(Planned planned, Instant until) {
        window.putOff(planned, until, known -> known.with(known.tries().again(until), known.reason()));
    }

    /** How many firings are not handed over; may be asked from any thread. */
    int waitingCount() {
        return waitingCount.get();
    }

    /** Firings not handed over, oldest first. */
    List<Outbox.Waiting> waiting() {
        List<Outbox.Waiting> waiting = new ArrayList<>();
        pages(State.PLANNED, p -> waiting.add(new Outbox.Waiting(p.id(), p.destination(), isAttached(p))));
        return waiting;
    }

    /** Firings that were given up, oldest first. */
    List<Outbox.Failed> failed() {
        List<Outbox.Failed> failed = new ArrayList<>();
        pages(State.FAILED, p -> failed.add(new Outbox.Failed(p.id(), p.destination(), p.at(), p.reason())));
        return failed;
    }

    private void pages(State state, Consumer<Planned> each) {
        FiringRows.Page page = rows.inState(state, "");
        page.firings().forEach(each);
        while (!page.last()) {
            page = rows.inState(state, page.end());
            page.firings().forEach(each);
        }
    }

    /** What was handed over about the person of this number, what is not noted yet included. */
    List<FiringJudge.Earlier> earlier(int profile, Endings unnoted) {
        List<Integer> numbers = live.numbers(profile);
        return Stream.concat(about(numbers), unnoted.about(numbers).stream())
                .filter(planned -> planned.state().isDisclosed())
                .map(planned -> new FiringJudge.Earlier(
                        planned.destination(), planned.at(), planned.firing().payload()))
                .toList();
    }

    /** Hand-overs about these owners, oldest first. */
    List<Disclosure> disclosures(Collection<Integer> owners) {
        return about(owners)
                .filter(planned -> planned.state().isDisclosed())
                .sorted((a, b) -> a.at().compareTo(b.at()))
                .map(p -> new Disclosure(p.id(), p.destination(), p.firing().purpose(), p.at()))
                .toList();
    }

    // ---- batches

    /** The batch is committed. */
    void settled() {
        reached = live.now();
        changed.values().forEach(this::committed);
        renewed.forEach(this::renew);
        rows.forget(stale);
        window.of(gone).stream()
                .filter(planned -> gone.contains(planned.owner()))
                .forEach(this::leave);
        undo();
    }

    private void committed(Planned planned) {
        count(planned);
        rows.forget(planned.owners());
        Optional<State> was = Optional.ofNullable(before.get(planned.id())).flatMap(state -> state);
        boolean waited = was.equals(Optional.of(State.PLANNED));
        boolean waits = planned.state() == State.PLANNED;
        waitingCount.addAndGet((waits ? 1 : 0) - (waited ? 1 : 0));
        if (!waits) {
            leave(planned);
        } else if (waited) {
            window.putOff(planned, planned.tries().next(), known -> planned);
        } else if (was.isPresent()) {
            lookAgain();
        } else if (!behind) {
            seen = planned.id();
            if (isAttached(planned)) {
                window.offer(planned, now);
            }
        }
    }

    private void count(Planned planned) {
        boolean retried = planned.state() == State.PLANNED && planned.tries().count() > 0;
        String what = retried ? "retried" : planned.state().name().toLowerCase(Locale.ROOT);
        String name = planned.state() == State.CANCELLED ? what + '.' + planned.reason() : what;
        counts.computeIfAbsent("delivery." + name, key -> new LongAdder()).increment();
    }

    /** How often what came of firings since the store was opened; may be asked from any thread. */
    Map<String, Long> counts() {
        Map<String, Long> all = new TreeMap<>();
        counts.forEach((name, count) -> all.put(name, count.sum()));
        return all;
    }

    /** What waits for this person at a destination is looked at now, wherever it is. */
    private void renew(Renewed asked) {
        if (attached.containsKey(asked.destination)) {
            about(asked.numbers)
                    .filter(planned -> planned.destination().equals(asked.destination))
                    .filter(planned ->
                            planned.state() == State.PLANNED && planned.tries().count() == 0)
                    .forEach(window::insist);
        }
    }

    private void leave(Planned planned) {
        if (window.remove(planned)) {
            lookAgain();
        }
    }

    /** The batch failed: what it did is taken back. */
    void undo() {
        changed.clear();
        changedOf.clear();
        before.clear();
        renewed.clear();
        gone.clear();
        stale.clear();
        touchedInBatch = false;
        quiet = false;
    }

    /** Cancels what waits to be handed over about these owners for purposes. */
    void cancel(Collection<Integer> owners, Collection<Purpose> purposes, Instant at) {
        about(owners)
                .filter(p -> p.state() == State.PLANNED
                        && purposes.contains(p.firing().purpose()))
                .toList()
                .forEach(p -> write(p.now(State.CANCELLED, at, "erased"), Optional.of(State.PLANNED)));
    }

    /** Forgets owners that the batch erases: nothing is fired for them any more. */
    void forget(Collection<Integer> owners) {
        for (int owner : owners) {
            List<Planned> theirs = rows.of(owner).stream()
                    .filter(planned -> planned.owner() == owner)
                    .toList();
            theirs.forEach(planned -> stale.addAll(planned.owners()));
            stale.add(owner);
            waitingCount.addAndGet(-(int) theirs.stream()
                    .filter(planned -> planned.state() == State.PLANNED)
                    .count());
        }
        gone.addAll(owners);
    }
}
