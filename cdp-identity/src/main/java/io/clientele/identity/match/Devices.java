package io.clientele.identity.match;

import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import io.clientele.schema.FieldRead;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What events say of the device that they came from, and which of it together makes two sightings likely of one person. Such a
 * <em>trace</em> ties the strongest identifier of an event, more weakly than any identifier does: it has few owners, and none that
 * contradict each other in anything that people are told apart by, or it ties nobody. It is no identifier: nobody is found by
 * it, and it is part of no profile. It counts only where the acts of the event's strongest identifier permit both
 * {@link io.clientele.model.Purpose#STITCHING} and {@link io.clientele.model.Purpose#DEVICE_LINKING}. Immutable.
 */
public final class Devices {

    /** How namespaces of traces begin. */
    private static final String PREFIX = "device_trace_";

    private static final int LONGEST_NAME = 40;
    private static final int MOST_OWNERS = 30_000;
    private static final int HOURS_OF_A_PART = 6;
    private static final Duration STANDARD = Duration.ofDays(365);

    private final Map<EventType, Map<Sign, String>> read;
    private final List<Trace> traces;
    private final Duration within;

    /** Something that an event says of its device, or of what is done with it. */
    public enum Sign {
        /** What a browser or device looks like as a whole. */
        FINGERPRINT,
        /** The operating system. */
        SYSTEM,
        /** The browser, with its version if that is to count. */
        BROWSER,
        /** The size of the screen. */
        SCREEN,
        /** The time zone. */
        TIME_ZONE,
        /** The language, without its region. */
        LANGUAGE,
        /** The address on the Internet. */
        ADDRESS,
        /** The network of the {@link #ADDRESS}: three of the four parts, or half of the long form. Read where the address is. */
        NETWORK,
        /** What is looked at: a category, a range of prices. */
        INTEREST,
        /** The quarter of the day, in universal time; read from no field. */
        HOURS
    }

    /**
     * Which signs together tie.
     *
     * @param namespace under which explanations show it
     * @param owners in how many clusters those may be that it ties
     * @param signs all of which an event must say
     */
    public record Trace(String namespace, int owners, Set<Sign> signs) {

        /** Copies the set. */
        public Trace {
            signs = Set.copyOf(signs);
        }
    }

    private Devices(Map<EventType, Map<Sign, String>> read, List<Trace> traces, Duration within) {
        this.read = Map.copyOf(read);
        this.traces = List.copyOf(traces);
        this.within = within;
    }

    /**
     * By a fingerprint at an address, with owners in up to 6 clusters, and more weakly by a fingerprint anywhere, in up to 3; each among
     * sightings within a year. Reads nothing until {@link #read} says where.
     */
    public static Devices standard() {
        return new Devices(Map.of(), List.of(), STANDARD)
                .alike("looks_at_address", 6, Sign.FINGERPRINT, Sign.ADDRESS)
                .alike("looks", 3, Sign.FINGERPRINT);
    }

    /** By traces that {@link #alike} adds. */
    public static Devices none() {
        return new Devices(Map.of(), List.of(), STANDARD);
    }

    /**
     * The same, reading a sign.
     *
     * @param type of which events
     * @param path where in the event's properties, such as {@code device.ip}
     * @param sign what stands there
     * @throws IllegalArgumentException for a sign that is read from no field of its own
     */
    public Devices read(EventType type, String path, Sign sign) {
        if (sign == Sign.HOURS || sign == Sign.NETWORK) {
            throw new IllegalArgumentException("sign must be one that is read from a field of its own");
        }
        Map<EventType, Map<Sign, String>> more = new HashMap<>(read);
        Map<Sign, String> paths = new EnumMap<>(Sign.class);
        paths.putAll(more.getOrDefault(type, Map.of()));
        paths.put(sign, path);
        more.put(type, paths);
        return new Devices(more, traces, within);
    }

    /**
     * The same with one more trace, weaker than those before.
     *
     * @param name what it is called: lower-case letters, digits and underscores, 40 at most
     * @param owners in how many clusters those may be that it ties, at least 1
     * @param signs what must be alike
     * @throws IllegalArgumentException if the name is not such or taken, owners are none or there is no sign
     */
    public Devices alike(String name, int owners, Sign... signs) {
        String namespace = PREFIX + name;
        boolean taken = traces.stream().anyMatch(trace -> trace.namespace().equals(namespace));
        if (taken || name.length() > LONGEST_NAME || !name.matches("[a-z0-9_]+")) {
            throw new IllegalArgumentException(
                    "name must be lower-case letters, digits and underscores, and not taken");
        }
        if (owners < 1 || owners > MOST_OWNERS || signs.length == 0) {
            throw new IllegalArgumentException("owners must be 1 to " + MOST_OWNERS + ", signs at least one");
        }
        List<Trace> more = new ArrayList<>(traces);
        more.add(new Trace(namespace, owners, EnumSet.copyOf(List.of(signs))));
        return new Devices(read, more, within);
    }

    /**
     * The same, with traces that mean something of sightings so near to each other for certain, and of none more than twice as far
     * apart: in windows of twice this time, one of which begins every time.
     *
     * @throws IllegalArgumentException if it is shorter than an hour
     */
    public Devices within(Duration time) {
        if (time.compareTo(Duration.ofHours(1)) < 0) {
            throw new IllegalArgumentException("time must be an hour or longer");
        }
        return new Devices(read, traces, time);
    }

    /** The traces, from strong to weak. */
    public List<Trace> traces() {
        return traces;
    }

    /** Whether an identifier is a trace: no event may name one. */
    public static boolean isTrace(Identifier identifier) {
        return identifier.namespace().startsWith(PREFIX);
    }

    /** What it reads of events. */
    public List<FieldRead> reads() {
        List<FieldRead> reads = new ArrayList<>();
        read.forEach((type, paths) -> paths.values().forEach(path -> reads.add(new FieldRead(type, path, List.of()))));
        return reads;
    }

    /** The traces that an event shows; none if it says nothing of its device. */
    public List<Identifier> of(Event event) {
        Map<Sign, String> paths = read.getOrDefault(event.type(), Map.of());
        if (paths.isEmpty()) {
            return List.of();
        }
        Map<Sign, String> said = new EnumMap<>(Sign.class);
        paths.forEach((sign, path) -> event.properties()
                .text(path)
                .filter(value -> !value.isBlank())
                .ifPresent(value -> said.put(sign, value)));
        return of(said, event.time().toEpochMilli());
    }

    /** The traces of what was said of a device at a time, in milliseconds since 1970. */
    public List<Identifier> of(Map<Sign, String> said, long time) {
        if (said.isEmpty()) {
            return List.of();
        }
        long step = within.toMillis();
        long window = Math.floorDiv(time, step);
        List<Identifier> shown = new ArrayList<>();
        for (Trace trace : traces) {
            value(trace, said, time).ifPresent(value -> {
                shown.add(Identifier.of(trace.namespace(), value + ' ' + (window - 1)));
                shown.add(Identifier.of(trace.namespace(), value + ' ' + window));
            });
        }
        return shown;
    }

    private static Optional<String> value(Trace trace, Map<Sign, String> said, long time) {
        StringBuilder value = new StringBuilder();
        for (Sign sign : Sign.values()) {
            if (trace.signs().contains(sign)) {
                String its = form(sign, said.getOrDefault(sign == Sign.NETWORK ? Sign.ADDRESS : sign, ""), time);
                if (its.isEmpty()) {
                    return Optional.empty();
                }
                value.append(value.length() > 0 ? " " : "").append(its);
            }
        }
        return Optional.of(value.toString());
    }

    private static String form(Sign sign, String raw, long time) {
        String text = raw.strip().toLowerCase(Locale.ROOT);
        return switch (sign) {
            case NETWORK -> network(text);
            case LANGUAGE -> text.split("[-_,;]", 2)[0];
            case HOURS ->
                Integer.toString(
                        Instant.ofEpochMilli(time).atOffset(ZoneOffset.UTC).getHour() / HOURS_OF_A_PART);
            default -> text;
        };
    }

    /** Three of four decimal parts, or four of eight groups. */
    private static String network(String address) {
        int last = address.lastIndexOf('.');
        if (address.indexOf(':') < 0) {
            return last < 0 ? "" : address.substring(0, last);
        }
        String head = address.contains("::") ? address.substring(0, address.indexOf("::")) : address;
        String[] groups = head.split(":", -1);
        List<String> first = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            first.add(i < groups.length && !groups[i].isEmpty() ? groups[i].replaceFirst("^0+(?=.)", "") : "0");
        }
        return String.join(":", first);
    }

    /** All of it, the same for the same, for a record of the configuration. */
    String text() {
        List<String> lines = new ArrayList<>();
        read.forEach((type, paths) -> paths.forEach((sign, path) -> lines.add(type.name() + " " + path + " " + sign)));
        String signs = String.join("\n", lines.stream().sorted().toList());
        List<String> ties = traces.stream()
                .map(trace -> trace.namespace() + " " + trace.owners() + " " + EnumSet.copyOf(trace.signs()))
                .toList();
        return "devices within " + within + "\n" + signs + "\n" + String.join("\n", ties);
    }
}
