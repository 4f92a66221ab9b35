package io.clientele.internal.store;

import io.clientele.model.StorageException;

/** Another process took the store over; this one must not write any more. */
public final class FencedException extends StorageException {

    private static final long serialVersionUID = 1L;

    /** With one line that names the new holder as far as known. */
    public FencedException(String message) {
        super(message, new IllegalStateException("fenced"), false, false);
    }
}
