package io.clientele.internal.pipeline;

import io.clientele.internal.pipeline.StageTimes.Stage;
import io.clientele.spi.Definition;
import io.clientele.spi.Fact;
import io.clientele.spi.Plan;
import io.clientele.spi.ProfileEvaluator;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

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
