package io.clientele.consent;

import io.clientele.model.ConsentAct;
import io.clientele.model.Identifier;
import io.clientele.model.Purpose;
import io.clientele.spi.Subject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Makes one standing out of those of a person's identifiers: the law of merged choices. Made by {@link Person#about}. */
final class Ruling {

    private final Person person;
    private final Terms terms;
    private final Purpose purpose;
    private final Subject subject;
    private final List<Identifier> identifiers = new ArrayList<>(1);
    private final List<Trail> trails = new ArrayList<>(1);

    Ruling(Person person, Terms terms, Purpose purpose, Subject subject) {
        this.person = person;
        this.terms = terms;
        this.purpose = purpose;
        this.subject = subject;
    }

    void add(Identifier identifier, Trail trail) {
        identifiers.add(identifier);
        trails.add(trail);
    }

    /** A channel is decided at its own identifiers and at those of the person as such; all else at every identifier. */
    static boolean counts(Purpose purpose, Identifier identifier) {
        String namespace = identifier.namespace();
        return purpose.scope() != Purpose.Scope.CHANNEL
                || purpose.channel().filter(namespace::equals).isPresent()
                || namespace.equals(Identifier.USER_ID)
                || namespace.equals(Identifier.LOYALTY_ID);
    }

    /** Whether nothing of what was said can change what is permitted. */
    boolean isEmpty() {
        return trails.isEmpty() && !person.tells();
    }

    /** The most restrictive standing that no later explicit act on another identifier supersedes. */
    Standing at(Instant instant) {
        if (trails.size() == 1) {
            return at(trails.get(0), instant);
        }
        List<Standing> standings = new ArrayList<>(trails.size());
        for (Trail trail : trails) {
            standings.add(at(trail, instant));
        }
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
        return terms.judge(purpose, trail.at(instant), instant, person);
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

    /** The time of the latest act that denies, lifted or not; {@link Instant#MIN} if there is none. */
    Instant lastDenial() {
        Instant last = Instant.MIN;
        for (Trail trail : trails) {
            last = trail.lastDenial().isAfter(last) ? trail.lastDenial() : last;
        }
        return last;
    }

    /** When the standing may change, in order; an instant may stand there twice. */
    List<Instant> instants() {
        List<Instant> instants = new ArrayList<>(person.instants());
        for (Trail trail : trails) {
            for (ConsentAct act : trail.acts()) {
                instants.add(act.time());
                terms.addEnds(purpose, act, instants);
            }
        }
        instants.sort(null);
        return instants;
    }

    /** The first instant after another at which the standing may change without a new act; {@link Instant#MAX} if there is none. */
    Instant nextAfter(Instant at) {
        return instants().stream()
                .filter(instant -> instant.isAfter(at))
                .findFirst()
                .orElse(Instant.MAX);
    }
}
