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

    @Override
    public void install(ModuleContext context) {
        context.resolver(IdentityEngine.with(rules));
    }
}
