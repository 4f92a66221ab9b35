package io.clientele.benchmarks;

import io.clientele.Cdp;
import io.clientele.benchmarks.ConsentRace.Found;
import io.clientele.consent.Consents;
import io.clientele.model.Identifier;
import io.clientele.model.NotPermittedException;
import io.clientele.model.Permits;
import io.clientele.model.Permitted;
import io.clientele.model.Profile;
import io.clientele.segment.Segments;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/**
 * Reads those who are in the middle of agreeing and withdrawing, in every way: events, segment, export, and what it was given
 * while they agreed and kept. Before each read it looks whether the withdrawal had returned.
 */
final class RaceReader {

    private final Cdp cdp;
    private final Consents consents;
    private final Segments segments;
    private final Found found;
    private final InstantSource clock;

    RaceReader(Cdp cdp, Found found, InstantSource clock) {
        this.cdp = cdp;
        this.consents = Consents.of(cdp);
        this.segments = Segments.of(cdp);
        this.found = found;
        this.clock = clock;
    }

    /**
     * What somebody was given while they agreed.
     *
     * @param permits resolved
     * @param export with its proof
     */
    private record Kept(Permits permits, Optional<Permitted<Profile>> export) {}

    /** Reads on while the race is on, and each writer's last once more. */
    void readOn(long seed, BooleanSupplier on) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<Integer, Kept> kept = new HashMap<>();
        while (on.getAsBoolean()) {
            int person = found.current.get(random.nextInt(found.current.length()));
            read(person, random.nextInt(5), kept);
        }
    }

    private void read(int person, int way, Map<Integer, Kept> kept) {
        Identifier who = ConsentRace.who(person);
        Kept held = kept.get(person);
        boolean gone = found.isGone(person);
        switch (way) {
            case 0 -> found.note(!cdp.timeline(who).isEmpty(), gone);
            case 1 -> found.note(segments.contains(who, ConsentRace.VIEWERS), gone);
            case 2 -> found.note(consents.permitted(who, ConsentRace.PURPOSE).permitted(), gone);
            case 3 -> found.note(consents.export(who, ConsentRace.PURPOSE).isPresent(), gone);
            default -> found.note(held != null && opens(held), gone);
        }
        if (held == null && !gone) {
            kept.clear();
            kept.put(person, new Kept(consents.permits(who), consents.export(who, ConsentRace.PURPOSE)));
        }
    }

    private boolean opens(Kept held) {
        Instant now = clock.instant();
        return held.permits.allows(ConsentRace.PURPOSE, now)
                || held.export.filter(RaceReader::opens).isPresent();
    }

    private static boolean opens(Permitted<Profile> export) {
        try {
            return export.value(ConsentRace.PURPOSE).activity().events() >= 0;
        } catch (NotPermittedException refused) {
            return false;
        }
    }
}
