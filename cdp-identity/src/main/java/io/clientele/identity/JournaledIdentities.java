package io.clientele.identity;

import io.clientele.model.Event;
import io.clientele.model.Identifier;
import io.clientele.model.IdentityDecision;
import io.clientele.model.IdentityDecision.Draft;
import io.clientele.model.IdentityDecision.Kind;
import io.clientele.model.Outcome;
import io.clientele.model.Profile;
import io.clientele.spi.ModuleContext;
import io.clientele.spi.ProfileListener;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** {@link Identities} over the engine and the journal. */
final class JournaledIdentities implements Identities, ProfileListener {

    private static final System.Logger LOG = System.getLogger("io.clientele.listeners");
    private static final int MOST = 1_000;

    private final IdentityEngine engine;
    private final ModuleContext context;
    private final List<Consumer<Regrouping>> listeners = new CopyOnWriteArrayList<>();

    JournaledIdentities(IdentityEngine engine, ModuleContext context) {
        this.engine = engine;
        this.context = context;
    }

    // ---- decisions

    @Override
    public Decided split(Collection<Identifier> these, Collection<Identifier> those) {
        return decide(IdentityDecision.of(Kind.SPLIT, these, those));
    }

    @Override
    public Decided block(Identifier identifier) {
        return decide(IdentityDecision.of(Kind.BLOCK, List.of(identifier), List.of()));
    }

    @Override
    public Decided forget(Identifier identifier) {
        return decide(IdentityDecision.of(Kind.FORGET, List.of(identifier), List.of()));
    }

    @Override
    public Decided together(Identifier one, Identifier other) {
        return decide(IdentityDecision.of(Kind.TOGETHER, List.of(one), List.of(other)));
    }

    @Override
    public Decided apart(Identifier one, Identifier other) {
        return decide(IdentityDecision.of(Kind.APART, List.of(one), List.of(other)));
    }

    @Override
    public Decided revoke(String decision) {
        return decide((id, time) -> IdentityDecision.revoke(id, time, decision));
    }

    private Decided decide(Draft draft) {
        IdentityDecision decision = draft.made(context.newId(), context.clock().instant());
        return new Decided(decision, decide(decision));
    }

    @Override
    public Outcome decide(IdentityDecision decision) {
        return context.submit(decision);
    }

    @Override
    public List<IdentityDecision> decisions() {
        return context.read(engine::decisions);
    }

    @Override
    public List<IdentityDecision> decisions(Identifier identifier) {
        return context.read(() -> engine.decisions(normal(identifier)));
    }

    // ---- why

    @Override
    public List<Link> why(Identifier one, Identifier other) {
        return context.read(() -> engine.why(normal(one), normal(other)));
    }

    @Override
    public List<Link> whyNot(Identifier one, Identifier other) {
        return context.read(() -> engine.whyNot(normal(one), normal(other)));
    }

    @Override
    public List<Link> how(Identifier identifier) {
        return context.read(() -> engine.how(normal(identifier)));
    }

    @Override
    public List<Link> links(Identifier identifier) {
        return context.read(() -> engine.links(normal(identifier)));
    }

    private Identifier normal(Identifier identifier) {
        return engine.normalise(identifier).orElse(identifier);
    }

    // ---- profiles

    @Override
    public Optional<Profile> find(Identifier identifier) {
        return profileAsOf(identifier, context.clock().instant());
    }

    @Override
    public Optional<Profile> find(String profileId) {
        OptionalInt number = context.profiles().numberOf(profileId);
        return number.isEmpty()
                ? Optional.empty()
                : context.read(() -> context.profiles().profile(number.getAsInt()));
    }

    @Override
    public Optional<Profile> profileAsOf(Identifier identifier, Instant at) {
        return context.read(() -> context.profiles().profile(identifier, at));
    }

    @Override
    public List<Event> timeline(Identifier identifier) {
        return context.read(() -> context.events(identifier));
    }

    @Override
    public List<Profile> profiles(String after, int atMost) {
        if (atMost < 1 || atMost > MOST) {
            throw new IllegalArgumentException("atMost must be 1 to 1,000");
        }
        int last = after.isEmpty()
                ? 0
                : context.profiles()
                        .numberOf(after)
                        .orElseThrow(() -> new IllegalArgumentException("after is no profile's id"));
        return context.read(() -> context.profiles().page(last, atMost));
    }

    // ---- changes

    @Override
    public void listen(Consumer<Regrouping> listener) {
        listeners.add(listener);
    }

    @Override
    public void regrouped(Map<String, List<Identifier>> before, Map<String, List<Identifier>> after, String because) {
        Regrouping regrouping = Regrouping.of(before, after, because);
        listeners.forEach(listener -> tell(listener, regrouping));
    }

    private static void tell(Consumer<Regrouping> listener, Regrouping regrouping) {
        try {
            listener.accept(regrouping);
        } catch (RuntimeException failure) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "a listener failed: {0}",
                    failure.getClass().getName());
        }
    }
}
