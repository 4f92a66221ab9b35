package io.clientele.consent;

import io.clientele.model.ConsentAct;
import io.clientele.model.Purpose;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** How long a grant holds: until its purpose's validity is over or a text replaced the one it was given under. Immutable. */
final class Terms {

    private final List<Notice> notices;

    Terms(Collection<Notice> notices) {
        this.notices = List.copyOf(notices);
    }

    List<Notice> notices() {
        return notices;
    }

    /** The text of this version, if the shop gave it. */
    Optional<Notice> notice(String version) {
        return notices.stream().filter(n -> n.version().equals(version)).findFirst();
    }

    /** What is left of a standing at an instant: a grant may have run out. */
    Standing judge(Purpose purpose, Standing standing, Instant at) {
        ConsentAct grant = standing.decisive();
        if (standing.verdict() != Verdict.GRANTED || grant == null) {
            return standing;
        }
        if (!expiry(purpose, grant).isAfter(at)) {
            return standing.ended(Verdict.EXPIRED);
        }
        boolean outdated = replacements(purpose, grant).anyMatch(n -> !n.from().isAfter(at));
        return outdated ? standing.ended(Verdict.STALE) : standing;
    }

    private static Instant expiry(Purpose purpose, ConsentAct grant) {
        return purpose.validity().map(period -> end(grant.time(), period)).orElse(Instant.MAX);
    }

    /** Calendar months and years count by UTC. */
    private static Instant end(Instant start, Period period) {
        return start.atOffset(ZoneOffset.UTC).plus(period).toInstant();
    }

    /** Material notices about the purpose that are newer than the one the grant cites. */
    private Stream<Notice> replacements(Purpose purpose, ConsentAct grant) {
        Instant seen = grant.notice().flatMap(this::notice).map(Notice::from).orElse(Instant.MIN);
        String cited = grant.notice().orElse("");
        return notices.stream()
                .filter(n -> n.isMaterial() && n.covers(purpose))
                .filter(n -> n.from().isAfter(seen) && !n.version().equals(cited));
    }

    /** The instants at which a grant may end without another act. */
    Stream<Instant> ends(Purpose purpose, ConsentAct act) {
        if (act.decision() != ConsentAct.Decision.GRANT) {
            return Stream.empty();
        }
        Stream<Instant> validity = purpose.validity().map(p -> end(act.time(), p)).stream();
        return Stream.concat(validity, replacements(purpose, act).map(Notice::from))
                .filter(end -> end.isAfter(act.time()));
    }
}
