package io.clientele.identity;

import io.clientele.CdpModule;
import io.clientele.spi.ModuleContext;

/**
 * Joins identifiers into one profile each person; give it to the platform's builder. Without it every identifier stands
 * alone. Immutable.
 */
public final class IdentityModule implements CdpModule {

    private final IdentityRules rules;

    private IdentityModule(IdentityRules rules) {
        this.rules = rules;
    }

    /** Identity by {@link IdentityRules#standard()}. */
    public static IdentityModule standard() {
        return with(IdentityRules.standard());
    }

    /** Identity by a shop's own rules. */
    public static IdentityModule with(IdentityRules rules) {
        return new IdentityModule(rules);
    }

    @Override
    public String name() {
        return "identity";
    }

    /** Plugs in the engine and {@link Identities}. */
    @Override
    public void install(ModuleContext context) {
        IdentityEngine engine = IdentityEngine.with(rules);
        JournaledIdentities identities = new JournaledIdentities(engine, context);
        context.resolver(engine);
        context.listener(identities);
        context.provide(Identities.class, identities);
    }
}
