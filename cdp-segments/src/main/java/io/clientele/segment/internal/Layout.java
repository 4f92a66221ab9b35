package io.clientele.segment.internal;

import io.clientele.model.Purpose;
import io.clientele.spi.Fact;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * In which form the state of a profile is saved under one set of definitions: leaves in order of their first use.
 *
 * @param fingerprint of the definitions
 * @param leaves all in use
 * @param slots how many expressions there are
 */
record Layout(byte[] fingerprint, List<Leaf> leaves, int slots) {

    private static final int VERSION = 1;

    /** Of definitions with these fingerprints. */
    static Layout of(List<byte[]> fingerprints, List<Leaf> leaves) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            fingerprints.forEach(digest::update);
            byte[] first = Arrays.copyOf(digest.digest(), 16);
            return new Layout(first, List.copyOf(leaves), fingerprints.size());
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

    byte[] save(ProfileState profile, int[] memberships) {
        Packer out = start();
        profile.save(out);
        out.number(profile.pending().size());
        profile.pending().forEach(permits -> save(permits, out));
        out.number(leaves.stream().filter(leaf -> profile.find(leaf.id) != null).count());
        for (int place = 0; place < leaves.size(); place++) {
            Cell cell = profile.find(leaves.get(place).id);
            if (cell != null) {
                out.number(place).flag(cell.holds).number(cell.due);
                cell.leaf.save(cell, out);
            }
        }
        out.number(memberships.length);
        Arrays.stream(memberships).forEach(out::number);
        return out.toBytes();
    }

    /** Reads a profile; what it is a member of is still to be read. */
    ProfileState load(int number, Unpacker in) {
        ProfileState profile = new ProfileState(number);
        profile.load(in);
        for (int i = in.count(); i > 0; i--) {
            profile.schedule(permits(in));
        }
        for (int i = in.count(); i > 0; i--) {
            Leaf leaf = leaves.get(in.number(0, leaves.size() - 1));
            Cell cell = leaf.cell();
            cell.holds = in.flag();
            cell.due = in.number();
            leaf.load(cell, in);
            profile.add(cell);
        }
        profile.next();
        return profile;
    }

    /** Reads what a profile is a member of. */
    int[] memberships(Unpacker in) {
        int[] members = new int[in.count()];
        for (int i = 0; i < members.length; i++) {
            members[i] = in.number(0, slots - 1);
        }
        return members;
    }

    private static void save(Fact.Permits permits, Packer out) {
        Instant time = permits.time();
        out.number(time.getEpochSecond()).number(time.getNano());
        out.number(permits.purposes().size());
        permits.purposes().forEach(purpose -> out.text(purpose.key()));
    }

    private static Fact.Permits permits(Unpacker in) {
        Instant time = Instant.ofEpochSecond(in.number(), in.number(0, 999_999_999));
        Set<Purpose> purposes = new HashSet<>();
        for (int i = in.count(); i > 0; i--) {
            purposes.add(Purpose.named(in.text()));
        }
        return new Fact.Permits(time, purposes);
    }
}
