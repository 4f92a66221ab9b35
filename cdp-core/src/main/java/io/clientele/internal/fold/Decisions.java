package io.clientele.internal.fold;

import io.clientele.model.Identifier;
import io.clientele.model.IdentityDecision;
import io.clientele.spi.Definition;
import io.clientele.spi.Evidence;
import io.clientele.spi.IdentityResolver;
import io.clientele.spi.Plan;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What operators decided about who is who. A decision takes effect by folding again whomever it concerns; revoked, it leaves
 * the state in which it had never been made. Only the pen calls it.
 */
public final class Decisions {

    private final Live live;
    private final IdentityResolver resolver;
    /** What the batch in progress did to the resolver, the latest first. */
    private final Deque<Done> done = new ArrayDeque<>();
    /** Whether the batch in progress put a definition in force; and in the place of which. */
    private boolean redefined;

    private Optional<Definition> replaced = Optional.empty();

    private record Done(IdentityDecision decision, boolean added) {}

    Decisions(Live live, IdentityResolver resolver) {
        this.live = live;
        this.resolver = resolver;
    }

    /** Whether a decision can be carried out: it is none that takes back what is not in force. */
    public boolean isKnown(IdentityDecision decision) {
        return decision.revokes().isEmpty()
                || resolver.decision(decision.revokes().get()).isPresent();
    }

    /** The identifiers that a decision, or the one it takes back, is about. */
    public List<Identifier> concerned(IdentityDecision decision) {
        return decision.revokes()
                .flatMap(resolver::decision)
                .map(IdentityDecision::identifiers)
                .orElse(decision.identifiers());
    }

    /** Whose record a decision is: that of the strongest identifier that it is about. */
    public Identifier owner(IdentityDecision decision) {
        return resolver.strongest(concerned(decision));
    }

    /** Applies a decision, which the journal view already holds and whose identifiers all have numbers. */
    public void decided(IdentityDecision decision, Plan plan) {
        Set<Identifier> reached = live.pairs.reach(concerned(decision));
        live.residents.meet(reached);
        live.regroupings.because(decision.id());
        Set<Identifier> changed = put(decision, live.pairs::recite);
        if (!changed.stream().allMatch(live.residents::isHere)) {
            takeBack(done.pop(), live.pairs::recite);
            live.residents.meet(changed);
            changed = put(decision, live.pairs::recite);
        }
        if (!changed.isEmpty()) {
            live.gate.moved(changed);
            live.restructure(changed, plan);
        }
        live.gate.moved(reached);
        for (ProfileState state : live.residents.here(reached)) {
            if (!live.gate.steps(resolver.subject(state.identifiers.get(0))).equals(state.steps)) {
                live.refold(state, plan);
            }
        }
    }

    private Set<Identifier> put(
            IdentityDecision decision, Function<Collection<Identifier>, Collection<Evidence>> history) {
        Optional<IdentityDecision> taken = decision.revokes().flatMap(resolver::decision);
        done.push(new Done(taken.orElse(decision), taken.isEmpty()));
        return resolver.decide(decision, history);
    }

    private Set<Identifier> takeBack(Done last, Function<Collection<Identifier>, Collection<Evidence>> history) {
        return last.added ? resolver.revoke(last.decision.id(), history) : resolver.decide(last.decision, history);
    }

    // ---- what the resolver goes by

    /** Puts a definition in force that the resolver goes by: whoever it makes another person of is folded again. */
    public void defined(Definition definition, Plan plan) {
        if (!isMine(definition)) {
            return;
        }
        Optional<Definition> before = resolver.likeness().definition();
        replaced = redefined ? replaced : before;
        redefined = true;
        Set<Identifier> changed = resolver.likeness().define(Optional.of(definition));
        if (!changed.stream().allMatch(live.residents::isHere)) {
            resolver.likeness().define(before);
            live.residents.meet(changed);
            changed = resolver.likeness().define(Optional.of(definition));
        }
        live.regroupings.because(definition.id());
        if (!changed.isEmpty()) {
            live.gate.moved(changed);
            live.restructure(changed, plan);
        }
    }

    /** Whether a definition is one that the resolver goes by. */
    public boolean isMine(Definition definition) {
        return !resolver.likeness().module().isEmpty()
                && definition.module().equals(resolver.likeness().module());
    }

    /** Puts a definition in force, if it is one that the resolver goes by and not in force yet. */
    void recall(Definition definition) {
        if (isMine(definition)) {
            resolver.likeness().define(Optional.of(definition));
        }
    }

    // ---- a failed batch

    /**
     * Takes back what the batch in progress did; evidence that it concerned is left out.
     *
     * @param centres gets those whose evidence is to be put anew
     * @return at least those whose cluster changed
     */
    Set<Identifier> undo(Set<Identifier> centres) {
        live.regroupings.undo();
        Set<Identifier> changed = new LinkedHashSet<>();
        if (redefined) {
            changed.addAll(resolver.likeness().define(replaced));
            redefined = false;
        }
        while (!done.isEmpty()) {
            Done last = done.pop();
            centres.addAll(last.decision.identifiers());
            changed.addAll(takeBack(last, leftOut(centres)));
        }
        return changed;
    }

    private static Function<Collection<Identifier>, Collection<Evidence>> leftOut(Set<Identifier> centres) {
        return asked -> {
            centres.addAll(asked);
            return List.of();
        };
    }

    /** The batch is durable. */
    void settled() {
        done.clear();
        redefined = false;
        live.regroupings.settled();
    }

    // ---- erasure, and the beginning

    /** The records of decisions that name one of some identifiers, who are to be erased. */
    List<Recorded> naming(Set<Identifier> erased) {
        return live.journal.decisions().stream()
                .filter(record -> record.intake().identifiers().stream().anyMatch(erased::contains))
                .toList();
    }

    /**
     * Takes erased identifiers out of the decisions that name them, before their numbers are forgotten; evidence that it
     * concerned is left out.
     *
     * @param centres gets those whose evidence is to be put anew
     * @return at least those whose cluster changed
     */
    Set<Identifier> strip(List<Recorded> naming, Set<Identifier> erased, Set<Identifier> centres) {
        Set<Identifier> changed = new LinkedHashSet<>();
        for (Recorded record : naming) {
            IdentityDecision decision = (IdentityDecision) record.intake();
            Optional<IdentityDecision> rest =
                    resolver.decision(decision.id()).flatMap(inForce -> inForce.without(erased));
            changed.addAll(resolver.revoke(decision.id(), leftOut(centres)));
            rest.ifPresent(left -> changed.addAll(resolver.decide(left, leftOut(centres))));
            rest.ifPresentOrElse(
                    left -> live.journal.replace(record, left, live.owners.number(owner(left))),
                    () -> live.journal.remove(record));
        }
        return changed;
    }

    /** Takes up what the journal holds, before any evidence is known. */
    void recall() {
        List<IdentityDecision> all = live.journal.decisions().stream()
                .map(record -> (IdentityDecision) record.intake())
                .sorted()
                .toList();
        Set<String> revoked = new HashSet<>();
        all.forEach(decision -> decision.revokes().ifPresent(revoked::add));
        List<IdentityDecision> inForce = all.stream()
                .filter(decision -> decision.revokes().isEmpty() && !revoked.contains(decision.id()))
                .toList();
        // A decision has the pins of others decided again: what anybody said who is named in one is needed for each.
        List<Identifier> borrowed = live.residents.borrow(inForce.stream()
                .flatMap(decision -> decision.identifiers().stream())
                .toList());
        inForce.forEach(decision -> resolver.decide(decision, centres -> List.of()));
        live.residents.giveBack(borrowed);
    }
}
