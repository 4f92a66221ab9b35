package io.clientele.access;

import io.clientele.Audits;
import io.clientele.Cdp;
import io.clientele.consent.Consents;
import io.clientele.model.CdpException;
import io.clientele.model.Identifier;
import io.clientele.model.Profile;
import io.clientele.model.Purpose;
import io.clientele.rights.HeldRecord;
import io.clientele.schema.Category;
import io.clientele.spi.ModuleContext;
import java.io.Writer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@link Access} of an open platform. */
final class Desk implements Access {

    private final ModuleContext context;
    private final Map<String, Role> roles;
    private final Heads heads;
    private final Register register;
    private final Glasses glasses;
    private volatile @Nullable Cdp cdp;

    Desk(ModuleContext context, Map<String, Role> roles, Heads heads) {
        this.context = context;
        this.roles = roles;
        this.heads = heads;
        this.register = new Register(context);
        this.glasses = new Glasses(context.clock());
    }

    /** Where counts come from, and below which they are not told. */
    record Heads(AccessModule.Counter counter, int least) {}

    void opened(Cdp open) {
        for (Role role : roles.values()) {
            for (Purpose purpose : role.purposes()) {
                if (context.purpose(purpose.key()).isEmpty()) {
                    throw new CdpException("The role " + role.name() + " is for the purpose " + purpose
                            + ", which is not in the policy: add it to ConsentModule.purposes.");
                }
            }
        }
        cdp = open;
    }

    private Cdp cdp() {
        Cdp open = cdp;
        if (open == null) {
            throw new IllegalStateException("the platform is not open yet");
        }
        return open;
    }

    @Override
    public View as(Principal principal) {
        Role role = roles.getOrDefault(principal.role(), Role.named(principal.role()));
        return new RoleView(this, principal, role);
    }

    ModuleContext context() {
        return context;
    }

    Register register() {
        return register;
    }

    Glasses glasses() {
        return glasses;
    }

    /** The id of the profile behind an identifier; empty if nobody is known. */
    Optional<String> profileId(Identifier who) {
        return context.read(() -> context.profileOf(who)).stream()
                .mapToObj(context.profiles()::idOf)
                .findFirst();
    }

    /** All ids that a profile answers to. */
    Set<String> ids(Identifier who) {
        Set<String> ids = new LinkedHashSet<>();
        cdp().profile(who).ifPresent(profile -> {
            ids.add(profile.id());
            ids.addAll(profile.aliases());
        });
        return ids;
    }

    Optional<Profile> profile(Identifier who) {
        return cdp().profile(who);
    }

    List<Choice> choices(Identifier who, Curtain curtain) {
        List<Choice> choices = new ArrayList<>();
        Consents.of(cdp()).history(who).forEach(act -> {
            curtain.draw(List.of(act.identifier()));
            Optional<Shown> shown = curtain.take().stream().findFirst();
            choices.add(new Choice(
                    act.time(),
                    act.purpose().key(),
                    act.decision(),
                    act.kind(),
                    act.evidence().source(),
                    act.notice().orElse(""),
                    shown));
        });
        return choices;
    }

    Map<String, OptionalInt> counts() {
        Map<String, OptionalInt> counts = new TreeMap<>();
        heads.counter
                .counts(cdp())
                .forEach((name, count) ->
                        counts.put(name, count < heads.least ? OptionalInt.empty() : OptionalInt.of(count)));
        return counts;
    }

    BreachFile breach(Breach breach) {
        List<Look> looks =
                register.looks(look -> breach.isOf(look) && look.outcome().equals("shown"));
        Set<Category> kinds = EnumSet.noneOf(Category.class);
        looks.forEach(look -> kinds.addAll(seen(look)));
        return new BreachFile(breach, looks, kinds);
    }

    /** What kinds of data a look may have shown, as the role is now. */
    private Set<Category> seen(Look look) {
        Role role = roles.getOrDefault(look.role(), Role.named(look.role()));
        Set<Category> seen = EnumSet.noneOf(Category.class);
        if (look.operation().equals(Operation.VAULT.word())) {
            seen.addAll(Set.of(Category.IDENTITY, Category.CONTACT, Category.TRANSACTION));
        }
        for (Category category : Category.values()) {
            if (look.profile().isPresent() && role.sight(category) != Sight.HIDDEN) {
                seen.add(category);
            }
        }
        return seen;
    }

    List<HeldRecord> held() {
        return context.read(() -> context.subjects().kept().stream()
                .map(each -> new HeldRecord(each.request(), each.law(), each.until(), each.event()))
                .toList());
    }

    void audit(Writer out) {
        Audits.of(cdp()).export(out);
    }
}
