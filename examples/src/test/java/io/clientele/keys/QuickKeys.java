package io.clientele.keys;

/** Passphrases whose derivation costs next to nothing, for tests that open a store very often. */
public final class QuickKeys {

    private QuickKeys() {}

    /** Keys under a fixed passphrase. */
    public static KeyProvider provider() {
        return new PassphraseProvider("quick".toCharArray(), new PassphraseProvider.Cost(8, 1, 1));
    }
}
