package io.clientele.access;

import java.util.Locale;

/** What somebody of the shop's may want to do at a {@link View}. A role may do what it names and nothing else. More may come. */
public enum Operation {
    /** Learn whether somebody is known, and under which identifiers. */
    FIND,
    /** See a person's traits. */
    PROFILE,
    /** See what a person did. */
    TIMELINE,
    /** See what a person chose. */
    CONSENTS,
    /** See to whom a person's data was handed. */
    DISCLOSURES,
    /** See how many people are in each segment. */
    COUNTS,
    /** See who looked at whom. */
    READS,
    /** Put together what a breach has to be reported with. */
    BREACH,
    /** Take the audit log. */
    AUDIT,
    /** See what laws demand to be kept of people who were forgotten or whose data's period is over. */
    VAULT,
    /** Ask to see more of one person than the role shows, for a while. */
    BREAK_GLASS,
    /** Agree that somebody else may. */
    APPROVE;

    /** The word for it in notes. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
