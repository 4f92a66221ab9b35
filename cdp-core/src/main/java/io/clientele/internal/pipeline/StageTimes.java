package io.clientele.internal.pipeline;

import io.clientele.internal.SystemTime;
import io.clientele.spi.Definition;
import io.clientele.spi.Fact;
import io.clientele.spi.Plan;
import io.clientele.spi.ProfileEvaluator;
import io.clientele.spi.Stats.Timing;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/** How long each stage of the way of an event took. Thread-safe; about 50 nanoseconds a lap. */
final class StageTimes {

    enum Stage {
        CALL("call"),
        BATCH("batch"),
        ADMIT("stage.admit"),
        SEAL("stage.seal"),
        DECIDE("stage.decide"),
        STITCH("stage.stitch"),
        FOLD("stage.fold"),
        EVALUATE("stage.evaluate"),
        COMMIT("stage.commit"),
        DELIVER("stage.deliver");

        private final String title;

        Stage(String title) {
            this.title = title;
        }
    }

    private final Map<Stage, Timer> timers = new EnumMap<>(Stage.class);

    private static final class Timer {
        private final LongAdder count = new LongAdder();
        private final LongAdder nanos = new LongAdder();
        private final LongAccumulator longest = new LongAccumulator(Math::max, 0);

        void add(long taken) {
            count.increment();
            nanos.add(taken);
            longest.accumulate(taken);
        }

        Timing without(long elsewhere) {
            return new Timing(count.sum(), nanos.sum() - elsewhere, longest.get());
        }
    }

    StageTimes() {
        for (Stage stage : Stage.values()) {
            timers.put(stage, new Timer());
        }
    }

    long start() {
        return SystemTime.nanos();
    }

    /** Books the time since {@code start} on a stage and starts the next. */
    long lap(Stage stage, long start) {
        long end = SystemTime.nanos();
        timer(stage).add(end - start);
        return end;
    }

    private Timer timer(Stage stage) {
        return Objects.requireNonNull(timers.get(stage));
    }

    /** What each timer saw, by name. Folding includes evaluating where it is measured; here each stands for itself. */
    Map<String, Timing> timings() {
        Map<String, Timing> timings = new LinkedHashMap<>();
        for (Stage stage : Stage.values()) {
            long elsewhere = stage == Stage.FOLD ? timer(Stage.EVALUATE).nanos.sum() : 0;
            timings.put(stage.title, timer(stage).without(elsewhere));
        }
        return timings;
    }

    /** An evaluator whose time is booked on its stage. */
    record TimedEvaluator(ProfileEvaluator evaluator, StageTimes times) implements ProfileEvaluator {

        @Override
        public void apply(int profile, Fact fact, Plan plan) {
            long start = times.start();
            evaluator.apply(profile, fact, plan);
            times.lap(Stage.EVALUATE, start);
        }

        @Override
        public void refold(int profile, List<Fact> facts, Instant now, Plan plan) {
            long start = times.start();
            evaluator.refold(profile, facts, now, plan);
            times.lap(Stage.EVALUATE, start);
        }

        @Override
        public void inherit(int from, int into) {
            evaluator.inherit(from, into);
        }

        @Override
        public boolean inOrder(int profile, Fact fact) {
            return evaluator.inOrder(profile, fact);
        }

        @Override
        public void advance(Instant to, Plan plan) {
            long start = times.start();
            evaluator.advance(to, plan);
            times.lap(Stage.EVALUATE, start);
        }

        @Override
        public void define(Definition definition) {
            evaluator.define(definition);
        }

        @Override
        public void check(Definition definition) {
            evaluator.check(definition);
        }

        @Override
        public List<Derived> derived(int profile, List<Fact> facts, Instant now) {
            return evaluator.derived(profile, facts, now);
        }

        @Override
        public byte[] save(int profile) {
            return evaluator.save(profile);
        }

        @Override
        public boolean restore(int profile, byte[] state) {
            return evaluator.restore(profile, state);
        }

        @Override
        public void evict(int profile) {
            evaluator.evict(profile);
        }

        @Override
        public Optional<Instant> nextBoundary(int profile) {
            return evaluator.nextBoundary(profile);
        }

        @Override
        public List<String> memberOf(int profile) {
            return evaluator.memberOf(profile);
        }

        @Override
        public byte[] memberships() {
            return evaluator.memberships();
        }

        @Override
        public void memberships(byte[] saved) {
            evaluator.memberships(saved);
        }
    }
}
