package io.clientele.internal.pipeline;

import io.clientele.internal.SystemTime;
import io.clientele.spi.Stats;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
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

    private final LongAdder[] nanos = new LongAdder[Stage.values().length];

    StageTimes() {
        for (int i = 0; i < nanos.length; i++) {
            nanos[i] = new LongAdder();
        }
    }

    long start() {
        return SystemTime.nanos();
    }

    /** Books the time since {@code start} on a stage and starts the next. */
    long lap(Stage stage, long start) {
        long end = SystemTime.nanos();
        nanos[stage.ordinal()].add(end - start);
        return end;
    }

    @Override
    public Map<String, Long> stageNanos() {
        Map<String, Long> sums = new LinkedHashMap<>();
        for (Stage stage : Stage.values()) {
            sums.put(stage.name().toLowerCase(Locale.ROOT), nanos[stage.ordinal()].sum());
        }
        sums.merge("fold", -nanos[Stage.EVALUATE.ordinal()].sum(), Long::sum);
        return sums;
    }
}
