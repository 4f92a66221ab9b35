package io.clientele.segment.internal.subscription;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;

/**
 * At most so many messages within so long, whenever that begins.
 *
 * @param times how many
 * @param per how long
 */
public record Cap(int times, Duration per) {

    /** Whether one more now would be too many after these. */
    public boolean isReached(Stream<Instant> sent, Instant now) {
        Instant since = now.minus(per);
        return sent.filter(at -> at.isAfter(since)).count() >= times;
    }

    static Cap parse(String text) {
        String[] words = text.split(" ", -1);
        return new Cap(Integer.parseInt(words[0]), Duration.parse(words[1]));
    }

    String text() {
        return times + " " + per;
    }
}
