package io.clientele.model;

/** A {@link Permitted} was used for what it does not permit, or when it permits nothing any more. */
public final class NotPermittedException extends CdpException {

    private static final long serialVersionUID = 1L;

    private final String reason;

    /**
     * A refusal.
     *
     * @param reason a short stable word: {@code purpose_mismatch}, {@code witness_expired} or {@code epoch_mismatch}
     * @param message one line without personal data
     */
    public NotPermittedException(String reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** Why, as a short stable word. */
    public String reason() {
        return reason;
    }
}
