package io.clientele;

import static java.util.Objects.requireNonNull;

import io.clientele.internal.pipeline.Settings.Sources;
import io.clientele.model.Event;
import io.clientele.model.EventDraft;
import io.clientele.model.Identifier;
import io.clientele.model.Intake;
import io.clientele.model.Outcome;
import io.clientele.model.Profile;
import io.clientele.model.StorageException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/**
 * An open customer data platform over one directory. Thread-safe; open it once in a shop's process and share it.
 *
 * <p>One call is one durable act: when {@link #track} or {@link #identify} returns {@link Outcome.Kind#STORED}, the event
 * survives a power failure, and every profile, segment and planned firing already reflects it. A call that its person did
 * not permit returns an outcome that says so. After {@link #close()} every method throws {@link IllegalStateException}.
 *
 * <p>Calls that write are done in the order they come, in groups that are committed together. A call that is interrupted goes on;
 * its thread is interrupted still when it returns. Whoever hands something in from inside a read or from a holder of data
 * that is being asked to forget is not made to wait for itself: the outcome is {@link Outcome.Kind#QUEUED}.
 *
 * <p>If a call ends with a {@link StorageException} whose {@link StorageException#outcomeUnknown outcome is unknown}, hand the
 * same thing in again under the same id: it is then stored, or a duplicate.
 */
public interface Cdp extends AutoCloseable {

    /**
     * Starts a platform kept under a directory, which is made if missing: {@code data} holds the sealed journal,
     * {@code keys} what opens it. Back them up apart.
     */
    static CdpBuilder in(Path directory) {
        return new CdpBuilder(Optional.of(directory), Optional.empty());
    }

    /**
     * Starts a platform kept in the shop's own PostgreSQL or H2: one data source for the sealed journal, another for what
     * opens it, to be backed up apart. Tables lie in the schemas {@code clientele} and {@code clientele_keys}, made if
     * missing. A pool must have room for six connections of ours: one that writes is kept as long as the platform is
     * open, and up to four that read; each is given back as it came. {@link CdpBuilder#keys} must say who keeps the
     * master key.
     *
     * <p>PostgreSQL commits synchronously, whatever the server's default. H2 promises less than the others: its commits are
     * followed by a checkpoint, which its makers do not call durable in every case; the shop's user must be an
     * administrator. Removed rows leave the files of both when the database cleans up, not at once: until then what guards
     * them is that they are sealed.
     */
    static CdpBuilder over(DataSource data, DataSource keys) {
        return new CdpBuilder(
                Optional.empty(), Optional.of(new Sources(requireNonNull(data, "data"), requireNonNull(keys, "keys"))));
    }

    /** Starts a platform that is forgotten when it is closed: the same code over a database in memory, for tests. */
    static CdpBuilder inMemory() {
        return new CdpBuilder(Optional.empty(), Optional.empty());
    }

    /**
     * Takes in what a person did.
     *
     * @param who the person, by any identifier
     * @return what became of it; never null
     * @throws StorageException if the store failed or did not answer in time; says whether the event may have been stored
     */
    Outcome track(Identifier who, EventDraft<?> event);

    /**
     * Takes in facts about a person, or that two identifiers are one person.
     *
     * @param facts fills in what is known
     * @throws StorageException as {@link #track}
     */
    Outcome identify(Identifier who, Consumer<Identification> facts);

    /** Takes in anything: a finished event, a consent act, a subject request. */
    Outcome accept(Intake intake);

    /**
     * Takes in many things as one durable act, in their order: all that is stored of them is stored together.
     *
     * @return one outcome each, in the same order
     * @throws IllegalArgumentException if a subject request is not alone
     */
    List<Outcome> accept(Collection<? extends Intake> intakes);

    /**
     * Moves time to the clock's now: crosses every boundary since, plans what that fires, makes everything durable, and hands
     * over what waits. Called by every write as well; a shop without traffic calls it from its own scheduler.
     *
     * @throws StorageException if the store failed or did not answer in time
     */
    void advance();

    /**
     * The same platform, whose calls are treated otherwise: {@code cdp.calling(c -> c.deadline(ofMillis(50)).busyWhenFull())}.
     * Costs nothing and need not be closed. The services of modules go by what the builder said.
     */
    Cdp calling(UnaryOperator<CallOptions> change);

    /** The same platform, whose calls do not wait for the store. */
    AsyncCdp async();

    /**
     * Waits until everything up to a position, as {@link Outcome#position} gives it, is in every profile and segment and
     * durable. An outcome in hand is there already; this is for whoever got a position from somebody else, or stored it
     * lazily, which is then made durable.
     *
     * @return false if it is not there in time, or the thread was interrupted, which it then is still
     */
    boolean awaitPosition(long position, Duration atMost);

    /**
     * Does everything that was handed in before, and makes it durable.
     *
     * @return what could not be finished in this time
     * @throws StorageException if the store failed
     */
    Remaining flush(Duration atMost);

    /**
     * The person behind an identifier as of now; empty if nothing was admitted about it. A profile that is read often costs
     * less than a microsecond and waits for nobody.
     *
     * @throws StorageException if it was not free to be read within the deadline, as with every read
     */
    Optional<Profile> profile(Identifier identifier);

    /** The person behind an identifier as the facts up to an instant (inclusive) tell, by today's knowledge of who is who. */
    Optional<Profile> profileAsOf(Identifier identifier, Instant at);

    /** Every admitted event of a person in order; read from the journal, so it costs a read of the disk. */
    List<Event> timeline(Identifier identifier);

    /** What became of everything handed in since the store was created. */
    Counts counts();

    /**
     * A service of a module; use the module's own {@code of(cdp)} instead.
     *
     * @throws IllegalStateException if no module offers it
     */
    <S> S service(Class<S> type);

    /** Does what was handed in, then closes, however long that takes; idempotent, loses nothing. */
    @Override
    void close();

    /**
     * Takes nothing in any more and closes. What a slow store or a slow handler holds up is left to them: the platform is
     * closed when they return. May be called again to wait for that.
     *
     * @return what could not be finished in this time
     */
    Remaining close(Duration atMost);
}
