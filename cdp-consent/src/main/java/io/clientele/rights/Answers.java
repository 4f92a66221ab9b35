package io.clientele.rights;

import io.clientele.model.Identifier;
import io.clientele.model.Purpose;
import io.clientele.model.SubjectRequest;
import io.clientele.model.SubjectRequest.Kind;
import io.clientele.rights.Register.Entered;
import io.clientele.rights.Request.State;
import io.clientele.spi.IdentityResolver.Tie;
import io.clientele.spi.ModuleContext;
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
    private final Register register;

    Answers(ModuleContext context, SubjectRequests.Choices choices, Collection<Purpose> policy) {
        this.context = context;
        this.choices = choices;
        this.policy = List.copyOf(policy);
        this.register = new Register(context);
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
            List<String> ids =
                    holdings.profile().map(found -> List.of(found.id())).orElse(List.of());
            List<Request> requests = register.all().stream()
                    .filter(each -> each.id().equals(request.id())
                            || each.profiles().stream().anyMatch(ids::contains))
                    .toList();
            return new AccessFile(request, new AccessTree(holdings, choices).of(policy, requests), review(holdings));
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

    @Override
    public ErasureReceipt erase(Identifier who, String verification) {
        Optional<Request> open = register.open(Kind.ERASURE, who);
        String id = context.newId();
        String caseId = open.map(Request::id).orElse(id);
        SubjectRequest request = SubjectRequest.erasure(id, who, context.clock().instant(), verification)
                .noting(new Register.Line(caseId, State.ANSWERED, "").notes());
        return new ErasureReceipt(caseId, request.time(), context.submit(request));
    }
}
