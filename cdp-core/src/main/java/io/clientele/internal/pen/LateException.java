package io.clientele.internal.pen;

import io.clientele.model.StorageException;
import java.util.concurrent.TimeoutException;

/** A call was not over by its deadline. The store may be used on. */
public final class LateException extends StorageException {

    private static final long serialVersionUID = 1L;

    LateException(String message, boolean outcomeUnknown) {
        super(message, new TimeoutException("deadline"), outcomeUnknown, true);
    }
}
