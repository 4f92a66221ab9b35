package io.clientele.destination;

import io.clientele.model.Profile;
import io.clientele.spi.ModuleContext;
import java.time.Instant;

/** Whom a destination was told of: the hand-overs that the store keeps, so that there is nothing else to lose. */
final class ToldPeople {

    private final ModuleContext context;

    ToldPeople(ModuleContext context) {
        this.context = context;
    }

    /** The time. */
    Instant now() {
        return context.clock().instant();
    }

    /** Whether anything of a person was handed over under a name. */
    boolean isTold(Profile profile, String name) {
        return context.read(() -> context.disclosures(profile.identifiers().get(0)).stream()
                .anyMatch(each -> each.destination().equals(name)));
    }
}
