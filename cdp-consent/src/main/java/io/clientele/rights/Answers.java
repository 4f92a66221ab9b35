package io.clientele.rights;

import io.clientele.consent.internal.JsonText;
import io.clientele.model.ConsentAct;
import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Evidence;
import io.clientele.model.Identifier;
import io.clientele.model.LawfulBasis;
import io.clientele.model.Outcome;
import io.clientele.model.PlainEventDraft;
import io.clientele.model.Properties;
import io.clientele.model.Purpose;
import io.clientele.model.SubjectRequest;
import io.clientele.model.SubjectRequest.Kind;
import io.clientele.rights.Register.Entered;
import io.clientele.rights.Request.State;
import io.clientele.spi.IdentityResolver.Tie;
import io.clientele.spi.ModuleContext;
import io.clientele.spi.Subjects;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** {@link SubjectRequests} over what core and the consent module know. */
final class Answers implements SubjectRequests {

    private final ModuleContext context;
    private final SubjectRequests.Choices choices;
    private final Collection<Purpose> policy;
    private final Duration keysKept;
    private final Register register;
    private final Recipients recipients;

    Answers(ModuleContext context, SubjectRequests.Choices choices, Collection<Purpose> policy, Duration keysKept) {
        this.keysKept = keysKept;
        this.context = context;
        this.choices = choices;
        this.policy = List.copyOf(policy);
        this.register = new Register(context);
        this.recipients = new Recipients(context, register);
    }

    // ---- the register

    @Override
    public Request receive(Kind kind, Identifier who, String verification) {
        return request(register.enter(kind, who, verification, State.RECEIVED));
    }

    private Request request(Entered entered) {
        return register.find(entered.id())
                .orElseThrow(() -> new IllegalStateException("not entered: " + entered.outcome()));
    }

    @Override
    public Request extend(String id, String reason) {
        Request open = register.requireOpen(id);
        if (open.extension().isPresent() || open.isOverdue(context.clock().instant())) {
            throw new IllegalArgumentException("id: it was extended before, or is due already (GDPR Art. 12(3))");
        }
        return request(register.step(open, State.EXTENDED, told(reason)));
    }

    @Override
    public Request refuse(String id, String reason) {
        return request(register.step(register.requireOpen(id), State.REFUSED, told(reason)));
    }

    private static String told(String reason) {
        if (reason.isBlank() || reason.length() > 1_000) {
            throw new IllegalArgumentException(
                    "reason: 1 to 1,000 characters, which the person is told (GDPR Art. 12)");
        }
        return reason;
    }

    @Override
    public Optional<Request> find(String id) {
        return register.find(id);
    }

    @Override
    public List<Request> all() {
        return register.all();
    }

    @Override
    public List<Request> open() {
        return register.all().stream().filter(Request::isOpen).toList();
    }

    // ---- answers

    @Override
    public AccessFile access(Identifier who, String verification) {
        Request request = request(register.answer(Kind.ACCESS, who, verification));
        return context.read(() -> {
            Holdings holdings = Holdings.of(context, choices, who);
            List<Request> requests = new ArrayList<>(register.of(who));
            if (requests.stream().noneMatch(each -> each.id().equals(request.id()))) {
                requests.add(request);
            }
            return new AccessFile(
                    request,
                    new AccessTree(holdings, choices, context.schemas()).of(policy, requests),
                    review(holdings));
        });
    }

    private static List<String> review(Holdings holdings) {
        Map<String, Integer> counts = new TreeMap<>();
        for (Tie tie : holdings.doubtful()) {
            counts.merge(
                    tie.stronger().namespace() + " and " + tie.weaker().namespace() + ": " + tie.state(),
                    1,
                    Integer::sum);
        }
        List<String> lines = new ArrayList<>();
        counts.forEach((what, count) -> lines.add(what + " (" + count + ")"));
        if (holdings.uncertain() > 0) {
            lines.add("identifiers joined by likeness alone, left out: " + holdings.uncertain());
        }
        return lines;
    }

    @Override
    public PortableFile portable(Identifier who, String verification) {
        Request request = request(register.answer(Kind.PORTABILITY, who, verification));
        Holdings holdings = context.read(() -> Holdings.of(context, choices, who));
        Lines form = new Lines(holdings.person());
        List<String> lines = new ArrayList<>();
        holdings.acts().forEach(act -> lines.add(JsonText.line(form.of(act))));
        holdings.given().forEach(event -> lines.add(JsonText.line(form.of(event))));
        return new PortableFile(request, lines);
    }

    // ---- changes

    private Collection<Identifier> person(Identifier who) {
        return context.read(() -> context.subjects().certain(who));
    }

    /** Has every identifier of a person say something about purposes, as one durable act. */
    private void say(Identifier who, ConsentAct.Decision decision, Collection<Purpose> purposes) {
        Instant now = context.clock().instant();
        List<ConsentAct> acts = new ArrayList<>();
        for (Identifier each : person(who)) {
            for (Purpose purpose : purposes) {
                acts.add(ConsentAct.of(context.newId(), each, purpose, decision, now)
                        .by(Evidence.of("subject_request", "")));
            }
        }
        require(context.submit(acts));
    }

    private static void require(List<Outcome> outcomes) {
        outcomes.stream().filter(outcome -> !outcome.isStored()).findFirst().ifPresent(outcome -> {
            throw new IllegalStateException("what was asked for was not stored: " + outcome);
        });
    }

    @Override
    public Request rectify(Identifier who, String verification, Properties corrected) {
        PlainEventDraft draft = Event.of(EventType.IDENTIFY).from("subject_request");
        corrected.asMap().forEach(draft::set);
        require(context.submit(List.of(draft.about(who, context.clock().instant(), context.newId()))));
        return told(register.answer(Kind.RECTIFICATION, who, verification));
    }

    @Override
    public Request rectifyAge(Identifier who, String verification, int age) {
        Evidence evidence = Evidence.of("subject_request", "").age(age);
        Instant now = context.clock().instant();
        // Nobody's permission depends on an act about what a law demands: it carries the age alone.
        require(context.submit(person(who).stream()
                .map(each -> ConsentAct.of(context.newId(), each, Purpose.LEGAL, ConsentAct.Decision.LIFT, now)
                        .by(evidence))
                .toList()));
        return told(register.answer(Kind.RECTIFICATION, who, verification));
    }

    @Override
    public List<FormerChoice> proofs(Identifier who) {
        return context.read(() ->
                context.subjects().proofs(who).stream().map(FormerChoice::new).toList());
    }

    @Override
    public Request restrict(Identifier who, String verification) {
        say(who, ConsentAct.Decision.OBJECT, List.of(Purpose.RESTRICTION));
        return told(register.answer(Kind.RESTRICTION, who, verification));
    }

    @Override
    public Request unrestrict(Identifier who, String verification) {
        say(who, ConsentAct.Decision.LIFT, List.of(Purpose.RESTRICTION));
        return told(register.answer(Kind.RESTRICTION, who, verification));
    }

    @Override
    public Request object(Identifier who, String verification, Purpose... purposes) {
        if (purposes.length == 0) {
            throw new IllegalArgumentException("purposes: at least one is objected to");
        }
        say(who, ConsentAct.Decision.OBJECT, List.of(purposes));
        return request(register.answer(Kind.OBJECTION, who, verification));
    }

    @Override
    public Request withdrawAll(Identifier who, String verification) {
        List<Purpose> asked = policy.stream()
                .filter(purpose -> purpose.allows(LawfulBasis.CONSENT))
                .toList();
        say(who, ConsentAct.Decision.WITHDRAW, asked);
        return request(register.answer(Kind.WITHDRAWAL, who, verification));
    }

    /** Tells recipients what was entered, if they must know, and gives what the register then says. */
    private Request told(Entered entered) {
        Request request = request(entered);
        recipients.tell(request);
        return request(entered);
    }

    // ---- erasure

    @Override
    public void proceed() {
        register.in(State.RUNNING)
                .forEach(request -> goOn(register.find(request.id()).orElseThrow()));
        register.unsettled().forEach(recipients::tell);
    }

    /** Ends what a failure interrupted; whose person is gone was carried out when the store was opened. */
    private void goOn(Request request) {
        Optional<Identifier> who = context.read(() -> request.profiles().stream()
                .flatMap(id -> context.profiles().numberOf(id).stream().boxed())
                .flatMap(number -> context.profiles().profile(number).stream())
                .map(profile -> profile.identifiers().get(0))
                .findFirst());
        if (who.isPresent()) {
            Subjects.Entry decided = last(request.id(), Subjects.INTENT).orElseThrow();
            carryOut(request.id(), who.get(), request.verification(), limits(decided.notes()));
        } else {
            register.step(request, State.ANSWERED, "");
        }
    }

    /** What the notes of an erasure say of how much it is of. */
    private static Properties limits(Properties notes) {
        Map<String, Object> limits = new TreeMap<>();
        List<Object> purposes = notes.all(Subjects.PURPOSES + "[*]");
        if (!purposes.isEmpty()) {
            limits.put(Subjects.PURPOSES, purposes);
        }
        notes.flag(Subjects.TOTALS).ifPresent(keeps -> limits.put(Subjects.TOTALS, keeps));
        return Properties.of(limits);
    }

    private Properties limits(Extent extent) {
        Map<String, Object> limits = new TreeMap<>();
        if (!extent.purposes().isEmpty()) {
            List<String> keys = extent.purposes().stream()
                    .filter(policy::contains)
                    .map(Purpose::key)
                    .toList();
            if (keys.isEmpty()) {
                throw new IllegalArgumentException("extent: the policy knows none of its purposes");
            }
            limits.put(Subjects.PURPOSES, keys);
        }
        if (extent.keepsTotals()) {
            limits.put(Subjects.TOTALS, true);
        }
        return Properties.of(limits);
    }

    private Outcome carryOut(String id, Identifier who, String verification, Properties limits) {
        Instant now = context.clock().instant();
        Properties notes = with(new Register.Line(id, State.ANSWERED, "").notes(), limits);
        // What is there for some purposes lies under the person's key, which stays.
        boolean shreds = limits.all(Subjects.PURPOSES + "[*]").isEmpty();
        return context.submit(SubjectRequest.erasure(context.newId(), who, now, verification)
                .noting(
                        shreds
                                ? notes.with(
                                        ErasureReceipt.UNREADABLE_BY,
                                        now.plus(keysKept).toString())
                                : notes));
    }

    private static Properties with(Properties notes, Properties more) {
        Map<String, Object> all = new TreeMap<>(notes.asMap());
        all.putAll(more.asMap());
        return Properties.of(all);
    }

    @Override
    public List<FormerTotal> totals() {
        return context.read(
                () -> context.subjects().totals().stream().map(FormerTotal::new).toList());
    }

    @Override
    public ErasureReceipt erase(Identifier who, String verification) {
        return erase(who, verification, Extent.everything());
    }

    @Override
    public ErasureReceipt erase(Identifier who, String verification, Extent extent) {
        Properties limits = limits(extent);
        String line = context.newId();
        Instant now = context.clock().instant();
        String id = register.open(Kind.ERASURE, who).map(Request::id).orElse(line);
        Outcome decided = context.submit(SubjectRequest.erasure(line, who, now, verification)
                .entry(Kind.ERASURE)
                .noting(with(new Register.Line(id, State.RUNNING, "").notes(), limits)
                        .with(Subjects.INTENT, true)
                        .with(Subjects.TELL, true)));
        Outcome outcome = decided.isStored() ? carryOut(id, who, verification, limits) : decided;
        if (!outcome.isStored()) {
            return ErasureReceipt.none(id, now, outcome);
        }
        register.find(id).ifPresent(recipients::tell);
        return receipt(id).orElseThrow().after(outcome);
    }

    @Override
    public Optional<ErasureReceipt> receipt(String id) {
        return context.read(() -> register.find(id)
                .flatMap(request -> last(id, ErasureReceipt.RECORDS)
                        .map(entry -> ErasureReceipt.of(
                                request, entry, context.subjects().prove(entry), held(id)))));
    }

    /** The last line about a request that notes something. */
    private Optional<Subjects.Entry> last(String id, String what) {
        return register.lines(id).stream()
                .filter(entry -> entry.notes().get(what) != null)
                .reduce((first, second) -> second);
    }

    private List<Properties> held(String id) {
        List<Properties> held = new ArrayList<>();
        for (Subjects.Entry line : register.lines(id)) {
            for (Object each : line.notes().all(Subjects.HELD + "[*]")) {
                if (each instanceof Map<?, ?> fields) {
                    Map<String, Object> copy = new TreeMap<>();
                    fields.forEach((name, value) -> copy.put(String.valueOf(name), value));
                    held.add(Properties.of(copy));
                }
            }
        }
        return held;
    }
}
