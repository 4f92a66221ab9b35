package io.clientele.identity.match;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What somebody or something was called once: values by field, under an id of the caller's. Immutable. */
public final class MatchRecord {

    private final String id;
    private final Map<String, String> values;
    private final @Nullable String owner;
    private final @Nullable String source;

    private MatchRecord(String id, Map<String, String> values, @Nullable String owner, @Nullable String source) {
        this.id = id;
        this.values = values;
        this.owner = owner;
        this.source = source;
    }

    /**
     * A record.
     *
     * @param id unlike that of any other record; not empty
     * @param values raw values by the field's name; an empty text is a missing value
     * @throws IllegalArgumentException if the id is empty
     */
    public static MatchRecord of(String id, Map<String, String> values) {
        if (id.isEmpty()) {
            throw new IllegalArgumentException("a record must have an id");
        }
        return new MatchRecord(id, Map.copyOf(values), null, null);
    }

    /** The same record, known to belong to one exclusive owner, such as a user ID: two owners are never joined. */
    public MatchRecord ownedBy(String exclusiveOwner) {
        return new MatchRecord(id, values, exclusiveOwner, source);
    }

    /** The same record, from one of several sources: two records of one source are never compared. */
    public MatchRecord from(String itsSource) {
        return new MatchRecord(id, values, owner, itsSource);
    }

    /** Its id. */
    public String id() {
        return id;
    }

    /** Its raw values by the field's name. */
    public Map<String, String> values() {
        return values;
    }

    /** Whom it belongs to for certain, if that is known. */
    public Optional<String> owner() {
        return Optional.ofNullable(owner);
    }

    /** Where it is from, if records of one source are never compared. */
    public Optional<String> source() {
        return Optional.ofNullable(source);
    }
}
