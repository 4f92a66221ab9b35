package io.clientele.spi;

import io.clientele.model.ConsentAct;
import io.clientele.model.Event;
import io.clientele.model.Identifier;
import io.clientele.model.Intake;
import io.clientele.model.LawfulBasis;
import io.clientele.model.Outcome;
import io.clientele.model.Permits;
import io.clientele.model.Permitted;
import io.clientele.model.Profile;
import io.clientele.model.Purpose;
import io.clientele.schema.Fault;
import io.clientele.schema.FieldRead;
import io.clientele.schema.Schemas;
import io.clientele.spi.Outbox.Disclosure;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What a module gets to know while {@link io.clientele.Cdp} is opened. The first six methods may be called only then;
 * the others from any thread until close.
 */
public interface ModuleContext {

    /** Gives the consent gate; exactly one module does. */
    void gate(ConsentGate gate);

    /** Says what may be kept of events and traits, and used for what; at most one module does. Without it everything may. */
    void schemas(Schemas schemas);

    /** Gives the identity resolver; at most one module does. */
    void resolver(IdentityResolver resolver);

    /** Adds an evaluator. */
    void evaluator(String module, ProfileEvaluator evaluator);

    /** Adds a holder of data outside the journal. */
    void holder(SubjectDataHolder holder);

    /** Adds a listener to how identifiers are put together. */
    void listener(ProfileListener listener);

    /** Offers a service, found by {@link io.clientele.Cdp#service}. */
    <S> void provide(Class<S> type, S service);

    /** What may be kept of events and traits, and used for what; once the platform is open. */
    Schemas schemas();

    /** Shows the notes of a module in the order they were written down; reads the disk, and waits for nobody. */
    void notes(String module, Consumer<Note> reader);

    /** The time. */
    InstantSource clock();

    /** A fresh message id. */
    String newId();

    /** Hands something in, as {@link io.clientele.Cdp#accept(Intake)} does. */
    Outcome submit(Intake intake);

    /** Hands several things in as one durable act. */
    List<Outcome> submit(Collection<? extends Intake> intakes);

    /**
     * A purpose of the policy by its key; empty if the policy does not know it, so that nobody could ever permit it.
     *
     * @throws IllegalStateException before a consent gate was given
     */
    Optional<Purpose> purpose(String key);

    /**
     * The gate EVALUATE: whether something that is kept true of people, such as a segment, may read these fields for its
     * purpose.
     *
     * @return what forbids it; empty if nothing
     */
    Optional<Fault> evaluate(Purpose purpose, Collection<FieldRead> reads);

    /** The outbox. */
    Outbox outbox();

    /** Profiles by number. */
    Profiles profiles();

    /** The profile number behind an identifier, if it is known. Call it inside {@link #read} only. */
    OptionalInt profileOf(Identifier identifier);

    /** The person behind an identifier. Call it inside {@link #read} only. */
    Subject subject(Identifier identifier);

    /** The events of a person that count, in order, read from the journal. Call it inside {@link #read} only. */
    List<Event> events(Identifier identifier);

    /** Facts of a person in order, as an evaluator gets them. Call it inside {@link #read} only. */
    List<Fact> facts(Identifier identifier);

    /** Hand-overs of a person's data. Call it inside {@link #read} only. */
    List<Disclosure> disclosures(Identifier identifier);

    /** What is known about one person, for whoever answers their requests. */
    Subjects subjects();

    /** What the person behind an identifier permits, resolved for many checks. */
    Permits permits(Identifier identifier);

    /**
     * The profile behind an identifier with the proof that it may be used for a purpose; empty if there is none or the person
     * does not permit it.
     */
    Optional<Permitted<Profile>> export(Identifier identifier, Purpose purpose, LawfulBasis basis);

    /**
     * The admitted events of the person behind an identifier in order, each cut down to what its schema lets the purpose use, with
     * the proof that they may be used for it; empty if there is nobody or the person does not permit it. Read from the journal.
     */
    Optional<Permitted<List<Event>>> exportEvents(Identifier identifier, Purpose purpose, LawfulBasis basis);

    /**
     * The proof that the journal and its audit log hold an act, as lines of text that need no key and no store to be checked;
     * empty if they do not, or if the act is from before acts could be proved. Call it inside {@link #read} only.
     */
    Optional<String> prove(ConsentAct act);

    /**
     * A secret of the store for a use of a module's own, 32 bytes: the same until keys are renewed.
     *
     * @param use such as {@code unsubscribe}
     */
    byte[] key(String use);

    /**
     * Has a module change what its evaluator knows, in a batch of its own that is applied between two others; see
     * {@link Profiles#renew}. Not from inside {@link #read}. It must be short, and is done again if the batch has to be.
     */
    void batch(Runnable work);

    /** Reads one consistent state: no batch is applied while the reader runs, so it must be short. */
    <T> T read(Supplier<T> reader);
}
