package io.clientele.consent;

import io.clientele.model.Identifier;
import io.clientele.model.Purpose;
import io.clientele.spi.Subject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Makes one standing out of those of a person's identifiers: the law of merged choices. */
final class Ruling {

    private final Terms terms;
    private final Purpose purpose;
    private final Subject subject;
    private final List<Identifier> identifiers = new ArrayList<>(1);
    private final List<Trail> trails = new ArrayList<>(1);

    /** Over the identifiers of a person that count for a purpose and carry acts about it. */
    Ruling(Ledger ledger, Terms terms, Subject subject, Purpose purpose) {
        this.terms = terms;
        this.purpose = purpose;
        this.subject = subject;
        for (Identifier identifier : subject.identifiers()) {
            Trail trail = ledger.acts(identifier).about(purpose);
            if (trail != Trail.EMPTY && counts(purpose, identifier)) {
                identifiers.add(identifier);
                trails.add(trail);
            }
        }
    }

    /** A channel is decided at its own identifiers and at those of the person as such; all else at every identifier. */
    static boolean counts(Purpose purpose, Identifier identifier) {
        String namespace = identifier.namespace();
        return purpose.scope() != Purpose.Scope.CHANNEL
                || purpose.channel().filter(namespace::equals).isPresent()
                || namespace.equals(Identifier.USER_ID)
                || namespace.equals(Identifier.LOYALTY_ID);
    }

    /** Whether no identifier carries an act about the purpose. */
    boolean isEmpty() {
        return trails.isEmpty();
    }

    /** The most restrictive standing that no later explicit act on another identifier supersedes. */
    Standing at(Instant instant) {
        List<Standing> standings =
                trails.stream().map(trail -> at(trail, instant)).toList();
        Standing strictest = Standing.NONE;
        for (int i = 0; i < standings.size(); i++) {
            Standing standing = standings.get(i);
            if (standing.stricterThan(strictest) && !superseded(i, standings)) {
                strictest = standing;
            }
        }
        return strictest;
    }

    private Standing at(Trail trail, Instant instant) {
        return terms.judge(purpose, trail.at(instant), instant);
    }

    private boolean superseded(int which, List<Standing> standings) {
        Standing standing = standings.get(which);
        if (standing.verdict() == Verdict.OBJECTION) {
            return false;
        }
        for (int i = 0; i < standings.size(); i++) {
            Standing other = standings.get(i);
            if (other.explicitlyAfter(standing) && other.explicitlyAfter(merged(i, which))) {
                return true;
            }
        }
        return false;
    }

    private Instant merged(int a, int b) {
        return subject.mergedAt(identifiers.get(a), identifiers.get(b)).orElse(Instant.MAX);
    }

    /** Whether an objection stands on any identifier. */
    boolean objectionAt(Instant instant) {
        return trails.stream().anyMatch(trail -> trail.at(instant).verdict() == Verdict.OBJECTION);
    }

    /** The time of the latest act that denies, lifted or not; {@link Instant#MIN} if there is none. */
    Instant lastDenial() {
        return trails.stream()
                .map(Trail::lastDenial)
                .max(Comparator.naturalOrder())
                .orElse(Instant.MIN);
    }

    /** When the standing may change. */
    List<Instant> instants() {
        return trails.stream()
                .flatMap(trail -> trail.acts().stream())
                .flatMap(act -> Stream.concat(Stream.of(act.time()), terms.ends(purpose, act)))
                .distinct()
                .sorted()
                .toList();
    }
}
