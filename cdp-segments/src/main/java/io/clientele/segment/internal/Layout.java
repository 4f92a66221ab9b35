package io.clientele.segment.internal;

import io.clientele.segment.internal.pack.Packer;
import io.clientele.segment.internal.pack.Unpacker;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * In which form states are saved under one set of definitions: leaves and groups in order of first use.
 *
 * @param fingerprint of the definitions
 * @param leaves all in use
 * @param groups all in use
 * @param slots how many expressions there are
 */
record Layout(byte[] fingerprint, List<Leaf> leaves, List<Group> groups, int slots) {

    private static final int VERSION = 2;

    /** Of definitions with these fingerprints. */
    static Layout of(List<byte[]> fingerprints, Rules rules) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            fingerprints.forEach(digest::update);
            byte[] first = Arrays.copyOf(digest.digest(), 16);
            return new Layout(first, List.copyOf(rules.leaves.values()), rules.groups, fingerprints.size());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    /** Starts bytes that only this version reads under these definitions. */
    Packer start() {
        return new Packer().number(VERSION).bytes(fingerprint);
    }

    /** Whether bytes were started under this layout. */
    boolean isOf(Unpacker in) {
        return in.number() == VERSION && Arrays.equals(in.bytes(), fingerprint);
    }

    /** The places of the leaves that are true of a profile. */
    int[] leavesHeld(ProfileState profile) {
        return IntStream.range(0, leaves.size())
                .filter(place -> profile.holds(leaves.get(place).id))
                .toArray();
    }
}
