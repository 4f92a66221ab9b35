package io.clientele.testkit;

import io.clientele.CdpModule;
import io.clientele.model.ConsentAct;
import io.clientele.model.Identifier;
import io.clientele.model.LawfulBasis;
import io.clientele.model.Purpose;
import io.clientele.spi.ConsentDecision;
import io.clientele.spi.ConsentGate;
import io.clientele.spi.ModuleContext;
import io.clientele.spi.Subject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A consent gate that says yes to everything: for tests of other things, never for a shop. */
public final class PermitEverything implements CdpModule, ConsentGate {

    @Override
    public String name() {
        return "permit-everything";
    }

    @Override
    public void install(ModuleContext context) {
        context.gate(this);
    }

    @Override
    public Optional<Purpose> purpose(String key) {
        return Purpose.defaults().stream().filter(p -> p.key().equals(key)).findFirst();
    }

    @Override
    public void add(ConsentAct act) {}

    @Override
    public void remove(ConsentAct act) {}

    @Override
    public void forget(Identifier identifier) {}

    @Override
    public boolean mayLink(Identifier a, Identifier b, Instant time) {
        return true;
    }

    @Override
    public ConsentDecision decide(Subject subject, Purpose purpose, LawfulBasis basis, Instant at) {
        return new ConsentDecision(true, "permitted", 0);
    }

    @Override
    public Instant nextChange(Subject subject, Purpose purpose, Instant at) {
        return Instant.MAX;
    }

    @Override
    public Instant lastDenial(Subject subject, Purpose purpose) {
        return Instant.MIN;
    }

    @Override
    public List<Step> steps(Subject subject) {
        return List.of(new Step(Instant.EPOCH, Set.copyOf(Purpose.defaults())));
    }
}
