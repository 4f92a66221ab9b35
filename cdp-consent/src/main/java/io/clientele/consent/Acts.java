package io.clientele.consent;

import io.clientele.model.ConsentAct;
import io.clientele.model.Purpose;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** All acts on one identifier. Immutable, so that readers need no lock. */
final class Acts {

    static final Acts NONE = new Acts(Map.of());

    private final Map<String, Trail> trails;
    private final List<ConsentAct> telling;
    private final long fingerprint;

    private Acts(Map<String, Trail> trails) {
        this.trails = Map.copyOf(trails);
        this.telling =
                all().filter(act -> act.evidence().tells()).sorted(Trail.ORDER).toList();
        this.fingerprint = all().mapToLong(Acts::fingerprint).sum();
    }

    /** With one more act; the same if an act of that id is here. */
    Acts with(ConsentAct act) {
        return all().anyMatch(known -> known.id().equals(act.id()))
                ? this
                : put(act, about(act.purpose()).with(act));
    }

    Acts without(ConsentAct act) {
        return put(act, about(act.purpose()).without(act.id()));
    }

    private Acts put(ConsentAct act, Trail trail) {
        Map<String, Trail> changed = new HashMap<>(trails);
        changed.put(act.purpose().key(), trail);
        changed.values().removeIf(t -> t.acts().isEmpty());
        return new Acts(changed);
    }

    boolean isEmpty() {
        return trails.isEmpty();
    }

    Trail about(Purpose purpose) {
        return trails.getOrDefault(purpose.key(), Trail.EMPTY);
    }

    Stream<ConsentAct> all() {
        return trails.values().stream().map(Trail::acts).flatMap(List::stream);
    }

    /** The acts that tell something of the person beside the choice, in order. */
    List<ConsentAct> telling() {
        return telling;
    }

    /** Where the person is protected, by the latest act until then that tells; empty text if none does. */
    String placeAt(Instant at) {
        for (int i = telling.size() - 1; i >= 0; i--) {
            ConsentAct act = telling.get(i);
            if (act.evidence().jurisdiction().isPresent() && !act.time().isAfter(at)) {
                return act.evidence().jurisdiction().get();
            }
        }
        return "";
    }

    /** How old the person is at least, by the latest act until then that tells. */
    OptionalInt ageAt(Instant at) {
        for (int i = telling.size() - 1; i >= 0; i--) {
            ConsentAct act = telling.get(i);
            if (act.evidence().age().isPresent() && !act.time().isAfter(at)) {
                return OptionalInt.of(act.evidence().age().getAsInt() + Person.yearsSince(act, at));
            }
        }
        return OptionalInt.empty();
    }

    /** A number that any other set of acts has with a chance of one in 2^64 only. */
    long fingerprint() {
        return fingerprint;
    }

    /** FNV-1a over the act's id (Fowler, Noll, Vo), then the mixing of MurmurHash3's last step. */
    private static long fingerprint(ConsentAct act) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < act.id().length(); i++) {
            hash = (hash ^ act.id().charAt(i)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return hash ^ (hash >>> 33);
    }
}
