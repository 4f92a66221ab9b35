package io.clientele.keys;

import io.clientele.model.CdpException;
import org.jspecify.annotations.Nullable;

/**
 * A key provider that does not do what it is asked: it is out of reach, or it refuses. Nothing was stored; keys already at
 * hand serve on until their time is over. The message names the provider and holds no secret.
 */
public final class KeyProviderException extends CdpException {

    private static final long serialVersionUID = 1L;

    private final boolean passing;

    private KeyProviderException(String message, @Nullable Throwable cause, boolean passing) {
        super(message, cause);
        this.passing = passing;
    }

    /** A provider that cannot be reached, is busy or failing: the same call may work later. */
    public static KeyProviderException unavailable(String message, @Nullable Throwable cause) {
        return new KeyProviderException(message, cause, true);
    }

    /** A provider that refuses: somebody must change credentials, rights or keys first. */
    public static KeyProviderException refused(String message) {
        return new KeyProviderException(message, null, false);
    }

    /** Whether the same call may work later with nothing changed. */
    public boolean passing() {
        return passing;
    }
}
