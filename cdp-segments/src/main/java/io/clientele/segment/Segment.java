package io.clientele.segment;

import io.clientele.model.Properties;
import io.clientele.model.Purpose;
import io.clientele.segment.internal.Node;
import io.clientele.segment.internal.pack.Json;
import io.clientele.segment.internal.pack.Packer;
import io.clientele.segment.internal.word.Values;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A name for the people of whom a condition is true and who permitted a purpose. A value; {@link Segments#define} brings it
 * to life. Immutable.
 */
public final class Segment {

    private static final int MAX_NAME_LENGTH = 100;

    private final String name;
    private final Purpose purpose;
    private final Condition condition;

    private Segment(String name, Purpose purpose, Condition condition) {
        this.name = name;
        this.purpose = purpose;
        this.condition = condition;
    }

    /**
     * Starts a segment.
     *
     * @param name 1 to 100 characters
     * @throws IllegalArgumentException if the name is blank or longer
     */
    public static Unpurposed named(String name) {
        Values.require(!name.isBlank() && name.length() <= MAX_NAME_LENGTH, "name must hold 1 to 100 characters");
        return new Unpurposed(name);
    }

    /** A segment whose purpose is still to be named. */
    public static final class Unpurposed {

        private final String name;

        private Unpurposed(String name) {
            this.name = name;
        }

        /** Names what the segment is for: who did not permit it is not a member. */
        public Unfilled purpose(Purpose purpose) {
            return new Unfilled(name, purpose);
        }

        /**
         * Refuses: a segment without a purpose has no members to speak of.
         *
         * @throws IllegalArgumentException always
         */
        @SuppressWarnings("DoNotCallSuggester")
        public Segment when(Condition condition) {
            throw new IllegalArgumentException(
                    "segment " + name + " names no purpose: say purpose(...) before when(...)");
        }
    }

    /** A segment whose condition is still to be given. */
    public static final class Unfilled {

        private final String name;
        private final Purpose purpose;

        private Unfilled(String name, Purpose purpose) {
            this.name = name;
            this.purpose = purpose;
        }

        /** The segment of those of whom this is true. */
        public Segment when(Condition condition) {
            return new Segment(name, purpose, condition);
        }
    }

    /**
     * Reads a segment from its journaled form.
     *
     * @throws IllegalArgumentException if it is none
     */
    static Segment of(String name, Properties body) {
        return named(name)
                .purpose(Purpose.named(body.text("purpose").orElse("")))
                .when(ConditionReader.inBody(body));
    }

    /**
     * Reads a segment from JSON: an object with {@code name}, {@code purpose} and {@code condition}.
     *
     * @throws IllegalArgumentException if it is none; names the place
     */
    public static Segment ofJson(String json) {
        return ConditionReader.segment(Json.read("segment", json));
    }

    /** The segment as JSON text on one line; {@link #ofJson} reads it back. */
    public String json() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", name);
        fields.put("purpose", purpose.key());
        fields.put("condition", condition.tree());
        return Json.write(fields);
    }

    /** The form in which it is journaled. */
    Properties body() {
        return Properties.of(Map.of("kind", "segment", "purpose", purpose.key(), "condition", condition.json()));
    }

    /** What tells its meaning from every other, that of whatever it names included. */
    byte[] fingerprint(Condition.Scope scope) {
        Packer out = new Packer().text(purpose.key()).value(condition.tree());
        condition.names().forEach(named -> {
            switch (named.subject()) {
                case MEMBER_OF -> out.bytes(scope.segment(named.name()).fingerprint(scope));
                case ABOVE_CUTOFF ->
                    out.value(scope.cutoff(named.name()).condition().tree());
                case CONSENTED -> {}
            }
        });
        return out.toBytes();
    }

    /** The names of the segments that it speaks of itself. */
    Set<String> segments() {
        return condition.names().stream()
                .filter(named -> named.subject() == NamedCondition.Subject.MEMBER_OF)
                .map(NamedCondition::name)
                .collect(Collectors.toSet());
    }

    /** The same under another name. */
    Segment as(String newName) {
        return named(newName).purpose(purpose).when(condition);
    }

    Node compile(Condition.Scope scope) {
        return new Node.All(List.of(NamedCondition.consented(purpose).compile(scope), condition.compile(scope)));
    }

    /** The name. */
    public String name() {
        return name;
    }

    /** What it is for. */
    public Purpose purpose() {
        return purpose;
    }

    /** Of whom it speaks. */
    public Condition condition() {
        return condition;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Segment that
                && name.equals(that.name)
                && purpose.equals(that.purpose)
                && condition.equals(that.condition);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    /** The name. */
    @Override
    public String toString() {
        return name;
    }
}
