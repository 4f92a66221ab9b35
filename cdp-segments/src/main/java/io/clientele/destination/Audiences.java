package io.clientele.destination;

import io.clientele.Cdp;
import io.clientele.model.Purpose;
import io.clientele.segment.Segment;

/** Keeps segments equal at destinations. Thread-safe. */
public interface Audiences {

    /** The audiences of a platform opened with {@link DestinationModule} and {@link io.clientele.segment.SegmentModule}. */
    static Audiences of(Cdp cdp) {
        return new SegmentAudiences(cdp);
    }

    /**
     * From now on tells a destination who comes into a segment and who goes out of it, until close; called again after each
     * start. Somebody is in the audience as long as they are in the segment and permit the purpose: who takes that back is told
     * as gone, and so is nobody whom the destination was not told of before. What is told is the person's user ID and e-mail
     * address and one trait, called as the segment, that is true or false; always as things stand at that moment, so that what
     * a crash or an outage held up ends in the truth. Who is in the segment at the first call is told as in. Whoever is erased or
     * restricted by a subject request is told as out, too (GDPR Art. 19).
     *
     * @param purpose what the destination does with it, such as {@link Purpose#AD_AUDIENCES}
     * @param to the destination; must take messages for the purpose
     * @return the audience: who is in the segment and permits the purpose
     * @throws IllegalArgumentException if the segment is not defined, or the destination takes nothing for the purpose
     * @throws IllegalStateException if that is kept there already
     */
    Segment keep(Segment segment, Purpose purpose, HttpDestination to);
}
