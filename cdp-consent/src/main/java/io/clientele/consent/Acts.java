package io.clientele.consent;

import io.clientele.model.ConsentAct;
import io.clientele.model.Evidence;
import io.clientele.model.Purpose;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** All acts on one identifier. Immutable, so that readers need no lock. */
final class Acts {

    static final Acts NONE = new Acts(Map.of(), List.of(), 0);

    private final Map<String, Trail> trails;
    private final List<ConsentAct> telling;
    private final long fingerprint;

    private Acts(Map<String, Trail> trails, List<ConsentAct> telling, long fingerprint) {
        this.trails = trails;
        this.telling = telling;
        this.fingerprint = fingerprint;
    }

    /** With one more act; the same if an act of that id is here. */
    Acts with(ConsentAct act) {
        if (knows(act.id())) {
            return this;
        }
        List<ConsentAct> tell = telling;
        if (act.evidence().tells()) {
            tell = new ArrayList<>(telling);
            tell.add(act);
            tell.sort(Trail.ORDER);
        }
        return put(act, about(act.purpose()).with(act), tell, fingerprint + fingerprint(act));
    }

    private boolean knows(String id) {
        for (Trail trail : trails.values()) {
            if (trail.knows(id)) {
                return true;
            }
        }
        return false;
    }

    Acts without(ConsentAct act) {
        Trail trail = about(act.purpose());
        if (!trail.knows(act.id())) {
            return this;
        }
        List<ConsentAct> tell =
                telling.stream().filter(known -> !known.id().equals(act.id())).toList();
        return put(act, trail.without(act.id()), tell, fingerprint - fingerprint(act));
    }

    private Acts put(ConsentAct act, Trail trail, List<ConsentAct> tell, long print) {
        Map<String, Trail> changed = new HashMap<>(trails);
        if (trail.acts().isEmpty()) {
            changed.remove(act.purpose().key());
        } else {
            changed.put(act.purpose().key(), trail);
        }
        return new Acts(Map.copyOf(changed), tell, print);
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

    /**
     * The acts that tell something of the kind, as they counted at some instant of a span: the latest until its beginning, of
     * several at one instant all, and those since.
     */
    List<ConsentAct> told(Predicate<Evidence> kind, Instant begin, Instant end) {
        List<ConsentAct> told = new ArrayList<>();
        Instant first = Instant.MIN;
        for (int i = telling.size() - 1; i >= 0 && !telling.get(i).time().isBefore(first); i--) {
            ConsentAct act = telling.get(i);
            if (!act.time().isAfter(end) && kind.test(act.evidence())) {
                told.add(act);
                first = act.time().isAfter(begin) ? first : act.time();
            }
        }
        return told;
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
