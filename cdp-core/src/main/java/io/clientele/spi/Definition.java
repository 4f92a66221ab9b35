package io.clientele.spi;

import io.clientele.model.Identifier;
import io.clientele.model.Intake;
import io.clientele.model.Properties;
import java.time.Instant;
import java.util.List;

/**
 * Something a module journals for itself: a segment's or trigger's definition. About nobody; kept for ever; handed back
 * to the module in order when the store is opened.
 *
 * @param id the message id
 * @param time when it was defined
 * @param module the module's name
 * @param name what is defined, unique in the module with its kind inside {@code body}
 * @param body the definition; no personal data
 */
public record Definition(String id, Instant time, String module, String name, Properties body) implements Intake {

    @Override
    public List<Identifier> identifiers() {
        return List.of();
    }
}
