package io.clientele;

import io.clientele.internal.pipeline.Pipeline;
import io.clientele.model.Event;
import io.clientele.model.EventDraft;
import io.clientele.model.Identifier;
import io.clientele.model.Intake;
import io.clientele.model.Outcome;
import io.clientele.model.Profile;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The {@link Cdp} over a pipeline. */
final class OpenCdp implements Cdp {

    private final Pipeline pipeline;

    OpenCdp(Pipeline pipeline) {
        this.pipeline = pipeline;
    }

    @Override
    public Outcome track(Identifier who, EventDraft<?> event) {
        return accept(event.about(who, pipeline.now(), pipeline.newId()));
    }

    @Override
    public Outcome identify(Identifier who, Consumer<Identification> facts) {
        Identification identification = new Identification();
        facts.accept(identification);
        return track(who, identification.draft());
    }

    @Override
    public Outcome accept(Intake intake) {
        return accept(List.of(intake)).get(0);
    }

    @Override
    public List<Outcome> accept(Collection<? extends Intake> intakes) {
        return pipeline.accept(intakes);
    }

    @Override
    public void advance() {
        pipeline.advance();
    }

    @Override
    public Optional<Profile> profile(Identifier identifier) {
        return pipeline.profile(identifier);
    }

    @Override
    public Optional<Profile> profileAsOf(Identifier identifier, Instant at) {
        return pipeline.profileAsOf(identifier, at);
    }

    @Override
    public List<Event> timeline(Identifier identifier) {
        return pipeline.timeline(identifier);
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
        pipeline.close();
    }
}
