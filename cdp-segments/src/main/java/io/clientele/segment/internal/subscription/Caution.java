package io.clientele.segment.internal.subscription;

import io.clientele.model.Properties;
import java.time.Duration;
import java.time.LocalTime;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How a trigger takes care not to bother anybody.
 *
 * @param rest how long one person is left in peace after a firing, if at all
 * @param caps how many firings one person may get
 * @param hours when it is sent
 * @param priority of those due at one instant the higher goes first
 * @param stale how long after it was due a firing is still sent; for ever if empty
 * @param traits what else it is
 */
public record Caution(
        Optional<Duration> rest,
        List<Cap> caps,
        Optional<Hours> hours,
        int priority,
        Optional<Duration> stale,
        Set<Trait> traits) {

    /** Nothing but that it goes stale after an hour. */
    public static final Caution STANDARD =
            new Caution(Optional.empty(), List.of(), Optional.empty(), 0, Optional.of(Duration.ofHours(1)), Set.of());

    /** What a trigger may be beside. */
    public enum Trait {
        /** Outside of all caps and quiet hours, and not counted. */
        EXEMPT,
        /** Also for whoever is in the segment when it is attached first. */
        EXISTING,
        /** It decides about people. */
        DECIDES
    }

    /** Copies the collections. */
    public Caution {
        caps = List.copyOf(caps);
        traits = Set.copyOf(traits);
    }

    /** Whether it is this. */
    public boolean is(Trait trait) {
        return traits.contains(trait);
    }

    static Caution of(Properties body) {
        Set<Trait> traits = EnumSet.noneOf(Trait.class);
        body.all("traits[*]")
                .forEach(name -> traits.add(Trait.valueOf(String.valueOf(name).toUpperCase(Locale.ROOT))));
        return new Caution(
                body.text("at_most_once_per").map(Duration::parse),
                body.all("caps[*]").stream()
                        .map(String::valueOf)
                        .map(Cap::parse)
                        .toList(),
                body.text("sent_from")
                        .map(from -> new Hours(
                                LocalTime.parse(from),
                                LocalTime.parse(body.text("sent_until").orElseThrow()))),
                body.number("priority").map(Number::intValue).orElse(0),
                body.text("stale_after").map(Duration::parse).filter(after -> !after.isZero()),
                traits);
    }

    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        rest.ifPresent(d -> fields.put("at_most_once_per", d.toString()));
        if (!caps.isEmpty()) {
            fields.put("caps", caps.stream().map(Cap::text).toList());
        }
        hours.ifPresent(window -> {
            fields.put("sent_from", window.from().toString());
            fields.put("sent_until", window.until().toString());
        });
        if (priority != 0) {
            fields.put("priority", priority);
        }
        fields.put("stale_after", stale.orElse(Duration.ZERO).toString());
        if (!traits.isEmpty()) {
            fields.put(
                    "traits",
                    traits.stream()
                            .map(trait -> trait.name().toLowerCase(Locale.ROOT))
                            .sorted()
                            .toList());
        }
        return fields;
    }
}
