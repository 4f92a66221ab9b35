package io.clientele.internal.pipeline;

import io.clientele.internal.codec.RecordCodec;
import io.clientele.internal.outbox.Planned;
import io.clientele.internal.outbox.State;
import io.clientele.internal.outbox.Tries;
import io.clientele.internal.store.OutboxRow;
import io.clientele.internal.store.Store;
import io.clientele.model.Properties;
import io.clientele.model.Purpose;
import io.clientele.spi.Plan.Firing;
import io.clientele.spi.Plan.Timing;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Firings as the store holds them, read when they are asked for; those of owners asked about lately are kept. A firing lies
 * with the owner whose key seals it; each other number its profile had at that time has a row that refers to it, for the numbers may
 * part again. Used under the pen's lock alone.
 */
final class FiringRows {

    private static final int OWNERS_KEPT = 1_024;
    /** The state of a row that only refers to a firing: it holds the id of it. */
    static final int REFERENCE = 3;

    private static final int PAGE = 256;

    private final Store store;
    private final Rows rows;
    private final Function<String, Optional<Purpose>> purposes;
    private final Map<Integer, List<Planned>> kept = new LinkedHashMap<>();

    FiringRows(Store store, Rows rows, Function<String, Optional<Purpose>> purposes) {
        this.store = store;
        this.rows = rows;
        this.purposes = purposes;
    }

    /** A portion of what waits. */
    record Page(List<Planned> firings, boolean last) {

        /** The id after which the next portion begins. */
        String end() {
            return firings.get(firings.size() - 1).id();
        }
    }

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

    /** A firing by its id. */
    Optional<Planned> find(String id) {
        return store.firing(bytes(id)).map(this::planned);
    }

    /** Those that wait, oldest first, after a firing; from the beginning if that is empty. */
    Page waiting(String after) {
        return inState(State.PLANNED, after);
    }

    /** Those in a state, oldest first, after a firing; from the beginning if that is empty. */
    Page inState(State state, String after) {
        List<OutboxRow> page = store.firings(state.code(), bytes(after), PAGE);
        return new Page(page.stream().map(this::planned).toList(), page.size() < PAGE);
    }

    /** What is known of these owners changed. */
    void forget(Collection<Integer> owners) {
        kept.keySet().removeAll(owners);
    }

    private Planned planned(OutboxRow row) {
        Properties fields = rows.codec().decodeTree(rows.openFiring(row));
        String key = fields.text("u").orElse("");
        Firing firing = new Firing(
                fields.text("d").orElse(""),
                row.owner(),
                instant(fields, "b"),
                purposes.apply(key).orElseGet(() -> Purpose.named(key)),
                RecordCodec.tree(fields, "p"),
                new Timing(
                        fields.number("w").map(n -> Instant.ofEpochMilli(n.longValue())),
                        fields.number("i").map(Number::intValue).orElse(0)));
        List<Integer> owners =
                fields.all("f[*]").stream().map(n -> ((Number) n).intValue()).toList();
        return new Planned(
                HexFormat.of().formatHex(row.id()),
                owners,
                firing,
                State.of(row.state()),
                instant(fields, "a"),
                fields.text("y").orElse(""),
                tries(fields));
    }

    private static Tries tries(Properties fields) {
        return fields.number("t")
                .map(count -> new Tries(count.intValue(), instant(fields, "k"), instant(fields, "n")))
                .orElse(Tries.NONE);
    }

    /** A firing as it is written. */
    static Properties tree(Planned planned) {
        Firing firing = planned.firing();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("d", planned.destination());
        fields.put("f", planned.owners());
        fields.put("b", firing.boundary().toEpochMilli());
        fields.put("u", firing.purpose().key());
        fields.put("p", firing.payload());
        fields.put("s", planned.state().name());
        fields.put("a", planned.at().toEpochMilli());
        fields.put("y", planned.reason());
        firing.timing().notBefore().ifPresent(from -> fields.put("w", from.toEpochMilli()));
        if (firing.timing().priority() != 0) {
            fields.put("i", firing.timing().priority());
        }
        Tries tries = planned.tries();
        if (tries.count() > 0) {
            fields.put("t", tries.count());
            fields.put("k", tries.first().toEpochMilli());
            fields.put("n", tries.next().toEpochMilli());
        }
        return Properties.of(fields);
    }

    private static Instant instant(Properties fields, String name) {
        return Instant.ofEpochMilli(fields.number(name).orElseThrow().longValue());
    }
}
