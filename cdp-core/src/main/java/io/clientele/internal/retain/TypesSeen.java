package io.clientele.internal.retain;

import io.clientele.internal.store.Batch;
import io.clientele.internal.store.Store;
import io.clientele.model.EventType;
import io.clientele.model.LawfulBasis;
import io.clientele.model.Purpose;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Which types of events were ever kept, with what they were collected for: a fact of the store, of which a record of processing needs
 * to tell where no schema does. Of more than {@link #MOST} names the first are known. Only the pen notes; anybody may read the store.
 */
public final class TypesSeen {

    /** So many types at most. */
    public static final int MOST = 1_000;

    /** The name of the fact. */
    public static final String FACT = "types";

    private static final int PARTS = 3;

    private final Store store;
    private final UnaryOperator<byte[]> seal;
    private final UnaryOperator<byte[]> opened;
    private @Nullable Map<String, List<EventType>> known;
    private boolean changed;

    /**
     * Of a store.
     *
     * @param seal what is written
     * @param opened what is read
     */
    public TypesSeen(Store store, UnaryOperator<byte[]> seal, UnaryOperator<byte[]> opened) {
        this.store = store;
        this.seal = seal;
        this.opened = opened;
    }

    /** An event of a type is kept with a batch. */
    public void note(EventType type, Batch batch) {
        Map<String, List<EventType>> types = known;
        if (types == null) {
            types = new LinkedHashMap<>();
            for (EventType each : read()) {
                types.computeIfAbsent(each.name(), name -> new ArrayList<>()).add(each);
            }
            known = types;
        }
        if (isNew(type, types.get(type.name())) && !type.isRemainder() && types.size() < MOST) {
            types.computeIfAbsent(type.name(), name -> new ArrayList<>()).add(type);
            changed = true;
            batch.facts.put(FACT, seal.apply(bytes(types)));
        }
    }

    private static boolean isNew(EventType type, @Nullable List<EventType> like) {
        if (like == null) {
            return true;
        }
        for (EventType each : like) {
            if (each.basis() == type.basis() && each.purpose().equals(type.purpose())) {
                return false;
            }
        }
        return like.size() < MOST;
    }

    /** A batch ended, well or not. */
    public void settle() {
        known = changed ? null : known;
        changed = false;
    }

    private static byte[] bytes(Map<String, List<EventType>> types) {
        StringBuilder text = new StringBuilder();
        types.forEach((name, like) ->
                like.forEach(type -> text.append(type.purpose().key())
                        .append(' ')
                        .append(type.basis().name())
                        .append(' ')
                        .append(URLEncoder.encode(name, StandardCharsets.UTF_8))
                        .append('\n')));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The types that were noted, each as often as it was collected for something else. */
    public List<EventType> read() {
        List<EventType> types = new ArrayList<>();
        String text = new String(store.fact(FACT).map(opened).orElse(new byte[0]), StandardCharsets.UTF_8);
        for (String line : text.lines().toList()) {
            String[] parts = line.split(" ", PARTS);
            LawfulBasis basis = LawfulBasis.valueOf(parts[1]);
            types.add(EventType.named(URLDecoder.decode(parts[2], StandardCharsets.UTF_8))
                    .collectedFor(Purpose.named(parts[0]).on(basis), basis));
        }
        return types;
    }
}
