package io.clientele.schema;

import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Properties;
import io.clientele.model.Purpose;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The schemas of a platform: what may enter, what may be kept, and what may be used for which purpose. Pure; immutable, so
 * that it may be asked from any thread.
 *
 * <p>Of a type without a schema everything is kept and may be used for every purpose, but fields named {@code ip}, {@code
 * ip_address} and {@code user_agent} are cut down; unless {@link #closed} is said.
 */
public final class Schemas {

    private static final Collection<Field> COMMON = List.of(
            Field.of("ip", Category.NETWORK_ADDRESS),
            Field.of("ip_address", Category.NETWORK_ADDRESS),
            Field.of("user_agent", Category.USER_AGENT));

    private final Map<String, Schema> schemas;
    private final Map<String, Rule> rules = new HashMap<>();
    private final Set<String> delicate = new HashSet<>();
    private final Rest rest;
    private final Retention retention;
    private final Rule others;
    private final Rule standard = Rule.of(Schema.traits().fields());

    /** What becomes of a type without a schema. */
    private enum Rest {
        UNTOUCHED,
        COMMON,
        NOTHING
    }

    private Schemas(Map<String, Schema> schemas, Rest rest, Retention retention) {
        this.schemas = schemas;
        this.rest = rest;
        this.retention = retention;
        this.others = Rule.of(rest == Rest.COMMON ? COMMON : List.of());
        schemas.forEach(this::apply);
        Schema accounts = schemas.get(EventType.GROUP.name());
        if (accounts != null && !schemas.containsKey(EventType.GROUP_LEFT.name())) {
            apply(EventType.GROUP_LEFT.name(), accounts);
        }
    }

    private void apply(String name, Schema schema) {
        rules.put(name, Rule.of(schema.fields()));
        if (schema.fields().stream().anyMatch(Schemas::isDelicate)) {
            delicate.add(name);
        }
    }

    private static boolean isDelicate(Field field) {
        return field.category().isSpecial() || !field.labels().isEmpty();
    }

    /** No schema at all: everything is kept as it is. */
    public static Schemas none() {
        return new Schemas(Map.of(), Rest.UNTOUCHED, Retention.unlimited());
    }

    /** Some schemas; of two of one type, the fields of both. */
    public static Schemas of(Collection<Schema> given) {
        return new Schemas(Map.of(), Rest.COMMON, Retention.unlimited()).with(given);
    }

    /** These schemas as well: where one of its type is known, its fields are added, or take the place of those of the same path. */
    public Schemas with(Collection<Schema> more) {
        Map<String, Schema> all = new LinkedHashMap<>(schemas);
        more.forEach(schema -> all.merge(schema.type().name(), schema, Schema::and));
        return new Schemas(all, rest, retention);
    }

    /** The same, where of a type without a schema no field is kept. */
    public Schemas closed() {
        return new Schemas(schemas, Rest.NOTHING, retention);
    }

    /** The same, where events are kept for so long. */
    public Schemas retaining(Retention periods) {
        return new Schemas(schemas, rest, periods);
    }

    /** How long events are kept. */
    public Retention retention() {
        return retention;
    }

    /** Whether an event's last period has ended. Cheap for young ones. */
    public boolean isOver(Event event, Instant now) {
        return !retention.isYoung(event.time(), now)
                && retention
                        .over(event.type(), event.time(), uses(event.type()))
                        .filter(end -> !end.isAfter(now))
                        .isPresent();
    }

    /** How long events of a type are kept at least; empty if as long as the person is known. */
    public Optional<Duration> kept(EventType type) {
        return retention.kept(type, uses(type));
    }

    /** What events of a type are for; none if for every purpose. */
    private Set<Purpose> uses(EventType type) {
        Set<Purpose> uses = new HashSet<>();
        Optional<Schema> schema = find(type);
        Collection<Field> fields = schema.map(Schema::fields).orElse(List.of());
        boolean any = schema.isEmpty()
                ? rest != Rest.NOTHING
                : fields.stream().anyMatch(field -> field.purposes().isEmpty());
        if (any) {
            return Set.of();
        }
        fields.forEach(field -> uses.addAll(field.purposes()));
        uses.add(type.purpose());
        return uses;
    }

    /** The schema of a type. */
    public Optional<Schema> find(EventType type) {
        return Optional.ofNullable(schemas.get(type.name()));
    }

    private Rule rule(EventType type) {
        return rules.getOrDefault(type.name(), others);
    }

    private Walk walk(EventType type, Walk.Judge judge, boolean keeping) {
        boolean open = keeping || rest != Rest.NOTHING && !rules.containsKey(type.name());
        return new Walk(judge, new Walk.Bounds(open, tells(type)));
    }

    /** Whether a type's fields are traits, each of which stands for itself. */
    private static boolean tells(EventType type) {
        return type.equals(EventType.IDENTIFY) || type.equals(EventType.GROUP);
    }

    /** What may enter of an event. */
    public Minimised minimise(Event event) {
        Judges.Entry entry = new Judges.Entry();
        Walk walk = walk(event.type(), entry, false);
        Properties left = walk.of(event.properties(), rule(event.type())).orElseGet(Properties::empty);
        boolean undeclared = walk.metUndeclared()
                && find(event.type()).filter(Schema::isRejecting).isPresent();
        Optional<String> refusal = entry.refused()
                ? Optional.of("field_refused")
                : undeclared ? Optional.of("field_undeclared") : Optional.empty();
        return new Minimised(event.holding(left), walk.dropped(), walk.reduced(), refusal);
    }

    /** Whether any type has fields that need a consent of their own. */
    public boolean hasDelicate() {
        return !delicate.isEmpty();
    }

    /** Whether events of a type may hold anything of a special category. */
    public boolean isDelicate(EventType type) {
        return delicate.contains(type.name());
    }

    /**
     * What may be kept of an event.
     *
     * @param permitted the special purposes that the person permits
     * @return empty if nothing
     */
    public Optional<Event> keep(Event event, Predicate<Purpose> permitted) {
        return walk(event.type(), new Judges.Keeping(permitted), true)
                .of(event.properties(), rule(event.type()))
                .map(event::holding);
    }

    /** What is left of an event without the fields that its schema names for these purposes alone. */
    public Event without(Event event, Collection<Purpose> purposes) {
        return walk(event.type(), new Judges.Apart(Set.copyOf(purposes)), true)
                .of(event.properties(), rule(event.type()))
                .map(event::holding)
                .orElse(event);
    }

    /** What may be used of an event's fields, or of traits, for a purpose. */
    public Properties project(EventType type, Properties fields, Purpose purpose) {
        return walk(type, new Judges.Use(purpose), false).of(fields, rule(type)).orElseGet(Properties::empty);
    }

    /**
     * Why a field may not be read for a purpose, as a word and a sentence that names the field's path; empty if it may.
     *
     * @param purpose what for
     */
    public Optional<Fault> fault(Purpose purpose, FieldRead read) {
        Rule root = rules.get(read.type().name());
        if (root == null) {
            return rest == Rest.NOTHING ? Optional.of(Fault.undeclared(read)) : Optional.empty();
        }
        Optional<Rule> place = root.atPath(read.path());
        return place.isEmpty()
                ? Optional.of(Fault.undeclared(read))
                : place.get()
                        .within()
                        .flatMap(field -> Fault.of(field, purpose, read).stream())
                        .findFirst();
    }

    /**
     * What kind of data stands at a path of a type's fields, as {@link Field#of} has it; empty if nobody declared it. Of traits
     * without a schema, the standard ones are known.
     */
    public Optional<Category> category(EventType type, String path) {
        Rule root = rules.getOrDefault(type.name(), type.equals(EventType.IDENTIFY) ? standard : others);
        return root.atPath(path).flatMap(Rule::field).map(Field::category);
    }

    /** Every schema, by the name of its type. */
    public Collection<Schema> all() {
        return new TreeMap<>(schemas).values();
    }

    /**
     * What is wrong with the schemas under a policy, as a sentence that names a type or a field's path: a purpose that is not known, a
     * type collected on a basis that its purpose does not allow, or special data for a purpose that is not
     * {@linkplain Purpose#special special}; empty if nothing.
     *
     * @param policy finds a purpose by its key
     */
    public Optional<String> fault(Function<String, Optional<Purpose>> policy) {
        return schemas.values().stream()
                .flatMap(schema -> Stream.concat(
                        Fault.of(schema, policy).stream(),
                        schema.fields().stream().flatMap(field -> Fault.of(schema, field, policy).stream())))
                .findFirst();
    }

    /** All that it says, one line a field, in a fixed order: for a record of the configuration. */
    public String text() {
        StringBuilder text = new StringBuilder(rest.name());
        boolean says = !retention.isUnlimited()
                || !retention.holds().isEmpty()
                || retention.looks().isPresent();
        text.append(says ? '\n' + retention.text() : "");
        new TreeMap<>(schemas).forEach((name, schema) -> {
            text.append('\n').append(name).append(schema.isRejecting() ? " rejecting" : "");
            Map<String, Field> fields = new TreeMap<>();
            schema.fields().forEach(field -> fields.put(field.path(), field));
            fields.values().forEach(field -> text.append('\n').append(Fault.words(field)));
        });
        return text.toString();
    }
}
