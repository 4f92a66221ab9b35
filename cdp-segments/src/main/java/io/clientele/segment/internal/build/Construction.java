package io.clientele.segment.internal.build;

import io.clientele.segment.SegmentEngine;
import io.clientele.segment.internal.pack.Packer;
import io.clientele.segment.internal.pack.Unpacker;
import io.clientele.spi.Fact;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Segments as they will be, made true of one profile after the other while those in force stay as they are. It knows of
 * profiles up to the one it has reached, and of those that came since it was begun; whatever happens to any other before is
 * among its facts when it is visited.
 */
public final class Construction {

    private final SegmentEngine next;
    private final int last;
    private int reached;

    /**
     * Begins.
     *
     * @param next an engine that knows of nobody
     * @param last the greatest number of a profile so far
     */
    public Construction(SegmentEngine next, int last) {
        this.next = next;
        this.last = last;
    }

    /** The engine, if it knows of a profile. */
    public Optional<SegmentEngine> of(int profile) {
        return profile <= reached || profile > last ? Optional.of(next) : Optional.empty();
    }

    /** The engine, of whomever it knows. */
    public SegmentEngine next() {
        return next;
    }

    /** Folds a profile from its facts. */
    public void visit(int profile, List<Fact> facts, Instant now) {
        next.refold(profile, facts, now);
    }

    /** Every profile up to a number has been visited. */
    public void reached(int profile) {
        reached = profile;
    }

    /** The number of the last profile that was visited. */
    public int reached() {
        return reached;
    }

    /** The number of the last profile that is to be visited. */
    public int last() {
        return last;
    }

    /** Whether it knows of everybody. */
    public boolean isWhole() {
        return reached >= last;
    }

    // ---- what is saved of a profile: by the engine in force and, once it was visited, by the one to come

    /** Several savings as one. */
    public static byte[] joined(List<byte[]> saved) {
        Packer out = new Packer().number(saved.size());
        saved.forEach(out::bytes);
        return out.toBytes();
    }

    /** Whether one of those that were {@link #joined} can be used; none of damaged bytes can. */
    public static boolean anyOf(byte[] joined, Predicate<byte[]> use) {
        return parts(joined).stream().anyMatch(use);
    }

    private static List<byte[]> parts(byte[] joined) {
        Unpacker in = new Unpacker(joined);
        List<byte[]> parts = new ArrayList<>();
        try {
            for (int i = in.count(); i > 0; i--) {
                parts.add(in.bytes());
            }
        } catch (IllegalArgumentException damaged) {
            return List.of();
        }
        return parts;
    }
}
