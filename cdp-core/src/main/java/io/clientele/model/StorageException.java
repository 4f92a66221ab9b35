package io.clientele.model;

/**
 * The database failed. Says whether the outcome of what was tried is known, and whether the store can be used on.
 */
public class StorageException extends CdpException {

    private static final long serialVersionUID = 1L;

    private final boolean outcomeUnknown;
    private final boolean usable;

    /** A failure, with a message of one line without personal data. */
    public StorageException(String message, Throwable cause, boolean outcomeUnknown, boolean usable) {
        super(message, cause);
        this.outcomeUnknown = outcomeUnknown;
        this.usable = usable;
    }

    /** A failure of which nothing was stored, after which the store can be used on. */
    public StorageException(String message, Throwable cause) {
        this(message, cause, false, true);
    }

    /** Whether it is not known if what was tried became durable. */
    public boolean outcomeUnknown() {
        return outcomeUnknown;
    }

    /** Whether the store can be used on; if not, close and open it again. */
    public boolean usable() {
        return usable;
    }
}
