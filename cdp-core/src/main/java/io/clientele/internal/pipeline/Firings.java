package io.clientele.internal.pipeline;

import io.clientele.internal.codec.RecordCodec;
import io.clientele.internal.codec.RecordKind;
import io.clientele.internal.fold.Live;
import io.clientele.internal.store.DisclosureRow;
import io.clientele.internal.store.OutboxRow;
import io.clientele.model.Properties;
import io.clientele.spi.Destination;
import io.clientele.spi.Disclosure;
import io.clientele.spi.Outbox;
import io.clientele.spi.Plan;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * What was planned and what became of it: never unmade, whatever happens to the facts that caused it. The pen changes it;
 * {@link #attach} and {@link #waiting} may be called from any thread, under the pen's lock. Heap holds what the batch in
 * progress changes and a window of the oldest that wait for somebody attached; all else is read when it is asked for.
 */
final class Firings implements Plan {

    private static final int ID_BYTES = 16;
    private static final int SHARE = 256;

    private final Live live;
    private final Journal journal;
    private final RecordCodec codec;
    private final FiringRows rows;
    private final Map<String, Destination> attached = new ConcurrentHashMap<>();
    private final Map<String, Planned> changed = new LinkedHashMap<>();
    private final Set<String> fresh = new HashSet<>();
    private final Set<Integer> gone = new HashSet<>();
    private final Set<Integer> stale = new HashSet<>();
    private final Window window = new Window();
    private String seen = "";
    private boolean behind = true;
    private final AtomicInteger waitingCount = new AtomicInteger();
    private boolean touchedInBatch;
    private boolean quiet;

    Firings(Live live, Journal journal, RecordCodec codec, FiringRows rows) {
        this.live = live;
        this.journal = journal;
        this.codec = codec;
        this.rows = rows;
        pages(page -> waitingCount.addAndGet(page.firings().size()));
    }

    /** The state of a firing; the codes are on disk. */
    enum State {
        PLANNED(0),
        HANDED_OVER(1),
        CANCELLED(2);

        private final int code;

        State(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }

        static State of(int code) {
            return Arrays.stream(values())
                    .filter(state -> state.code == code)
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("unknown state of a firing " + code));
        }
    }

    /** A firing with its state. */
    record Planned(
            String id, List<Integer> owners, Firing firing, State state, Instant at, int tries, Instant nextTry) {

        /** The owner whose key seals it, and whose profile it goes to. */
        int owner() {
            return firing.profile();
        }

        Planned now(State newState, Instant when) {
            return new Planned(id, owners, firing, newState, when, tries, nextTry);
        }

        Planned again(Instant later) {
            return new Planned(id, owners, firing, state, at, tries + 1, later);
        }

        @Override
        public String toString() {
            return "firing " + id + " " + state;
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
        List<Integer> numbers = live.numbers(firing.profile());
        boolean known = quiet
                || gone.contains(firing.profile())
                || numbers.stream().anyMatch(number -> find(id(firing, number)).isPresent());
        if (known) {
            return false;
        }
        String id = id(firing, firing.profile());
        fresh.add(id);
        write(new Planned(id, numbers, firing, State.PLANNED, firing.boundary(), 0, Instant.MIN), "planned");
        return true;
    }

    private static String id(Firing firing, int number) {
        String text =
                firing.destination() + '\0' + number + '\0' + firing.boundary().toEpochMilli();
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
        changed.values().stream()
                .filter(planned -> !Collections.disjoint(planned.owners(), numbers))
                .forEach(planned -> found.put(planned.id(), planned));
        return found.values().stream().filter(planned -> !gone.contains(planned.owner()));
    }

    private Optional<Planned> find(String id) {
        Planned inBatch = changed.get(id);
        return (inBatch == null ? rows.find(id) : Optional.of(inBatch))
                .filter(planned -> !gone.contains(planned.owner()));
    }

    private void write(Planned planned, String reason) {
        changed.put(planned.id(), planned);
        byte[] plain = codec.encode(tree(planned, reason));
        boolean first = fresh.contains(planned.id()) && planned.state() == State.PLANNED;
        List<OutboxRow> made = rows.rowsOf(planned, plain, first);
        journal.batch().outbox.addAll(made);
        if (planned.state() == State.HANDED_OVER) {
            OutboxRow row = made.get(0);
            long at = planned.at().toEpochMilli();
            journal.batch().disclosures.add(new DisclosureRow(row.id(), row.owner(), at, row.sealed()));
        }
        journal.add(RecordKind.FIRING, planned.owner(), planned.firing().boundary(), plain);
    }

    private static Properties tree(Planned planned, String reason) {
        Firing firing = planned.firing();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("d", firing.destination());
        fields.put("f", planned.owners());
        fields.put("b", firing.boundary().toEpochMilli());
        fields.put("u", firing.purpose().key());
        fields.put("p", firing.payload());
        fields.put("s", planned.state().name());
        fields.put("a", planned.at().toEpochMilli());
        fields.put("y", reason);
        return Properties.of(fields);
    }

    // ---- hand-over

    void attach(Destination destination) {
        if (attached.putIfAbsent(destination.name(), destination) != null) {
            throw new IllegalStateException("a destination named " + destination.name() + " is attached already");
        }
        lookAgain();
    }

    Optional<Destination> destination(String name) {
        return Optional.ofNullable(attached.get(name));
    }

    /** The oldest firings at hand that somebody is attached for and whose next try is due; reads on if there are none. */
    List<Planned> due(Instant now, int most) {
        List<Planned> due = window.due(now, most);
        if (!due.isEmpty() || !behind) {
            return due;
        }
        FiringRows.Page page = rows.waiting(seen);
        page.firings().stream().filter(this::isAttached).forEach(window::offer);
        seen = page.last() ? seen : page.end();
        behind = !page.last();
        return window.due(now, most);
    }

    /** Whether there may be more to hand over than {@link #due} has at hand: it reads on when it is asked again. */
    boolean isBehind() {
        return behind;
    }

    private void lookAgain() {
        seen = "";
        behind = true;
    }

    /** The oldest that wait for somebody attached: so many for each destination, so that none stands in another's way. */
    private static final class Window {

        private final Map<String, Planned> waiting = new LinkedHashMap<>();
        private final Map<String, Integer> shares = new HashMap<>();
        private final Set<String> full = new HashSet<>();

        void offer(Planned planned) {
            String destination = planned.firing().destination();
            if (shares.getOrDefault(destination, 0) >= SHARE) {
                full.add(destination);
            } else if (waiting.putIfAbsent(planned.id(), planned) == null) {
                shares.merge(destination, 1, Integer::sum);
            }
        }

        void replace(String id, UnaryOperator<Planned> change) {
            waiting.computeIfPresent(id, (same, known) -> change.apply(known));
        }

        /** Takes one out; true if others that were left in the store have room now. */
        boolean remove(String id) {
            Planned known = waiting.remove(id);
            if (known == null) {
                return false;
            }
            String destination = known.firing().destination();
            int share = shares.merge(destination, -1, Integer::sum);
            return share < SHARE / 2 && full.remove(destination);
        }

        List<Planned> due(Instant now, int most) {
            return waiting.values().stream()
                    .filter(planned -> !planned.nextTry().isAfter(now))
                    .limit(most)
                    .toList();
        }

        List<String> of(Set<Integer> owners) {
            return waiting.values().stream()
                    .filter(planned -> owners.contains(planned.owner()))
                    .map(Planned::id)
                    .toList();
        }
    }

    private boolean isAttached(Planned planned) {
        return attached.containsKey(planned.firing().destination());
    }

    /** Ends a firing, within the batch in progress. */
    void settle(Planned planned, State state, Instant at, String reason) {
        find(planned.id())
                .filter(known -> known.state() == State.PLANNED)
                .ifPresent(known -> write(known.now(state, at), reason));
    }

    /** Puts a firing off after a failed try; not journaled, so a restart tries at once. */
    void putOff(Planned planned, Instant until) {
        window.replace(planned.id(), known -> known.again(until));
    }

    /** How many firings are not handed over; may be asked from any thread. */
    int waitingCount() {
        return waitingCount.get();
    }

    /** Firings not handed over, oldest first. */
    List<Outbox.Waiting> waiting() {
        List<Outbox.Waiting> waiting = new ArrayList<>();
        pages(page -> page.firings()
                .forEach(p -> waiting.add(new Outbox.Waiting(p.id(), p.firing().destination(), isAttached(p)))));
        return waiting;
    }

    private void pages(Consumer<FiringRows.Page> each) {
        FiringRows.Page page = rows.waiting("");
        each.accept(page);
        while (!page.last()) {
            page = rows.waiting(page.end());
            each.accept(page);
        }
    }

    /** Hand-overs about these owners, oldest first. */
    List<Disclosure> disclosures(Collection<Integer> owners) {
        return about(owners)
                .filter(planned -> planned.state() == State.HANDED_OVER)
                .sorted((a, b) -> a.at().compareTo(b.at()))
                .map(p -> new Disclosure(
                        p.id(), p.firing().destination(), p.firing().purpose(), p.at()))
                .toList();
    }

    // ---- batches

    /** The batch is committed. */
    void settled() {
        changed.values().forEach(this::committed);
        rows.forget(stale);
        window.of(gone).forEach(this::leave);
        undo();
    }

    private void committed(Planned planned) {
        rows.forget(planned.owners());
        boolean waits = planned.state() == State.PLANNED;
        waitingCount.addAndGet((waits ? 1 : 0) - (fresh.contains(planned.id()) ? 0 : 1));
        if (!waits) {
            leave(planned.id());
        } else if (!behind) {
            seen = planned.id();
            if (isAttached(planned)) {
                window.offer(planned);
            }
        }
    }

    private void leave(String id) {
        if (window.remove(id)) {
            lookAgain();
        }
    }

    /** The batch failed: what it did is taken back. */
    void undo() {
        changed.clear();
        fresh.clear();
        gone.clear();
        stale.clear();
        touchedInBatch = false;
        quiet = false;
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
