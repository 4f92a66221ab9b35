package io.clientele.rights;

import io.clientele.model.ConsentAct.Decision;
import io.clientele.model.ConsentAct.Kind;
import io.clientele.model.Properties;
import java.time.Instant;
import java.util.Optional;

/**
 * What somebody who was forgotten had said about a purpose: as little of it as proves that consent was given or taken back
 * (GDPR Art. 7(1), 17(3)(e)).
 */
public final class FormerChoice {

    private final Properties proof;

    FormerChoice(Properties proof) {
        this.proof = proof;
    }

    private String text(String name) {
        return proof.text(name).orElse("");
    }

    /** The purpose's key. */
    public String purpose() {
        return text("purpose");
    }

    /** What was decided. */
    public Decision decision() {
        return Decision.valueOf(text("decision"));
    }

    /** How it was said. */
    public Kind kind() {
        return Kind.valueOf(text("kind"));
    }

    /** When it was said. */
    public Instant time() {
        return Instant.parse(text("time"));
    }

    /** The version of the text that was shown. */
    public String notice() {
        return text("notice");
    }

    /** The SHA-256 of the text that was shown, if it is known. */
    public Optional<String> noticeHash() {
        return proof.text("text_hash");
    }

    /** Where it was said. */
    public String source() {
        return text("source");
    }

    /** Decision, purpose and time. */
    @Override
    public String toString() {
        return text("decision") + ' ' + purpose() + " at " + time();
    }
}
