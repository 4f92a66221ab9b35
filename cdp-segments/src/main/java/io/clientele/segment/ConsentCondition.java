package io.clientele.segment;

import io.clientele.model.Purpose;
import io.clientele.segment.internal.FlagLeaf;
import io.clientele.segment.internal.Machine;
import io.clientele.segment.internal.Node;
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
        return Map.of("kind", kind(), "purpose", purpose.key());
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
