package io.clientele.access;

import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import io.clientele.model.LawfulBasis;
import io.clientele.model.Profile;
import io.clientele.model.Purpose;
import io.clientele.rights.HeldRecord;
import io.clientele.schema.Category;
import io.clientele.spi.ModuleContext;
import io.clientele.spi.Outbox.Disclosure;
import java.io.Writer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** What a role lets a principal see. */
final class RoleView implements View {

    private static final String SHOWN = "shown";
    private static final String NOBODY = "nobody";
    private static final int MAX_REASON = 200;

    private final Desk desk;
    private final ModuleContext context;
    private final Principal principal;
    private final Role role;

    RoleView(Desk desk, Principal principal, Role role) {
        this.desk = desk;
        this.context = desk.context();
        this.principal = principal;
        this.role = role;
    }

    /** One thing that is wanted, about whom, and what for. */
    private record Wish(Operation operation, Optional<String> profile, Optional<Purpose> purpose) {

        static Wish of(Operation operation) {
            return new Wish(operation, Optional.empty(), Optional.empty());
        }
    }

    private Wish about(Operation operation, Identifier who, Optional<Purpose> purpose) {
        return new Wish(operation, desk.profileId(who), purpose);
    }

    @Override
    public boolean may(Operation operation) {
        return role.operations().contains(operation);
    }

    // ---- whether

    /** Why the role does not permit something. */
    private Optional<String> refusal(Wish wish) {
        if (!may(wish.operation) && !isBroken(wish)) {
            return Optional.of("role");
        }
        if (wish.purpose.isPresent() && !role.purposes().contains(wish.purpose.get()) && !isBroken(wish)) {
            return Optional.of("purpose");
        }
        return isAboutSomebody(wish.operation) && role.needsTicket() ? ticketRefusal(wish) : Optional.empty();
    }

    private static boolean isAboutSomebody(Operation operation) {
        return switch (operation) {
            case FIND, PROFILE, TIMELINE, CONSENTS, DISCLOSURES, BREAK_GLASS -> true;
            case COUNTS, READS, BREACH, AUDIT, VAULT, APPROVE -> false;
        };
    }

    private Optional<String> ticketRefusal(Wish wish) {
        if (principal.ticket().isEmpty()) {
            return Optional.of("no_ticket");
        }
        boolean other = wish.profile.isPresent()
                && !desk.glasses().isFor(principal.ticket().get(), wish.profile.get());
        return other ? Optional.of("other_ticket") : Optional.empty();
    }

    /** Whether the glass around a person is broken for a purpose, and what is wanted lies behind it. */
    private boolean isBroken(Wish wish) {
        boolean behind = wish.operation == Operation.PROFILE || wish.operation == Operation.TIMELINE;
        return behind
                && wish.profile.isPresent()
                && wish.purpose.isPresent()
                && desk.glasses()
                        .isBroken(
                                principal,
                                wish.profile.get(),
                                wish.purpose.get().key());
    }

    private void require(Wish wish) {
        Optional<String> refusal = refusal(wish);
        if (refusal.isPresent()) {
            throw denied(wish, refusal.get());
        }
    }

    private AccessDeniedException denied(Wish wish, String reason) {
        note(wish, reason, Map.of());
        return new AccessDeniedException(
                reason, "the role " + role.name() + " may not do this: " + wish.operation.word() + ", " + reason);
    }

    private void note(Wish wish, String outcome, Map<String, Object> more) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("a", principal.name());
        body.put("r", principal.role());
        body.put("o", wish.operation.word());
        body.put("y", outcome);
        wish.purpose.ifPresent(purpose -> body.put("p", purpose.key()));
        wish.profile.ifPresent(profile -> body.put("s", profile));
        principal.ticket().ifPresent(ticket -> body.put("t", ticket));
        body.putAll(more);
        desk.register().note(principal, body);
    }

    private Curtain curtain(Wish wish) {
        boolean broken = isBroken(wish);
        return new Curtain(context.schemas(), category -> sight(category, broken));
    }

    private Sight sight(Category category, boolean broken) {
        return broken && !category.isSpecial() ? Sight.CLEAR : role.sight(category);
    }

    // ---- persons

    @Override
    public Optional<Card> find(Identifier who) {
        Wish wish = about(Operation.FIND, who, Optional.empty());
        require(wish);
        Optional<Card> card = desk.profile(who).map(profile -> card(profile, wish, false));
        note(wish, card.isPresent() ? SHOWN : NOBODY, Map.of());
        return card;
    }

    private Card card(Profile profile, Wish wish, boolean whole) {
        Curtain curtain = curtain(wish);
        curtain.draw(profile.identifiers());
        List<Shown> identifiers = curtain.take();
        if (whole) {
            curtain.draw(EventType.IDENTIFY, profile.traits());
        }
        return new Card(profile.id(), identifiers, curtain.take(), curtain.hidden(), profile.activity());
    }

    @Override
    public Optional<Card> profile(Identifier who, Purpose purpose) {
        Wish wish = about(Operation.PROFILE, who, Optional.of(purpose));
        require(wish);
        Optional<Card> card = permitted(who, purpose).map(profile -> card(profile, wish, true));
        note(wish, outcome(wish, card.isPresent()), Map.of());
        return card;
    }

    /** The profile as a purpose may use it; empty if nobody is known or the person does not permit it. */
    private Optional<Profile> permitted(Identifier who, Purpose purpose) {
        Purpose known = context.purpose(purpose.key()).orElse(purpose);
        for (LawfulBasis basis : known.bases()) {
            var permitted = context.export(who, known, basis);
            if (permitted.isPresent()) {
                return permitted.map(profile -> profile.value(known));
            }
        }
        return Optional.empty();
    }

    private static String outcome(Wish wish, boolean found) {
        return found ? SHOWN : wish.profile.isPresent() ? "not_permitted" : NOBODY;
    }

    @Override
    public List<Line> timeline(Identifier who, Purpose purpose) {
        Wish wish = about(Operation.TIMELINE, who, Optional.of(purpose));
        require(wish);
        boolean permitted = permitted(who, purpose).isPresent();
        List<Line> lines = new ArrayList<>();
        if (permitted) {
            context.read(() -> context.events(who)).forEach(event -> lines.add(line(event, wish, purpose)));
        }
        note(wish, outcome(wish, permitted), Map.of());
        return lines;
    }

    private Line line(Event event, Wish wish, Purpose purpose) {
        Curtain curtain = curtain(wish);
        curtain.draw(event.type(), context.schemas().project(event.type(), event.properties(), purpose));
        return new Line(event.time(), event.type().name(), curtain.take(), curtain.hidden());
    }

    @Override
    public List<Choice> consents(Identifier who) {
        Wish wish = about(Operation.CONSENTS, who, Optional.empty());
        require(wish);
        List<Choice> choices = desk.choices(who, curtain(wish));
        note(wish, wish.profile.isPresent() || !choices.isEmpty() ? SHOWN : NOBODY, Map.of());
        return choices;
    }

    @Override
    public List<Disclosure> disclosures(Identifier who) {
        Wish wish = about(Operation.DISCLOSURES, who, Optional.empty());
        require(wish);
        List<Disclosure> disclosures = context.read(() -> context.disclosures(who));
        note(wish, wish.profile.isPresent() ? SHOWN : NOBODY, Map.of());
        return disclosures;
    }

    // ---- all

    @Override
    public Map<String, OptionalInt> counts() {
        Wish wish = Wish.of(Operation.COUNTS);
        require(wish);
        Map<String, OptionalInt> counts = desk.counts();
        note(wish, SHOWN, Map.of());
        return counts;
    }

    @Override
    public List<Look> reads(Instant from, Instant to) {
        Wish wish = Wish.of(Operation.READS);
        require(wish);
        List<Look> looks = desk.register()
                .looks(look -> !look.at().isBefore(from) && look.at().isBefore(to));
        note(wish, SHOWN, Map.of());
        return looks;
    }

    @Override
    public List<Look> reads(Identifier who) {
        Wish wish = about(Operation.READS, who, Optional.empty());
        require(wish);
        Set<String> ids = desk.ids(who);
        List<Look> looks = desk.register()
                .looks(look -> look.profile().filter(ids::contains).isPresent());
        note(wish, ids.isEmpty() ? NOBODY : SHOWN, Map.of());
        return looks;
    }

    @Override
    public BreachFile breach(Breach breach) {
        Wish wish = Wish.of(Operation.BREACH);
        require(wish);
        BreachFile file = desk.breach(breach);
        note(wish, SHOWN, Map.of());
        return file;
    }

    @Override
    public void audit(Writer out) {
        Wish wish = Wish.of(Operation.AUDIT);
        require(wish);
        note(wish, SHOWN, Map.of());
        desk.audit(out);
    }

    @Override
    public List<HeldRecord> vault(String reason) {
        Wish wish = Wish.of(Operation.VAULT);
        require(wish);
        if (!principal.isPerson()) {
            throw denied(wish, "machine");
        }
        check(reason);
        List<HeldRecord> held = desk.held();
        note(wish, SHOWN, Map.of("w", reason, "h", held.size()));
        return held;
    }

    // ---- break-glass

    @Override
    public BreakGlass breakGlass(Identifier who, Purpose purpose, String reason, Duration lasting) {
        Wish wish = new Wish(Operation.BREAK_GLASS, desk.profileId(who), Optional.of(purpose));
        if (!may(Operation.BREAK_GLASS)) {
            throw denied(wish, "role");
        }
        if (!principal.isPerson()) {
            throw denied(wish, "machine");
        }
        ticket(wish);
        check(reason, lasting);
        String profile = wish.profile.orElseThrow(() -> new IllegalArgumentException("who: nobody is known by it"));
        BreakGlass glass = new BreakGlass(
                context.newId(), profile, purpose.key(), principal.name(), lasting, Optional.empty(), Optional.empty());
        note(wish, "asked", Map.of("i", glass.id(), "w", reason, "l", lasting.toSeconds()));
        desk.glasses().ask(glass);
        return glass;
    }

    private void ticket(Wish wish) {
        Optional<String> refusal = role.needsTicket() ? ticketRefusal(wish) : Optional.empty();
        if (refusal.isPresent()) {
            throw denied(wish, refusal.get());
        }
    }

    private static void check(String reason) {
        if (reason.isBlank() || reason.length() > MAX_REASON) {
            throw new IllegalArgumentException("reason must hold 1 to 200 characters and not be blank");
        }
    }

    private static void check(String reason, Duration lasting) {
        check(reason);
        if (lasting.isZero() || lasting.isNegative() || lasting.compareTo(Glasses.LONGEST) > 0) {
            throw new IllegalArgumentException("lasting must be positive and at most four hours");
        }
    }

    @Override
    public BreakGlass approve(String id) {
        require(Wish.of(Operation.APPROVE));
        BreakGlass glass = desk.glasses()
                .waiting(id)
                .orElseThrow(() -> new IllegalArgumentException("id: nothing of this id waits for approval"));
        Wish wish = new Wish(Operation.APPROVE, Optional.of(glass.profile()), context.purpose(glass.purpose()));
        if (!principal.isPerson()) {
            throw denied(wish, "machine");
        }
        if (principal.name().equals(glass.askedBy())) {
            throw denied(wish, "same_person");
        }
        note(
                wish,
                "approved",
                Map.of("i", id, "b", glass.askedBy(), "l", glass.lasting().toSeconds()));
        return desk.glasses().approve(glass, principal.name());
    }
}
