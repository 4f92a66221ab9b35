package io.clientele.identity;

import io.clientele.identity.Likenesses.Found;
import io.clientele.identity.match.Match;
import io.clientele.identity.match.MatchModel;
import io.clientele.identity.match.MatchRecord;
import io.clientele.identity.match.Matches;
import io.clientele.identity.match.Matching;
import io.clientele.identity.match.internal.Exact;
import io.clientele.model.Identifier;
import io.clientele.model.Outcome;
import io.clientele.model.Purpose;
import io.clientele.spi.Definition;
import io.clientele.spi.ModuleContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** {@link Matches} over the engine and the journal. */
final class JournaledMatches implements Matches {

    /** From so many records a model is learned at most. */
    private static final int SAMPLE = 50_000;
    /** What fewer records have is not kept in a model: it would tell of one person. */
    private static final int FEWEST = 3;

    private final IdentityEngine engine;
    private final JournaledIdentities identities;
    private final ModuleContext context;
    private final Lock learning = new ReentrantLock();
    private final AtomicBoolean isLearning = new AtomicBoolean();

    JournaledMatches(IdentityEngine engine, JournaledIdentities identities, ModuleContext context) {
        this.engine = engine;
        this.identities = identities;
        this.context = context;
    }

    @Override
    public Optional<MatchModel> model() {
        return context.read(() -> engine.likenesses().model());
    }

    // ---- learning

    @Override
    public CompletableFuture<MatchModel> learn(Executor executor) {
        return CompletableFuture.supplyAsync(this::learn, executor);
    }

    @Override
    public Optional<CompletableFuture<MatchModel>> learnIfDue(Executor executor) {
        boolean due =
                context.read(() -> engine.likenesses().isDue(context.clock().instant()));
        if (!due || !isLearning.compareAndSet(false, true)) {
            return Optional.empty();
        }
        try {
            return Optional.of(learn(executor).whenComplete((model, failure) -> isLearning.set(false)));
        } catch (RuntimeException refused) {
            isLearning.set(false);
            throw refused;
        }
    }

    @Override
    public long version() {
        return context.read(() -> engine.likenesses().version());
    }

    @Override
    public MatchModel learn() {
        learning.lock();
        try {
            return learned();
        } finally {
            context.read(() -> {
                engine.likenesses().offer(null);
                return true;
            });
            learning.unlock();
        }
    }

    private MatchModel learned() {
        Matching matching = engine.likenesses().matching().orElseThrow();
        context.purpose(Purpose.STITCHING.key())
                .flatMap(purpose -> context.evaluate(purpose, matching.reads()))
                .ifPresent(fault -> {
                    throw new IllegalStateException("matching: " + fault.sentence());
                });
        List<MatchRecord> records = context.read(() -> engine.likenesses().records());
        MatchModel model = learned(matching, records);
        Exact exact = Exact.of(model.bytes());
        exact.fill(records);
        Found found = new Found(model, model.fingerprint(), exact);
        context.read(() -> {
            engine.likenesses().offer(found);
            return true;
        });
        journal(model, records.size());
        return model;
    }

    /** A model of what is known of some. */
    static MatchModel learned(Matching matching, List<MatchRecord> records) {
        if (records.size() < 2) {
            throw new IllegalStateException("of fewer than two identifiers anything is said that may be used");
        }
        return MatchModel.learn(matching.fields(), sample(records)).withoutRare(FEWEST);
    }

    /** So many of some records, drawn by their ids alone. */
    private static List<MatchRecord> sample(List<MatchRecord> records) {
        List<MatchRecord> all = new ArrayList<>(records);
        all.sort(Comparator.comparingInt((MatchRecord record) -> spread(record.id()))
                .thenComparing(MatchRecord::id));
        return all.subList(0, Math.min(SAMPLE, all.size()));
    }

    private static int spread(String id) {
        int hash = id.hashCode() * 0x9E3779B9;
        return (hash ^ hash >>> 15) * 0x85EBCA6B;
    }

    private void journal(MatchModel model, long known) {
        Definition made = Likenesses.definition(context.newId(), context.clock().instant(), model);
        Outcome outcome = context.submit(Likenesses.definition(made, version() + 1, known));
        if (!outcome.isStored()) {
            throw new IllegalStateException("the model was not stored: " + outcome);
        }
    }

    // ---- reads

    @Override
    public Optional<Match> compare(Identifier one, Identifier other) {
        return context.read(() -> engine.likenesses().match(normal(one), normal(other)));
    }

    @Override
    public List<Possible> review(int atMost) {
        return context.read(() -> {
            List<Possible> possible = new ArrayList<>();
            for (Set<Identifier> pair : engine.likenesses().possible()) {
                Iterator<Identifier> ends = pair.iterator();
                Identifier a = ends.next();
                Identifier b = ends.next();
                boolean inOrder = engine.rules().compare(a, b) < 0;
                if (mightJoin(a, b)) {
                    Match match = engine.likenesses().match(a, b).orElseThrow();
                    possible.add(new Possible(inOrder ? a : b, inOrder ? b : a, match));
                }
            }
            possible.sort(
                    Comparator.comparingDouble((Possible each) -> -each.match().score())
                            .thenComparing(Possible::one, engine.rules()::compare)
                            .thenComparing(Possible::other, engine.rules()::compare));
            return List.copyOf(possible.subList(0, Math.min(atMost, possible.size())));
        });
    }

    /** Whether two identifiers are of two persons, could be of one by the limits, and nothing was decided of the two. */
    private boolean mightJoin(Identifier one, Identifier other) {
        Set<Identifier> both = new HashSet<>(engine.subject(one).identifiers());
        boolean together = both.contains(other);
        both.addAll(engine.subject(other).identifiers());
        Map<String, Integer> counts = new HashMap<>();
        both.forEach(identifier -> counts.merge(identifier.namespace(), 1, Integer::sum));
        return !together
                && counts.entrySet().stream()
                        .allMatch(entry -> entry.getValue()
                                <= engine.rules().limit(entry.getKey()).orElse(Integer.MAX_VALUE))
                && engine.decisions(one).stream()
                        .noneMatch(decision -> Decisions.isPin(decision)
                                && decision.identifiers().contains(other));
    }

    private Identifier normal(Identifier identifier) {
        return engine.normalise(identifier).orElse(identifier);
    }

    // ---- decisions

    @Override
    public Outcome same(Identifier one, Identifier other) {
        return identities.together(one, other).outcome();
    }

    @Override
    public Outcome different(Identifier one, Identifier other) {
        return identities.apart(one, other).outcome();
    }
}
