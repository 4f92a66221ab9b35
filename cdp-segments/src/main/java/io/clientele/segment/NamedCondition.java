package io.clientele.segment;

import io.clientele.model.Purpose;
import io.clientele.schema.FieldRead;
import io.clientele.segment.internal.FlagLeaf;
import io.clientele.segment.internal.Node;
import io.clientele.segment.internal.word.Values;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Something that has a name of its own: a purpose is permitted, a segment has the person, a cut-off is reached. */
final class NamedCondition extends Condition {

    private final Subject subject;
    private final String name;

    /** What is named. */
    enum Subject {
        CONSENTED("consented", "purpose"),
        MEMBER_OF("member_of", "segment"),
        ABOVE_CUTOFF("above_cutoff", "cutoff");

        private final String kind;
        private final String field;

        Subject(String kind, String field) {
            this.kind = kind;
            this.field = field;
        }
    }

    NamedCondition(Subject subject, String name) {
        Values.require(!name.isBlank(), subject.field + " must not be blank");
        this.subject = subject;
        this.name = name;
    }

    static NamedCondition consented(Purpose purpose) {
        return new NamedCondition(Subject.CONSENTED, purpose.key());
    }

    Subject subject() {
        return subject;
    }

    String name() {
        return name;
    }

    @Override
    List<NamedCondition> names() {
        return List.of(this);
    }

    /** None of its own: those of the segment or cut-off it names are looked up there. */
    @Override
    List<FieldRead> reads() {
        return List.of();
    }

    @Override
    public String kind() {
        return subject.kind;
    }

    @Override
    Map<String, Object> tree() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("kind", kind());
        fields.put(subject.field, name);
        return fields;
    }

    @Override
    public String describe() {
        return switch (subject) {
            case CONSENTED -> "consented to " + name;
            case MEMBER_OF -> "is in segment " + name;
            case ABOVE_CUTOFF -> "reaches cut-off " + name;
        };
    }

    @Override
    Node compile(Scope scope) {
        return switch (subject) {
            case CONSENTED -> scope.leaf(FlagLeaf.consented(Purpose.named(name)));
            case MEMBER_OF -> scope.segment(name).compile(scope);
            case ABOVE_CUTOFF -> scope.cutoff(name).condition().compile(scope);
        };
    }
}
