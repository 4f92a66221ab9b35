package io.clientele.trigger;

import io.clientele.model.Profile;
import io.clientele.model.Trait;
import io.clientele.spi.Delivery;
import java.time.Instant;
import java.util.Optional;

/** One occasion on which a trigger fired for one person. Immutable. */
public final class Firing {

    private final Delivery delivery;

    Firing(Delivery delivery) {
        this.delivery = delivery;
    }

    /** The same for every try of this firing: fit as an idempotency key. */
    public String id() {
        return delivery.id();
    }

    /** The person, as far as the trigger's purpose permits. */
    public Profile profile() {
        return delivery.profile();
    }

    /** The exact instant at which the person entered or left the segment, or did what fires. */
    public Instant boundary() {
        return delivery.boundary();
    }

    /** The name of the segment that was entered or left; empty if an event fired. */
    public String segment() {
        return delivery.payload().text("segment").orElse("");
    }

    /** A trait of the person, if it is known and the purpose permits it. */
    public <T> Optional<T> find(Trait<T> trait) {
        return delivery.profile().get(trait);
    }

    /**
     * A trait of the person without which the handler cannot act.
     *
     * @throws IllegalStateException if it is not known or the purpose does not permit it
     */
    public <T> T get(Trait<T> trait) {
        return find(trait)
                .orElseThrow(() -> new IllegalStateException("the person's " + trait.name() + " is not known"));
    }

    /** The id and the instant; no personal data. */
    @Override
    public String toString() {
        return "firing " + id() + " of " + boundary();
    }
}
