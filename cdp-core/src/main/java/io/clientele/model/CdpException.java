package io.clientele.model;

import org.jspecify.annotations.Nullable;

/** What can go wrong in Clientele itself: one clear line, no personal data. */
public class CdpException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** With one line. */
    public CdpException(String message) {
        super(message);
    }

    /** With one line and its cause. */
    public CdpException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
