package io.clientele.access;

import io.clientele.model.CdpException;

/** A role does not permit what was asked for. That somebody asked is noted. */
public final class AccessDeniedException extends CdpException {

    private static final long serialVersionUID = 1L;

    private final String reason;

    AccessDeniedException(String reason, String message) {
        super(message);
        this.reason = reason;
    }

    /**
     * Why, as a short stable word: {@code role}, {@code purpose}, {@code no_ticket}, {@code other_ticket}, {@code machine} or
     * {@code same_person}.
     */
    public String reason() {
        return reason;
    }
}
