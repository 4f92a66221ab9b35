package io.clientele.access;

import io.clientele.Cdp;
import io.clientele.CdpModule;
import io.clientele.consent.ConsentModule;
import io.clientele.model.CdpException;
import io.clientele.spi.ModuleContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Who of the shop's people may see what. Give it to the platform's builder, beside {@link ConsentModule}; use a fresh one for each
 * platform.
 */
public final class AccessModule implements CdpModule {

    private static final int FEW = 10;

    private final Map<String, Role> roles;
    private final Counter counter;
    private final int least;
    private Optional<Desk> desk = Optional.empty();

    private AccessModule(Map<String, Role> roles, Counter counter, int least) {
        this.roles = roles;
        this.counter = counter;
        this.least = least;
    }

    /** The five roles of {@link Role#defaults()}. */
    public static AccessModule standard() {
        return new AccessModule(Map.of(), cdp -> Map.of(), FEW)
                .roles(Role.defaults().toArray(Role[]::new));
    }

    /** The same with a shop's own roles as well; one whose name is known takes the known one's place. */
    public AccessModule roles(Role... more) {
        Map<String, Role> all = new LinkedHashMap<>(roles);
        for (Role role : more) {
            all.put(role.name(), role);
        }
        return new AccessModule(all, counter, least);
    }

    /** The same, which gets the counts of segments from here; none without this. */
    public AccessModule counting(Counter source) {
        return new AccessModule(roles, source, least);
    }

    /** The same, which tells of no count below this; 10 without it. */
    public AccessModule hidingBelow(int count) {
        return new AccessModule(roles, counter, count);
    }

    /** Counts the people in each segment. */
    @FunctionalInterface
    public interface Counter {

        /** How many people are in each segment, by its name. */
        Map<String, Integer> counts(Cdp cdp);
    }

    @Override
    public String name() {
        return Register.MODULE;
    }

    /**
     * Plugs in {@link Access}.
     *
     * @throws CdpException if a role is for a purpose that is not in the policy
     */
    @Override
    public void install(ModuleContext context) {
        Desk open = new Desk(context, Map.copyOf(roles), new Desk.Heads(counter, least));
        desk = Optional.of(open);
        context.provide(Access.class, open);
    }

    /**
     * Checks the roles against the policy.
     *
     * @throws CdpException if a role is for a purpose that is not in the policy
     */
    @Override
    public void opened(Cdp cdp) {
        desk.orElseThrow().opened(cdp);
    }

    /** Notes what machines did since the last sum. */
    @Override
    public void closing(Cdp cdp) {
        desk.orElseThrow().register().settle();
    }
}
