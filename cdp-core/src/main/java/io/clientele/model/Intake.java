package io.clientele.model;

import java.time.Instant;
import java.util.List;

/**
 * One thing that a shop hands in: an {@link Event}, a {@link ConsentAct}, a {@link SubjectRequest} or a module's
 * definition. More kinds may come: a reader of intakes handles those it knows.
 */
public interface Intake {

    /**
     * The message id by which a repeated delivery is known: the same id is stored once.
     *
     * @return 1 to 200 characters
     */
    String id();

    /** When it happened, by its source's clock. */
    Instant time();

    /** The identifiers of the person it is about; empty when it is about nobody. */
    List<Identifier> identifiers();
}
