package io.clientele.trigger;

import io.clientele.segment.internal.subscription.Cap;
import io.clientele.segment.internal.subscription.Contact;
import io.clientele.segment.internal.subscription.Hours;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What holds for all triggers together, so that nobody is bothered: when messages may be sent, and how many one person may get. Given
 * in code, like the triggers, to {@link Triggers#of(io.clientele.Cdp, ContactPolicy)}. Immutable: each method gives another value.
 */
public final class ContactPolicy {

    private final Contact contact;

    private ContactPolicy(Contact contact) {
        this.contact = contact;
    }

    /**
     * A policy without hours and caps.
     *
     * @param zone on whose clock hours are read for a person whose trait {@link io.clientele.model.Trait#TIME_ZONE} is not known, not
     *     a time zone, or not permitted for the trigger's purpose
     */
    public static ContactPolicy in(ZoneId zone) {
        return new ContactPolicy(new Contact(zone, Optional.empty(), List.of(), Map.of()));
    }

    /**
     * Nothing is sent from one time of the day until another, on the person's own clock; what is due then is sent when the quiet hours
     * are over, if it is worth it still.
     *
     * @param from the first quiet time
     * @param until the first time after
     * @throws IllegalArgumentException if they are the same
     */
    public ContactPolicy quiet(LocalTime from, LocalTime until) {
        if (from.equals(until)) {
            throw new IllegalArgumentException("until must be another time than from");
        }
        Optional<Hours> rest = Optional.of(new Hours(/* from= */ until, /* until= */ from));
        return new ContactPolicy(new Contact(contact.zone(), rest, contact.total(), contact.channels()));
    }

    /** One person gets at most so many messages within so long, over all triggers that are not {@linkplain Trigger#exempt exempt}. */
    public ContactPolicy atMost(int messages, Duration within) {
        return new ContactPolicy(new Contact(
                contact.zone(),
                contact.hours(),
                with(contact.total(), Trigger.cap(messages, within)),
                contact.channels()));
    }

    /** The same for one channel. */
    public ContactPolicy atMost(String channel, int messages, Duration within) {
        Map<String, List<Cap>> channels = new HashMap<>(contact.channels());
        channels.merge(channel, List.of(Trigger.cap(messages, within)), (known, more) -> with(known, more.get(0)));
        return new ContactPolicy(new Contact(contact.zone(), contact.hours(), contact.total(), channels));
    }

    private static List<Cap> with(List<Cap> caps, Cap more) {
        List<Cap> all = new ArrayList<>(caps);
        all.add(more);
        return all;
    }

    Contact contact() {
        return contact;
    }
}
