package io.clientele.rights;

import io.clientele.model.Identifier;
import io.clientele.model.Outcome;
import io.clientele.model.Properties;
import io.clientele.model.SubjectRequest;
import io.clientele.spi.ModuleContext;
import io.clientele.spi.Subjects;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The register of requests: each line tells what became of one; the latest holds. Kept in the journal. */
final class Register {

    private final ModuleContext context;

    Register(ModuleContext context) {
        this.context = context;
    }

    /** A line to be entered. */
    record Line(String request, Request.State state, String reason) {

        Properties notes() {
            Map<String, Object> notes = new LinkedHashMap<>();
            notes.put("request", request);
            notes.put("state", state.name());
            if (!reason.isEmpty()) {
                notes.put("reason", reason);
            }
            return Properties.of(notes);
        }
    }

    /** Enters a new request in a state. */
    Entered enter(SubjectRequest.Kind kind, Identifier who, String verification, Request.State state) {
        String id = context.newId();
        Instant now = context.clock().instant();
        SubjectRequest request =
                SubjectRequest.erasure(id, who, now, verification).entry(kind);
        return new Entered(id, now, context.submit(request.noting(new Line(id, state, "").notes())));
    }

    /**
     * What was entered.
     *
     * @param id the request's
     * @param at when
     * @param outcome what became of it
     */
    record Entered(String id, Instant at, Outcome outcome) {}

    /** Answers the open request of this kind and person, or enters one that is answered at once. */
    Entered answer(SubjectRequest.Kind kind, Identifier who, String verification) {
        Optional<Request> open = open(kind, who);
        return open.isPresent()
                ? step(open.get(), Request.State.ANSWERED, "")
                : enter(kind, who, verification, Request.State.ANSWERED);
    }

    /** The request of a kind that a person waits for an answer to. */
    Optional<Request> open(SubjectRequest.Kind kind, Identifier who) {
        return context.read(() -> {
            List<String> ids = context.profileOf(who).stream()
                    .boxed()
                    .flatMap(number -> context.subjects().profiles(List.of(number)).stream())
                    .toList();
            return all().stream()
                    .filter(request -> request.kind() == kind && request.isOpen())
                    .filter(request -> request.profiles().stream().anyMatch(ids::contains))
                    .findFirst();
        });
    }

    /** Has an open request go on, which names nobody: its first line does. */
    Entered step(Request request, Request.State state, String reason) {
        Instant now = context.clock().instant();
        Identifier nobody = Identifier.of("request", request.id());
        SubjectRequest next = SubjectRequest.erasure(context.newId(), nobody, now, request.verification())
                .entry(request.kind());
        return new Entered(
                request.id(), now, context.submit(next.noting(new Line(request.id(), state, reason).notes())));
    }

    /**
     * The request of an id, which waits for an answer.
     *
     * @throws IllegalArgumentException if there is none
     */
    Request requireOpen(String id) {
        return find(id).filter(Request::isOpen)
                .orElseThrow(() -> new IllegalArgumentException("id: no request of it waits for an answer"));
    }

    Optional<Request> find(String id) {
        return all().stream().filter(request -> request.id().equals(id)).findFirst();
    }

    /** Every request, in the order in which they came. */
    List<Request> all() {
        return context.read(() -> {
            Map<String, List<Subjects.Entry>> cases = new LinkedHashMap<>();
            for (Subjects.Entry entry : context.subjects().requests()) {
                String id = entry.notes().text("request").orElse(entry.id());
                cases.computeIfAbsent(id, key -> new ArrayList<>()).add(entry);
            }
            return cases.entrySet().stream()
                    .map(each -> Request.of(each.getKey(), each.getValue(), context.subjects()))
                    .toList();
        });
    }
}
