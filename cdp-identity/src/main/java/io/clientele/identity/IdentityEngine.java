package io.clientele.identity;

import io.clientele.identity.internal.Pin;
import io.clientele.identity.match.Devices;
import io.clientele.identity.match.MatchModel;
import io.clientele.identity.match.Matching;
import io.clientele.model.Event;
import io.clientele.model.Identifier;
import io.clientele.model.IdentityDecision;
import io.clientele.spi.Definition;
import io.clientele.spi.Evidence;
import io.clientele.spi.IdentityResolver;
import io.clientele.spi.Subject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Joins identifiers into persons, exactly and in any order, with no storage, clock or thread of its own.
 *
 * <p>An event with several identifiers is a star of edges: its strongest identifier, the centre, to each other one. Between
 * two identifiers the earliest edge that consent permits counts; together they are a pair. The clusters are what is left
 * when all permitted pairs are taken one after the other and each joins the clusters of its two ends, unless
 *
 * <ul>
 *   <li>one end is <em>shared</em>: an identifier with a limit of {@linkplain IdentityRules#owners owners}, whose owners (the
 *       stronger ends of its pairs, those that are shared themselves left out) were, when all stronger pairs had been taken,
 *       in more clusters than that, in clusters that a pin keeps apart, or in clusters that contradict each other more than once:
 *       of user IDs, loyalty IDs, e-mails, phones and all of which a profile holds one, two kinds are held by two of them each, or
 *       one by three; or, unless it is of such a kind itself, in two clusters that exclude each other (of two user IDs, say) and
 *       that no stronger pair connects; or one with more than {@link IdentityRules#MOST_OWNERS} owners at all; or, where owners are
 *       not limited, one whose owners of one namespace are more than that many profiles together may hold;
 *   <li>the joined cluster would hold more identifiers of a namespace than its {@linkplain IdentityRules#limit limit}.
 * </ul>
 *
 * <p>The order is
 *
 * <ol>
 *   <li>strength: a pair is as strong as its weaker end, and between equals as its stronger end, each by the
 *       {@linkplain IdentityRules#rank rank} of its namespace;
 *   <li>the event's time in milliseconds, earliest first;
 *   <li>the event's id, then the pair's weaker end, then its stronger.
 * </ol>
 *
 * <p>An operator's {@linkplain IdentityDecision decisions} are evidence, too. What a split, a block or a forgotten identifier takes
 * back does not count, as if consent forbade it. A pin together is taken before all pairs, by time and id, and asks whether
 * no identifier is shared; a pin apart is one more limit. What is seen after an identifier's
 * {@linkplain IdentityRules#lifetime lifetime} is left out.
 *
 * <p>So clusters, refused links and times depend only on the set of evidence and decisions and on what consent permits. A
 * refused pair stays on record and counts again as soon as nothing is in its way.
 *
 * <p>Methods that change state must not run together with any other; readers may run together. Adding evidence costs the
 * size of the answer where no pair of its clusters was refused, and where it joins an identifier seen for the first time.
 * Elsewhere, and when evidence that counts is taken out, its clusters are computed again from the changed pair's rank on, and
 * others only as far as they become other sets than before.
 */
public final class IdentityEngine implements IdentityResolver {

    private final Decisions decisions = new Decisions();
    private Likenesses likenesses;
    private State state;
    private Hearing hearing;
    private @Nullable Consumer<Regrouping> listener;

    private IdentityEngine(IdentityRules rules, Optional<Matching> matching) {
        this.state = new State(rules.where(matching));
        this.likenesses = new Likenesses(state.rules, matching);
        this.hearing = new Hearing(state, decisions, likenesses, (a, b, time) -> true);
    }

    /** An engine without evidence, in which consent permits every edge until {@link #permission} says otherwise. */
    public static IdentityEngine with(IdentityRules rules) {
        return new IdentityEngine(rules, Optional.empty());
    }

    /** The same, which also joins whom a {@linkplain #model model} finds alike by what evidence says. */
    public static IdentityEngine with(IdentityRules rules, Matching matching) {
        return new IdentityEngine(rules, Optional.of(matching));
    }

    /** The rules in force. */
    public IdentityRules rules() {
        return state.rules;
    }

    Likenesses likenesses() {
        return likenesses;
    }

    @Override
    public Optional<Identifier> normalise(Identifier raw) {
        return state.rules
                .normaliser()
                .normalise(raw)
                .filter(identifier -> !Devices.isTrace(identifier))
                .map(state.former::name);
    }

    @Override
    public Premises premises() {
        return state.premises(likenesses::text);
    }

    /**
     * The same for an identifier from a source of another region than that of the {@linkplain IdentityRules#region rules}.
     *
     * @param region two letters (ISO 3166-1); empty if it is not known
     */
    public Optional<Identifier> normalise(Identifier raw, String region) {
        return state.rules.normaliser().normalise(raw, region).map(state.former::name);
    }

    @Override
    public Identifier strongest(Collection<Identifier> identifiers) {
        return state.rules.strongest(identifiers);
    }

    @Override
    public void permission(LinkPermission newPermission) {
        hearing = new Hearing(state, decisions, likenesses, newPermission);
    }

    @Override
    public boolean matters(Evidence evidence) {
        return hearing.matters(evidence);
    }

    private Set<Identifier> finish(Stitch stitch, String because) {
        Changes changes = stitch.finish();
        if (listener != null) {
            changes.regroupings(because).forEach(listener);
        }
        return changes.identifiers();
    }

    @Override
    public Set<Identifier> add(Evidence evidence) {
        Stitch stitch = new Stitch(state);
        hearing.add(stitch, evidence);
        return finish(stitch, evidence.id());
    }

    @Override
    public Set<Identifier> replace(Collection<Identifier> centres, Collection<Evidence> remaining) {
        Stitch stitch = new Stitch(state);
        hearing.replace(stitch, centres, remaining);
        return finish(stitch, "");
    }

    @Override
    public boolean knows(Identifier identifier) {
        int node = state.graph.find(identifier);
        return likenesses.knows(identifier)
                || node != 0 && (!pairs(node).isEmpty() || !state.pins.of(node).isEmpty());
    }

    @Override
    public Set<Identifier> reconsider(Identifier identifier) {
        Stitch stitch = new Stitch(state);
        int node = state.graph.find(identifier);
        pairs(node).forEach(pair -> {
            Identifier stronger = state.graph.identifier(state.graph.stronger(pair));
            Identifier weaker = state.graph.identifier(state.graph.weaker(pair));
            stitch.counts(pair, hearing.counts(stronger, weaker, Instant.ofEpochMilli(state.graph.time(pair))));
        });
        hearing.reopen(stitch, node);
        return finish(stitch, "");
    }

    // ---- decisions

    @Override
    public Set<Identifier> decide(
            IdentityDecision decision, Function<Collection<Identifier>, Collection<Evidence>> history) {
        if (decision.revokes().isPresent()) {
            return revoke(decision.revokes().get(), history);
        }
        if (!decisions.add(decision)) {
            return Set.of();
        }
        Stitch stitch = new Stitch(state);
        if (Decisions.isPin(decision)) {
            stitch.pin(pin(decision), true);
        } else {
            review(stitch, decision, history);
        }
        return finish(stitch, decision.id());
    }

    private Pin pin(IdentityDecision decision) {
        Identifier stronger = strongerOf(decision);
        Identifier weaker = Decisions.named(decision).stream()
                .filter(identifier -> !identifier.equals(stronger))
                .findFirst()
                .orElseThrow();
        Pin pin = new Pin(state.graph.node(stronger), state.graph.node(weaker), decision);
        pin.open = hearing.counts(pin);
        return pin;
    }

    private Identifier strongerOf(IdentityDecision decision) {
        return Decisions.named(decision).stream().min(state.rules::compare).orElseThrow();
    }

    /** Puts all evidence that a decision may take back, or took back, anew. */
    private void review(
            Stitch stitch, IdentityDecision decision, Function<Collection<Identifier>, Collection<Evidence>> history) {
        Set<Identifier> named = Decisions.named(decision);
        Set<Identifier> centres = new LinkedHashSet<>(named);
        named.forEach(identifier -> centres.addAll(companions(identifier)));
        hearing.replace(stitch, centres, history.apply(centres));
    }

    @Override
    public Set<Identifier> revoke(String id, Function<Collection<Identifier>, Collection<Evidence>> history) {
        Optional<IdentityDecision> gone = decisions.remove(id);
        if (gone.isEmpty()) {
            return Set.of();
        }
        Stitch stitch = new Stitch(state);
        if (Decisions.isPin(gone.get())) {
            List<Pin> pins = state.pins.of(state.graph.find(strongerOf(gone.get())));
            pins.stream()
                    .filter(pin -> pin.decision.id().equals(id))
                    .findFirst()
                    .ifPresent(pin -> stitch.pin(pin, false));
        } else {
            review(stitch, gone.get(), history);
        }
        return finish(stitch, id);
    }

    @Override
    public Optional<IdentityDecision> decision(String id) {
        return decisions.find(id);
    }

    @Override
    public List<IdentityDecision> decisions() {
        return decisions.all().stream().sorted().toList();
    }

    /** The decisions in force that name an identifier, by time. */
    public List<IdentityDecision> decisions(Identifier identifier) {
        return List.copyOf(decisions.of(identifier));
    }

    /**
     * Changes the rules: afterwards all is as if they had been these from the beginning. Computes everything again.
     *
     * @param all all evidence that was ever added and not taken out; normalised as the new rules do
     * @return every identifier whose cluster is now another set than before
     */
    public Set<Identifier> rules(IdentityRules rules, Collection<Evidence> all) {
        Consumer<Regrouping> told = listener;
        State before = state;
        listener = null;
        state = new State(rules.where(likenesses.matching()));
        likenesses = likenesses.by(state.rules);
        hearing = new Hearing(state, decisions, likenesses, hearing.permission);
        all.forEach(this::add);
        for (IdentityDecision decision : decisions.all()) {
            if (Decisions.isPin(decision)) {
                Stitch stitch = new Stitch(state);
                stitch.pin(pin(decision), true);
                stitch.finish();
            }
        }
        listener = told;
        return compared(before);
    }

    private Set<Identifier> compared(State before) {
        Set<Identifier> changed = new LinkedHashSet<>();
        Set<Set<Identifier>> then = new LinkedHashSet<>();
        Set<Set<Identifier>> since = new LinkedHashSet<>();
        Consumer<Identifier> compare = identifier -> {
            if (Devices.isTrace(identifier)) {
                return;
            }
            Set<Identifier> was = new HashSet<>(subject(before, identifier).identifiers());
            Set<Identifier> is = new HashSet<>(subject(identifier).identifiers());
            if (!changed.contains(identifier) && !was.equals(is)) {
                changed.add(identifier);
                then.add(was);
                since.add(is);
            }
        };
        before.graph.identifiers(compare);
        state.graph.identifiers(compare);
        if (listener != null && !changed.isEmpty()) {
            listener.accept(new Regrouping(then, since, ""));
        }
        return changed;
    }

    /** Tells of every change of the clusters from now on, within the call that makes it; replaces what was told before. */
    public void listener(Consumer<Regrouping> newListener) {
        listener = newListener;
    }

    // ---- models

    @Override
    public Likeness likeness() {
        return new Guessing();
    }

    /** What follows from what is said. */
    private final class Guessing implements Likeness {

        @Override
        public Map<String, String> said(Event event) {
            return likenesses.said(event);
        }

        @Override
        public List<Identifier> traces(Event event) {
            return likenesses.traces(event);
        }

        @Override
        public Set<Identifier> foresee(Collection<Identifier> centres, Collection<Evidence> remaining) {
            return hearing.foresee(centres, remaining);
        }

        @Override
        public Set<Identifier> alike(Identifier identifier) {
            return hearing.alike(identifier);
        }

        @Override
        public String module() {
            return likenesses.matching().isPresent() ? IdentityModule.MODULE : "";
        }

        @Override
        public void check(Definition definition) {
            likenesses.checked(definition);
        }

        @Override
        public Optional<Definition> definition() {
            return likenesses.definition();
        }

        @Override
        public Set<Identifier> define(Optional<Definition> definition) {
            if (!likenesses.define(definition)) {
                return Set.of();
            }
            Stitch stitch = new Stitch(state);
            hearing.guess(stitch, likenesses.ids());
            return finish(stitch, definition.map(Definition::id).orElse(""));
        }
    }

    /**
     * Goes by a model in the place of the one before: afterwards all is as if it had been so from the beginning. Compares everybody
     * of whom anything was said.
     *
     * @return every identifier whose cluster is now another set than before
     * @throws IllegalArgumentException if the model is of other fields than those that are matched by
     */
    public Set<Identifier> model(MatchModel model) {
        Definition made = Likenesses.definition(model.fingerprint(), Instant.EPOCH, model);
        Likeness likeness = likeness();
        likeness.check(made);
        return likeness.define(Optional.of(made));
    }

    // ---- what is known

    private List<Integer> pairs(int node) {
        List<Integer> pairs = new ArrayList<>();
        if (node != 0) {
            state.graph.pairs(node, pairs::add);
        }
        return pairs;
    }

    @Override
    public Set<Identifier> companions(Identifier identifier) {
        int node = state.graph.find(identifier);
        Set<Identifier> companions = new HashSet<>();
        pairs(node).stream()
                .map(pair -> state.graph.other(pair, node))
                .filter(other -> !state.graph.isTrace(other))
                .forEach(other -> companions.add(state.graph.identifier(other)));
        state.pins.of(node).forEach(pin -> companions.add(state.graph.identifier(pin.other(node))));
        return companions;
    }

    @Override
    public Subject subject(Identifier identifier) {
        return subject(state, identifier);
    }

    private static Subject subject(State state, Identifier identifier) {
        int node = state.graph.find(identifier);
        return node == 0 || state.graph.cluster(node) == 0 ? Subject.of(identifier) : new Person(state, node);
    }

    /** Whether an identifier has too many owners to belong to any, and no pin says whose it is. Costs a look-up. */
    public boolean isShared(Identifier identifier) {
        int node = state.graph.find(identifier);
        return node != 0 && state.graph.linksNothing(node) && state.graph.cluster(node) == 0;
    }

    /** Whether an identifier has too many owners, whether or not a pin says whose it is. */
    boolean linksNothing(Identifier identifier) {
        int node = state.graph.find(identifier);
        return node != 0 && state.graph.linksNothing(node);
    }

    /**
     * Every link of an identifier with what became of it, in the order in which links are taken. Costs a walk through the
     * pairs of its cluster and of those that refused links lead to, each once.
     */
    public List<Link> links(Identifier identifier) {
        int node = state.graph.find(identifier);
        return node == 0 ? List.of() : new Reasons(state, decisions, likenesses).of(node);
    }

    @Override
    public List<Tie> ties(Identifier identifier) {
        return links(identifier).stream()
                .map(link -> new Tie(
                        link.stronger(),
                        link.weaker(),
                        link.time(),
                        link.evidence(),
                        link.state().name().toLowerCase(Locale.ROOT),
                        link.state() == Link.State.JOINS || link.state() == Link.State.CONFIRMS,
                        link.match().isEmpty() && !Devices.isTrace(link.weaker())))
                .toList();
    }

    /**
     * Why two identifiers are of one person: the links that join them, from the one to the other. None if they are not, or
     * are the same.
     */
    public List<Link> why(Identifier one, Identifier other) {
        int a = state.graph.find(one);
        int b = state.graph.find(other);
        boolean together = a != 0 && b != 0 && state.clusters.together(a, b);
        return together ? new Reasons(state, decisions, likenesses).why(a, b) : List.of();
    }

    /**
     * Why two identifiers are not of one person: of all ways from the one to the other the one with the fewest links that do
     * not join; each of these says what is in its way. None if no evidence connects them, or if they are of one person.
     * Costs a search through all that evidence connects.
     */
    public List<Link> whyNot(Identifier one, Identifier other) {
        int a = state.graph.find(one);
        int b = state.graph.find(other);
        boolean apart = a != 0 && b != 0 && !state.clusters.together(a, b);
        return apart ? new Reasons(state, decisions, likenesses).whyNot(a, b) : List.of();
    }

    /** How the person of an identifier came together: the links that join all identifiers, in the order they were taken in. */
    public List<Link> how(Identifier identifier) {
        int node = state.graph.find(identifier);
        return node == 0 ? List.of() : new Reasons(state, decisions, likenesses).how(node);
    }
}
