package io.clientele.internal.pipeline;

import io.clientele.internal.pen.Task;
import io.clientele.internal.pipeline.Admission.Result;
import io.clientele.model.ConsentAct;
import io.clientele.model.Event;
import io.clientele.model.Identifier;
import io.clientele.model.Intake;
import io.clientele.model.Outcome;
import io.clientele.model.SubjectRequest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** One call's intakes after admission: outcomes that are settled, and what the pen has to decide. Immutable. */
final class Handed {

    private static final int REQUEST_BYTES = 1_024;

    private final List<Outcome> outcomes;
    private final List<Integer> places;
    private final Task task;
    private final Collection<? extends Intake> intakes;

    private Handed(List<Outcome> outcomes, List<Integer> places, Task task, Collection<? extends Intake> intakes) {
        this.outcomes = outcomes;
        this.places = places;
        this.task = task;
        this.intakes = intakes;
    }

    /**
     * Proposes everything, and puts what the writer has to do about it into one task.
     *
     * @throws IllegalArgumentException if a subject request is not alone
     */
    static Handed of(Collection<? extends Intake> intakes, Admission admission, Writer writer) {
        boolean alone = intakes.stream().anyMatch(SubjectRequest.class::isInstance);
        if (alone && intakes.size() > 1) {
            throw new IllegalArgumentException("a subject request is handed in alone");
        }
        List<Result> results = intakes.stream().map(admission::propose).toList();
        List<Supplier<Outcome>> work = new ArrayList<>();
        var needs = new Task.Needs(new ArrayList<>(), new ArrayList<>());
        List<Integer> places = new ArrayList<>();
        long bytes = 0;
        for (int i = 0; i < results.size(); i++) {
            Optional<Supplier<Outcome>> piece = piece(results.get(i), writer);
            if (piece.isPresent()) {
                work.add(piece.get());
                places.add(i);
                results.get(i).proposal().ifPresent(proposal -> needs(proposal, needs));
                bytes += bytes(results.get(i));
            }
        }
        Task task = new Task(work, needs, alone ? Task.Kind.ALONE : Task.Kind.INTAKE, bytes);
        return new Handed(results.stream().map(Result::outcome).toList(), places, task, List.copyOf(intakes));
    }

    private static void needs(Proposal proposal, Task.Needs needs) {
        needs.keys().addAll(proposal.keys());
        needs.named().addAll(proposal.intake().identifiers());
    }

    private static Optional<Supplier<Outcome>> piece(Result result, Writer writer) {
        if (result.request().isPresent()) {
            return result.request().map(request -> () -> writer.erase(request));
        }
        return result.proposal().map(proposal -> () -> writer.decide(proposal));
    }

    /** The record in the clear, sealed, and as objects. */
    private static long bytes(Result result) {
        return result.proposal().map(p -> 3L * p.plain().length).orElse((long) REQUEST_BYTES);
    }

    /** What the pen has to do. */
    Task task() {
        return task;
    }

    /** Whose data may not be handed over any more after this. */
    List<Identifier> denied() {
        return intakes.stream()
                .filter(intake -> intake instanceof SubjectRequest || intake instanceof ConsentAct act && act.denies())
                .flatMap(intake -> intake.identifiers().stream())
                .toList();
    }

    /** Whether the pen has nothing to decide. */
    boolean isSettled() {
        return places.isEmpty();
    }

    /** Whether it is behaviour alone, which may be stored lazily. */
    boolean isBehaviour() {
        return intakes.stream().allMatch(Event.class::isInstance);
    }

    /** The outcomes that are settled without the pen. */
    List<Outcome> settled() {
        List<Outcome> settled = new ArrayList<>();
        int next = 0;
        for (int i = 0; i < outcomes.size(); i++) {
            if (next < places.size() && places.get(next) == i) {
                next++;
            } else {
                settled.add(outcomes.get(i));
            }
        }
        return settled;
    }

    /** All outcomes, in the order of the intakes. */
    List<Outcome> with(List<Outcome> decided) {
        List<Outcome> all = new ArrayList<>(outcomes);
        for (int n = 0; n < places.size(); n++) {
            all.set(places.get(n), decided.get(n));
        }
        return all;
    }

    /** All outcomes, where what the pen has to decide is only queued. */
    List<Outcome> queued() {
        return with(places.stream()
                .map(place -> Outcome.of(Outcome.Kind.QUEUED, "inside_the_pen"))
                .toList());
    }
}
