package io.clientele.internal.pipeline;

import io.clientele.internal.codec.RecordCodec;
import io.clientele.internal.outbox.Planned;
import io.clientele.internal.outbox.State;
import io.clientele.internal.outbox.Tries;
import io.clientele.internal.store.OutboxRow;
import io.clientele.internal.store.Store;
import io.clientele.model.Purpose;
import io.clientele.spi.Plan.Firing;
import io.clientele.spi.Plan.Timing;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Firings as the store holds them, read when they are asked for; those of owners asked about lately are kept. A firing lies
 * with the owner whose key seals it; each other number its profile had at that time has a row that refers to it, for the numbers may
 * part again. Used under the pen's lock alone.
 */
final class FiringRows {

    private static final int OWNERS_KEPT = 1_024;
    /** The state of a row that only refers to a firing: it holds the id of it. */
    static final int REFERENCE = 3;

    private static final int PAGE = 512;

    private final Store store;
    private final Rows rows;
    private final Function<String, Optional<Purpose>> purposes;
    private final Map<Integer, List<Planned>> kept = new LinkedHashMap<>();

    FiringRows(Store store, Rows rows, Function<String, Optional<Purpose>> purposes) {
        this.store = store;
        this.rows = rows;
        this.purposes = purposes;
    }

    /**
     * A portion of what waits.
     *
     * @param firings those of it that were asked for
     * @param end the id after which the next portion begins
     * @param last whether it is the last one
     */
    record Page(List<Planned> firings, String end, boolean last) {}

    /** The rows a new or changed firing needs. */
    List<OutboxRow> rowsOf(Planned planned, byte[] plain, boolean fresh) {
        List<OutboxRow> made = new ArrayList<>();
        byte[] id = bytes(planned.id());
        made.add(new OutboxRow(
                id, planned.owner(), planned.state().code(), rows.sealFiring(planned.owner(), id, plain)));
        if (fresh) {
            planned.owners().stream()
                    .filter(owner -> owner != planned.owner())
                    .forEach(owner -> made.add(reference(id, owner)));
        }
        return made;
    }

    private OutboxRow reference(byte[] id, int owner) {
        byte[] own = Firings.hash(ByteBuffer.allocate(id.length + Integer.BYTES)
                .put(id)
                .putInt(owner)
                .array());
        return new OutboxRow(own, owner, REFERENCE, rows.sealFiring(owner, own, id));
    }

    private static byte[] bytes(String id) {
        return HexFormat.of().parseHex(id);
    }

    /** Every firing in which this number took part, oldest first. */
    List<Planned> of(int owner) {
        List<Planned> known = kept.remove(owner);
        List<Planned> firings = known == null ? read(owner) : known;
        kept.put(owner, firings);
        if (kept.size() > OWNERS_KEPT) {
            kept.remove(kept.keySet().iterator().next());
        }
        return firings;
    }

    private List<Planned> read(int owner) {
        return store.firings(owner).stream()
                .flatMap(row ->
                        row.state() == REFERENCE ? store.firing(rows.openFiring(row)).stream() : List.of(row).stream())
                .map(this::planned)
                .toList();
    }

    /**
     * Whether a firing was planned for this number, or for a profile of which it was a part then. One that lies with the number is told
     * by its id, which follows from the number; only what a row refers to is opened.
     *
     * @param id which it has if it was planned for the number
     * @param same tells it among those that rows refer to
     */
    boolean isKnown(int owner, String id, Predicate<Planned> same) {
        byte[] own = bytes(id);
        for (OutboxRow row : store.firings(owner)) {
            boolean known = row.state() == REFERENCE
                    ? store.firing(rows.openFiring(row))
                            .map(this::planned)
                            .filter(same)
                            .isPresent()
                    : Arrays.equals(own, row.id());
            if (known) {
                return true;
            }
        }
        return false;
    }

    /** A firing by its id. */
    Optional<Planned> find(String id) {
        return store.firing(bytes(id)).map(this::planned);
    }

    /** Of those that wait, oldest first, after a firing, those of some ids; from the beginning if that is empty. */
    Page waiting(String after, Predicate<String> which) {
        return page(State.PLANNED, after, which);
    }

    /** Those in a state, oldest first, after a firing; from the beginning if that is empty. */
    Page inState(State state, String after) {
        return page(state, after, id -> true);
    }

    private Page page(State state, String after, Predicate<String> which) {
        List<OutboxRow> page = store.firings(state.code(), bytes(after), PAGE);
        List<Planned> firings = new ArrayList<>();
        String end = after;
        for (OutboxRow row : page) {
            end = HexFormat.of().formatHex(row.id());
            if (which.test(end)) {
                firings.add(planned(row));
            }
        }
        return new Page(firings, end, page.size() < PAGE);
    }

    /** What is known of these owners changed. */
    void forget(Collection<Integer> owners) {
        kept.keySet().removeAll(owners);
    }

    private Planned planned(OutboxRow row) {
        Map<String, Object> fields = rows.codec().decodeFields(rows.openFiring(row));
        String key = text(fields, "u");
        Timing timing = fields.containsKey("w") || fields.containsKey("i")
                ? new Timing(
                        Optional.ofNullable(fields.get("w")).map(millis -> Instant.ofEpochMilli(number(millis))),
                        (int) number(fields.getOrDefault("i", BigDecimal.ZERO)))
                : Timing.AT_ONCE;
        Firing firing = new Firing(
                text(fields, "d"),
                row.owner(),
                instant(fields, "b"),
                purposes.apply(key).orElseGet(() -> Purpose.named(key)),
                RecordCodec.tree(fields.get("p")),
                timing);
        return new Planned(
                HexFormat.of().formatHex(row.id()),
                owners(fields.get("f")),
                firing,
                State.of(row.state()),
                instant(fields, "a"),
                text(fields, "y"),
                tries(fields));
    }

    private static List<Integer> owners(@Nullable Object numbers) {
        return numbers instanceof List<?> list
                ? list.stream().map(each -> (int) number(each)).toList()
                : List.of();
    }

    private static Tries tries(Map<String, Object> fields) {
        Object count = fields.get("t");
        return count == null ? Tries.NONE : new Tries((int) number(count), instant(fields, "k"), instant(fields, "n"));
    }

    private static String text(Map<String, Object> fields, String name) {
        return fields.get(name) instanceof String text ? text : "";
    }

    private static long number(Object value) {
        return ((Number) value).longValue();
    }

    private static Instant instant(Map<String, Object> fields, String name) {
        return Instant.ofEpochMilli(number(Objects.requireNonNull(fields.get(name), name)));
    }

    /** What is journaled of a firing that is known: what changed. */
    static Map<String, Object> change(Planned planned) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("q", planned.id());
        putState(fields, planned);
        return fields;
    }

    private static void putState(Map<String, Object> fields, Planned planned) {
        fields.put("s", planned.state().name());
        fields.put("a", planned.at().toEpochMilli());
        fields.put("y", planned.reason());
        Tries tries = planned.tries();
        if (tries.count() > 0) {
            fields.put("t", tries.count());
            fields.put("k", tries.first().toEpochMilli());
            fields.put("n", tries.next().toEpochMilli());
        }
    }

    /** A firing as it is written. */
    static Map<String, Object> tree(Planned planned) {
        Firing firing = planned.firing();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("d", planned.destination());
        fields.put("f", planned.owners());
        fields.put("b", firing.boundary().toEpochMilli());
        fields.put("u", firing.purpose().key());
        fields.put("p", firing.payload());
        putState(fields, planned);
        firing.timing().notBefore().ifPresent(from -> fields.put("w", from.toEpochMilli()));
        if (firing.timing().priority() != 0) {
            fields.put("i", firing.timing().priority());
        }
        return fields;
    }
}
