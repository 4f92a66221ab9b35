package io.clientele.identity.match;

/**
 * A field that records are compared by.
 *
 * @param name as records name it; not empty
 * @param type what it means
 */
public record MatchField(String name, FieldType type) {

    /**
     * A field.
     *
     * @throws IllegalArgumentException if the name is empty
     */
    public MatchField {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a field must have a name");
        }
    }
}
