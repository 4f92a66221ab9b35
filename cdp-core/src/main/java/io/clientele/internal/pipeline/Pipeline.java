package io.clientele.internal.pipeline;

import io.clientele.Audits;
import io.clientele.Maintenance;
import io.clientele.internal.SystemTime;
import io.clientele.internal.audit.AuditCheck;
import io.clientele.internal.audit.AuditTrail;
import io.clientele.internal.audit.LogAudits;
import io.clientele.internal.fold.Awakening;
import io.clientele.internal.fold.Live;
import io.clientele.internal.fold.Modules;
import io.clientele.internal.keystore.KeyStore;
import io.clientele.internal.pen.LateException;
import io.clientele.internal.pen.Pen;
import io.clientele.internal.pen.PenOptions;
import io.clientele.internal.pen.Progress;
import io.clientele.internal.pen.Room;
import io.clientele.internal.pen.Task;
import io.clientele.internal.pen.Terms;
import io.clientele.internal.pen.Ticker;
import io.clientele.internal.pen.Ticket;
import io.clientele.internal.pen.Uninterrupted;
import io.clientele.internal.pipeline.StageTimes.Stage;
import io.clientele.internal.store.Store;
import io.clientele.internal.upkeep.Checkup;
import io.clientele.internal.upkeep.Purge;
import io.clientele.internal.upkeep.Upkeep;
import io.clientele.model.Event;
import io.clientele.model.Identifier;
import io.clientele.model.Intake;
import io.clientele.model.Outcome;
import io.clientele.model.Profile;
import io.clientele.model.Purpose;
import io.clientele.spi.ModuleContext;
import io.clientele.spi.Note;
import io.clientele.spi.Stats;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** An open platform: admission in the callers' threads, then the pen, then hand-over. Thread-safe. */
public final class Pipeline implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("io.clientele.pen");
    private static final int ID_BYTES = 16;

    private final Context context;
    private final Writer.Parts parts;
    private final Store store;
    private final KeyStore keys;
    private final Admission admission;
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
    private final Ticker ticker;
    private final Settings settings;
    private final CountDownLatch shut = new CountDownLatch(1);
    private final Purge purge;
    private final AtomicBoolean closed = new AtomicBoolean();

    Pipeline(Context context, Opening.Opened opened, Settings settings) {
        this.context = context;
        this.settings = settings;
        this.parts = opened.parts();
        this.store = parts.store();
        this.keys = parts.keys();
        this.live = parts.live();
        this.writer = opened.writer();
        this.trail = parts.trail();
        this.firings = opened.firings();
        this.tally = opened.tally();
        this.clock = settings.clock();
        this.admission = opened.admission();
        this.times = opened.times();
        PenOptions options = settings.pen();
        this.pen = new Pen(
                this::lead, this::afterwards, new Room(options.most(), options.mostBytes()), options.executor());
        context.provide(Stats.class, measures());
        this.rotation = new KeyRotation(parts, this::bookkeeping);
        this.deliverer = new Deliverer(
                new Deliverer.Access(pen, options, writer.progress(), context.announcer()), firings, parts, times);
        context.provide(Audits.class, new LogAudits(trail, () -> bookkeeping(this::renewAuditKey)));
        context.provide(Maintenance.class, new Upkeep(new Lent(parts)));
        this.purge = writer.purge(this::bookkeeping);
        this.ticker = new Ticker(options.ticking(), () -> advance(options.terms()));
    }

    private Measures measures() {
        Awakening heap = new Awakening(live);
        return new Measures(
                times,
                tally,
                parts.modules().gate(),
                admission,
                firings,
                Map.of(
                        "pen.waiting",
                        pen::waiting,
                        "profiles.restored",
                        heap::restored,
                        "profiles.folded",
                        heap::folded,
                        "saved.unreadable",
                        parts.rows()::unreadable));
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
        Opening.Opened opened = Opening.open(files.get(), settings, context.modules(), times);
        Pipeline pipeline = new Pipeline(context, opened, settings);
        context.connect(pipeline);
        if (!opened.same().isEmpty()) {
            pipeline.accept(opened.same(), pipeline.terms());
        }
        pipeline.ticker.start();
        return pipeline;
    }

    private void lead(List<Ticket> group) {
        long start = times.start();
        writer.lead(group);
        times.lap(Stage.BATCH, start);
    }

    /** Takes things in as one act, and waits for it. From inside the pen it is queued. */
    public List<Outcome> accept(Collection<? extends Intake> intakes, Terms terms) {
        long start = times.start();
        List<Outcome> outcomes = take(intakes, terms);
        times.lap(Stage.CALL, start);
        return outcomes;
    }

    private List<Outcome> take(Collection<? extends Intake> intakes, Terms terms) {
        Handed handed = hand(intakes);
        if (handed.isSettled()) {
            return handed.with(List.of());
        }
        if (pen.isHeld()) {
            aside(queue(handed, terms));
            return handed.queued();
        }
        return deliverer.afterOthers(handed, terms, decided(handed, pen.write(handed.task(), terms(handed, terms))));
    }

    /** Takes things in as one act; the stage is completed outside the pen. */
    public CompletableFuture<List<Outcome>> submit(Collection<? extends Intake> intakes, Terms terms) {
        Handed handed = hand(intakes);
        return handed.isSettled() ? CompletableFuture.completedFuture(handed.with(List.of())) : queue(handed, terms);
    }

    private Handed hand(Collection<? extends Intake> intakes) {
        requireOpen();
        keys.stay();
        Erasures.whom(intakes).filter(who -> !pen.isHeld()).ifPresent(this::foresee);
        Handed handed = Handed.of(intakes, admission, writer);
        handed.settled().forEach(tally::count);
        return handed;
    }

    /** Has at hand what it takes to destroy a person's keys. */
    private void foresee(Identifier who) {
        keys.foresee(read(() -> parts.owners().numbers(Known.certain(parts, normalise(who)))));
    }

    private CompletableFuture<List<Outcome>> queue(Handed handed, Terms terms) {
        return pen.submit(handed.task(), terms(handed, terms)).thenApply(outcomes -> decided(handed, outcomes));
    }

    /** Nobody will ask what became of this, so a failure is logged. */
    private static void aside(CompletableFuture<List<Outcome>> queued) {
        var unused = queued.exceptionally(failure -> {
            LOG.log(System.Logger.Level.WARNING, "a call from inside a read failed: {0}", failure.getMessage());
            return List.of();
        });
    }

    private Outcome renewAuditKey() {
        trail.renewKey();
        return Outcome.of(Outcome.Kind.DUPLICATE, "entered");
    }

    /** What the operator's tasks are lent. */
    private final class Lent implements Upkeep.Access {

        private final Writer.Parts parts;

        Lent(Writer.Parts parts) {
            this.parts = parts;
        }

        @Override
        public Optional<Purpose> purpose(String key) {
            return parts.modules().gate().purpose(key);
        }

        @Override
        public Optional<String> look() {
            return read(() -> new Checkup(store, keys, parts.rows(), new AuditCheck(trail))
                    .fault()
                    .or(writer::fault));
        }

        /** What time brought until now fires before. */
        @Override
        public List<Outcome> takeQuietly(List<Intake> intakes) {
            advance(terms());
            Handed handed = hand(intakes);
            return handed.isSettled()
                    ? handed.with(List.of())
                    : decided(handed, pen.write(quiet(handed.task()), terms().durable()));
        }

        private Task quiet(Task task) {
            List<Supplier<Outcome>> work = new ArrayList<>();
            for (Supplier<Outcome> piece : task.work()) {
                work.add(() -> {
                    firings.hush();
                    return piece.get();
                });
            }
            return new Task(work, task.needs(), Task.Kind.ALONE, task.bytes());
        }

        @Override
        public Upkeep.Disk disk() {
            requireOpen();
            return new Upkeep.Disk(store, keys);
        }

        @Override
        public <T> T alone(Supplier<T> work) {
            return read(work);
        }
    }

    /** Only behaviour may be stored lazily. */
    private static Terms terms(Handed handed, Terms terms) {
        return handed.isBehaviour() ? terms : terms.durable();
    }

    private List<Outcome> decided(Handed handed, List<Outcome> outcomes) {
        outcomes.stream().filter(outcome -> outcome.kind() == Outcome.Kind.BUSY).forEach(tally::count);
        return handed.with(outcomes);
    }

    /** Moves time on, makes all before it durable and hands over what waits. From inside the pen it is queued. */
    public void advance(Terms terms) {
        requireOpen();
        if (pen.isHeld()) {
            aside(pen.submit(Task.passingOfTime(), terms.durable()));
            return;
        }
        pen.write(Task.passingOfTime(), terms.durable());
        deliverer.afterAdvance();
        purge.run();
        trail.offer(false);
    }

    void bookkeeping(Supplier<Outcome> work) {
        requireOpen();
        pen.write(Task.own(List.of(work)), terms().durable());
    }

    // ---- how far

    /** Whether all up to a position is applied and durable; waits for it. */
    public boolean awaitPosition(long position, Duration atMost) {
        requireOpen();
        Progress progress = writer.progress();
        long end = SystemTime.nanos() + atMost.toNanos();
        if (!progress.await(position, pen.isHeld() ? Duration.ZERO : atMost)) {
            return false;
        }
        return progress.isDurable(position) || flushed(Duration.ofNanos(Math.max(0, end - SystemTime.nanos())));
    }

    private boolean flushed(Duration atMost) {
        if (pen.isHeld()) {
            return false;
        }
        try {
            pen.write(Task.passingOfTime(), terms().durable().within(atMost));
            return true;
        } catch (LateException late) {
            return false;
        }
    }

    /** Does what is queued and makes it durable; tells what is left. */
    public Left flush(Duration atMost) {
        requireOpen();
        flushed(atMost);
        return left();
    }

    private Left left() {
        return new Left(pen.waiting(), writer.progress().open(), firings.waitingCount());
    }

    /**
     * What is not finished.
     *
     * @param calls things handed in that are not decided
     * @param records stored, but not yet durable
     * @param firings planned, but not handed over
     */
    public record Left(int calls, long records, int firings) {}

    /** Once a group was led, outside the pen. */
    private void afterwards() {
        ticker.arm(writer.progress());
        store.tend();
        deliverer.afterWrite();
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

    /** A snapshot of a profile; without the pen, if it was read lately. */
    public Optional<Profile> profile(Identifier identifier, Duration atMost) {
        requireOpen();
        Identifier normal = normalise(identifier);
        Instant now = clock.instant();
        return writer.snapshots().find(normal, now).or(() -> read(() -> fresh(normal, now), atMost));
    }

    private Optional<Profile> fresh(Identifier normal, Instant now) {
        Optional<Profile> profile = live.profile(normal, now);
        if (!pen.isLeading()) {
            profile.ifPresent(found -> writer.snapshots().put(normal, found));
        }
        return profile;
    }

    /** A profile as its facts up to an instant tell. */
    public Optional<Profile> profileAsOf(Identifier identifier, Instant at, Duration atMost) {
        return read(() -> live.profileAsOf(normalise(identifier), at), atMost);
    }

    /** A person's events in order. */
    public List<Event> timeline(Identifier identifier, Duration atMost) {
        return read(() -> context.events(identifier), atMost);
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
        return read(reader, terms().deadline());
    }

    private <T> T read(Supplier<T> reader, Duration atMost) {
        requireOpen();
        Supplier<T> reading = () -> {
            try {
                return reader.get();
            } finally {
                if (!pen.isLeading()) {
                    live.trim();
                }
            }
        };
        return pen.isHeld() ? reading.get() : keys.fetching(reading, once -> pen.read(once, atMost));
    }

    /** How calls are treated that do not say otherwise. */
    public Terms terms() {
        return settings.pen().terms();
    }

    Identifier normalise(Identifier identifier) {
        return modules().name(identifier);
    }

    Writer.Parts parts() {
        return parts;
    }

    Modules modules() {
        return parts.modules();
    }

    /** A key of a module's own. */
    byte[] key(String use) {
        return keys.storeKey("module-" + use);
    }

    /** Rotates keys. */
    KeyRotation rotation() {
        return rotation;
    }

    /** What modules wrote down. */
    List<Note> notes() {
        return parts.rows().notes(store.read(0));
    }

    Live live() {
        return live;
    }

    Deliverer deliverer() {
        return deliverer;
    }

    private void requireOpen() {
        if (closed.get()) {
            throw new IllegalStateException("the platform is closed");
        }
    }

    /** Waits for what is under way, then closes; idempotent. */
    @Override
    public void close() {
        close(Terms.FOR_EVER);
    }

    /**
     * Takes nothing in any more, does what is queued, and closes: within this time if it can, else as soon as whoever holds it
     * up is done. Tells what is left.
     */
    public Left close(Duration atMost) {
        long end = SystemTime.nanos() + atMost.toNanos();
        if (closed.compareAndSet(false, true)) {
            ticker.stop();
            deliverer.close(within -> pen.close(this::shut, within), atMost);
        }
        if (!pen.isHeld() && !deliverer.isCalling()) {
            Uninterrupted.until(end, left -> shut.await(left, TimeUnit.NANOSECONDS));
        }
        return left();
    }

    private void shut() {
        try {
            writer.close();
        } finally {
            try {
                store.close();
                writer.progress().durable();
            } finally {
                keys.close();
                trail.offer(true);
                shut.countDown();
            }
        }
    }
}
