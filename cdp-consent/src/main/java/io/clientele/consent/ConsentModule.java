package io.clientele.consent;

import io.clientele.CdpModule;
import io.clientele.model.CdpException;
import io.clientele.model.Purpose;
import io.clientele.rights.SubjectRequests;
import io.clientele.spi.ConsentGate;
import io.clientele.spi.ModuleContext;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Consent under an opt-in law such as the GDPR: nothing that rests on consent happens unless the person explicitly agreed.
 * Give it to the platform's builder. Immutable.
 */
public final class ConsentModule implements CdpModule {

    private final Map<String, Purpose> policy;

    private ConsentModule(Map<String, Purpose> policy) {
        this.policy = policy;
    }

    /** Opt-in, with the purposes of {@link Purpose#defaults()}. */
    public static ConsentModule optIn() {
        return new ConsentModule(Map.of()).purposes(Purpose.defaults().toArray(Purpose[]::new));
    }

    /** The same with a shop's own purposes as well; one whose key is known takes the known one's place. */
    public ConsentModule purposes(Purpose... more) {
        Map<String, Purpose> all = new LinkedHashMap<>(policy);
        for (Purpose purpose : more) {
            all.put(purpose.key(), purpose);
        }
        return new ConsentModule(all);
    }

    @Override
    public String name() {
        return "consent";
    }

    /**
     * Plugs in the gate, {@link Consents} and {@link SubjectRequests}.
     *
     * @throws CdpException if a purpose has no lawful basis, or is about a channel without naming one
     */
    @Override
    public void install(ModuleContext context) {
        OptInGate gate = checkedGate();
        context.gate(gate);
        context.provide(Consents.class, new LedgerConsents(gate, context));
        context.provide(SubjectRequests.class, SubjectRequests.through(context));
    }

    /**
     * A gate of its own, without acts and without storage, for those who run it elsewhere.
     *
     * @throws CdpException as {@link #install}
     */
    public ConsentGate gate() {
        return checkedGate();
    }

    private OptInGate checkedGate() {
        Collection<Purpose> purposes = policy.values();
        purposes.forEach(ConsentModule::check);
        return new OptInGate(purposes);
    }

    private static void check(Purpose purpose) {
        if (purpose.bases().isEmpty()) {
            throw new CdpException("The purpose " + purpose.key()
                    + " names no lawful basis (GDPR Art. 6(1)): say on(LawfulBasis.CONSENT) or another.");
        }
        if (purpose.scope() == Purpose.Scope.CHANNEL && purpose.channel().isEmpty()) {
            throw new CdpException(
                    "The purpose " + purpose.key()
                            + " is about a channel but names none: say channel(namespace) with the namespace it is reached at.");
        }
    }
}
