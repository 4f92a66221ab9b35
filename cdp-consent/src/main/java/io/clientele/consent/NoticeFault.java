package io.clientele.consent;

import java.util.Locale;

/** Why the text that a grant cites proves nothing. */
enum NoticeFault {
    /** The shop never gave it. */
    UNKNOWN("the notice cited is none of ConsentModule.notices: nobody could show later what was agreed to"),
    /** The hash that came along is another's. */
    OTHER_TEXT("the notice cited has another text than the person saw: the hashes differ"),
    /** It is about other purposes. */
    OTHER_PURPOSE(
            "the notice cited does not speak of the purpose granted: add it to Notice.about, or cite one that does"),
    /** It is in force from a later instant on. */
    AHEAD("the notice cited was not in force yet when it was agreed to: see Notice.from"),
    /** A material change was in force by then. */
    REPLACED("the notice cited had been replaced by a material change when it was agreed to: cite the new one");

    private final String sentence;

    NoticeFault(String sentence) {
        this.sentence = sentence;
    }

    /** The stable word for it. */
    String reason() {
        return "notice_" + name().toLowerCase(Locale.ROOT);
    }

    /** What is wrong and what helps. */
    String sentence() {
        return sentence;
    }
}
