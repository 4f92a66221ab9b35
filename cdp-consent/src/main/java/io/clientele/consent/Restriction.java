package io.clientele.consent;

import io.clientele.model.LawfulBasis;
import io.clientele.model.Purpose;
import io.clientele.spi.ConsentGate.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Restriction of processing (GDPR Art. 18): the data is kept, and used for nothing but what a law demands. */
final class Restriction {

    static final String REASON = "restricted";

    private Restriction() {}

    /** Whether it stops what rests on a basis. */
    static boolean stops(Person person, LawfulBasis basis, Instant at) {
        return basis != LawfulBasis.LEGAL_OBLIGATION && person.isRestrictedAt(at);
    }

    /** What is permitted over time, without what is restricted. */
    static List<Step> over(List<Step> steps, Person person) {
        Set<Instant> changes = new TreeSet<>(person.restricting());
        if (changes.isEmpty()) {
            return steps;
        }
        steps.forEach(step -> changes.add(step.from()));
        List<Step> over = new ArrayList<>();
        for (Instant instant : changes) {
            Set<Purpose> permitted = permitted(steps, person, instant);
            if (over.isEmpty() || !over.get(over.size() - 1).permitted().equals(permitted)) {
                over.add(new Step(instant, permitted));
            }
        }
        return over;
    }

    private static Set<Purpose> permitted(List<Step> steps, Person person, Instant at) {
        Set<Purpose> permitted = Set.of();
        for (Step step : steps) {
            permitted = step.from().isAfter(at) ? permitted : step.permitted();
        }
        return person.isRestrictedAt(at)
                ? permitted.stream()
                        .filter(purpose -> purpose.allows(LawfulBasis.LEGAL_OBLIGATION))
                        .collect(Collectors.toSet())
                : permitted;
    }
}
