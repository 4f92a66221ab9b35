package io.clientele;

import static java.util.Objects.requireNonNull;

import io.clientele.internal.pen.Terms;
import io.clientele.internal.pipeline.Pipeline;
import io.clientele.model.Event;
import io.clientele.model.EventDraft;
import io.clientele.model.Identifier;
import io.clientele.model.Intake;
import io.clientele.model.Outcome;
import io.clientele.model.Profile;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The {@link Cdp} over a pipeline. */
final class OpenCdp implements Cdp {

    private static final System.Logger LOG = System.getLogger("io.clientele");

    private final Pipeline pipeline;
    private final CallOptions options;
    private final List<CdpModule> modules;
    private final AtomicBoolean closing;

    /** An open platform. */
    static Cdp of(Pipeline pipeline, List<CdpModule> modules) {
        OpenCdp cdp =
                new OpenCdp(pipeline, new CallOptions(pipeline.terms()), List.copyOf(modules), new AtomicBoolean());
        try {
            cdp.modules.forEach(module -> module.opened(cdp));
        } catch (RuntimeException refused) {
            pipeline.close();
            throw refused;
        }
        return cdp;
    }

    private OpenCdp(Pipeline pipeline, CallOptions options, List<CdpModule> modules, AtomicBoolean closing) {
        this.pipeline = pipeline;
        this.options = options;
        this.modules = modules;
        this.closing = closing;
    }

    @Override
    public Cdp calling(UnaryOperator<CallOptions> change) {
        CallOptions changed = requireNonNull(change, "change").apply(options);
        return new OpenCdp(pipeline, requireNonNull(changed, "change gives nothing"), modules, closing);
    }

    @Override
    public AsyncCdp async() {
        return new Async();
    }

    private Event event(Identifier who, EventDraft<?> draft) {
        requireNonNull(who, "who");
        return requireNonNull(draft, "event").about(who, pipeline.now(), pipeline.newId());
    }

    private static EventDraft<?> draft(Consumer<Identification> facts) {
        Identification identification = new Identification();
        requireNonNull(facts, "facts").accept(identification);
        return identification.draft();
    }

    /** The same calls, without waiting. */
    private final class Async implements AsyncCdp {

        @Override
        public CompletionStage<Outcome> track(Identifier who, EventDraft<?> event) {
            return accept(event(who, event));
        }

        @Override
        public CompletionStage<Outcome> identify(Identifier who, Consumer<Identification> facts) {
            return track(who, draft(facts));
        }

        @Override
        public CompletionStage<Outcome> accept(Intake intake) {
            return accept(List.of(requireNonNull(intake, "intake"))).thenApply(outcomes -> outcomes.get(0));
        }

        @Override
        public CompletionStage<List<Outcome>> accept(Collection<? extends Intake> intakes) {
            return pipeline.submit(requireNonNull(intakes, "intakes"), options.terms())
                    .minimalCompletionStage();
        }
    }

    @Override
    public Outcome track(Identifier who, EventDraft<?> event) {
        return accept(event(who, event));
    }

    @Override
    public Outcome identify(Identifier who, Consumer<Identification> facts) {
        return track(who, draft(facts));
    }

    @Override
    public Outcome accept(Intake intake) {
        return accept(List.of(requireNonNull(intake, "intake"))).get(0);
    }

    @Override
    public List<Outcome> accept(Collection<? extends Intake> intakes) {
        return pipeline.accept(requireNonNull(intakes, "intakes"), options.terms());
    }

    @Override
    public void advance() {
        pipeline.advance(options.terms());
    }

    @Override
    public boolean awaitPosition(long position, Duration atMost) {
        return pipeline.awaitPosition(position, Terms.patience(atMost));
    }

    @Override
    public Remaining flush(Duration atMost) {
        return remaining(pipeline.flush(Terms.patience(atMost)));
    }

    @Override
    public Remaining close(Duration atMost) {
        announce();
        return remaining(pipeline.close(Terms.patience(atMost)));
    }

    /** Lets each module say what is left, once; what fails for one of them keeps nobody from closing. */
    private void announce() {
        if (closing.compareAndSet(false, true)) {
            modules.forEach(this::announce);
        }
    }

    private void announce(CdpModule module) {
        try {
            module.closing(this);
        } catch (RuntimeException failure) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the module {0} could not finish: {1}",
                    module.name(),
                    failure.getMessage());
        }
    }

    private static Remaining remaining(Pipeline.Left left) {
        return new Remaining(left.calls(), left.records(), left.firings());
    }

    @Override
    public Optional<Profile> profile(Identifier identifier) {
        return pipeline.profile(
                requireNonNull(identifier, "identifier"), options.terms().deadline());
    }

    @Override
    public Optional<Profile> profileAsOf(Identifier identifier, Instant at) {
        return pipeline.profileAsOf(identifier, at, options.terms().deadline());
    }

    @Override
    public List<Event> timeline(Identifier identifier) {
        return pipeline.timeline(
                requireNonNull(identifier, "identifier"), options.terms().deadline());
    }

    @Override
    public Counts counts() {
        Map<String, Long> outcomes = new HashMap<>(pipeline.counts());
        Long received = outcomes.remove("received");
        return new Counts(received == null ? 0 : received, outcomes);
    }

    @Override
    public <S> S service(Class<S> type) {
        return pipeline.service(type);
    }

    @Override
    public void close() {
        announce();
        pipeline.close();
    }
}
