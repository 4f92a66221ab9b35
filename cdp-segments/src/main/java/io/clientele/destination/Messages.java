package io.clientele.destination;

import io.clientele.model.Identifier;
import io.clientele.model.Profile;
import io.clientele.spi.Delivery;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A delivery as the message that mapping definitions read. */
final class Messages {

    private Messages() {}

    /**
     * The message: id, type, event, timestamp, profileId, userId, anonymousId, identifiers by namespace, traits and properties.
     *
     * @param event what the event is called; empty for a message that tells the person's traits
     */
    static Map<String, Object> of(Delivery delivery, Optional<String> event) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("id", delivery.id());
        message.put("type", event.isPresent() ? "track" : "identify");
        event.ifPresent(name -> message.put("event", name));
        message.put("timestamp", delivery.boundary().toString());
        Profile profile = delivery.profile();
        Map<String, Object> identifiers = new LinkedHashMap<>();
        profile.identifiers().forEach(each -> identifiers.putIfAbsent(each.namespace(), each.value()));
        message.put("profileId", profile.id());
        copy(identifiers, Identifier.USER_ID, message, "userId");
        copy(identifiers, Identifier.ANONYMOUS_ID, message, "anonymousId");
        message.put("identifiers", identifiers);
        Map<String, Object> traits = new LinkedHashMap<>(profile.traits().asMap());
        traits.computeIfAbsent(Identifier.EMAIL, identifiers::get);
        traits.computeIfAbsent(Identifier.PHONE, identifiers::get);
        message.put("traits", traits);
        message.put("properties", delivery.payload().asMap());
        return message;
    }

    private static void copy(Map<String, Object> from, String namespace, Map<String, Object> to, String name) {
        Optional.ofNullable(from.get(namespace)).ifPresent(value -> to.put(name, value));
    }
}
