package io.clientele.consent;

import io.clientele.consent.Jurisdictions.Regime;
import io.clientele.model.ConsentAct;
import io.clientele.model.Evidence.Speaker;
import io.clientele.model.Purpose;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a grant is worth: it counts by the law of the place, and holds until its purpose's validity is over or a text replaced
 * the one it was given under. Immutable.
 */
final class Terms {

    private final List<Notice> notices;
    /** Those that end what was agreed before: mostly none, on a way that every event goes. */
    private final List<Notice> material;

    Terms(Collection<Notice> notices) {
        this.notices = List.copyOf(notices);
        this.material = notices.stream().filter(Notice::isMaterial).toList();
    }

    List<Notice> notices() {
        return notices;
    }

    /** The text of this version, if the shop gave it. */
    Optional<Notice> notice(String version) {
        return notices.stream().filter(n -> n.version().equals(version)).findFirst();
    }

    /** What an identifier's standing is worth at an instant. */
    Standing judge(Purpose purpose, Standing standing, Instant at, Person person) {
        Standing counted = counted(purpose, standing, at, person);
        ConsentAct grant = counted.decisive();
        if (counted.verdict() != Verdict.GRANTED || grant == null) {
            return counted;
        }
        if (hasExpired(purpose, grant, at)) {
            return counted.ended(Verdict.EXPIRED);
        }
        if (isOutdated(purpose, grant, at)) {
            return counted.ended(Verdict.STALE);
        }
        return isBinding(purpose, grant, at, person) ? counted : counted.ended(Verdict.CHILD);
    }

    /** Where the law asks only that a person may opt out, an act that is not explicit is a grant as well. */
    private static Standing counted(Purpose purpose, Standing standing, Instant at, Person person) {
        ConsentAct act = standing.decisive();
        boolean enough = standing.verdict() == Verdict.NOT_EXPLICIT
                && act != null
                && act.kind() != ConsentAct.Kind.UNKNOWN
                && !purpose.isSpecial()
                && person.regimeAt(at) != Regime.OPT_IN;
        return enough ? standing.ended(Verdict.GRANTED) : standing;
    }

    private static boolean isBinding(Purpose purpose, ConsentAct grant, Instant at, Person person) {
        boolean guarded = grant.evidence().speaker() == Speaker.GUARDIAN || !person.isChildAt(at);
        return guarded && !(purpose.isAdultsOnly() && person.isMinorAt(at));
    }

    private static boolean hasExpired(Purpose purpose, ConsentAct grant, Instant at) {
        Optional<Period> validity = purpose.validity();
        return validity.isPresent() && !end(grant.time(), validity.get()).isAfter(at);
    }

    /** Calendar months and years count by UTC. */
    private static Instant end(Instant start, Period period) {
        return Person.utc(start).plus(period).toInstant(ZoneOffset.UTC);
    }

    private boolean isOutdated(Purpose purpose, ConsentAct grant, Instant at) {
        return !material.isEmpty()
                && replacements(purpose, grant).anyMatch(n -> !n.from().isAfter(at));
    }

    /** Material notices about the purpose that are newer than the one the grant cites. */
    private Stream<Notice> replacements(Purpose purpose, ConsentAct grant) {
        String cited = grant.evidence().notice();
        Instant seen = notice(cited).map(Notice::from).orElse(Instant.MIN);
        return material.stream()
                .filter(n -> n.covers(purpose))
                .filter(n -> n.from().isAfter(seen) && !n.version().equals(cited));
    }

    /** Adds the instants at which a grant may end without another act. */
    void addEnds(Purpose purpose, ConsentAct act, Collection<Instant> ends) {
        if (act.decision() != ConsentAct.Decision.GRANT) {
            return;
        }
        purpose.validity().ifPresent(period -> ends.add(end(act.time(), period)));
        if (!material.isEmpty()) {
            replacements(purpose, act)
                    .map(Notice::from)
                    .filter(end -> end.isAfter(act.time()))
                    .forEach(ends::add);
        }
    }

    /** All of it, for a record of the configuration. */
    String text() {
        return notices.stream().map(Notice::rule).collect(Collectors.joining("\n"));
    }
}
