package io.clientele.consent;

import io.clientele.model.ConsentAct;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * What shows a third party that a person said something (GDPR Art. 7(1)): the act, the text they saw, and that the audit log
 * held it when its checkpoint was signed. It names the person whose act it is: hand it to who may know that. Immutable.
 */
public final class ConsentProof {

    private final ConsentAct act;
    private final Optional<Notice> notice;
    private final String log;

    ConsentProof(ConsentAct act, Optional<Notice> notice, String log) {
        this.act = act;
        this.notice = notice;
        this.log = log;
    }

    /** What was said. */
    public ConsentAct act() {
        return act;
    }

    /** The text the person saw, if the shop gave it to {@link ConsentModule#notices}. */
    public Optional<Notice> notice() {
        return notice;
    }

    /**
     * The proof as lines of text, in the form that {@code docs/consent.md} describes: a program that needs nothing of ours, no
     * key and no store, checks it.
     */
    public String export() {
        return "clientele consent proof 1\n" + log
                + notice.map(ConsentProof::lines).orElse("");
    }

    private static String lines(Notice notice) {
        return "notice " + encoded(notice.version()) + " " + encoded(notice.text()) + "\n";
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The act, without its identifier. */
    @Override
    public String toString() {
        return "proof of " + act;
    }
}
