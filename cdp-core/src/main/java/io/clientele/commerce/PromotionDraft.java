package io.clientele.commerce;

import io.clientele.model.EventType;

/** An event about a promotion inside the shop. Handed to {@code track} once; not thread-safe. */
public final class PromotionDraft extends CommerceDraft<PromotionDraft> {

    PromotionDraft(EventType type, String promotionId) {
        super(type);
        text("promotion_id", promotionId);
    }

    /** The promotion's name. */
    public PromotionDraft name(String value) {
        return text("name", value);
    }

    /** The creative shown, such as {@code summer-banner-2}. */
    public PromotionDraft creative(String value) {
        return text("creative", value);
    }

    /** Where it was shown, such as {@code home-top}. */
    public PromotionDraft position(String value) {
        return text("position", value);
    }

    @Override
    protected PromotionDraft self() {
        return this;
    }
}
