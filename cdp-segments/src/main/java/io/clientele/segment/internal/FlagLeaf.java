package io.clientele.segment.internal;

import io.clientele.model.Purpose;
import io.clientele.segment.internal.match.EventTest;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** A leaf that is set from outside: whether a trait's latest value satisfies something, or a purpose is permitted. */
public final class FlagLeaf extends Leaf {

    private static final long[] NONE = {};

    final String subject;
    final Predicate<Object> accepts;

    private FlagLeaf(Object key, String subject, Predicate<Object> accepts) {
        super(key);
        this.subject = subject;
        this.accepts = accepts;
    }

    /** Of the latest value of a trait. */
    public static FlagLeaf trait(Object key, String name, Predicate<Object> accepts) {
        return new FlagLeaf(List.of("trait", key), name, accepts);
    }

    /** Whether a purpose is permitted. */
    public static FlagLeaf consented(Purpose purpose) {
        return new FlagLeaf(List.of("consented", purpose), "", permitted -> ((Set<?>) permitted).contains(purpose));
    }

    /** Whether it speaks of a trait. */
    boolean isTrait() {
        return !subject.isEmpty();
    }

    @Override
    List<EventTest> tests() {
        return List.of();
    }

    @Override
    long[] durations() {
        return NONE;
    }
}
