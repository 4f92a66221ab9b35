package io.clientele.internal.fold;

import io.clientele.internal.retain.Balance;
import io.clientele.model.ConsentAct;
import io.clientele.model.Event;
import io.clientele.model.Identifier;
import io.clientele.model.LawfulBasis;
import io.clientele.model.Purpose;
import io.clientele.schema.Schemas;
import io.clientele.spi.ConsentGate;
import io.clientele.spi.IdentityResolver;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a denial takes away of what was collected by consent (GDPR Art. 7(3), 17(1)(b)): under its own purpose, and, if it
 * unmade a link, whatever nobody's consent covers on the side it is on now.
 */
final class Withdrawal {

    private static final Set<Purpose> LINKING = Set.of(Purpose.STITCHING, Purpose.DEVICE_LINKING);

    private final ConsentGate gate;
    private final Schemas schemas;
    private final Owners owners;
    private final IdentityResolver resolver;
    private final ConsentAct act;
    private final Purpose purpose;
    private final Instant at;
    private final Set<Purpose> permittedBefore = new HashSet<>();
    private final Map<Asked, Boolean> permitted = new HashMap<>();
    private final Map<Identifier, Instant> denials = new HashMap<>();

    private record Asked(Identifier who, Purpose used) {}

    /** A denial, judged at an instant. */
    Withdrawal(Modules modules, Owners owners, ConsentAct act, Instant at) {
        this.owners = owners;
        this.gate = modules.gate();
        this.schemas = modules.schemas();
        this.resolver = modules.resolver();
        this.act = act;
        this.purpose = act.purpose();
        this.at = at;
    }

    /** Whether a denial bears on what is permitted for other purposes, too. */
    static boolean isWide(ConsentAct act) {
        return LINKING.contains(act.purpose()) || act.evidence().tells();
    }

    /**
     * Of a person's events, those that the denial may concern; notes what was permitted of them before any link was unmade.
     * Nothing is read if it only restricts their use, or if none of them can be concerned.
     *
     * @param known the person's profile
     * @param behind the numbers of profiles to which not all that happened is applied
     */
    List<Recorded> before(Optional<ProfileState> known, Set<Integer> behind, JournalView journal) {
        boolean holdsNone = known.filter(state -> !behind.contains(state.number) && !state.mayHold(purpose))
                .isPresent();
        boolean spares = holdsNone && !isWide(act) && !schemas.hasDelicate();
        return spares || purpose.equals(Purpose.RESTRICTION) ? List.of() : concerned(act.identifier(), journal);
    }

    private List<Recorded> concerned(Identifier who, JournalView journal) {
        List<Recorded> collected = journal
                .of(owners.numbers(resolver.subject(who).identifiers()))
                .stream()
                .filter(record -> record.isEvent() && mayConcern(record.event()))
                .toList();
        for (Recorded record : collected) {
            Event event = record.event();
            if (isByConsent(event)) {
                note(event, event.type().purpose());
            }
            keep(event, special -> note(event, special));
        }
        permitted.clear();
        return collected;
    }

    private boolean mayConcern(Event event) {
        return isByConsent(event) || schemas.isDelicate(event.type());
    }

    private static boolean isByConsent(Event event) {
        return event.type().basis() == LawfulBasis.CONSENT;
    }

    private boolean note(Event event, Purpose used) {
        if (isPermitted(event, used)) {
            permittedBefore.add(used);
        }
        return true;
    }

    private Optional<Event> keep(Event event, Predicate<Purpose> special) {
        return schemas.isDelicate(event.type()) ? schemas.keep(event, special) : Optional.of(event);
    }

    /** Decided once for all events of an identifier; what links were unmade in between is decided anew. */
    private boolean isPermitted(Event event, Purpose used) {
        return permitted.computeIfAbsent(
                new Asked(strongest(event), used),
                asked -> gate.decide(resolver.subject(asked.who), used, LawfulBasis.CONSENT, at)
                        .permitted());
    }

    private Instant lastDenial(Event event) {
        return denials.computeIfAbsent(strongest(event), who -> gate.lastDenial(resolver.subject(who), purpose));
    }

    private static Identifier strongest(Event event) {
        return event.identifiers().get(0);
    }

    /** Takes out of the journal what may not be kept of these any more; gives those of which anything was taken. */
    List<Recorded> take(List<Recorded> collected, JournalView journal) {
        List<Recorded> taken = new ArrayList<>();
        for (Recorded record : collected) {
            Optional<Event> left = left(record.event());
            if (left.isEmpty()) {
                journal.remove(record);
                taken.add(record);
            } else if (!left.get().equals(record.event())) {
                put(record, left.get(), journal);
                taken.add(record);
            }
        }
        return taken;
    }

    private void put(Recorded record, Event left, JournalView journal) {
        Recorded put = journal.replace(record, left, owners.number(record.owner()));
        if (left.identifiers().size() > 1) {
            journal.link(put);
        }
    }

    /** What may still be kept of an event; empty if nothing. */
    private Optional<Event> left(Event event) {
        boolean gone = isByConsent(event) && covers(event, event.type().purpose());
        return gone ? Optional.empty() : keep(event, special -> !covers(event, special));
    }

    private boolean covers(Event event, Purpose used) {
        boolean denied = !isPermitted(event, used);
        if (used.equals(purpose)) {
            return denied || !lastDenial(event).isBefore(Balance.begin(event));
        }
        return denied && permittedBefore.contains(used);
    }
}
