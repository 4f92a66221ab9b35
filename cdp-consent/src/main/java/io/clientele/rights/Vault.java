package io.clientele.rights;

import io.clientele.Cdp;
import java.util.List;

/**
 * The records that laws demand to be kept of persons who were forgotten, or whose period is over, for whoever answers to those laws,
 * such as an accountant before an audit. Nothing else reads them: no profile and no segment. Who is still known finds theirs in the answer
 * to a request for access. What is to be held, and for how long, says
 * {@link io.clientele.schema.Retention#hold}. Thread-safe.
 */
public interface Vault {

    /** The service of an open platform that the consent module was given to. */
    static Vault of(Cdp cdp) {
        return cdp.service(Vault.class);
    }

    /**
     * Every record that is held. That it was looked at is written down before, with an entry of its own in the audit log.
     *
     * @param reader who looks: a number of theirs, no name
     * @param reason what for; no personal data
     * @throws IllegalArgumentException if one of them is blank or longer than 200 characters
     */
    List<HeldRecord> read(String reader, String reason);
}
