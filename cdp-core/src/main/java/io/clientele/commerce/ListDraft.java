package io.clientele.commerce;

import io.clientele.model.EventType;
import java.util.Map;

/** An event about several products that were seen or searched for. Handed to {@code track} once; not thread-safe. */
public final class ListDraft extends CommerceDraft<ListDraft> {

    ListDraft(EventType type) {
        super(type);
    }

    /** The id of the list. */
    public ListDraft list(String id) {
        return text("list_id", id);
    }

    /** The category whose products it shows. */
    public ListDraft category(String name) {
        return text("category", name);
    }

    /** One filter more, such as {@code color} and {@code green}. */
    public ListDraft filter(String type, String value) {
        return add("filters", Map.of("type", Arguments.text("type", type), "value", Arguments.text("value", value)));
    }

    /** One sort order more, such as {@code price} and {@code desc}. */
    public ListDraft sort(String type, String value) {
        return add("sorts", Map.of("type", Arguments.text("type", type), "value", Arguments.text("value", value)));
    }

    /** One product more. */
    public ListDraft product(Product product) {
        return add("products", product.properties());
    }

    @Override
    protected ListDraft self() {
        return this;
    }
}
