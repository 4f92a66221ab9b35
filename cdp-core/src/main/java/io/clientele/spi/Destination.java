package io.clientele.spi;

import io.clientele.model.Permitted;
import io.clientele.model.Purpose;
import java.util.Optional;
import java.util.Set;

/**
 * Where messages go: a handler in the shop's code, an e-mail service, an advertising platform. Called outside the pen, at
 * least once for each firing, always with the same id for the same firing.
 */
public interface Destination {

    /** The stable name under which firings are planned for it. */
    String name();

    /**
     * What it takes messages for, at least one purpose: it is handed nothing that is for another (GDPR Art. 5(1)(b)).
     */
    Set<Purpose> purposes();

    /** Who receives what it is sent; empty if nothing leaves the shop's own systems. */
    default Optional<Recipient> recipient() {
        return Optional.empty();
    }

    /** How it is treated: waits, limits, when to give up. Asked once. */
    default DeliveryTerms terms() {
        return DeliveryTerms.standard();
    }

    /**
     * Takes one message, or throws to have it offered again later; a {@link NotTakenException} says more. Called from the thread that
     * committed or advanced, or from another the host gave for it.
     *
     * @param delivery the message, permitted for its purpose at this moment
     * @throws Exception if it could not be taken
     */
    void send(Permitted<Delivery> delivery) throws Exception;
}
