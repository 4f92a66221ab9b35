package io.clientele.consent;

import io.clientele.consent.Jurisdictions.Regime;
import io.clientele.model.ConsentAct;
import io.clientele.model.Evidence;
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
import org.jspecify.annotations.Nullable;

/**
 * What a grant is worth: it counts by the law of the place, and holds until its purpose's validity is over or a text replaced
 * the one it was given under. Immutable.
 */
final class Terms {

    private final List<Notice> notices;
    /** Those that end what was agreed before: mostly none, on a way that every event goes. */
    private final List<Notice> material;
    /** Those that were not always in force. */
    private final List<Notice> dated;

    Terms(Collection<Notice> notices) {
        this.notices = List.copyOf(notices);
        this.material = notices.stream().filter(Notice::isMaterial).toList();
        this.dated =
                notices.stream().filter(n -> n.from().isAfter(Instant.EPOCH)).toList();
    }

    List<Notice> notices() {
        return notices;
    }

    /** The text of this version, if the shop gave it. */
    Optional<Notice> notice(String version) {
        return notices.stream().filter(n -> n.version().equals(version)).findFirst();
    }

    /** What an identifier's standing is worth at an instant: of grants at one instant, what the least of them is. */
    Standing judge(Purpose purpose, Standing standing, Instant at, Person person) {
        @Nullable Verdict least = null;
        Standing counted = standing;
        for (ConsentAct grant : standing.grants()) {
            Verdict worth = worth(purpose, grant, at, person);
            if (least == null || worth.compareTo(least) < 0) {
                least = worth;
                counted = standing.worth(worth, grant);
            }
        }
        return counted;
    }

    private Verdict worth(Purpose purpose, ConsentAct grant, Instant at, Person person) {
        if (grant.kind() != ConsentAct.Kind.EXPLICIT && !isEnough(purpose, grant, at, person)) {
            return Verdict.NOT_EXPLICIT;
        }
        if (hasExpired(purpose, grant, at)) {
            return Verdict.EXPIRED;
        }
        if (isOutdated(purpose, grant, at)) {
            return Verdict.STALE;
        }
        return isBinding(purpose, grant, at, person) ? Verdict.GRANTED : Verdict.CHILD;
    }

    /** Where the law has asked since only that a person may opt out, an act that is not explicit is a grant as well. */
    private static boolean isEnough(Purpose purpose, ConsentAct act, Instant at, Person person) {
        return act.kind() != ConsentAct.Kind.UNKNOWN
                && !purpose.isSpecial()
                && person.strictestRegime(act.time(), at) != Regime.OPT_IN;
    }

    /** Whoever was too young when they agreed is asked again: no birthday makes a consent. */
    private static boolean isBinding(Purpose purpose, ConsentAct grant, Instant at, Person person) {
        boolean guarded = grant.evidence().speaker() == Speaker.GUARDIAN || !person.wasChild(grant.time(), at);
        return guarded && !(purpose.isAdultsOnly() && person.wasMinor(grant.time(), at));
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
        return isAhead(grant)
                || (!material.isEmpty()
                        && replacements(purpose, grant).anyMatch(n -> !n.from().isAfter(at)));
    }

    /** Whether the text cited was in force only later: nobody had read it. */
    private boolean isAhead(ConsentAct grant) {
        return !dated.isEmpty()
                && dated.stream()
                        .anyMatch(n -> n.version().equals(grant.evidence().notice())
                                && n.from().isAfter(grant.time()));
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

    /** What is wrong with the text that a grant cites, where a shop gave its texts; nothing is ever wrong with a denial. */
    Optional<NoticeFault> fault(ConsentAct act, Instant received) {
        if (act.decision() != ConsentAct.Decision.GRANT || notices.isEmpty()) {
            return Optional.empty();
        }
        Optional<Notice> cited = notice(act.evidence().notice());
        if (cited.isEmpty()) {
            return Optional.of(NoticeFault.UNKNOWN);
        }
        Optional<String> seen = act.evidence().noticeHash();
        if (seen.isPresent() && !seen.get().equals(cited.get().hash())) {
            return Optional.of(NoticeFault.OTHER_TEXT);
        }
        if (!cited.get().covers(act.purpose())) {
            return Optional.of(NoticeFault.OTHER_PURPOSE);
        }
        Instant read = act.time().isAfter(received) ? received : act.time();
        if (cited.get().from().isAfter(read)) {
            return Optional.of(NoticeFault.AHEAD);
        }
        boolean replaced =
                replacements(act.purpose(), act).anyMatch(n -> !n.from().isAfter(read));
        return replaced ? Optional.of(NoticeFault.REPLACED) : Optional.empty();
    }

    /** The act with hash and language of the text it cites, if the shop gave that and the act brings no hash. */
    ConsentAct completed(ConsentAct act) {
        Evidence evidence = act.evidence();
        Optional<Notice> shown = act.notice().flatMap(this::notice);
        if (shown.isEmpty() || evidence.noticeHash().isPresent()) {
            return act;
        }
        Evidence cited = evidence.noticeHash(shown.get().hash());
        return act.by(
                cited.language().isPresent()
                        ? cited
                        : cited.language(shown.get().language()));
    }

    /** All of it, for a record of the configuration. */
    String text() {
        return notices.stream().map(Notice::rule).collect(Collectors.joining("\n"));
    }
}
