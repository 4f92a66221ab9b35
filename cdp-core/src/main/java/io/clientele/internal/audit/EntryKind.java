package io.clientele.internal.audit;

import java.util.Locale;

/** What an entry of the audit log tells of. The names are on disk and signed: never change one. */
enum EntryKind {
    /** The public key that signs from here on; its signature is by the key before, the first key's by itself. */
    KEY,
    /** The store was opened. */
    OPENING,
    /** What the store is opened with changed: modules, version of ours, version of the time-zone data. */
    CONFIGURATION,
    /** Something was defined, such as a segment. */
    DEFINITION,
    /** A consent act. */
    ACT,
    /** An operator's decision about identifiers. */
    DECISION,
    /** A subject request. */
    REQUEST,
    /** Persons' keys were destroyed and their rows emptied. */
    ERASURE,
    /** A person's data was handed to a recipient. */
    DISCLOSURE,
    /** Keys of the store were renewed. */
    ROTATION,
    /** A module wrote down something that was done, such as a look at a profile. */
    NOTE;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether an entry of this kind stands for a row of the journal. */
    boolean isRow() {
        return this == DEFINITION
                || this == ACT
                || this == DECISION
                || this == REQUEST
                || this == DISCLOSURE
                || this == NOTE;
    }
}
