package io.clientele.proof;

import io.clientele.consent.Jurisdictions;
import io.clientele.consent.Jurisdictions.Regime;
import io.clientele.consent.Notice;
import io.clientele.model.ConsentAct;
import io.clientele.model.Evidence;
import io.clientele.model.Identifier;
import io.clientele.model.LawfulBasis;
import io.clientele.model.Purpose;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What choices come to where consents end by themselves and places and ages count, in the slowest form. */
record TermsOracle(Collection<ConsentAct> acts, List<Notice> notices, Jurisdictions laws, Instant merged) {

    private static final List<String> STRICTEST_FIRST = List.of(
            "objection", "withdrawn", "refused", "expired", "stale_notice", "child", "no_act", "granted", "nothing");

    String decide(Collection<Identifier> person, Purpose purpose, LawfulBasis basis, Instant at) {
        boolean young = youngerThan(person, 18, at);
        if (purpose.isAdultsOnly() && young) {
            return "child";
        }
        String consent = consent(person, purpose, at);
        if (basis == LawfulBasis.CONSENT) {
            boolean free = consent.equals("nothing") && regime(person, at) == Regime.NONE && !purpose.isSpecial();
            return free ? "no_law" : consent.equals("nothing") ? "no_act" : consent;
        }
        if (basis == LawfulBasis.LEGITIMATE_INTEREST) {
            if (consent.equals("objection")) {
                return consent;
            }
            if (List.of("withdrawn", "refused").contains(consent) && purpose.allows(LawfulBasis.CONSENT)) {
                return "basis_swap";
            }
        }
        return basis.name().toLowerCase(Locale.ROOT);
    }

    private String consent(Collection<Identifier> person, Purpose purpose, Instant at) {
        ChoiceOracle choices = new ChoiceOracle(acts);
        Map<Identifier, ChoiceOracle.State> states = new HashMap<>();
        person.forEach(who -> choices.state(who, purpose, at).ifPresent(state -> states.put(who, state)));
        String strictest = "nothing";
        for (Identifier who : states.keySet()) {
            ChoiceOracle.State state = states.get(who);
            boolean replaced = states.entrySet().stream()
                    .filter(other -> !other.getKey().equals(who))
                    .anyMatch(other ->
                            other.getValue().explicitlyAfter(state.last().time())
                                    && other.getValue().explicitlyAfter(merged));
            String word = worth(state, person, purpose, at);
            if ((!replaced || word.equals("objection"))
                    && STRICTEST_FIRST.indexOf(word) < STRICTEST_FIRST.indexOf(strictest)) {
                strictest = word;
            }
        }
        return strictest;
    }

    private String worth(ChoiceOracle.State state, Collection<Identifier> person, Purpose purpose, Instant at) {
        ConsentAct grant = state.last();
        boolean told = List.of(ConsentAct.Kind.IMPLIED, ConsentAct.Kind.DEFAULT).contains(grant.kind());
        boolean enough =
                state.word().equals("no_act") && told && regime(person, at) != Regime.OPT_IN && !purpose.isSpecial();
        if (!enough && !state.word().equals("granted")) {
            return state.word();
        }
        Optional<Instant> end = purpose.validity()
                .map(period ->
                        grant.time().atOffset(ZoneOffset.UTC).plus(period).toInstant());
        if (end.isPresent() && !at.isBefore(end.get())) {
            return "expired";
        }
        Instant seen = notices.stream()
                .filter(n -> n.version().equals(grant.evidence().notice()))
                .map(Notice::from)
                .findFirst()
                .orElse(Instant.MIN);
        boolean stale = notices.stream()
                .filter(n -> n.isMaterial() && n.covers(purpose) && !n.from().isAfter(at))
                .anyMatch(n -> n.from().isAfter(seen));
        if (stale) {
            return "stale_notice";
        }
        boolean alone = grant.evidence().speaker() != Evidence.Speaker.GUARDIAN;
        int age = places(person, at).stream().mapToInt(laws::ageOfConsent).max().orElse(16);
        return alone && youngerThan(person, age, at) ? "child" : "granted";
    }

    private Regime regime(Collection<Identifier> person, Instant at) {
        return places(person, at).stream()
                .map(laws::regime)
                .min(Comparator.naturalOrder())
                .orElse(Regime.OPT_IN);
    }

    private List<String> places(Collection<Identifier> person, Instant at) {
        return latest(person, at, act -> act.evidence().jurisdiction()).stream()
                .map(act -> act.evidence().jurisdiction().orElseThrow())
                .toList();
    }

    private boolean youngerThan(Collection<Identifier> person, int years, Instant at) {
        return latest(person, at, act -> act.evidence().age().stream().boxed().findFirst()).stream()
                .anyMatch(act -> {
                    int more = years - act.evidence().age().orElseThrow();
                    return more > 0
                            && act.time()
                                    .atOffset(ZoneOffset.UTC)
                                    .plusYears(more)
                                    .toInstant()
                                    .isAfter(at);
                });
    }

    /** Of each identifier the latest act that tells something. */
    private List<ConsentAct> latest(
            Collection<Identifier> person, Instant at, Function<ConsentAct, Optional<?>> telling) {
        return person.stream()
                .flatMap(who -> acts.stream()
                        .filter(act ->
                                act.identifier().equals(who) && !act.time().isAfter(at))
                        .filter(act -> telling.apply(act).isPresent())
                        .max(Comparator.comparing(ConsentAct::time)
                                .thenComparing(ConsentAct::denies)
                                .thenComparing(ConsentAct::id))
                        .stream())
                .toList();
    }
}
