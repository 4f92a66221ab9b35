package io.clientele.consent;

import io.clientele.model.ConsentAct;
import io.clientele.model.Identifier;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Every act by the identifier it hangs on. Changed by one thread at a time, read by any. */
final class Ledger {

    private final ConcurrentMap<Identifier, Acts> acts = new ConcurrentHashMap<>();

    void add(ConsentAct act) {
        acts.compute(act.identifier(), (key, known) -> (known == null ? Acts.NONE : known).with(act));
    }

    void remove(ConsentAct act) {
        acts.computeIfPresent(act.identifier(), (key, known) -> {
            Acts left = known.without(act);
            return left.isEmpty() ? null : left;
        });
    }

    void forget(Identifier identifier) {
        acts.remove(identifier);
    }

    Acts acts(Identifier identifier) {
        return acts.getOrDefault(identifier, Acts.NONE);
    }
}
