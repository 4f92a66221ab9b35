package io.clientele.internal.pipeline;

import io.clientele.internal.fold.Live;
import io.clientele.internal.fold.Modules;
import io.clientele.internal.pipeline.Admission.Result;
import io.clientele.internal.pipeline.StageTimes.Stage;
import io.clientele.internal.store.KeyStore;
import io.clientele.internal.store.Store;
import io.clientele.model.Event;
import io.clientele.model.Identifier;
import io.clientele.model.Intake;
import io.clientele.model.Outcome;
import io.clientele.model.Profile;
import io.clientele.model.SubjectRequest;
import io.clientele.spi.IdentityResolver;
import io.clientele.spi.ModuleContext;
import io.clientele.spi.Stats;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;

/** An open platform: admission in the callers' threads, then the pen, then hand-over. Thread-safe. */
public final class Pipeline implements AutoCloseable {

    private static final int ID_BYTES = 16;

    private final Context context;
    private final Store store;
    private final KeyStore keys;
    private final Admission admission;
    private final IdentityResolver resolver;
    private final Live live;
    private final Writer writer;
    private final Firings firings;
    private final Deliverer deliverer;
    private final Pen pen;
    private final Tally tally;
    private final StageTimes times;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final AtomicBoolean closed = new AtomicBoolean();

    Pipeline(Context context, Opening.Opened opened, Settings settings) {
        this.context = context;
        this.store = opened.parts().store();
        this.keys = opened.parts().keys();
        this.resolver = opened.parts().modules().resolver();
        this.live = opened.parts().live();
        this.writer = opened.writer();
        this.firings = opened.firings();
        this.tally = opened.tally();
        this.clock = settings.clock();
        this.admission = opened.admission();
        this.times = opened.times();
        this.pen = new Pen(this::lead, settings.deadline());
        context.provide(Stats.class, new Measures(times, tally, Map.of("pen.waiting", pen::waiting)));
        this.deliverer = new Deliverer(pen, firings, opened.parts(), opened.times());
    }

    /**
     * Opens a platform.
     *
     * @param modules each plugs in, in order
     */
    public static Pipeline open(Settings settings, List<Consumer<ModuleContext>> modules) {
        return open(settings, modules, () -> StoreFiles.open(settings));
    }

    /** Opens a platform over files of the caller's choice, opened once the modules are in place. */
    public static Pipeline open(Settings settings, List<Consumer<ModuleContext>> modules, Supplier<StoreFiles> files) {
        StageTimes times = new StageTimes();
        Context context = new Context(settings.clock(), times);
        modules.forEach(module -> module.accept(context));
        Modules given = context.modules();
        Pipeline pipeline = new Pipeline(context, Opening.open(files.get(), settings, given, times), settings);
        context.connect(pipeline);
        return pipeline;
    }

    private void lead(List<Pen.Ticket> group) {
        long start = times.start();
        writer.lead(group);
        times.lap(Stage.BATCH, start);
    }

    /** Takes things in as one durable act. */
    public List<Outcome> accept(Collection<? extends Intake> intakes) {
        long start = times.start();
        List<Outcome> outcomes = take(intakes);
        times.lap(Stage.CALL, start);
        return outcomes;
    }

    private List<Outcome> take(Collection<? extends Intake> intakes) {
        requireOpen();
        boolean alone = intakes.stream().anyMatch(SubjectRequest.class::isInstance);
        if (alone && intakes.size() > 1) {
            throw new IllegalArgumentException("a subject request is handed in alone");
        }
        List<Result> results = intakes.stream().map(admission::propose).toList();
        List<Outcome> outcomes =
                new ArrayList<>(results.stream().map(Result::outcome).toList());
        List<Supplier<Outcome>> work = new ArrayList<>();
        List<Proposal> proposals = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            Result result = results.get(i);
            Optional<Supplier<Outcome>> task = task(result);
            if (task.isPresent()) {
                work.add(task.get());
                places.add(i);
                result.proposal().ifPresent(proposals::add);
            } else {
                tally.count(result.outcome());
            }
        }
        if (!work.isEmpty()) {
            write(
                    work,
                    proposals,
                    alone ? Pen.Work.ALONE : Pen.Work.INTAKE,
                    (outcome, n) -> outcomes.set(places.get(n), outcome));
        }
        return outcomes;
    }

    private void write(
            List<Supplier<Outcome>> work, List<Proposal> proposals, Pen.Work kind, ObjIntConsumer<Outcome> written) {
        List<Outcome> outcomes = pen.write(work, proposals, kind);
        for (int n = 0; n < outcomes.size(); n++) {
            written.accept(outcomes.get(n), n);
            if (outcomes.get(n).kind() == Outcome.Kind.BUSY) {
                tally.count(outcomes.get(n));
            }
        }
        if (outcomes.stream().noneMatch(outcome -> outcome.kind() == Outcome.Kind.BUSY)) {
            deliverer.deliver();
        }
    }

    /** What the pen must do about an intake, if anything. */
    private Optional<Supplier<Outcome>> task(Result result) {
        if (result.request().isPresent()) {
            return result.request().map(request -> () -> writer.erase(request));
        }
        return result.proposal().map(proposal -> () -> writer.decide(proposal));
    }

    /** Moves time on and hands over what waits. */
    public void advance() {
        requireOpen();
        pen.write(List.of(), List.of(), Pen.Work.OWN);
        deliverer.deliver();
    }

    /** A fresh message id. */
    public String newId() {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** The clock's now. */
    public Instant now() {
        return clock.instant();
    }

    /** A snapshot of a profile. */
    public Optional<Profile> profile(Identifier identifier) {
        return read(() -> live.profile(normalise(identifier), clock.instant()));
    }

    /** A profile as its facts up to an instant tell. */
    public Optional<Profile> profileAsOf(Identifier identifier, Instant at) {
        return read(() -> live.profileAsOf(normalise(identifier), at));
    }

    /** A person's events in order. */
    public List<Event> timeline(Identifier identifier) {
        return read(() -> context.events(identifier));
    }

    /** Counts of outcomes, and how many things were received. */
    public Map<String, Long> counts() {
        requireOpen();
        return tally.totals();
    }

    /** A module's service. */
    public <S> S service(Class<S> type) {
        requireOpen();
        return context.service(type);
    }

    <T> T read(Supplier<T> reader) {
        requireOpen();
        return pen.read(() -> {
            try {
                return reader.get();
            } finally {
                live.trim();
            }
        });
    }

    Identifier normalise(Identifier identifier) {
        return resolver.normalise(identifier).orElse(identifier);
    }

    Live live() {
        return live;
    }

    Firings firings() {
        return firings;
    }

    private void requireOpen() {
        if (closed.get()) {
            throw new IllegalStateException("the platform is closed");
        }
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            deliverer.close(() -> pen.read(() -> {
                try {
                    writer.close();
                } finally {
                    store.close();
                    keys.close();
                }
                return closed;
            }));
        }
    }
}
