package io.clientele.internal.pipeline;

import io.clientele.internal.pen.PenOptions;
import io.clientele.keys.KeyProvider;
import io.clientele.spi.CheckpointSink;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * How a platform is opened.
 *
 * @param directory where it is kept; in memory if there are no data sources either
 * @param sources the databases of the host in which it is kept
 * @param clock the time
 * @param keys who keeps the master key; if empty, a passphrase beside the keys
 * @param keyLifetime how long an unwrapped key may be used
 * @param lease how long the holder may be silent
 * @param patience how long to wait for another holder
 * @param pen how calls are treated
 * @param checkpoints who keeps checkpoints of the audit log
 * @param heap roughly how much heap profiles may take, in bytes
 * @param interval how many rows at least lie between two checkpoints of the state: an opening looks at those after the last
 * @param shelving after how many rows a profile that changed is put on the shelf although it stays in heap
 * @param worth from how many events on a profile that leaves heap is saved, instead of being folded from its records again
 */
public record Settings(
        Optional<Path> directory,
        Optional<Sources> sources,
        InstantSource clock,
        Optional<KeyProvider> keys,
        Duration keyLifetime,
        Duration lease,
        Duration patience,
        PenOptions pen,
        Optional<CheckpointSink> checkpoints,
        long heap,
        long interval,
        long shelving,
        int worth) {

    /** From how many events on a profile is saved unless told. */
    public static final int WORTH = 16;

    /** How many rows at least lie between two checkpoints unless told. */
    public static final long INTERVAL = 20_000;

    /** After how many rows a changed profile is put on the shelf unless told: this many may be in a checkpoint. */
    public static final long SHELVING = 500_000;

    /**
     * Databases of the host.
     *
     * @param data where the journal is
     * @param keys where the keys are
     */
    public record Sources(DataSource data, DataSource keys) {}
}
