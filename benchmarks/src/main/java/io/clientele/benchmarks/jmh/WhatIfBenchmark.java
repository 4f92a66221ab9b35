package io.clientele.benchmarks.jmh;

import io.clientele.benchmarks.shop.ShopFacts;
import io.clientele.benchmarks.shop.ShopSegments;
import io.clientele.benchmarks.shop.ShopStream;
import io.clientele.segment.Segment;
import io.clientele.segment.SegmentEngine;
import io.clientele.spi.Fact;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to ask what an event would change for one of the customers of half a million events of the shop stream. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "-Xmx2g")
public class WhatIfBenchmark {

    private static final int EVENTS = 500_000;
    private static final long SEED = 42;
    private static final long SHAPES_SEED = 1000;
    private static final int EACH = 97;

    /** How many segments there are. */
    @Param({"3", "100", "1000"})
    private int segments;

    private final SegmentEngine engine = new SegmentEngine((profile, segment, at, entered) -> {});
    private final SplittableRandom random = new SplittableRandom(5);
    private ShopStream.Row[] rows = {};

    /** The history, and nothing but the event supposed. */
    @Setup
    public void live() {
        List<ShopSegments.Shape> shapes = ShopSegments.shapes(segments, SHAPES_SEED);
        for (int i = 0; i < segments; i++) {
            engine.define(ShopSegments.segment(i, shapes.get(i)));
        }
        rows = ShopStream.first(EVENTS, SEED);
        boolean[] known = new boolean[ShopStream.CUSTOMERS];
        for (ShopStream.Row row : rows) {
            if (!known[row.customer()]) {
                known[row.customer()] = true;
                engine.apply(row.customer(), ShopFacts.permits());
                engine.apply(row.customer(), ShopFacts.traits(row.customer()));
            }
        }
        for (ShopStream.Row row : rows) {
            Fact fact = ShopFacts.fact(row);
            engine.advance(fact.time());
            engine.apply(row.customer(), fact);
        }
        engine.advance(Instant.ofEpochMilli(ShopStream.END));
    }

    /** Any customer who did something, and any thing that somebody did. */
    @Benchmark
    public Map<Segment, Boolean> whatIf() {
        int customer = rows[random.nextInt(rows.length / EACH) * EACH].customer();
        ShopStream.Row what = rows[random.nextInt(rows.length)];
        var supposed =
                new ShopStream.Row(what.index(), ShopStream.END, what.kind(), customer, what.product(), what.amount());
        return engine.whatIf(customer, ShopFacts.fact(supposed));
    }
}
