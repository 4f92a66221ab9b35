package io.clientele.internal.pipeline;

import io.clientele.Audits;
import io.clientele.Maintenance;
import io.clientele.internal.audit.AuditCheck;
import io.clientele.internal.audit.AuditTrail;
import io.clientele.internal.audit.LogAudits;
import io.clientele.internal.fold.Live;
import io.clientele.internal.fold.Modules;
import io.clientele.internal.keystore.KeyStore;
import io.clientele.internal.pipeline.Admission.Result;
import io.clientele.internal.pipeline.StageTimes.Stage;
import io.clientele.internal.store.Store;
import io.clientele.internal.upkeep.Checkup;
import io.clientele.internal.upkeep.Upkeep;
import io.clientele.model.Event;
import io.clientele.model.Identifier;
import io.clientele.model.Intake;
import io.clientele.model.Outcome;
import io.clientele.model.Profile;
import io.clientele.model.StorageException;
import io.clientele.model.SubjectRequest;
import io.clientele.spi.IdentityResolver;
import io.clientele.spi.ModuleContext;
import io.clientele.spi.Stats;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
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
    private final AuditTrail trail;
    private final Firings firings;
    private final Deliverer deliverer;
    private final Pen pen;
    private final Tally tally;
    private final KeyRotation rotation;
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
        this.trail = opened.parts().trail();
        this.firings = opened.firings();
        this.tally = opened.tally();
        this.clock = settings.clock();
        this.admission = opened.admission();
        this.times = opened.times();
        this.pen = new Pen(this::lead, settings.deadline());
        context.provide(Stats.class, new Measures(times, tally, Map.of("pen.waiting", pen::waiting)));
        this.rotation = new KeyRotation(opened.parts(), this::bookkeeping);
        this.deliverer = new Deliverer(pen, firings, opened.parts(), opened.times());
        context.provide(Audits.class, new LogAudits(trail, () -> bookkeeping(this::renewAuditKey)));
        context.provide(
                Maintenance.class,
                new Upkeep(new Lent(opened.parts()), opened.parts().modules().gate()::purpose));
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
        List<Outcome> outcomes = take(intakes, false);
        times.lap(Stage.CALL, start);
        return outcomes;
    }

    /** Takes history in as one batch that fires nothing; what time brought until now fires before. */
    private List<Outcome> takeQuietly(Collection<? extends Intake> intakes) {
        advance();
        return take(intakes, true);
    }

    private List<Outcome> take(Collection<? extends Intake> intakes, boolean quiet) {
        requireOpen();
        boolean alone = intakes.stream().anyMatch(SubjectRequest.class::isInstance);
        if (alone && intakes.size() > 1) {
            throw new IllegalArgumentException("a subject request is handed in alone");
        }
        List<Result> results = intakes.stream().map(admission::propose).toList();
        List<Outcome> outcomes =
                new ArrayList<>(results.stream().map(Result::outcome).toList());
        List<Supplier<Outcome>> work = new ArrayList<>();
        List<byte[]> keys = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            Result result = results.get(i);
            Optional<Supplier<Outcome>> task = task(result, quiet);
            if (task.isPresent()) {
                work.add(task.get());
                places.add(i);
                result.proposal().ifPresent(proposal -> keys.addAll(proposal.keys()));
            } else {
                tally.count(result.outcome());
            }
        }
        if (!work.isEmpty()) {
            write(
                    work,
                    keys,
                    alone || quiet ? Pen.Work.ALONE : Pen.Work.INTAKE,
                    (outcome, n) -> outcomes.set(places.get(n), outcome));
        }
        return outcomes;
    }

    private void write(
            List<Supplier<Outcome>> work, List<byte[]> keys, Pen.Work kind, ObjIntConsumer<Outcome> written) {
        List<Outcome> outcomes = pen.write(work, keys, kind);
        for (int n = 0; n < outcomes.size(); n++) {
            written.accept(outcomes.get(n), n);
            if (outcomes.get(n).kind() == Outcome.Kind.BUSY) {
                tally.count(outcomes.get(n));
            }
        }
        if (outcomes.stream().noneMatch(outcome -> outcome.kind() == Outcome.Kind.BUSY)) {
            deliverer.deliver();
        }
        trail.offer(false);
    }

    private Outcome renewAuditKey() {
        trail.renewKey();
        return Outcome.of(Outcome.Kind.DUPLICATE, "entered");
    }

    /** What the pen must do about an intake, if anything. */
    private Optional<Supplier<Outcome>> task(Result result, boolean quiet) {
        if (result.request().isPresent()) {
            return result.request().map(request -> () -> writer.erase(request));
        }
        return result.proposal().map(proposal -> () -> {
            if (quiet) {
                firings.hush();
            }
            return writer.decide(proposal);
        });
    }

    /** What the operator's tasks are lent. */
    private final class Lent implements Upkeep.Access {

        private final Writer.Parts parts;

        Lent(Writer.Parts parts) {
            this.parts = parts;
        }

        @Override
        public Optional<String> look() {
            return read(() -> new Checkup(store, parts.rows(), new AuditCheck(trail)).fault());
        }

        @Override
        public List<Outcome> takeQuietly(List<Intake> intakes) {
            return Pipeline.this.takeQuietly(intakes);
        }

        @Override
        public void backup(Path file) {
            requireOpen();
            store.backup(file);
        }

        @Override
        public void backupKeys(Path file) {
            requireOpen();
            keys.backup(file);
        }
    }

    /** Moves time on and hands over what waits. */
    public void advance() {
        requireOpen();
        pen.write(List.of(), List.of(), Pen.Work.OWN);
        deliverer.deliver();
        trail.offer(false);
    }

    private void bookkeeping(Supplier<Outcome> work) {
        requireOpen();
        if (pen.write(List.of(work), List.of(), Pen.Work.OWN).get(0).kind() == Outcome.Kind.BUSY) {
            throw new StorageException("the store is busy", new TimeoutException("deadline"));
        }
        trail.offer(false);
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
        return pen.read(reader);
    }

    Identifier normalise(Identifier identifier) {
        return resolver.normalise(identifier).orElse(identifier);
    }

    /** Rotates keys. */
    KeyRotation rotation() {
        return rotation;
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
            deliverer.close(() -> {
                pen.read(() -> {
                    try {
                        writer.close();
                    } finally {
                        store.close();
                        keys.close();
                    }
                    return closed;
                });
                trail.offer(true);
            });
        }
    }
}
