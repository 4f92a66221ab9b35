package io.clientele.internal.codec;

/** What a row of the journal holds. The codes are on disk: never change or reuse one. */
public enum RecordKind {
    /** An admitted event. */
    EVENT(1),
    /** A consent act. */
    ACT(2),
    /** A subject request that was carried out; names nobody. */
    REQUEST(3),
    /** A module's definition. */
    DEFINITION(4),
    /** A firing that was planned, cancelled or handed over. */
    FIRING(5),
    /** That time was moved on. */
    ADVANCE(6),
    /** Nothing: the place of a record that its own batch took back. */
    VOID(7),
    /** An operator's decision about identifiers. */
    DECISION(8),
    /** Something that outlives the person it is about, until its time. */
    KEPT(9),
    /** What a module wrote down of what was done. */
    NOTE(20);

    private final int code;

    RecordKind(int code) {
        this.code = code;
    }

    /** The code on disk. */
    public int code() {
        return code;
    }

    /**
     * The kind of a code.
     *
     * @throws IllegalArgumentException if this version does not know it
     */
    public static RecordKind of(int code) {
        for (RecordKind kind : values()) {
            if (kind.code == code) {
                return kind;
            }
        }
        throw new IllegalArgumentException("unknown kind of record " + code);
    }
}
