package io.clientele.internal.fold;

import io.clientele.model.Account;
import io.clientele.model.ConsentAct;
import io.clientele.model.Properties;
import io.clientele.spi.ConsentGate.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A profile as it was when it left heap, so that it need not be folded from all its records.
 *
 * @param owners the numbers of its identifiers, ascending
 * @param wake the next instant at which time alone changes something about it
 * @param acts all acts on its identifiers
 * @param steps what they permitted
 * @param traits its traits
 * @param accounts those it belongs to
 * @param rest what else {@link ProfileState} knows
 * @param evaluators what each evaluator saved, by module
 */
public record Saved(
        List<Integer> owners,
        Optional<Instant> wake,
        List<ConsentAct> acts,
        List<Step> steps,
        Properties traits,
        List<Account> accounts,
        Properties rest,
        Map<String, byte[]> evaluators) {

    /** Its events ahead of the clock. */
    List<Waiting> waiting() {
        List<Waiting> events = new ArrayList<>();
        list("a").forEach(event -> events.add(Waiting.of((List<?>) event)));
        return events;
    }

    /** Whether two say the same about facts, whatever the order of acts. */
    boolean isSame(Saved other) {
        return owners.equals(other.owners)
                && steps.equals(other.steps)
                && traits.equals(other.traits)
                && accounts.equals(other.accounts)
                && rest.equals(other.rest)
                && Set.copyOf(acts).equals(Set.copyOf(other.acts));
    }

    /** A list among what the profile's state knows. */
    List<?> list(String name) {
        return rest.asMap().get(name) instanceof List<?> list ? list : List.of();
    }

    /** What an evaluator saved. */
    byte[] evaluation(String module) {
        return Objects.requireNonNull(evaluators.get(module));
    }
}
