package io.clientele.rights;

import io.clientele.model.Identifier;
import io.clientele.model.Outcome;
import io.clientele.model.Properties;
import io.clientele.model.SubjectRequest;
import io.clientele.spi.ModuleContext;
import io.clientele.spi.Subjects;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The register of requests: each line tells what became of one; the latest holds. Kept in the journal. */
final class Register {

    private final ModuleContext context;
    /** The lines about each request, as far as they were read: they name nobody, and none is ever changed. */
    private final Map<String, List<Subjects.Entry>> cases = new LinkedHashMap<>();

    private long read;

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

    /** Enters a new request in a state, of which recipients of the person's data are told if they must know. */
    Entered enter(SubjectRequest.Kind kind, Identifier who, String verification, Request.State state) {
        String id = context.newId();
        Instant now = context.clock().instant();
        SubjectRequest request =
                SubjectRequest.erasure(id, who, now, verification).entry(kind);
        return new Entered(
                id,
                now,
                context.submit(request.noting(new Line(id, state, "")
                        .notes()
                        .with(Subjects.TELL, state == Request.State.ANSWERED && concerns(kind)))));
    }

    /** Whether recipients must know what was done (GDPR Art. 19). */
    private static boolean concerns(SubjectRequest.Kind kind) {
        return kind == SubjectRequest.Kind.RECTIFICATION || kind == SubjectRequest.Kind.RESTRICTION;
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
            Set<Integer> numbers = context.subjects().numbers(who);
            return cases().values().stream()
                    .filter(lines -> lines.get(0).kind() == kind
                            && !Collections.disjoint(lines.get(0).numbers(), numbers))
                    .map(lines -> Request.of(lines, List.of()))
                    .filter(Request::isOpen)
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

    /** Adds a line to a request that changes nothing of its state. */
    void note(Request request, Properties notes) {
        Identifier nobody = Identifier.of("request", request.id());
        SubjectRequest line = SubjectRequest.erasure(
                        context.newId(), nobody, context.clock().instant(), request.verification())
                .entry(request.kind());
        context.submit(line.noting(notes.with("request", request.id())));
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
        return context.read(() -> Optional.ofNullable(cases().get(id)).map(this::request));
    }

    /** Every request, in the order in which they came. */
    List<Request> all() {
        return context.read(() -> cases().values().stream().map(this::request).toList());
    }

    /** Those in a state, without a look at whom they are about. */
    List<Request> in(Request.State state) {
        return context.read(() -> cases().values().stream()
                .map(lines -> Request.of(lines, List.of()))
                .filter(request -> request.state() == state)
                .toList());
    }

    /** Those with a notice to recipients that still lies under its key, the last of them told or not; without a look at whom they are about. */
    List<Request> unsettled() {
        return context.read(() -> cases().values().stream()
                .filter(lines -> lines.stream().anyMatch(line -> line.notice() != 0)
                        && lines.stream().noneMatch(line -> line.notes().get(Subjects.SETTLED) != null))
                .map(lines -> Request.of(lines, List.of()))
                .filter(request -> request.state() != Request.State.RUNNING)
                .toList());
    }

    /** Those of a person. */
    List<Request> of(Identifier who) {
        return context.read(() -> {
            Set<Integer> numbers = context.subjects().numbers(who);
            return cases().values().stream()
                    .filter(lines -> !Collections.disjoint(lines.get(0).numbers(), numbers))
                    .map(this::request)
                    .toList();
        });
    }

    /** The lines about a request, in order. */
    List<Subjects.Entry> lines(String id) {
        return context.read(() -> List.copyOf(cases().getOrDefault(id, List.of())));
    }

    private Request request(List<Subjects.Entry> lines) {
        return Request.of(lines, context.subjects().profiles(lines.get(0).numbers()));
    }

    /** All cases, with what came since; inside {@link ModuleContext#read}. */
    private Map<String, List<Subjects.Entry>> cases() {
        for (Subjects.Entry entry : context.subjects().requests(read)) {
            String id = entry.notes().text("request").orElse(entry.id());
            cases.computeIfAbsent(id, key -> new ArrayList<>()).add(entry);
            read = entry.position();
        }
        return cases;
    }
}
