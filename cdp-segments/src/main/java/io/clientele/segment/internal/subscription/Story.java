package io.clientele.segment.internal.subscription;

import io.clientele.segment.internal.match.EventTest;
import io.clientele.spi.Fact;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a person's facts tell, folded from nothing. */
public interface Story {

    /** Whether the facts up to an instant make a member of a segment; empty if it is not defined any more. */
    Optional<Boolean> isMember(String segment, List<Fact> facts, Instant at);

    /** Whether somebody entered or left a segment after an instant and by another. */
    boolean changed(String segment, List<Fact> facts, Instant after, Instant by);

    /** A pattern of events. */
    EventTest pattern(String json);
}
