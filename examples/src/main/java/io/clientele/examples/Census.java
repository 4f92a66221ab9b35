package io.clientele.examples;

import io.clientele.Cdp;
import io.clientele.commerce.CommerceEvents;
import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import io.clientele.model.Profile;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Everybody in a store, counted by asking for each identifier who is behind it and what they did. */
final class Census {

    private final Map<String, Profile> people = new TreeMap<>();
    private final MessageDigest digest;
    private final long customers;
    private final long guests;
    private final long orders;
    private final long refunds;
    private final long events;

    private Census(Cdp cdp, Collection<Identifier> identifiers) {
        digest = sha256();
        for (Identifier identifier : identifiers) {
            cdp.profile(identifier).ifPresent(profile -> people.put(profile.id(), profile));
        }
        long[] counted = new long[3];
        people.values()
                .forEach(profile ->
                        count(profile, cdp.timeline(profile.identifiers().get(0)), counted));
        orders = counted[0];
        refunds = counted[1];
        events = counted[2];
        customers =
                people.values().stream().filter(p -> has(p, Identifier.USER_ID)).count();
        guests = people.values().stream()
                .filter(p -> !has(p, Identifier.USER_ID) && has(p, Identifier.ORDER_ID))
                .count();
    }

    /** Counts everybody behind these identifiers; reads every timeline from the disk. */
    static Census of(Cdp cdp, Collection<Identifier> identifiers) {
        return new Census(cdp, identifiers);
    }

    private void count(Profile profile, List<Event> timeline, long[] counted) {
        digest(profile.id() + profile.aliases());
        profile.identifiers().forEach(i -> digest(i.namespace() + "=" + i.value()));
        digest(new TreeMap<>(profile.traits().asMap()).toString());
        for (Event event : timeline) {
            digest(event.id() + event.time() + event.type());
            counted[0] += isA(event, CommerceEvents.ORDER_COMPLETED);
            counted[1] += isA(event, CommerceEvents.ORDER_REFUNDED);
            counted[2]++;
        }
    }

    private static int isA(Event event, EventType type) {
        return event.type().equals(type) ? 1 : 0;
    }

    private static boolean has(Profile profile, String namespace) {
        return profile.identifiers().stream().anyMatch(i -> i.namespace().equals(namespace));
    }

    private void digest(String text) {
        digest.update((text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    /** How many people there are. */
    long everybody() {
        return people.size();
    }

    /** People with a customer number. */
    long customers() {
        return customers;
    }

    /** People known by an order alone. */
    long guests() {
        return guests;
    }

    /** People known by a browser alone. */
    long visitors() {
        return people.size() - customers - guests;
    }

    long orders() {
        return orders;
    }

    long refunds() {
        return refunds;
    }

    long events() {
        return events;
    }

    Collection<Profile> people() {
        return people.values();
    }

    /** A digest of everybody's names, identifiers, traits and events; call it once. */
    String fingerprint() {
        return HexFormat.of().formatHex(digest.digest()).substring(0, 16);
    }
}
