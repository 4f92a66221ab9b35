package io.clientele.internal.fold;

import io.clientele.internal.gate.Gate;
import io.clientele.model.Account;
import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import io.clientele.model.Profile;
import io.clientele.model.Properties;
import io.clientele.model.Purpose;
import io.clientele.schema.Schemas;
import io.clientele.spi.IdentityResolver;
import io.clientele.spi.ProfileEvaluator;
import io.clientele.spi.ProfileListener;
import io.clientele.spi.SubjectDataHolder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The parts that modules gave.
 *
 * @param gate decides what is permitted
 * @param resolver joins identifiers
 * @param evaluators by module name
 * @param holders of data outside the journal
 * @param schemas say what may be kept, and used for what
 * @param listeners are told how identifiers are put together
 */
public record Modules(
        Gate gate,
        IdentityResolver resolver,
        Map<String, ProfileEvaluator> evaluators,
        List<SubjectDataHolder> holders,
        Schemas schemas,
        List<ProfileListener> listeners) {

    /** The name by which an identifier is known, if it has one; else as it was given. */
    public Identifier name(Identifier raw) {
        return resolver.premises().known(raw).orElse(raw);
    }

    /** What a purpose may see of a profile. */
    public Profile project(Profile profile, Purpose purpose) {
        return profile.holding(
                schemas.project(EventType.IDENTIFY, profile.traits(), purpose),
                profile.accounts().stream()
                        .flatMap(account -> project(account, purpose).stream())
                        .toList());
    }

    /** An event as far as a purpose may see it. */
    public Event project(Event event, Purpose purpose) {
        return event.holding(schemas.project(event.type(), event.properties(), purpose));
    }

    private Optional<Account> project(Account account, Purpose purpose) {
        Properties seen = schemas.project(EventType.GROUP, account.traits().with(Account.ID, account.id()), purpose);
        Map<String, Object> traits = new LinkedHashMap<>(seen.asMap());
        return traits.remove(Account.ID) == null
                ? Optional.empty()
                : Optional.of(new Account(account.id(), account.since(), Properties.of(traits)));
    }
}
