package io.clientele.trigger;

/** Where a human looks at what a trigger has decided about a person before anything comes of it (GDPR Art. 22(3)). */
@FunctionalInterface
public interface HumanReview {

    /** What the human says. */
    enum Verdict {
        /** It may be done. */
        APPROVED,
        /** It must not be done: the firing is kept as failed and can be replayed. */
        DECLINED,
        /** Nobody has looked yet: it is asked again later. */
        AWAITED
    }

    /**
     * Looks at a firing, or says that nobody has yet. Called as a handler is, before it, each time the firing is offered.
     *
     * @throws Exception if it cannot be said now; asked again later
     */
    Verdict review(Firing firing) throws Exception;
}
