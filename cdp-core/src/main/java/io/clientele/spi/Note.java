package io.clientele.spi;

import io.clientele.model.Identifier;
import io.clientele.model.Intake;
import io.clientele.model.Properties;
import java.time.Instant;
import java.util.List;

/**
 * Something a module writes down of what was done, such as that somebody of the shop's people looked at a profile. It is sealed,
 * has an entry of its own in the audit log, changes nothing, and is shown again by {@link ModuleContext#notes}.
 *
 * @param id the message id
 * @param time when it was done
 * @param module the module's name
 * @param name what kind of thing was done, a short stable word
 * @param body what is to be known of it; no personal data: a person is named by the id of the profile
 */
public record Note(String id, Instant time, String module, String name, Properties body) implements Intake {

    @Override
    public List<Identifier> identifiers() {
        return List.of();
    }

    /** What kind of thing was done; nothing of its body. */
    @Override
    public String toString() {
        return "note of " + module + " of " + name;
    }
}
