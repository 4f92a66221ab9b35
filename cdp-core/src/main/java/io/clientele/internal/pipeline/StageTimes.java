package io.clientele.internal.pipeline;

import io.clientele.internal.SystemTime;
import io.clientele.spi.Stats;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** How long each stage of the way of an event took, summed. Thread-safe. */
final class StageTimes implements Stats {

    enum Stage {
        ADMIT,
        SEAL,
        DECIDE,
        STITCH,
        FOLD,
        EVALUATE,
        COMMIT,
        DELIVER
    }

    private final Map<Stage, LongAdder> nanos = new EnumMap<>(Stage.class);

    StageTimes() {
        for (Stage stage : Stage.values()) {
            nanos.put(stage, new LongAdder());
        }
    }

    long start() {
        return SystemTime.nanos();
    }

    /** Books the time since {@code start} on a stage and starts the next. */
    long lap(Stage stage, long start) {
        long end = SystemTime.nanos();
        sum(stage).add(end - start);
        return end;
    }

    private LongAdder sum(Stage stage) {
        return Objects.requireNonNull(nanos.get(stage));
    }

    /** Folding includes evaluating where it is measured; here each stands for itself. */
    @Override
    public Map<String, Long> stageNanos() {
        Map<String, Long> sums = new LinkedHashMap<>();
        for (Stage stage : Stage.values()) {
            sums.put(stage.name().toLowerCase(Locale.ROOT), sum(stage).sum());
        }
        sums.merge("fold", -sum(Stage.EVALUATE).sum(), Long::sum);
        return sums;
    }
}
