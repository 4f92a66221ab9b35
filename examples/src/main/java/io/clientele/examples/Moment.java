package io.clientele.examples;

import io.clientele.model.Intake;
import java.time.Instant;
import java.util.List;

/**
 * All that one person does in a shop at one instant.
 *
 * @param time the instant, which is that of each intake
 * @param intakes what is handed in, each with a message id that is the same in every run
 */
record Moment(Instant time, List<Intake> intakes) implements Comparable<Moment> {

    Moment {
        intakes = List.copyOf(intakes);
    }

    /** By time, then by the id of the first intake. */
    @Override
    public int compareTo(Moment other) {
        int byTime = time.compareTo(other.time);
        return byTime != 0
                ? byTime
                : intakes.get(0).id().compareTo(other.intakes.get(0).id());
    }
}
