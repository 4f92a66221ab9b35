package io.clientele.accountability;

import io.clientele.Cdp;
import io.clientele.CdpModule;
import io.clientele.model.CdpException;
import io.clientele.spi.ModuleContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Says what only the shop knows: who it is, who receives data from it, and where it has data from; the rest of the record of
 * processing is read off the platform. Give it to the builder, beside the consent module; use a fresh one for each platform.
 */
public final class AccountabilityModule implements CdpModule {

    static final String NAME = "accountability";

    private final Declared declared;
    private final boolean strict;
    private Optional<Recorder> recorder = Optional.empty();

    /** What the shop said. */
    record Declared(Controller controller, List<Party> parties, List<SourceNotice> sources) {}

    private AccountabilityModule(Declared declared, boolean strict) {
        this.declared = declared;
        this.strict = strict;
    }

    /** The record of this controller. */
    public static AccountabilityModule of(Controller controller) {
        return new AccountabilityModule(new Declared(controller, List.of(), List.of()), false);
    }

    /** The same, with these who receive data as well. */
    public AccountabilityModule recipients(Party... more) {
        List<Party> all = new ArrayList<>(declared.parties);
        all.addAll(List.of(more));
        return new AccountabilityModule(new Declared(declared.controller, List.copyOf(all), declared.sources), strict);
    }

    /** The same, with where data comes from that people did not give themselves as well. */
    public AccountabilityModule sources(SourceNotice... more) {
        List<SourceNotice> all = new ArrayList<>(declared.sources);
        all.addAll(List.of(more));
        return new AccountabilityModule(new Declared(declared.controller, declared.parties, List.copyOf(all)), strict);
    }

    /**
     * The same, which does not open where a purpose or recipient is new and no notice is (GDPR Art. 13(1)(c) and (e), 13(3)).
     * Without this the record lists it among its gaps.
     */
    public AccountabilityModule strict() {
        return new AccountabilityModule(declared, true);
    }

    @Override
    public String name() {
        return NAME;
    }

    /** Plugs in {@link Accountability}. */
    @Override
    public void install(ModuleContext context) {
        Recorder made = new Recorder(context, declared);
        recorder = Optional.of(made);
        context.provide(Accountability.class, made);
    }

    /**
     * Compares what is processed with what people were last told of.
     *
     * @throws CdpException if a recipient is for a purpose that is not in the policy; in strict mode, if something is new and no
     *     notice is
     */
    @Override
    public void opened(Cdp cdp) {
        List<String> untold = recorder.orElseThrow().opened(cdp);
        if (strict && !untold.isEmpty()) {
            throw new CdpException("New since people were last told: " + String.join("; ", untold)
                    + ". Tell them first (GDPR Art. 13(3)): give ConsentModule.notices a notice of a new version.");
        }
    }
}
