package io.clientele.schema;

import io.clientele.model.Account;
import io.clientele.model.EventType;
import io.clientele.model.Purpose;
import io.clientele.model.Trait;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The fields of one type of event, or the traits of a person: what is not named is not kept (GDPR Art. 5(1)(c)). Immutable:
 * each method gives another value.
 */
public final class Schema {

    private final EventType type;
    private final Map<String, Field> fields;
    private final boolean rejecting;

    private Schema(EventType type, Map<String, Field> fields, boolean rejecting) {
        this.type = type;
        this.fields = fields;
        this.rejecting = rejecting;
    }

    /** The schema of a type; of no field yet. */
    public static Schema of(EventType type) {
        return new Schema(type, Map.of(), false);
    }

    /** The schema of a person's traits: of the standard ones of {@link Trait}, for every purpose. */
    public static Schema traits() {
        return of(EventType.IDENTIFY)
                .field(Trait.EMAIL.name(), Category.CONTACT)
                .field(Trait.PHONE.name(), Category.CONTACT)
                .field(Trait.FIRST_NAME.name(), Category.IDENTITY)
                .field(Trait.LAST_NAME.name(), Category.IDENTITY)
                .field(Trait.COUNTRY.name(), Category.PLACE);
    }

    /** The schema of the accounts that people join and leave: of their id and name, for every purpose. */
    public static Schema accounts() {
        return of(EventType.GROUP).field(Account.ID, Category.IDENTITY).field("name", Category.IDENTITY);
    }

    /** The same with a field; one of the same path takes its place. */
    public Schema field(Field field) {
        Map<String, Field> more = new LinkedHashMap<>(fields);
        more.put(field.path(), field);
        return new Schema(type, more, rejecting);
    }

    /**
     * The same with a field; see {@link Field#of}.
     *
     * @param purposes what it may be used for; everything if none is named
     */
    public Schema field(String path, Category category, Purpose... purposes) {
        return field(Field.of(path, category).usedFor(purposes));
    }

    /** The same, for which an event with a field that is not named is rejected as {@code field_undeclared} instead of losing it. */
    public Schema rejecting() {
        return new Schema(type, fields, true);
    }

    /** Both schemas of a type together: the other's fields take the place of those of the same path. */
    Schema and(Schema other) {
        Map<String, Field> more = new LinkedHashMap<>(fields);
        more.putAll(other.fields);
        return new Schema(type, more, rejecting || other.rejecting);
    }

    /** What it is about. */
    public EventType type() {
        return type;
    }

    /** Its fields. */
    public Collection<Field> fields() {
        return java.util.Collections.unmodifiableCollection(fields.values());
    }

    /** Whether a field that is not named has the event rejected. */
    public boolean isRejecting() {
        return rejecting;
    }

    /** The type and how many fields it has. */
    @Override
    public String toString() {
        return type + " of " + fields.size() + " fields";
    }
}
