package io.clientele.examples;

import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import io.clientele.model.LawfulBasis;
import io.clientele.model.PlainEventDraft;
import io.clientele.model.Purpose;
import io.clientele.model.Trait;
import java.util.List;

/** Names and addresses of customers, made up from their number: the same in every run, and nobody's. */
final class MadeUp {

    private static final List<String> FIRST = List.of(
            "Adelheid", "Bartholomew", "Clementine", "Desdemona", "Ezekielle", "Florentina", "Gwendolen", "Hildegard");
    private static final List<String> LAST =
            List.of("Applethwaite", "Butterworth", "Cholmondeley", "Featherstone", "Higginbottom", "Ramsbottomley");

    private MadeUp() {}

    static String firstName(String customer) {
        return FIRST.get(Mix.below(FIRST.size(), customer, "first"));
    }

    static String lastName(String customer) {
        return LAST.get(Mix.below(LAST.size(), customer, "last"));
    }

    static String email(String customer) {
        return (firstName(customer) + "." + lastName(customer)).toLowerCase(java.util.Locale.ROOT) + "." + customer
                + "@example.org";
    }

    /** The shop's own event of a new customer; part of the contract. */
    static final EventType ACCOUNT_CREATED =
            EventType.named("Account Created").collectedFor(Purpose.SERVICE, LawfulBasis.CONTRACT);

    /** The event by which a shop tells who a customer is. */
    static PlainEventDraft introduction(String customer) {
        return Event.of(EventType.IDENTIFY)
                .set(Trait.EMAIL, email(customer))
                .set(Trait.FIRST_NAME, firstName(customer))
                .set(Trait.LAST_NAME, lastName(customer))
                .with(Identifier.email(email(customer)));
    }
}
