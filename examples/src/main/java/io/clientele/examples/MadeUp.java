package io.clientele.examples;

import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import io.clientele.model.LawfulBasis;
import io.clientele.model.PlainEventDraft;
import io.clientele.model.Purpose;
import io.clientele.model.Trait;
import java.util.List;

/** Names, addresses and chances of customers, made up from their number: the same in every run, and nobody's. */
final class MadeUp {

    private static final List<String> FIRST = List.of(
            "Adelheid", "Bartholomew", "Clementine", "Desdemona", "Ezekielle", "Florentina", "Gwendolen", "Hildegard");
    private static final List<String> LAST =
            List.of("Applethwaite", "Butterworth", "Cholmondeley", "Featherstone", "Higginbottom", "Ramsbottomley");

    private static final long GAMMA = 0x9E3779B97F4A7C15L;

    private MadeUp() {}

    /** A number from a text and a salt, evenly spread from 0 to {@code bound} - 1. */
    static int below(int bound, String text, String salt) {
        long hash = 0;
        for (String part : new String[] {salt, "/", text}) {
            for (int i = 0; i < part.length(); i++) {
                hash = mix(hash * 31 + part.charAt(i) + GAMMA);
            }
        }
        return (int) Long.remainderUnsigned(hash, bound);
    }

    /** The mixing function of SplitMix64 (Steele, Lea and Flood 2014). */
    static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
        return b ^ (b >>> 31);
    }

    static String firstName(String customer) {
        return FIRST.get(below(FIRST.size(), customer, "first"));
    }

    static String lastName(String customer) {
        return LAST.get(below(LAST.size(), customer, "last"));
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
