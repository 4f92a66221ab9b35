package io.clientele.identity;

import io.clientele.CdpModule;
import io.clientele.identity.match.Matches;
import io.clientele.identity.match.Matching;
import io.clientele.spi.ModuleContext;
import java.util.Optional;

/**
 * Joins identifiers into one profile each person; give it to the platform's builder. Without it every identifier stands
 * alone. Immutable.
 */
public final class IdentityModule implements CdpModule {

    static final String MODULE = "identity";

    private final IdentityRules rules;
    private final Optional<Matching> matching;

    private IdentityModule(IdentityRules rules, Optional<Matching> matching) {
        this.rules = rules;
        this.matching = matching;
    }

    /** Identity by {@link IdentityRules#standard()}. */
    public static IdentityModule standard() {
        return with(IdentityRules.standard());
    }

    /** Identity by a shop's own rules. */
    public static IdentityModule with(IdentityRules rules) {
        return new IdentityModule(rules, Optional.empty());
    }

    /**
     * The same, which also joins whom likeness makes one person: by what is said of them, once a model {@linkplain Matches#learn was
     * learned}. What is said of somebody is used only where they permit {@link io.clientele.model.Purpose#STITCHING}.
     */
    public IdentityModule matching(Matching fields) {
        return new IdentityModule(rules, Optional.of(fields));
    }

    @Override
    public String name() {
        return MODULE;
    }

    /** Plugs in the engine, {@link Identities} and, if likeness counts, {@link Matches}. */
    @Override
    public void install(ModuleContext context) {
        IdentityEngine engine =
                matching.map(fields -> IdentityEngine.with(rules, fields)).orElseGet(() -> IdentityEngine.with(rules));
        JournaledIdentities identities = new JournaledIdentities(engine, context);
        context.resolver(engine);
        context.listener(identities);
        context.provide(Identities.class, identities);
        if (matching.isPresent()) {
            context.provide(Matches.class, new JournaledMatches(engine, identities, context));
        }
    }
}
