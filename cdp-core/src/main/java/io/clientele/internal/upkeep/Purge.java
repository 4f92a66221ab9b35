package io.clientele.internal.upkeep;

import io.clientele.internal.fold.Expiry;
import io.clientele.internal.fold.JournalView;
import io.clientele.model.Outcome;
import io.clientele.model.Properties;
import io.clientele.spi.Note;
import io.clientele.spi.Plan;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Once a day, when time is moved on, takes out what was kept for as long as it may be: some hundred records a batch, each whole in
 * itself and written down with its numbers, so that a run that was broken off goes on from whatever is left. Thread-safe.
 */
public final class Purge {

    /** Whose note it is. */
    public static final String MODULE = "retention";

    private final Expiry expiry;
    private final JournalView journal;
    private final Plan plan;
    private final InstantSource clock;
    private final Consumer<Supplier<Outcome>> pen;
    private final Outliving outliving;
    private final AtomicBoolean running = new AtomicBoolean();
    private volatile LocalDate done = LocalDate.MIN;

    /**
     * A purge that has not run today.
     *
     * @param plan what firings go to
     * @param outliving what outlives persons
     */
    public Purge(
            Expiry expiry,
            JournalView journal,
            Plan plan,
            InstantSource clock,
            Consumer<Supplier<Outcome>> pen,
            Outliving outliving) {
        this.outliving = outliving;
        this.expiry = expiry;
        this.journal = journal;
        this.plan = plan;
        this.clock = clock;
        this.pen = pen;
    }

    /** What outlives persons who were erased, for as long as a law or a proof needs it. */
    public interface Outliving {

        /** Whether there never was any. */
        boolean isEmpty();

        /** Destroys what outlived persons for as long as it may. Under the pen. */
        void release(Instant now);
    }

    /** Runs, unless it did today or does now. Not under the pen. */
    public void run() {
        LocalDate today = clock.instant().atZone(ZoneOffset.UTC).toLocalDate();
        if (today.equals(done) || !running.compareAndSet(false, true)) {
            return;
        }
        try {
            if (!outliving.isEmpty()) {
                pen.accept(() -> {
                    outliving.release(clock.instant());
                    return Outcome.of(Outcome.Kind.DUPLICATE, "done");
                });
            }
            for (int kind = 0; kind <= JournalView.KINDS.size() && !expiry.isIdle(); kind++) {
                OptionalLong next = OptionalLong.of(0);
                while (next.isPresent()) {
                    int what = kind;
                    long after = next.getAsLong();
                    next = portion("events", now -> expiry.take(what, after, now, plan));
                }
            }
            OptionalLong next = OptionalLong.of(0);
            while (next.isPresent() && !expiry.looksStay(clock.instant())) {
                long after = next.getAsLong();
                next = portion("notes", now -> expiry.takeLooks(after, now));
            }
            done = today;
        } finally {
            running.set(false);
        }
    }

    private OptionalLong portion(String what, Function<Instant, Expiry.Portion> taking) {
        OptionalLong[] next = {OptionalLong.empty()};
        pen.accept(() -> {
            Instant now = clock.instant();
            Expiry.Portion portion = taking.apply(now);
            next[0] = portion.next();
            if (!portion.gone().isEmpty()) {
                journal.note(note(what, portion, now));
            }
            return Outcome.of(Outcome.Kind.DUPLICATE, "done");
        });
        return next[0];
    }

    private Note note(String what, Expiry.Portion portion, Instant now) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put(what, portion.gone());
        return new Note("purge-" + journal.next(), now, MODULE, "purged", Properties.of(body));
    }
}
