package io.clientele.schema;

/** What kind of personal data a field holds. More may come. */
public enum Category {
    /** What tells who somebody is: a name, a number of a customer, a date of birth. */
    IDENTITY,
    /** Where somebody is reached: an address, a phone number. */
    CONTACT,
    /** Where somebody is or lives, no nearer than a town. */
    PLACE,
    /** What somebody looked at, searched for or chose. */
    BEHAVIOUR,
    /** What somebody ordered, paid or sent back. */
    TRANSACTION,
    /** The address of a device on the internet: its last part is cut off before it is kept, and what is no address is dropped. */
    NETWORK_ADDRESS,
    /** How a browser introduces itself: only its family, its major version and the operating system are kept. */
    USER_AGENT,
    /** What somebody wrote: it may hold anything, so it is dropped unless its field says otherwise. */
    FREE_TEXT,
    /** Health (GDPR Art. 9(1)). */
    HEALTH,
    /** Sex life or sexual orientation (GDPR Art. 9(1)). */
    SEX_LIFE,
    /** Racial or ethnic origin (GDPR Art. 9(1)). */
    ORIGIN,
    /** Political opinions (GDPR Art. 9(1)). */
    POLITICS,
    /** Religious or philosophical beliefs (GDPR Art. 9(1)). */
    BELIEF,
    /** Membership of a trade union (GDPR Art. 9(1)). */
    TRADE_UNION,
    /** Genetic data (GDPR Art. 9(1)). */
    GENETIC,
    /** Biometric data that tell who somebody is (GDPR Art. 9(1)). */
    BIOMETRIC;

    /** Whether it is a special category: kept and used by explicit consent alone (GDPR Art. 9(2)(a)). */
    public boolean isSpecial() {
        return compareTo(HEALTH) >= 0;
    }
}
