package io.clientele.internal.outbox;

import java.util.Arrays;

/** The state of a firing; the codes are on disk. Code 3 is a row that only refers to a firing. */
public enum State {
    /** To be handed over. */
    PLANNED(0),
    /** Its destination took it. */
    HANDED_OVER(1),
    /** It will not be handed over: its reason is gone or it is not permitted. */
    CANCELLED(2),
    /** Its destination did not take it; it can be replayed. */
    FAILED(4),
    /** Whoever it was handed to confirmed what came of it. */
    ACKNOWLEDGED(5);

    private final int code;

    State(int code) {
        this.code = code;
    }

    /** The code on disk. */
    public int code() {
        return code;
    }

    /** Whether a destination has the message. */
    public boolean isDisclosed() {
        return this == HANDED_OVER || this == ACKNOWLEDGED;
    }

    /** Reads a code. */
    public static State of(int code) {
        return Arrays.stream(values())
                .filter(state -> state.code == code)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown state of a firing " + code));
    }
}
