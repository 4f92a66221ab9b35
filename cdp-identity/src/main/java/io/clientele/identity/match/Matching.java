package io.clientele.identity.match;

import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import io.clientele.model.Trait;
import io.clientele.schema.FieldRead;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * By what is said of people an open platform finds who is likely one person: which fields, and where events say them. Each field
 * is read from the trait of its name, and from wherever {@link #also} says. An e-mail address or telephone number that an event
 * which says anything names as an identifier is said, too. Immutable.
 */
public final class Matching {

    private final List<MatchField> fields;
    /** By type of event: paths and the fields that they fill. */
    private final Map<EventType, Map<String, String>> read;

    private final Optional<Devices> devices;
    private final Relearning relearning;

    private Matching(
            List<MatchField> fields,
            Map<EventType, Map<String, String>> read,
            Optional<Devices> devices,
            Relearning relearning) {
        this.fields = List.copyOf(fields);
        this.read = read;
        this.devices = devices;
        this.relearning = relearning;
    }

    /** When a model is due to be learned again. */
    private record Relearning(double growth, Duration period) {

        static final Relearning NEVER = new Relearning(Double.POSITIVE_INFINITY, Duration.ofDays(3_650_000));
    }

    /**
     * By names ({@link Trait#FIRST_NAME}, {@link Trait#LAST_NAME}), {@code birth_date}, {@link Trait#EMAIL}, {@link Trait#PHONE},
     * {@code street}, {@code house_number}, {@code postcode} and {@code city}. What a shop does not know does no harm.
     */
    public static Matching standard() {
        return by(
                new MatchField(Trait.FIRST_NAME.name(), FieldType.GIVEN_NAME),
                new MatchField(Trait.LAST_NAME.name(), FieldType.SURNAME),
                new MatchField("birth_date", FieldType.DATE_OF_BIRTH),
                new MatchField(Trait.EMAIL.name(), FieldType.EMAIL),
                new MatchField(Trait.PHONE.name(), FieldType.PHONE),
                new MatchField("street", FieldType.STREET),
                new MatchField("house_number", FieldType.HOUSE_NUMBER),
                new MatchField("postcode", FieldType.POSTCODE),
                new MatchField("city", FieldType.CITY));
    }

    /**
     * By a shop's own fields.
     *
     * @throws IllegalArgumentException if there is none, or two have one name
     */
    public static Matching by(MatchField... fields) {
        Map<String, String> traits = new LinkedHashMap<>();
        for (MatchField field : fields) {
            traits.put(field.name(), field.name());
        }
        if (fields.length == 0 || traits.size() < fields.length) {
            throw new IllegalArgumentException("fields must be some, each with a name of its own");
        }
        return new Matching(List.of(fields), Map.of(EventType.IDENTIFY, traits), Optional.empty(), Relearning.NEVER);
    }

    /**
     * The same, with a field that another type of event says, too.
     *
     * @param type the type
     * @param path where in the event's properties, such as {@code shipping.street}
     * @param field the name of one of the fields
     * @throws IllegalArgumentException if there is no such field
     */
    public Matching also(EventType type, String path, String field) {
        if (fields.stream().noneMatch(known -> known.name().equals(field))) {
            throw new IllegalArgumentException("field must be one of the fields");
        }
        Map<EventType, Map<String, String>> more = new HashMap<>(read);
        Map<String, String> paths = new LinkedHashMap<>(more.getOrDefault(type, Map.of()));
        paths.put(path, field);
        more.put(type, paths);
        return new Matching(fields, more, devices, relearning);
    }

    /**
     * The same, which also ties whoever left the same traces on devices: needs no model, and counts only where people permit
     * {@link io.clientele.model.Purpose#DEVICE_LINKING}. Without this nothing of a device counts.
     */
    public Matching devices(Devices newDevices) {
        return new Matching(fields, read, Optional.of(newDevices), relearning);
    }

    /**
     * The same, with a model due to be learned again, as {@link Matches#learnIfDue} does it, as soon as so many times as many
     * are known as it was learned from, or it is so old; a first one is due as soon as anything is known. Never, unless said.
     *
     * @param growth how many times as many, above 1
     * @param period how old
     * @throws IllegalArgumentException if the growth is not above 1 or the period not positive
     */
    public Matching relearn(double growth, Duration period) {
        if (!(growth > 1) || period.isNegative() || period.isZero()) {
            throw new IllegalArgumentException("growth must be above 1 and period positive");
        }
        return new Matching(fields, read, devices, new Relearning(growth, period));
    }

    /**
     * Whether a model is due to be learned again.
     *
     * @param then how many were known when it was learned
     * @param now how many are
     * @param age how old it is
     */
    public boolean isDue(long then, long now, Duration age) {
        return now >= then * relearning.growth || age.compareTo(relearning.period) >= 0;
    }

    /** Whether it is said when a model is due. */
    public boolean relearns() {
        return !relearning.equals(Relearning.NEVER);
    }

    /** What counts of devices; empty if nothing does. */
    public Optional<Devices> devices() {
        return devices;
    }

    /** The fields. */
    public List<MatchField> fields() {
        return fields;
    }

    /** What it reads of events. */
    public List<FieldRead> reads() {
        List<FieldRead> reads = new ArrayList<>();
        read.forEach((type, paths) -> paths.keySet().forEach(path -> reads.add(new FieldRead(type, path, List.of()))));
        return reads;
    }

    /** What an event says, by field; none if nothing. */
    public Map<String, String> said(Event event) {
        Map<String, String> paths = read.getOrDefault(event.type(), Map.of());
        Map<String, String> said = new HashMap<>();
        paths.forEach((path, field) -> event.properties()
                .text(path)
                .filter(value -> !value.isBlank())
                .ifPresent(value -> said.putIfAbsent(field, value)));
        if (!said.isEmpty()) {
            event.identifiers().forEach(identifier -> values(identifier).forEach(said::putIfAbsent));
        }
        return said;
    }

    /** What an identifier itself says. */
    public Map<String, String> values(Identifier identifier) {
        Map<String, String> values = new HashMap<>();
        for (MatchField field : fields) {
            boolean says = field.type() == FieldType.EMAIL
                            && identifier.namespace().equals(Identifier.EMAIL)
                    || field.type() == FieldType.PHONE && identifier.namespace().equals(Identifier.PHONE);
            if (says) {
                values.put(field.name(), identifier.value());
            }
        }
        return values;
    }

    /** All of it, the same for the same, for a record of the configuration. */
    public String text() {
        List<String> lines = new ArrayList<>();
        fields.forEach(field -> lines.add(field.name() + " " + field.type().label()));
        read.forEach(
                (type, paths) -> paths.forEach((path, field) -> lines.add(type.name() + " " + path + " " + field)));
        String all = String.join("\n", lines.stream().sorted().toList());
        return devices.map(each -> all + "\n" + each.text()).orElse(all);
    }
}
