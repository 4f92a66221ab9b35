package io.clientele;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clientele.model.CdpException;
import io.clientele.model.Event;
import io.clientele.model.Identifier;
import io.clientele.model.Outcome;
import io.clientele.model.Properties;
import io.clientele.spi.ModuleContext;
import io.clientele.spi.Note;
import io.clientele.testkit.ManualClock;
import io.clientele.testkit.PermitEverything;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NotesTest {

    private final ManualClock clock = ManualClock.at("2026-03-01T09:00:00Z");

    @TempDir
    Path directory;

    /** A module that writes down what it is told to. */
    private static final class Diary implements CdpModule {

        private final List<String> heard = new ArrayList<>();
        private boolean refusing;
        private ModuleContext context;

        @Override
        public String name() {
            return "diary";
        }

        @Override
        public void install(ModuleContext given) {
            context = given;
        }

        @Override
        public void opened(Cdp cdp) {
            heard.add("opened with " + texts().size());
            if (refusing) {
                throw new CdpException("not today");
            }
        }

        @Override
        public void closing(Cdp cdp) {
            write("last words");
            heard.add("closing");
        }

        Outcome write(String text) {
            return context.submit(new Note(
                    context.newId(), context.clock().instant(), "diary", "entry", Properties.of(Map.of("x", text))));
        }

        List<String> texts() {
            List<String> texts = new ArrayList<>();
            context.notes("diary", note -> texts.add(note.body().text("x").orElseThrow()));
            return texts;
        }
    }

    private Cdp open(Diary diary) {
        return Cdp.in(directory)
                .clock(clock)
                .with(new PermitEverything())
                .with(diary)
                .open();
    }

    @Test
    void notes_are_shown_again_in_their_order_after_opening_again_and_change_no_state() {
        Diary first = new Diary();
        try (Cdp cdp = open(first)) {
            cdp.track(Identifier.userId("42"), Event.named("Visited"));
            for (int i = 0; i < 50; i++) {
                assertThat(first.write("n" + i).isStored()).isTrue();
                clock.advance(Duration.ofMinutes(1));
            }
            assertThat(cdp.timeline(Identifier.userId("42"))).hasSize(1);
        }
        Diary second = new Diary();
        try (Cdp cdp = open(second)) {
            assertThat(second.texts()).hasSize(51).startsWith("n0", "n1").endsWith("n49", "last words");
            assertThat(cdp.timeline(Identifier.userId("42"))).hasSize(1);
        }
    }

    @Test
    void a_note_has_an_entry_in_the_audit_log_that_proves_it() {
        Diary diary = new Diary();
        try (Cdp cdp = open(diary)) {
            Outcome written = diary.write("dear diary");

            assertThat(Audits.of(cdp)
                            .inclusion(written.position().orElseThrow())
                            .orElseThrow()
                            .entry())
                    .contains("\"k\":\"note\"")
                    .doesNotContain("dear");
            assertThat(Maintenance.of(cdp).verify()).isEmpty();
        }
    }

    @Test
    void notes_of_another_module_are_not_shown() {
        Diary diary = new Diary();
        try (Cdp cdp = open(diary)) {
            diary.write("mine");
            List<Note> others = new ArrayList<>();
            diary.context.notes("somebody", others::add);

            assertThat(others).isEmpty();
            assertThat(cdp.counts().received()).isEqualTo(1);
        }
    }

    @Test
    void a_module_hears_of_opening_before_the_host_and_of_closing_once_while_it_can_still_write() {
        Diary diary = new Diary();
        Cdp cdp = open(diary);
        cdp.calling(c -> c).close();
        cdp.close();

        assertThat(diary.heard).containsExactly("opened with 0", "closing");
    }

    @Test
    void what_a_module_throws_at_opening_closes_the_platform_and_gives_the_store_free() {
        Diary refusing = new Diary();
        refusing.refusing = true;
        assertThatThrownBy(() -> open(refusing))
                .isInstanceOf(CdpException.class)
                .hasMessage("not today");

        open(new Diary()).close();
    }
}
