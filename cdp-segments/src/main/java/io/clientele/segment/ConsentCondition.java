package io.clientele.segment;

import io.clientele.model.Purpose;
import io.clientele.schema.FieldRead;
import io.clientele.segment.internal.FlagLeaf;
import io.clientele.segment.internal.Machine;
import io.clientele.segment.internal.Node;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A purpose is permitted. */
final class ConsentCondition extends Condition {

    private final Purpose purpose;

    ConsentCondition(Purpose purpose) {
        this.purpose = purpose;
    }

    @Override
    public String kind() {
        return "consented";
    }

    @Override
    Map<String, Object> tree() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("kind", kind());
        fields.put("purpose", purpose.key());
        return fields;
    }

    @Override
    List<FieldRead> reads() {
        return List.of();
    }

    @Override
    public String describe() {
        return "consented to " + purpose.key();
    }

    @Override
    Node compile(Machine machine) {
        return leaf(machine, FlagLeaf.consented(purpose));
    }
}
