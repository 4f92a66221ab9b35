package io.clientele.keys;

/** A key that does not open what it should: a wrong passphrase, most often. */
public final class WrongKeyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** With one line that says what to check; no key material. */
    public WrongKeyException(String message) {
        super(message);
    }
}
