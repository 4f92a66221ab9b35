package io.clientele.internal.fold;

import io.clientele.model.Event;
import io.clientele.model.LawfulBasis;
import io.clientele.model.Purpose;
import io.clientele.spi.ConsentGate;
import io.clientele.spi.IdentityResolver;
import io.clientele.spi.Subject;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a denial takes away of what was collected by consent (GDPR Art. 7(3), 17(1)(b)): under its own purpose, and, if it
 * unmade a link, whatever nobody's consent covers on the side it is on now.
 */
final class Withdrawal {

    private final ConsentGate gate;
    private final IdentityResolver resolver;
    private final Purpose purpose;
    private final Instant at;
    private final Set<Purpose> permittedBefore = new HashSet<>();

    /** A denial of a purpose, judged at an instant. */
    Withdrawal(ConsentGate gate, IdentityResolver resolver, Purpose purpose, Instant at) {
        this.gate = gate;
        this.resolver = resolver;
        this.purpose = purpose;
        this.at = at;
    }

    /** Notes what the person permitted of these records before any link was unmade. */
    Withdrawal before(List<Recorded> collected) {
        collected.stream()
                .map(Recorded::event)
                .filter(this::isPermitted)
                .forEach(event -> permittedBefore.add(event.type().purpose()));
        return this;
    }

    private Subject subject(Event event) {
        return resolver.subject(event.identifiers().get(0));
    }

    private boolean isPermitted(Event event) {
        return gate.decide(subject(event), event.type().purpose(), LawfulBasis.CONSENT, at)
                .permitted();
    }

    /** Whether an event may not be kept any more. */
    boolean covers(Event event) {
        boolean denied = !isPermitted(event);
        if (event.type().purpose().equals(purpose)) {
            return denied || !gate.lastDenial(subject(event), purpose).isBefore(event.time());
        }
        return denied && permittedBefore.contains(event.type().purpose());
    }
}
