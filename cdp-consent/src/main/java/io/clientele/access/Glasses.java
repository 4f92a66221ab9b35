package io.clientele.access;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Which glass is broken and which is asked to be, and whose ticket is whose. In heap alone: a new opening begins whole. Thread-safe. */
final class Glasses {

    static final Duration LONGEST = Duration.ofHours(4);
    private static final Duration PATIENCE = Duration.ofHours(1);
    private static final int MOST_TICKETS = 10_000;

    private final InstantSource clock;
    private final Map<String, Asked> asked = new HashMap<>();
    private final Map<String, BreakGlass> broken = new HashMap<>();

    private final Map<String, String> tickets = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > MOST_TICKETS;
        }
    };

    Glasses(InstantSource clock) {
        this.clock = clock;
    }

    private record Asked(BreakGlass glass, Instant since) {}

    synchronized void ask(BreakGlass glass) {
        forget();
        asked.put(glass.id(), new Asked(glass, clock.instant()));
    }

    private void forget() {
        Instant now = clock.instant();
        asked.values().removeIf(each -> each.since.plus(PATIENCE).isBefore(now));
        broken.values().removeIf(each -> !isBroken(each, now));
    }

    private static boolean isBroken(BreakGlass glass, Instant now) {
        return glass.until().filter(now::isBefore).isPresent();
    }

    /** What waits for approval under an id. */
    synchronized Optional<BreakGlass> waiting(String id) {
        forget();
        return Optional.ofNullable(asked.get(id)).map(Asked::glass);
    }

    synchronized BreakGlass approve(BreakGlass glass, String by) {
        BreakGlass approved = glass.approved(by, clock.instant());
        asked.remove(glass.id());
        broken.put(glass.id(), approved);
        return approved;
    }

    /** Whether somebody may see more of a person for a purpose now. */
    synchronized boolean isBroken(Principal principal, String profile, String purpose) {
        Instant now = clock.instant();
        return broken.values().stream()
                .anyMatch(glass -> isBroken(glass, now)
                        && glass.askedBy().equals(principal.name())
                        && glass.profile().equals(profile)
                        && glass.purpose().equals(purpose));
    }

    /** Whether a ticket is about this person: the first that it was used for. */
    synchronized boolean isFor(String ticket, String profile) {
        return tickets.computeIfAbsent(ticket, id -> profile).equals(profile);
    }
}
