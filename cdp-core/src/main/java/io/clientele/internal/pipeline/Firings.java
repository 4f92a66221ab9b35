package io.clientele.internal.pipeline;

import io.clientele.internal.codec.RecordCodec;
import io.clientele.internal.codec.RecordKind;
import io.clientele.internal.fold.Live;
import io.clientele.internal.store.DisclosureRow;
import io.clientele.internal.store.OutboxRow;
import io.clientele.model.Properties;
import io.clientele.model.Purpose;
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
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * What was planned and what became of it: never unmade, whatever happens to the facts that caused it. The pen changes it;
 * {@link #attach} and {@link #waiting} may be called from any thread, under the pen's lock.
 */
final class Firings implements Plan {

    private static final int ID_BYTES = 16;

    private final Live live;
    private final Journal journal;
    private final Rows rows;
    private final Map<String, Planned> all = new LinkedHashMap<>();
    private final Map<Integer, List<Planned>> byOwner = new HashMap<>();
    private final Map<String, Planned> waiting = new LinkedHashMap<>();
    private final Map<String, Destination> attached = new ConcurrentHashMap<>();
    private final List<Planned> undo = new ArrayList<>();
    private volatile int waitingCount;
    private boolean touchedInBatch;
    private boolean quiet;

    Firings(Live live, Journal journal, Rows rows) {
        this.live = live;
        this.journal = journal;
        this.rows = rows;
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
        boolean known = numbers.stream().anyMatch(number -> all.containsKey(id(firing, number)));
        if (known || quiet) {
            return false;
        }
        String id = id(firing, firing.profile());
        Planned planned = new Planned(id, numbers, firing, State.PLANNED, firing.boundary(), 0, Instant.MIN);
        undo.add(planned.now(State.PLANNED, Instant.MIN));
        put(planned);
        write(planned, "planned");
        return true;
    }

    private static String id(Firing firing, int number) {
        String text =
                firing.destination() + '\0' + number + '\0' + firing.boundary().toEpochMilli();
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(Arrays.copyOf(hash, ID_BYTES));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    @Override
    public Optional<Instant> lastFired(String destination, int profile) {
        return live.numbers(profile).stream()
                .flatMap(number -> byOwner.getOrDefault(number, List.of()).stream())
                .map(planned -> all.getOrDefault(planned.id(), planned))
                .filter(planned -> planned.firing().destination().equals(destination))
                .filter(planned -> planned.state() != State.CANCELLED)
                .map(planned -> planned.firing().boundary())
                .max(Instant::compareTo);
    }

    private void put(Planned planned) {
        Planned before = all.put(planned.id(), planned);
        if (before == null) {
            planned.owners()
                    .forEach(owner -> byOwner.computeIfAbsent(owner, o -> new ArrayList<>())
                            .add(planned));
        }
        if (planned.state() == State.PLANNED) {
            waiting.put(planned.id(), planned);
        } else {
            waiting.remove(planned.id());
        }
        waitingCount = waiting.size();
    }

    private void write(Planned planned, String reason) {
        byte[] plain = rows.codec().encode(tree(planned, reason));
        byte[] id = HexFormat.of().parseHex(planned.id());
        byte[] sealed = rows.sealFiring(planned.owner(), id, plain);
        if (planned.state() == State.HANDED_OVER) {
            long at = planned.at().toEpochMilli();
            journal.batch().disclosures.add(new DisclosureRow(id, planned.owner(), at, sealed));
        }
        journal.batch().outbox.add(new OutboxRow(id, planned.owner(), planned.state().code, sealed));
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
    }

    Optional<Destination> destination(String name) {
        return Optional.ofNullable(attached.get(name));
    }

    /** The oldest firings that somebody is attached for and whose next try is due. */
    List<Planned> due(Instant now, int most) {
        return waiting.values().stream()
                .filter(p -> attached.containsKey(p.firing().destination())
                        && !p.nextTry().isAfter(now))
                .limit(most)
                .toList();
    }

    /** Ends a firing, within the batch in progress. */
    void settle(Planned planned, State state, Instant at, String reason) {
        Planned known = all.get(planned.id());
        if (known == null || known.state() != State.PLANNED) {
            return;
        }
        undo.add(known);
        Planned settled = known.now(state, at);
        put(settled);
        write(settled, reason);
    }

    /** Puts a firing off after a failed try; not journaled, so a restart tries at once. */
    void putOff(Planned planned, Instant until) {
        Planned known = all.get(planned.id());
        if (known != null && known.state() == State.PLANNED) {
            put(known.again(until));
        }
    }

    /** How many firings are not handed over; may be asked from any thread. */
    int waitingCount() {
        return waitingCount;
    }

    /** Firings not handed over, oldest first. */
    List<Outbox.Waiting> waiting() {
        return waiting.values().stream()
                .map(p -> new Outbox.Waiting(
                        p.id(),
                        p.firing().destination(),
                        attached.containsKey(p.firing().destination())))
                .toList();
    }

    /** Hand-overs about these owners, oldest first. */
    List<Disclosure> disclosures(Collection<Integer> owners) {
        return owners.stream()
                .flatMap(owner -> byOwner.getOrDefault(owner, List.of()).stream())
                .map(planned -> all.getOrDefault(planned.id(), planned))
                .distinct()
                .filter(planned -> planned.state() == State.HANDED_OVER)
                .sorted((a, b) -> a.at().compareTo(b.at()))
                .map(p -> new Disclosure(
                        p.id(), p.firing().destination(), p.firing().purpose(), p.at()))
                .toList();
    }

    // ---- batches

    /** The batch is durable. */
    void settled() {
        undo.clear();
        touchedInBatch = false;
        quiet = false;
    }

    /** The batch failed: what it did is taken back. */
    void undo() {
        for (int i = undo.size() - 1; i >= 0; i--) {
            Planned before = undo.get(i);
            if (before.at().equals(Instant.MIN)) {
                forget(before);
            } else {
                put(before);
            }
        }
        settled();
    }

    private void forget(Planned planned) {
        all.remove(planned.id());
        waiting.remove(planned.id());
        waitingCount = waiting.size();
        planned.owners()
                .forEach(owner -> byOwner.getOrDefault(owner, List.of()).removeIf(p -> p.id().equals(planned.id())));
    }

    /** Forgets erased owners. */
    void forget(Collection<Integer> owners) {
        for (int owner : owners) {
            List.copyOf(byOwner.getOrDefault(owner, List.of())).stream()
                    .filter(planned -> planned.owner() == owner)
                    .forEach(this::forget);
            byOwner.remove(owner);
        }
    }

    /** Restores a firing from the store. */
    void load(OutboxRow row, Function<String, Optional<Purpose>> purposes) {
        Properties fields = rows.codec().decodeTree(rows.openFiring(row));
        String key = fields.text("u").orElse("");
        Purpose purpose = purposes.apply(key).orElseGet(() -> Purpose.named(key));
        Firing firing = new Firing(
                fields.text("d").orElse(""),
                row.owner(),
                Instant.ofEpochMilli(fields.number("b").orElseThrow().longValue()),
                purpose,
                RecordCodec.tree(fields, "p"));
        Instant at = Instant.ofEpochMilli(fields.number("a").orElseThrow().longValue());
        String id = HexFormat.of().formatHex(row.id());
        List<Integer> owners =
                fields.all("f[*]").stream().map(n -> ((Number) n).intValue()).toList();
        put(new Planned(id, owners, firing, State.of(row.state()), at, 0, Instant.MIN));
    }
}
