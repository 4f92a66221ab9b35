package io.clientele.segment;

import io.clientele.Cdp;
import io.clientele.model.Identifier;
import java.util.List;

/**
 * Defines segments and answers who is in them. Thread-safe. What is said about one person is true at this very instant,
 * counts and lists are as of the last write or {@link Cdp#advance()}.
 */
public interface Segments {

    /** The segments of a platform opened with {@link SegmentModule}. */
    static Segments of(Cdp cdp) {
        return cdp.service(Segments.class);
    }

    /**
     * Defines a segment for good, or redefines the one of the same name; does nothing if an equal one is defined. When it
     * returns, the segment is right about all of history.
     *
     * @return the segment
     * @throws IllegalArgumentException if nobody can ever be in it, with the reason in a sentence; not every such condition is
     *     found, or if its purpose is not in
     *     the policy
     */
    Segment define(Segment segment);

    /** Every segment, in order of definition. */
    List<Segment> all();

    /**
     * Whether a person is in a segment now.
     *
     * @throws IllegalArgumentException if the segment is not defined
     */
    boolean contains(Identifier identifier, Segment segment);

    /**
     * How many people are in a segment.
     *
     * @throws IllegalArgumentException if the segment is not defined
     */
    int count(Segment segment);

    /**
     * The ids of the profiles in a segment.
     *
     * @throws IllegalArgumentException if the segment is not defined
     */
    List<String> members(Segment segment);

    /** The segments a person is in now; none if nobody is known under the identifier. */
    List<Segment> segmentsOf(Identifier identifier);

    /**
     * Why a person is in a segment now, or is not. Reads the person's history.
     *
     * @throws IllegalArgumentException if the segment is not defined
     */
    Explanation explain(Identifier identifier, Segment segment);
}
