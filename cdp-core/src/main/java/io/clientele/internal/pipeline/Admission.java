package io.clientele.internal.pipeline;

import io.clientele.internal.codec.RecordCodec;
import io.clientele.internal.codec.RecordKind;
import io.clientele.internal.fold.Modules;
import io.clientele.internal.fold.Owners;
import io.clientele.internal.gate.Minimisation;
import io.clientele.internal.pipeline.StageTimes.Stage;
import io.clientele.model.ConsentAct;
import io.clientele.model.Event;
import io.clientele.model.Identifier;
import io.clientele.model.IdentityDecision;
import io.clientele.model.Intake;
import io.clientele.model.Outcome;
import io.clientele.model.SubjectRequest;
import io.clientele.spi.Definition;
import io.clientele.spi.IdentityResolver;
import io.clientele.spi.Note;
import io.clientele.spi.ProfileEvaluator;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * ADMIT and SEAL, in the caller's thread: what can be said of an intake without looking at state. Thread-safe.
 */
final class Admission {

    private static final int MAX_BYTES = 64 * 1024;
    /** Modules write definitions, and what they learned may be much. */
    private static final int MAX_DEFINITION_BYTES = 16 << 20;

    private static final Instant EARLIEST = Instant.parse("1900-01-01T00:00:00Z");
    private static final Duration SKEW = Duration.ofMinutes(5);

    private final Modules modules;
    private final IdentityResolver resolver;
    private final RecordCodec codec;
    private final Rows rows;
    private final Owners owners;
    private final InstantSource clock;
    private final StageTimes times;
    private final Minimisation minimisation;

    Admission(Modules modules, Rows rows, Owners owners, InstantSource clock, StageTimes times) {
        this.modules = modules;
        this.minimisation = new Minimisation(modules.schemas());
        this.resolver = modules.resolver();
        this.codec = rows.codec();
        this.rows = rows;
        this.owners = owners;
        this.clock = clock;
        this.times = times;
    }

    /** How many fields were dropped or reduced, by type. */
    Map<String, Long> fields() {
        return minimisation.counts();
    }

    /** A proposal or request for the pen, or else the outcome that ends the matter. */
    record Result(Optional<Proposal> proposal, Optional<SubjectRequest> request, Outcome outcome) {

        private static final Outcome PROPOSED = Outcome.of(Outcome.Kind.BUSY, "proposed");

        static Result of(Proposal proposal) {
            return new Result(Optional.of(proposal), Optional.empty(), PROPOSED);
        }

        static Result of(SubjectRequest request) {
            return new Result(Optional.empty(), Optional.of(request), PROPOSED);
        }

        static Result rejected(String reason) {
            return new Result(Optional.empty(), Optional.empty(), Outcome.of(Outcome.Kind.REJECTED, reason));
        }
    }

    Result propose(Intake intake) {
        long start = times.start();
        Instant received = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Optional<String> unusable = unusable(intake);
        if (unusable.isPresent()) {
            return Result.rejected(unusable.get());
        }
        Optional<Intake> normal = normalise(intake, received);
        if (normal.isEmpty()) {
            return Result.rejected("no_usable_identifier");
        }
        if (normal.get() instanceof SubjectRequest request) {
            return Result.of(request);
        }
        if (normal.get() instanceof Event event) {
            Minimisation.Result least = minimisation.of(event);
            return least.refusal().isPresent()
                    ? Result.rejected(least.refusal().get())
                    : propose(least.event(), received, start);
        }
        if (normal.get() instanceof ConsentAct act) {
            Optional<String> refusal = modules.gate().refusal(act, received);
            return refusal.isPresent()
                    ? Result.rejected(refusal.get())
                    : propose(modules.gate().completed(act), received, start);
        }
        return propose(normal.get(), received, start);
    }

    private Result propose(Intake normal, Instant received, long start) {
        Optional<byte[]> plain = encode(normal, received);
        if (plain.isEmpty()) {
            return Result.rejected("unreadable");
        }
        if (plain.get().length > (normal instanceof Definition ? MAX_DEFINITION_BYTES : MAX_BYTES)) {
            return Result.rejected("too_large");
        }
        return Result.of(propose(normal, received, plain.get(), times.lap(Stage.ADMIT, start)));
    }

    /** The record; empty for what could not be read again, which must never be stored. */
    private Optional<byte[]> encode(Intake intake, Instant received) {
        try {
            return Optional.of(codec.encode(intake, received));
        } catch (IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }

    private static Optional<String> unusable(Intake intake) {
        if (intake.time().isBefore(EARLIEST)) {
            return Optional.of("time_out_of_range");
        }
        if (intake instanceof Event event && event.type().isRemainder()) {
            return Optional.of("reserved_type");
        }
        boolean bare = intake instanceof ConsentAct act
                && act.decision() == ConsentAct.Decision.GRANT
                && (act.evidence().source().isBlank() || act.evidence().notice().isBlank());
        return bare ? Optional.of("no_evidence") : Optional.empty();
    }

    private Proposal propose(Intake intake, Instant received, byte[] plain, long start) {
        RecordKind kind = RecordCodec.kind(intake);
        List<byte[]> keys = rows.dedupKeys(kind, intake.id());
        boolean ours = kind == RecordKind.DEFINITION || kind == RecordKind.NOTE;
        int owner = ours || kind == RecordKind.DECISION
                ? 0
                : owners.cached(intake.identifiers().get(0));
        if (!ours && owner == 0) {
            rows.expectSomebody();
        }
        byte[] sealed = ours || owner != 0 ? rows.seal(kind, owner, keys.get(0), plain) : null;
        times.lap(Stage.SEAL, start);
        return new Proposal(intake, kind, received, keys, plain, owner, sealed);
    }

    private Optional<Intake> normalise(Intake intake, Instant received) {
        Instant time = clamp(intake.time(), received);
        if (intake instanceof Event event) {
            List<Identifier> usable = usable(event.identifiers(), event.source());
            return usable.isEmpty() ? Optional.empty() : Optional.of(normal(event, time, usable));
        }
        if (intake instanceof ConsentAct act) {
            String source = act.evidence().source();
            IdentityResolver.Premises premises = resolver.premises();
            return premises.known(premises.placed(act.identifier(), source))
                    .map(who -> timed(act, time, received).about(who));
        }
        if (intake instanceof SubjectRequest request) {
            return resolver.premises().known(request.identifier()).map(request::about);
        }
        if (intake instanceof IdentityDecision decision) {
            boolean usable = decision.identifiers().stream()
                    .allMatch(raw -> resolver.premises().known(raw).isPresent());
            return usable ? Optional.of(normal(decision).at(time)) : Optional.empty();
        }
        if (intake instanceof Definition definition) {
            check(definition);
            return Optional.of(intake);
        }
        if (intake instanceof Note) {
            return Optional.of(intake);
        }
        throw new IllegalArgumentException("intake of type " + intake.getClass().getName() + " is not known");
    }

    /** A denial counts at once; whatever counts from another time than it claims says so. */
    private static ConsentAct timed(ConsentAct act, Instant time, Instant received) {
        Instant counted = act.denies() && time.isAfter(received) ? received : time;
        return counted.equals(act.time().truncatedTo(ChronoUnit.MILLIS)) ? act.at(counted) : act.clamped(counted);
    }

    private IdentityDecision normal(IdentityDecision decision) {
        return decision.about(modules::name);
    }

    private static Event normal(Event event, Instant time, List<Identifier> usable) {
        boolean is = event.time().equals(time) && event.identifiers().equals(usable);
        return is ? event : event.at(time).about(usable);
    }

    private void check(Definition definition) {
        if (definition.module().equals(resolver.likeness().module())) {
            resolver.likeness().check(definition);
        } else {
            evaluator(definition).check(definition);
        }
    }

    private ProfileEvaluator evaluator(Definition definition) {
        return Optional.ofNullable(modules.evaluators().get(definition.module()))
                .orElseThrow(() -> new IllegalArgumentException("no module takes this definition"));
    }

    /** Times of a source whose clock runs ahead by more than five minutes are not believed. */
    static Instant clamp(Instant time, Instant received) {
        return (time.isAfter(received.plus(SKEW)) ? received : time).truncatedTo(ChronoUnit.MILLIS);
    }

    /** The identifiers in normal form, each once, the strongest first: it owns the record. */
    private List<Identifier> usable(List<Identifier> raw, String source) {
        List<Identifier> usable = new ArrayList<>();
        for (Identifier identifier : raw) {
            Optional<Identifier> normal = resolver.normalise(resolver.premises().placed(identifier, source));
            if (normal.isPresent() && !usable.contains(normal.get())) {
                usable.add(normal.get());
            }
        }
        if (usable.size() > 1) {
            Identifier strongest = resolver.strongest(usable);
            usable.remove(strongest);
            usable.add(0, strongest);
        }
        return usable;
    }
}
