package io.clientele.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.clientele.Cdp;
import io.clientele.consent.ConsentModule;
import io.clientele.identity.IdentityModule;
import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import io.clientele.schema.Category;
import io.clientele.schema.Schema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who opens a store with another configuration than before is told, and who calls it without an argument learns which. */
class OtherConfigurationTest {

    @TempDir
    Path directory;

    private List<String> openedWith(Schema... schemas) {
        List<String> said = new ArrayList<>();
        Handler ear = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                said.add(new SimpleFormatter().formatMessage(entry));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger log = Logger.getLogger("io.clientele.audit");
        log.addHandler(ear);
        try {
            Cdp.in(directory)
                    .with(ConsentModule.optIn().schemas(schemas))
                    .with(IdentityModule.standard())
                    .open()
                    .close();
        } finally {
            log.removeHandler(ear);
        }
        return said;
    }

    @Test
    void a_store_that_is_opened_without_its_schemas_says_so_once() {
        Schema visits = Schema.of(EventType.named("Visited")).field("page", Category.BEHAVIOUR);
        assertThat(openedWith(visits)).isEmpty();
        assertThat(openedWith(visits)).isEmpty();
        assertThat(openedWith())
                .containsExactly(
                        "the store was last opened with other schemas: is this the program that should write to it?");
        assertThat(openedWith()).isEmpty();
    }

    @Test
    void a_missing_argument_is_named() {
        try (Cdp cdp = Cdp.inMemory()
                .with(ConsentModule.optIn())
                .with(IdentityModule.standard())
                .open()) {
            assertThatNullPointerException()
                    .isThrownBy(() -> cdp.track(null, Event.named("Visited")))
                    .withMessage("who");
            assertThatNullPointerException()
                    .isThrownBy(() -> cdp.track(Identifier.userId("1"), null))
                    .withMessage("event");
            assertThatNullPointerException().isThrownBy(() -> cdp.profile(null)).withMessage("identifier");
            assertThatNullPointerException()
                    .isThrownBy(() -> cdp.calling(options -> null))
                    .withMessage("change gives nothing");
        }
    }
}
