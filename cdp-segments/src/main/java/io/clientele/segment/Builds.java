package io.clientele.segment;

import io.clientele.model.Outcome;
import io.clientele.model.Properties;
import io.clientele.segment.Segments.Building;
import io.clientele.segment.Segments.Progress;
import io.clientele.segment.internal.build.Construction;
import io.clientele.spi.Definition;
import io.clientele.spi.ModuleContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;

/**
 * Makes definitions true of all of history before they are put in force, one after another, in portions between which others
 * write. Whoever waits does the work.
 */
final class Builds {

    /** So many facts are folded at a time, roughly: what a writer may have to wait for. */
    private static final int FACTS = 500;

    /** How many profiles are looked at first, while nothing is known of them, and at most. */
    private static final int FEW = 2;

    private static final int MANY = 256;

    private final ModuleContext context;
    private final SegmentEvaluator evaluator;
    private final SegmentEvaluator.FieldGate fields;
    private final Lock turn = new ReentrantLock(true);
    /** How many profiles are looked at in the next portion. */
    private int portion = FEW;

    Builds(ModuleContext context, SegmentEvaluator evaluator, SegmentEvaluator.FieldGate fields) {
        this.context = context;
        this.evaluator = evaluator;
        this.fields = fields;
    }

    /** Does something about definitions while nobody else does. */
    void inTurn(Runnable work) {
        turn.lock();
        try {
            work.run();
        } finally {
            turn.unlock();
        }
    }

    /** Does something about definitions when nothing is being built. */
    void afterAll(Runnable work) {
        inTurn(() -> {
            for (List<Segment> left = pending(); !left.isEmpty(); left = pending()) {
                proceed(left.get(0));
            }
            work.run();
        });
    }

    void journal(String name, Properties body) {
        Instant now = context.clock().instant();
        Definition definition = new Definition(context.newId(), now, SegmentModule.NAME, name, body);
        Outcome outcome = context.submit(definition);
        if (!outcome.isStored()) {
            throw new IllegalStateException("the definition of " + name + " was not stored: " + outcome);
        }
    }

    // ---- what is asked for

    /** Begins to build a segment, unless it is defined or being built so. */
    Building begin(Segment segment) {
        inTurn(() -> {
            fields.require(segment);
            Optional<Segment> before = pending(segment.name());
            boolean isDefined = isDefined(segment);
            if (before.isPresent() && (isDefined || !before.get().equals(segment))) {
                cancel(segment.name());
            }
            if (!isDefined && !isPending(segment)) {
                start(segment);
            }
        });
        return new Build(segment);
    }

    /** Builds a segment; when it returns, it is defined. */
    void define(Segment segment) {
        begin(segment);
        while (work(segment)) {}
        if (!isDefined(segment)) {
            throw new IllegalStateException(
                    "segment " + segment.name() + " was cancelled or redefined while it was built");
        }
    }

    /** Everything that is being built. */
    List<Building> all() {
        return pending().stream().<Building>map(Build::new).toList();
    }

    /** Makes a definition true of everybody and puts it in force; in turn, and when nothing is being built. */
    void define(String name, Properties body) {
        try {
            while (!isWhole(name, body)) {
                portion(name, body);
            }
            journal(name, body);
        } finally {
            giveUp();
        }
    }

    // ---- how it goes on

    /** Where a portion is all there is to do, nothing needs to be remembered. */
    private void start(Segment segment) {
        if (!pending().isEmpty()) {
            journal(segment.name(), building(segment));
            return;
        }
        boolean begun = false;
        try {
            portion(segment.name(), segment.body());
            if (isWhole(segment.name(), segment.body())) {
                journal(segment.name(), segment.body());
            } else {
                journal(segment.name(), building(segment));
            }
            begun = true;
        } finally {
            if (!begun) {
                giveUp();
            }
        }
    }

    private static Properties building(Segment segment) {
        return segment.body().with("kind", SegmentEvaluator.BUILD);
    }

    /** Does a portion of work, on the oldest; false if the segment is not being built. */
    private boolean work(Segment segment) {
        boolean[] more = {false};
        inTurn(() -> {
            more[0] = isPending(segment);
            if (more[0]) {
                Segment oldest = pending().get(0);
                try {
                    proceed(oldest);
                } catch (IllegalArgumentException undefinable) {
                    if (oldest.equals(segment)) {
                        throw undefinable;
                    }
                }
            }
        });
        return more[0];
    }

    /** Cancels what cannot be defined any more. */
    private void proceed(Segment segment) {
        try {
            boolean isBegun = context.read(
                    () -> evaluator.construction(segment.name(), segment.body()).isPresent());
            if (!isBegun) {
                fields.require(segment);
            }
            portion(segment.name(), segment.body());
            if (isWhole(segment.name(), segment.body())) {
                fields.require(segment);
                journal(segment.name(), segment.body());
            }
        } catch (IllegalArgumentException undefinable) {
            cancel(segment.name());
            throw undefinable;
        }
    }

    /** Has some more profiles known, in a batch. */
    private void portion(String name, Properties body) {
        int[] facts = {0};
        context.batch(() -> {
            facts[0] = 0;
            Construction there = evaluator.construction(name, body).orElseGet(() -> begin(name, body));
            int to = Math.min(there.reached() + portion, there.last());
            List<Integer> some =
                    IntStream.rangeClosed(there.reached() + 1, to).boxed().toList();
            context.profiles().renew(some, (profile, all) -> {
                facts[0] += all.size();
                there.visit(profile, all, evaluator.asOf());
            });
            there.reached(to);
        });
        int fit = portion * FACTS / Math.max(1, facts[0]);
        portion = Math.max(1, Math.min(fit, Math.min(2 * portion, MANY)));
    }

    private Construction begin(String name, Properties body) {
        portion = FEW;
        return evaluator.begin(name, body, context.profiles().last());
    }

    private void cancel(String name) {
        journal(name, Properties.of(Map.of("kind", SegmentEvaluator.CANCEL)));
    }

    private void giveUp() {
        context.read(() -> {
            evaluator.giveUp();
            return true;
        });
    }

    private boolean isWhole(String name, Properties body) {
        return context.read(() ->
                evaluator.construction(name, body).filter(Construction::isWhole).isPresent());
    }

    private boolean isDefined(Segment segment) {
        return context.read(() -> evaluator.engine().find(segment.name())).equals(Optional.of(segment));
    }

    private List<Segment> pending() {
        return context.read(() -> evaluator.pending());
    }

    private Optional<Segment> pending(String name) {
        return context.read(() -> evaluator.pending(name));
    }

    private boolean isPending(Segment segment) {
        return pending(segment.name()).equals(Optional.of(segment));
    }

    /** A segment being built, to whoever asked for it. */
    private final class Build implements Building {

        private final Segment segment;

        private Build(Segment segment) {
            this.segment = segment;
        }

        @Override
        public Segment segment() {
            return segment;
        }

        @Override
        public boolean isReady() {
            return isDefined(segment);
        }

        @Override
        public Progress progress() {
            return context.read(() -> {
                int all = context.profiles().last();
                if (evaluator.pending(segment.name()).isEmpty()) {
                    return isDefined(segment) ? new Progress(all, all) : new Progress(0, all);
                }
                return evaluator
                        .construction(segment.name(), segment.body())
                        .map(there -> new Progress(there.reached(), there.last()))
                        .orElseGet(() -> new Progress(0, all));
            });
        }

        @Override
        public boolean await(Duration atMost) {
            Instant start = context.clock().instant();
            boolean more = true;
            while (more) {
                Instant now = context.clock().instant();
                more = work(segment) && Duration.between(start, now).compareTo(atMost) < 0;
            }
            return isReady();
        }

        @Override
        public void cancel() {
            inTurn(() -> {
                if (isPending(segment)) {
                    Builds.this.cancel(segment.name());
                }
            });
        }

        /** The segment's name. */
        @Override
        public String toString() {
            return segment.name();
        }
    }
}
