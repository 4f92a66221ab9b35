package io.clientele.internal.pipeline;

import io.clientele.Keys;
import io.clientele.internal.fold.Awakening;
import io.clientele.internal.fold.Modules;
import io.clientele.internal.fold.SingleIdentifiers;
import io.clientele.internal.gate.Gate;
import io.clientele.internal.outbox.State;
import io.clientele.internal.pen.Announcer;
import io.clientele.model.CdpException;
import io.clientele.model.ConsentAct;
import io.clientele.model.Event;
import io.clientele.model.EventType;
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
import io.clientele.spi.ConsentGate;
import io.clientele.spi.Destination;
import io.clientele.spi.Fact;
import io.clientele.spi.IdentityResolver;
import io.clientele.spi.ModuleContext;
import io.clientele.spi.Note;
import io.clientele.spi.Outbox;
import io.clientele.spi.Outbox.Disclosure;
import io.clientele.spi.Outbox.FiringJudge;
import io.clientele.spi.Plan;
import io.clientele.spi.ProfileEvaluator;
import io.clientele.spi.ProfileListener;
import io.clientele.spi.Profiles;
import io.clientele.spi.Subject;
import io.clientele.spi.SubjectDataHolder;
import io.clientele.spi.Subjects;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What modules see of the pipeline. */
final class Context implements ModuleContext, Outbox, Profiles {

    private final InstantSource clock;
    private final StageTimes times;
    private final Map<Class<?>, Object> services = new LinkedHashMap<>();
    private final Map<String, ProfileEvaluator> evaluators = new LinkedHashMap<>();
    private final List<SubjectDataHolder> holders = new ArrayList<>();
    private final Announcer announcer = new Announcer();
    private Optional<ConsentGate> gate = Optional.empty();
    private Optional<IdentityResolver> resolver = Optional.empty();
    private Optional<Schemas> schemas = Optional.empty();
    private volatile @Nullable Pipeline pipeline;

    Context(InstantSource clock, StageTimes times) {
        this.clock = clock;
        this.times = times;
    }

    /** What the modules gave, once all are installed. */
    Modules modules() {
        ConsentGate given = gate.orElseThrow(() ->
                new CdpException("no consent gate: add a module that gives one, such as .with(ConsentModule.optIn())"));
        IdentityResolver joins = resolver.orElseGet(SingleIdentifiers::new);
        return new Modules(
                new Gate(given, clock),
                joins,
                Map.copyOf(evaluators),
                List.copyOf(holders),
                schemas.orElseGet(Schemas::none),
                announcer.asked());
    }

    void connect(Pipeline opened) {
        services.put(Keys.class, opened.rotation());
        services.put(Outbox.class, this);
        pipeline = opened;
    }

    private Pipeline pipeline() {
        Pipeline opened = pipeline;
        if (opened == null) {
            throw new IllegalStateException("the platform is not open yet");
        }
        return opened;
    }

    private void installing() {
        if (pipeline != null) {
            throw new IllegalStateException("parts can be given only while the platform is opened");
        }
    }

    @Override
    public void gate(ConsentGate given) {
        installing();
        if (gate.isPresent()) {
            throw new CdpException("two modules give a consent gate; one must go");
        }
        gate = Optional.of(given);
    }

    @Override
    public void schemas(Schemas given) {
        installing();
        if (schemas.isPresent()) {
            throw new CdpException("two modules give schemas; one must go");
        }
        schemas = Optional.of(given);
    }

    @Override
    public void resolver(IdentityResolver given) {
        installing();
        if (resolver.isPresent()) {
            throw new CdpException("two modules give an identity resolver; one must go");
        }
        resolver = Optional.of(given);
    }

    @Override
    public void evaluator(String module, ProfileEvaluator evaluator) {
        installing();
        if (evaluators.putIfAbsent(module, new StageTimes.TimedEvaluator(evaluator, times)) != null) {
            throw new CdpException("two modules are named " + module + "; one must go");
        }
    }

    @Override
    public void holder(SubjectDataHolder holder) {
        installing();
        holders.add(holder);
    }

    @Override
    public void listener(ProfileListener listener) {
        installing();
        announcer.add(listener);
    }

    @Override
    public Schemas schemas() {
        return pipeline().modules().schemas();
    }

    @Override
    public void notes(String module, Consumer<Note> reader) {
        pipeline().notes().stream().filter(note -> note.module().equals(module)).forEach(reader);
    }

    @Override
    public List<EventType> collected() {
        return pipeline()
                .read(() -> Journal.types(
                                pipeline().parts().store(), pipeline().parts().rows())
                        .read());
    }

    /** Who tells the listeners. */
    Announcer announcer() {
        return announcer;
    }

    @Override
    public <S> void provide(Class<S> type, S service) {
        installing();
        services.put(type, service);
    }

    <S> S service(Class<S> type) {
        Object service = services.get(type);
        if (service == null) {
            throw new IllegalStateException(
                    "no module offers " + type.getSimpleName() + "; add the module to the builder");
        }
        return type.cast(service);
    }

    @Override
    public InstantSource clock() {
        return clock;
    }

    @Override
    public String newId() {
        return pipeline().newId();
    }

    @Override
    public Outcome submit(Intake intake) {
        return submit(List.of(intake)).get(0);
    }

    @Override
    public List<Outcome> submit(Collection<? extends Intake> intakes) {
        return pipeline().accept(intakes, pipeline().terms());
    }

    @Override
    public Optional<Purpose> purpose(String key) {
        return gate.orElseThrow(() -> new IllegalStateException("no consent gate was given yet"))
                .purpose(key);
    }

    @Override
    public Optional<Fault> evaluate(Purpose purpose, Collection<FieldRead> reads) {
        Modules modules = pipeline().modules();
        Optional<Fault> fault = reads.stream()
                .flatMap(read -> modules.schemas().fault(purpose, read).stream())
                .findFirst();
        modules.gate().evaluated(fault.map(Fault::reason).orElse("permitted"));
        return fault;
    }

    @Override
    public Outbox outbox() {
        return this;
    }

    @Override
    public void attach(Destination destination, FiringJudge judge) {
        Set<Purpose> purposes = destination.purposes();
        if (purposes.isEmpty()) {
            throw new IllegalArgumentException(
                    "destination " + destination.name() + " names no purpose: without one nothing may be handed to it");
        }
        for (Purpose each : purposes) {
            if (purpose(each.key()).isEmpty()) {
                throw new IllegalArgumentException("destination " + destination.name() + " names the purpose "
                        + each.key() + ", which is not in the policy: nobody could permit it");
            }
        }
        destination.recipient().filter(recipient -> !recipient.mayReceive()).ifPresent(recipient -> {
            throw new IllegalArgumentException(
                    "destination " + destination.name() + " sends data to " + recipient.country()
                            + ", outside the European Economic Area, without a ground for the transfer: say on(...)");
        });
        String name = destination.name();
        Firings.Attached fresh = Firings.Attached.of(destination, judge);
        pipeline().read(() -> {
            pipeline().deliverer().firings().attach(name, fresh);
            return name;
        });
    }

    @Override
    public void detach(String destination) {
        pipeline().deliverer().detach(destination);
    }

    @Override
    public List<Waiting> waiting() {
        return pipeline().read(() -> pipeline().deliverer().firings().waiting());
    }

    @Override
    public int plan(Collection<Plan.Firing> given) {
        return pipeline().deliverer().write(given, pipeline().deliverer().firings()::fire);
    }

    @Override
    public int disclosed(Collection<Plan.Firing> given) {
        return pipeline().deliverer().write(given, pipeline().deliverer().firings()::note);
    }

    @Override
    public List<Failed> failed() {
        return pipeline().read(() -> pipeline().deliverer().firings().failed());
    }

    @Override
    public boolean replay(String id) {
        return pipeline().deliverer().move(id, State.FAILED, State.PLANNED);
    }

    @Override
    public boolean acknowledge(String id) {
        return pipeline().deliverer().move(id, State.HANDED_OVER, State.ACKNOWLEDGED);
    }

    @Override
    public Profiles profiles() {
        return this;
    }

    @Override
    public OptionalInt profileOf(Identifier identifier) {
        int number = pipeline().live().number(normal(identifier));
        return number == 0 ? OptionalInt.empty() : OptionalInt.of(number);
    }

    @Override
    public String idOf(int profile) {
        return "p" + profile;
    }

    @Override
    public OptionalInt numberOf(String profileId) {
        boolean isId = profileId.length() < 11 && profileId.matches("p[1-9][0-9]*");
        return isId ? OptionalInt.of(Integer.parseInt(profileId.substring(1))) : OptionalInt.empty();
    }

    @Override
    public Subject subject(Identifier identifier) {
        return pipeline().live().subject(normal(identifier));
    }

    @Override
    public List<Event> events(Identifier identifier) {
        return pipeline().live().events(normal(identifier), false);
    }

    @Override
    public List<Fact> facts(Identifier identifier) {
        return pipeline().live().facts(normal(identifier));
    }

    @Override
    public void histories(Collection<Integer> profiles, ProfileEvaluator.Visitor visitor) {
        new Awakening(pipeline().live()).show(profiles, visitor);
    }

    @Override
    public void renew(Collection<Integer> profiles, ProfileEvaluator.Visitor visitor) {
        new Awakening(pipeline().live()).renew(profiles, visitor);
    }

    @Override
    public int last() {
        return new Awakening(pipeline().live()).last();
    }

    @Override
    public Optional<Profile> profile(Identifier identifier, Instant asOf) {
        Instant now = clock.instant();
        return asOf.isBefore(now)
                ? pipeline().live().profileAsOf(normal(identifier), asOf)
                : pipeline().live().profile(normal(identifier), now);
    }

    @Override
    public Optional<Profile> profile(int number) {
        return pipeline().live().profile(number, clock.instant());
    }

    @Override
    public List<Profile> page(int after, int atMost) {
        return pipeline().live().profiles(after, atMost, clock.instant());
    }

    @Override
    public List<Disclosure> disclosures(Identifier identifier) {
        int number = pipeline().live().number(normal(identifier));
        return pipeline().deliverer().firings().disclosures(pipeline().live().numbers(number));
    }

    private Identifier normal(Identifier identifier) {
        return pipeline().normalise(identifier);
    }

    @Override
    public Permits permits(Identifier identifier) {
        return pipeline().read(() -> pipeline().modules().gate().mask(subject(identifier)));
    }

    @Override
    public Optional<Permitted<Profile>> export(Identifier identifier, Purpose purpose, LawfulBasis basis) {
        Modules modules = pipeline().modules();
        return pipeline()
                .read(() -> export(
                        identifier,
                        new Gate.Question(subject(identifier), purpose, basis),
                        profile -> modules.project(profile, purpose)));
    }

    @Override
    public Optional<Permitted<List<Event>>> exportEvents(Identifier identifier, Purpose purpose, LawfulBasis basis) {
        Modules modules = pipeline().modules();
        return pipeline()
                .read(() -> export(
                        identifier,
                        new Gate.Question(subject(identifier), purpose, basis),
                        profile -> events(identifier).stream()
                                .map(event -> modules.project(event, purpose))
                                .toList()));
    }

    /** What is made of a person's profile, if the gate EXPORT lets it out. */
    private <T> Optional<Permitted<T>> export(
            Identifier identifier, Gate.Question question, Function<Profile, T> value) {
        return pipeline()
                .live()
                .profile(normal(identifier), clock.instant())
                .flatMap(profile -> pipeline()
                        .modules()
                        .gate()
                        .permit(Gate.Where.EXPORT, question, profile.id(), value.apply(profile))
                        .permitted());
    }

    @Override
    public Optional<String> prove(ConsentAct act) {
        Writer.Parts parts = pipeline().parts();
        var theirs = parts.store().read(parts.owners().number(normal(act.identifier())));
        return parts.rows().find(theirs, act).flatMap(row -> parts.rows().proof(row, parts.trail()));
    }

    @Override
    public Subjects subjects() {
        return new Known(pipeline().parts(), pipeline().deliverer().firings(), clock);
    }

    @Override
    public byte[] key(String use) {
        return pipeline().key(use);
    }

    @Override
    public void batch(Runnable work) {
        pipeline().bookkeeping(() -> {
            work.run();
            return Outcome.of(Outcome.Kind.DUPLICATE, "done");
        });
    }

    @Override
    public <T> T read(Supplier<T> reader) {
        return pipeline().read(reader);
    }
}
