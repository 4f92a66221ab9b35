package io.clientele.access;

/** How a role sees values of a category. */
public enum Sight {
    /** Not at all. */
    HIDDEN,
    /** As a mask: always the same for the same value, and too little to tell what it is. */
    MASKED,
    /** As they are. */
    CLEAR
}
