package io.clientele.internal.store;

import io.clientele.internal.Holder;
import io.clientele.internal.SystemTime;
import io.clientele.internal.sql.Dialect;
import io.clientele.internal.sql.HostDialect;
import io.clientele.internal.sql.SqliteDialect;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Where a store lies and how its lease runs; immutable. */
public final class StoreOptions {

    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration WAIT = Duration.ofSeconds(5);

    private final Dialect dialect;
    private final Times times;
    private final Holder holder;
    private final Portions portions;

    private StoreOptions(Dialect dialect, Times times, Holder holder, Portions portions) {
        this.dialect = dialect;
        this.times = times;
        this.holder = holder;
        this.portions = portions;
    }

    /** A store in this file, made if it is not there; its folder too. */
    public static StoreOptions at(Path file) {
        return of(new SqliteDialect(Objects.requireNonNull(file, "file")));
    }

    /** A store in heap that ends when it is closed. */
    public static StoreOptions inMemory() {
        return of(new SqliteDialect(null));
    }

    /** A store in a host's database, in a schema of its own. */
    public static StoreOptions over(DataSource source) {
        return of(HostDialect.of(source, "clientele"));
    }

    /** A store behind another dialect. */
    static StoreOptions of(Dialect dialect) {
        return new StoreOptions(
                dialect, new Times(LEASE, WAIT, SystemTime.wall()), Holder.thisProcess(), Portions.standard());
    }

    /** How long the store stays ours after a write or a renewal; 30 seconds if not said. */
    public StoreOptions lease(Duration lease) {
        return new StoreOptions(dialect, new Times(lease, times.patience, times.wall), holder, portions);
    }

    /** How long opening waits for another holder to go, in real time; 5 seconds if not said. */
    public StoreOptions patience(Duration wait) {
        return new StoreOptions(dialect, new Times(times.lease, wait, times.wall), holder, portions);
    }

    /** The clock that leases run by: real time, the same for all who may open the store. */
    public StoreOptions wall(InstantSource wall) {
        return new StoreOptions(dialect, new Times(times.lease, times.patience, wall), holder, portions);
    }

    StoreOptions holder(Holder other) {
        return new StoreOptions(dialect, times, other, portions);
    }

    StoreOptions portions(int pending, int smallest) {
        return new StoreOptions(dialect, times, holder, new Portions(pending, smallest));
    }

    Dialect dialect() {
        return dialect;
    }

    Duration lease() {
        return times.lease;
    }

    Duration patience() {
        return times.patience;
    }

    InstantSource wall() {
        return times.wall;
    }

    Holder holder() {
        return holder;
    }

    Portions portions() {
        return portions;
    }

    @Nullable
    Path file() {
        return dialect.file();
    }

    private record Times(Duration lease, Duration patience, InstantSource wall) {}

    /**
     * How indexes are written behind.
     *
     * @param pending entries that gather in heap before writing begins
     * @param smallest entries written with a batch, at least
     */
    record Portions(int pending, int smallest) {

        static Portions standard() {
            return new Portions(1 << 16, 256);
        }

        /** How many dedup keys of the table a look-up takes into the filter, until all are there. */
        int filled() {
            return 8 * smallest;
        }
    }
}
