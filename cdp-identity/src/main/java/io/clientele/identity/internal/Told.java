package io.clientele.identity.internal;

import io.clientele.model.Identifier;
import java.util.HashMap;
import java.util.Map;

/** What was said of the person of one identifier: of each field what was said last. */
public final class Told {

    private final Identifier who;
    private final Map<String, Saying> byField = new HashMap<>();

    private record Saying(String value, long time, Packed event) {

        boolean isBefore(long otherTime, Packed otherEvent) {
            return time != otherTime ? time < otherTime : event.compareTo(otherEvent) < 0;
        }
    }

    /** Of somebody of whom nothing was said that may be used. */
    public Told(Identifier who) {
        this.who = who;
    }

    /** Of whom. */
    public Identifier who() {
        return who;
    }

    /** Whether something said by an event, at a time in milliseconds, is not what was said last already. */
    public boolean isNews(Map<String, String> said, long time, Packed event) {
        return said.keySet().stream().anyMatch(field -> isLater(field, time, event));
    }

    private boolean isLater(String field, long time, Packed event) {
        Saying known = byField.get(field);
        return known == null || known.isBefore(time, event);
    }

    /** Takes down what an event says. */
    public void say(Map<String, String> said, long time, Packed event) {
        said.forEach((field, value) -> {
            if (isLater(field, time, event)) {
                byField.put(field, new Saying(value, time, event));
            }
        });
    }

    /** What was said last, by field; none if nothing. */
    public Map<String, String> values() {
        Map<String, String> values = new HashMap<>();
        byField.forEach((field, saying) -> values.put(field, saying.value));
        return values;
    }

    /** When the latest of it was said, in milliseconds. */
    public long time() {
        return byField.values().stream().mapToLong(Saying::time).max().orElse(0);
    }
}
