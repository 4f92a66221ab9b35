package io.clientele.keys;

/** A provider that takes over from another: it wraps, both unwrap. */
final class SucceedingProvider implements KeyProvider {

    private final KeyProvider newer;
    private final KeyProvider former;

    SucceedingProvider(KeyProvider newer, KeyProvider former) {
        this.newer = newer;
        this.former = former;
    }

    @Override
    public byte[] wrap(byte[] key, String context) {
        return newer.wrap(key, context);
    }

    @Override
    public byte[] unwrap(byte[] wrapped, String context) {
        try {
            return newer.unwrap(wrapped, context);
        } catch (WrongKeyException notOurs) {
            return former.unwrap(wrapped, context);
        } catch (KeyProviderException refusal) {
            return perhapsFormer(wrapped, context, refusal);
        }
    }

    /** What a service refuses may be a key of another account, of which it does not say that it is another's. */
    private byte[] perhapsFormer(byte[] wrapped, String context, KeyProviderException refusal) {
        if (refusal.passing()) {
            throw refusal;
        }
        try {
            return former.unwrap(wrapped, context);
        } catch (WrongKeyException | KeyProviderException neither) {
            refusal.addSuppressed(neither);
            throw refusal;
        }
    }

    @Override
    public String version(byte[] wrapped) {
        try {
            return newer.version(wrapped);
        } catch (WrongKeyException notOurs) {
            return former.version(wrapped);
        }
    }

    @Override
    public String toString() {
        return newer + ", replacing " + former;
    }
}
