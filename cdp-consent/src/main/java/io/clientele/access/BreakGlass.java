package io.clientele.access;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * That somebody asked to see more of one person than their role shows.
 *
 * @param id by which somebody else {@linkplain View#approve approves}
 * @param profile the id of the profile
 * @param purpose the purpose's key
 * @param askedBy who asked
 * @param lasting how long it lasts once it is approved
 * @param approvedBy who approved; empty if nobody yet
 * @param until when it ends; empty if nobody approved yet
 */
public record BreakGlass(
        String id,
        String profile,
        String purpose,
        String askedBy,
        Duration lasting,
        Optional<String> approvedBy,
        Optional<Instant> until) {

    BreakGlass approved(String by, Instant now) {
        return new BreakGlass(id, profile, purpose, askedBy, lasting, Optional.of(by), Optional.of(now.plus(lasting)));
    }
}
