package io.clientele.segment.internal.subscription;

import io.clientele.model.Properties;
import io.clientele.model.Purpose;
import io.clientele.spi.Plan;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Which segments hosts keep up with, and how changes of them are planned to be told. Used under the pen's lock alone. */
public final class Following {

    /** The kind of definition by which segments are followed. */
    public static final String FOLLOW = "follow";

    /** The kind by which they are not any more. */
    public static final String UNFOLLOW = "unfollow";

    /** What a leave is told for: whoever keeps a copy must learn of it when the purpose was taken back, too (GDPR Art. 7(3), 19). */
    public static final Purpose OF_LEAVING = Purpose.LEGAL;

    private static final String SEGMENT = "segment";
    private static final String SEGMENTS = "segments";
    private static final String ENTERED = "entered";

    /** All of them are due at once, so that they keep the order in which they were planned. */
    private static final Plan.Timing IN_ORDER = new Plan.Timing(Optional.of(Instant.EPOCH), 0);

    private final Map<String, Set<String>> followed = new LinkedHashMap<>();

    // ---- as journaled

    /** That segments are followed, and no others. */
    public static Properties body(Collection<String> segments) {
        return Properties.of(Map.of("kind", FOLLOW, SEGMENTS, List.copyOf(new TreeSet<>(segments))));
    }

    /** That none is followed any more. */
    public static Properties end() {
        return Properties.of(Map.of("kind", UNFOLLOW));
    }

    /** The names of segments in a journaled form. */
    public static Set<String> segments(Properties body) {
        Set<String> names = new TreeSet<>();
        body.all(SEGMENTS + "[*]").forEach(name -> names.add(name.toString()));
        return names;
    }

    /** A definition is in force: these segments, or none any more, are followed under a name. */
    public void define(String name, Properties body) {
        if (segments(body).isEmpty()) {
            followed.remove(name);
        } else {
            followed.put(name, segments(body));
        }
    }

    /** What is followed under a name. */
    public Set<String> of(String name) {
        return followed.getOrDefault(name, Set.of());
    }

    /** Who follows a segment. */
    public List<String> to(String segment) {
        return followed.keySet().stream()
                .filter(name -> of(name).contains(segment))
                .toList();
    }

    // ---- as told

    /** The name under which changes wait in the outbox. */
    public static String destination(String name) {
        return "subscription/" + name;
    }

    /** Somebody entered or left a segment that is for a purpose. */
    public void changed(int profile, String segment, Purpose purpose, Change change, Plan into) {
        followed.forEach((name, segments) -> {
            if (segments.contains(segment)) {
                into.fireEach(new Plan.Firing(
                        destination(name),
                        profile,
                        change.at,
                        change.entered ? purpose : OF_LEAVING,
                        Properties.of(Map.of(SEGMENT, segment, ENTERED, change.entered)),
                        IN_ORDER));
            }
        });
    }

    /**
     * What happened to somebody.
     *
     * @param at when
     * @param entered whether they came in, or went out
     */
    public record Change(Instant at, boolean entered) {}

    /** The name of the segment of which a message tells. */
    public static String segment(Properties payload) {
        return payload.text(SEGMENT).orElse("");
    }

    /** Whether it was entered. */
    public static boolean entered(Properties payload) {
        return payload.flag(ENTERED).orElse(false);
    }
}
