package io.clientele.spi;

import io.clientele.model.Identifier;
import io.clientele.model.Permitted;
import io.clientele.model.Purpose;
import io.clientele.model.SubjectRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    /** How many messages at most it takes in one call of {@link #sendAll}; one if it takes each by itself. Asked once. */
    default int together() {
        return 1;
    }

    /**
     * Takes several messages, each of another person, in one call. Called in place of {@link #send} where it takes several
     * {@linkplain #together together} and several are due.
     *
     * @param deliveries the messages, each permitted for its purpose at this moment
     * @return those that were not taken, by their id, each as {@link #send} would have thrown it
     * @throws Exception if none was taken
     */
    default Map<String, NotTakenException> sendAll(List<Permitted<Delivery>> deliveries) throws Exception {
        Map<String, Permitted<Delivery>> byId = new LinkedHashMap<>();
        deliveries.forEach(
                delivery -> byId.put(delivery.value(delivery.purpose()).id(), delivery));
        Map<String, NotTakenException> refused = new LinkedHashMap<>();
        byId.forEach((id, delivery) -> {
            try {
                send(delivery);
            } catch (NotTakenException notTaken) {
                refused.put(id, notTaken);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                refused.put(id, NotTakenException.notYet("interrupted"));
            } catch (Exception failure) {
                refused.put(id, NotTakenException.notYet(failure.getClass().getName()));
            }
        });
        return refused;
    }

    /**
     * Is told that what it was handed of a person must be erased, corrected or not used any more (GDPR Art. 19), or throws to be told
     * again later. Without an implementation nobody is told, which the person's receipt then says.
     *
     * @param notice whom it is about and what is to be done
     * @return whether it is done, or passed on to whoever does it
     * @throws Exception if it could not be taken
     */
    default boolean notify(Notice notice) throws Exception {
        return false;
    }

    /**
     * What a recipient is to do about a person.
     *
     * @param request the id of the person's request: the same for every try
     * @param kind erasure, rectification or restriction
     * @param identifiers the person's, as the recipient may know them
     * @param handed the ids of the {@linkplain Delivery#id deliveries} it was handed, for those purposes if there are any
     * @param purposes keys of the purposes that an erasure is limited to; none if all of the person is to be erased
     */
    record Notice(
            String request,
            SubjectRequest.Kind kind,
            List<Identifier> identifiers,
            List<String> handed,
            List<String> purposes) {

        /** Copies the lists. */
        public Notice {
            identifiers = List.copyOf(identifiers);
            handed = List.copyOf(handed);
            purposes = List.copyOf(purposes);
        }

        /** The kind and the request; no identifier. */
        @Override
        public String toString() {
            return kind + " of request " + request;
        }
    }
}
