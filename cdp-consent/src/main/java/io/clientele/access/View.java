package io.clientele.access;

import io.clientele.model.Identifier;
import io.clientele.model.Purpose;
import io.clientele.rights.HeldRecord;
import io.clientele.spi.Outbox.Disclosure;
import java.io.Writer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What one {@link Principal} may see. Each call is checked against the role and noted before anything is given, with what came of
 * it: a person's look by itself, in one durable commit; a machine's in sums. A role's wall can be broken for a while
 * ({@link #breakGlass}), what the person permits cannot. Thread-safe.
 *
 * <p>Each method throws {@link AccessDeniedException} where the role does not permit it. Where it could not be noted it throws {@link
 * io.clientele.model.StorageException}, or {@link io.clientele.model.CdpException} if the platform is too busy or is asked from inside
 * a read: then nothing is shown.
 */
public interface View {

    /** Whether the role may do something at all: for a page that shows no button that would not work. Not noted. */
    boolean may(Operation operation);

    /**
     * Whether somebody is known, with the identifiers as far as the role shows them.
     *
     * @return empty if nobody is
     */
    Optional<Card> find(Identifier who);

    /**
     * A person's traits: what the purpose may use of them, as far as the role shows it.
     *
     * @return empty if nobody is known or the person does not permit the purpose
     */
    Optional<Card> profile(Identifier who, Purpose purpose);

    /**
     * What a person did: what the purpose may use of it, as far as the role shows it. Reads the disk.
     *
     * @return nothing if nobody is known or the person does not permit the purpose
     */
    List<Line> timeline(Identifier who, Purpose purpose);

    /** What a person chose, by time. */
    List<Choice> consents(Identifier who);

    /** To whom a person's data was handed. */
    List<Disclosure> disclosures(Identifier who);

    /**
     * How many people are in each segment, by its name, as {@link AccessModule#counting} gives them; empty where it is fewer than
     * {@link AccessModule#hidingBelow}, so that nobody is told of by a count.
     */
    Map<String, OptionalInt> counts();

    /**
     * Who looked at whom.
     *
     * @param from the first instant
     * @param to the instant before which it ends
     */
    List<Look> reads(Instant from, Instant to);

    /** Who looked at a person, under any of the ids their profile answers to. */
    List<Look> reads(Identifier who);

    /** What the looks tell of a breach: how many people, which kinds of data, by whom (GDPR Art. 33(3)). */
    BreachFile breach(Breach breach);

    /** Writes the whole audit log, as {@link io.clientele.Audits#export} does. */
    void audit(Writer out);

    /**
     * What laws demand to be kept although its person was forgotten or its period is over: all of it, values as they are. For a person
     * only, not for a machine; the look is noted with its reason.
     *
     * @param reason what for; no personal data
     * @throws IllegalArgumentException if {@code reason} is blank or longer than 200 characters
     */
    List<HeldRecord> vault(String reason);

    /**
     * Asks to see everything of one person that a purpose may use, other than special data, for a while. Nothing changes before
     * somebody else {@linkplain #approve approves}, within an hour.
     *
     * @param reason why; kept, so no personal data
     * @param lasting how long, at most four hours
     * @throws IllegalArgumentException if the reason is blank or longer than 200 characters, the time is not positive or too long, or
     *     nobody is known
     */
    BreakGlass breakGlass(Identifier who, Purpose purpose, String reason, Duration lasting);

    /**
     * Agrees that somebody else breaks the glass. It ends by itself, and with the platform.
     *
     * @throws IllegalArgumentException if nothing of this id waits for approval
     */
    BreakGlass approve(String id);
}
