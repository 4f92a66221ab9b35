package io.clientele.spi;

import java.util.Map;

/** What the pipeline measured of itself; a service of the core. Thread-safe. */
public interface Stats {

    /** Nanoseconds spent in each stage of the way of an event since the store was opened, summed over threads. */
    Map<String, Long> stageNanos();
}
