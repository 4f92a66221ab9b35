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
import java.util.ArrayList;
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
        boolean young = youngerThan(person, 18, at, at);
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
            if (!List.of("granted", "nothing").contains(consent) && purpose.allows(LawfulBasis.CONSENT)) {
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
        return List.of("granted", "no_act").contains(state.word())
                ? state.grants().stream()
                        .map(grant -> worth(grant, person, purpose, at))
                        .min(Comparator.comparingInt(STRICTEST_FIRST::indexOf))
                        .orElseThrow()
                : state.word();
    }

    private String worth(ConsentAct grant, Collection<Identifier> person, Purpose purpose, Instant at) {
        List<Instant> since = new ArrayList<>(List.of(grant.time()));
        acts.stream()
                .map(ConsentAct::time)
                .filter(time -> time.isAfter(grant.time()) && !time.isAfter(at))
                .forEach(since::add);
        boolean told = List.of(ConsentAct.Kind.IMPLIED, ConsentAct.Kind.DEFAULT).contains(grant.kind());
        boolean enough =
                told && since.stream().noneMatch(time -> regime(person, time) == Regime.OPT_IN) && !purpose.isSpecial();
        if (!enough && grant.kind() != ConsentAct.Kind.EXPLICIT) {
            return "no_act";
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
        if (stale || seen.isAfter(grant.time())) {
            return "stale_notice";
        }
        boolean alone = grant.evidence().speaker() != Evidence.Speaker.GUARDIAN;
        int age = since.stream()
                .mapToInt(time -> ageOfConsent(person, time))
                .max()
                .orElseThrow();
        boolean child = alone && since.stream().anyMatch(time -> youngerThan(person, age, grant.time(), time));
        boolean minor =
                purpose.isAdultsOnly() && since.stream().anyMatch(time -> youngerThan(person, 18, grant.time(), time));
        return child || minor ? "child" : "granted";
    }

    private int ageOfConsent(Collection<Identifier> person, Instant at) {
        return places(person, at).stream().mapToInt(laws::ageOfConsent).max().orElse(16);
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

    /** By what was told of the person until an instant: may they have been younger than this at another? */
    private boolean youngerThan(Collection<Identifier> person, int years, Instant then, Instant told) {
        return latest(person, told, act -> act.evidence().age().stream().boxed().findFirst()).stream()
                .anyMatch(act -> act.time()
                        .atOffset(ZoneOffset.UTC)
                        .plusYears(years - act.evidence().age().orElseThrow())
                        .toInstant()
                        .isAfter(then));
    }

    /** Of each identifier the latest acts that tell something; at one instant, all. */
    private List<ConsentAct> latest(
            Collection<Identifier> person, Instant at, Function<ConsentAct, Optional<?>> telling) {
        List<ConsentAct> latest = new ArrayList<>();
        for (Identifier who : person) {
            List<ConsentAct> all = acts.stream()
                    .filter(act -> act.identifier().equals(who) && !act.time().isAfter(at))
                    .filter(act -> telling.apply(act).isPresent())
                    .toList();
            all.stream()
                    .filter(act -> all.stream().noneMatch(other -> other.time().isAfter(act.time())))
                    .forEach(latest::add);
        }
        return latest;
    }
}
