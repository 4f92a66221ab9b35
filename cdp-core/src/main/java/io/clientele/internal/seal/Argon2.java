package io.clientele.internal.seal;

import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Argon2id, version 1.3 (RFC 9106): a key from a passphrase.
 *
 * @param kibibytes memory
 * @param passes over the memory
 * @param lanes worked on at a time
 */
public record Argon2(int kibibytes, int passes, int lanes) {

    /** A key of the given length. Costs what was asked for: with 64 MiB and three passes a tenth of a second or more. */
    public byte[] derive(byte[] passphrase, byte[] salt, int bytes) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(kibibytes)
                .withIterations(passes)
                .withParallelism(lanes)
                .withSalt(salt)
                .build());
        byte[] key = new byte[bytes];
        generator.generateBytes(passphrase, key);
        return key;
    }
}
