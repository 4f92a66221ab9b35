package io.clientele.model;

/** Why a processing is lawful (GDPR Art. 6(1)(a) to (f), in that order). */
public enum LawfulBasis {
    /** The person agreed (Art. 6(1)(a)). */
    CONSENT,
    /** Needed for a contract with the person, such as an order (Art. 6(1)(b)). */
    CONTRACT,
    /** A law demands it, such as keeping invoices (Art. 6(1)(c)). */
    LEGAL_OBLIGATION,
    /** Someone's life depends on it (Art. 6(1)(d)). */
    VITAL_INTERESTS,
    /** A task in the public interest (Art. 6(1)(e)). */
    PUBLIC_TASK,
    /** The shop's own weighed interest (Art. 6(1)(f)); a person may object. */
    LEGITIMATE_INTEREST
}
