package io.clientele.commerce;

import io.clientele.model.Event;
import io.clientele.model.EventDraft;
import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import io.clientele.model.Properties;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the drafts of commerce events share; made by {@link Commerce} only. {@code about} refuses a draft that lacks what its
 * event needs. Not thread-safe.
 *
 * @param <D> the draft's own type
 */
public abstract class CommerceDraft<D extends CommerceDraft<D>> extends EventDraft<D> {

    private final Map<String, List<Object>> lists = new LinkedHashMap<>();
    private final List<List<String>> required = new ArrayList<>();

    CommerceDraft(EventType type) {
        super(type);
    }

    /** Demands that, once finished, at least one of these properties is there. */
    final D needs(String... anyOf) {
        required.add(List.of(anyOf));
        return self();
    }

    final D text(String name, String value) {
        return set(name, Arguments.text(name, value));
    }

    final D amount(String name, String value) {
        return set(name, Arguments.amount(name, value));
    }

    final D add(String list, Object element) {
        lists.computeIfAbsent(list, l -> new ArrayList<>()).add(element);
        return self();
    }

    @Override
    public Properties properties() {
        if (lists.isEmpty()) {
            return super.properties();
        }
        Map<String, Object> all = new LinkedHashMap<>(super.properties().asMap());
        all.putAll(lists);
        return Properties.of(all);
    }

    /**
     * The finished event.
     *
     * @param who the person it is about
     * @param received the time it gets if it has none
     * @param generatedId the message id it gets if it has none
     * @throws IllegalArgumentException if a required property is missing, or an id or the number of identifiers is out
     *     of bounds
     */
    @Override
    public Event about(Identifier who, Instant received, String generatedId) {
        Event event = super.about(who, received, generatedId);
        for (List<String> anyOf : required) {
            Arguments.require(
                    anyOf.stream().anyMatch(name -> event.properties().get(name) != null),
                    type() + " needs " + String.join(" or ", anyOf));
        }
        return event;
    }
}
