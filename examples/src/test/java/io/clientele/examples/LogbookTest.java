package io.clientele.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogbookTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir
    private Path directory;

    private void write() throws IOException {
        try (Logbook logbook = Logbook.read(directory, "shop-1")) {
            logbook.open();
            logbook.fed(NOON, 3, Map.of("stored", 4L, "withheld:refused", 1L));
            logbook.sizes(NOON.plusSeconds(60), List.of(1L, 2L));
            logbook.mail("m-1");
            logbook.mail("m-1");
            logbook.keptBack("m-2", "no_act");
        }
    }

    private void assertWritten(Logbook logbook) {
        assertThat(logbook.moments()).isEqualTo(3);
        assertThat(logbook.time()).isEqualTo(NOON.plusSeconds(60));
        assertThat(logbook.outcomes()).containsExactlyInAnyOrderEntriesOf(Map.of("stored", 4L, "withheld:refused", 1L));
        assertThat(logbook.sizes()).containsExactlyInAnyOrderEntriesOf(Map.of(NOON.plusSeconds(60), List.of(1L, 2L)));
        assertThat(logbook.mailCount()).isEqualTo(1);
        assertThat(logbook.keptBack()).containsExactlyInAnyOrderEntriesOf(Map.of("no_act", 1L));
    }

    @Test
    void what_was_noted_is_read_again() throws IOException {
        write();
        assertWritten(Logbook.read(directory, "shop-1"));
    }

    @Test
    void wherever_the_last_line_is_cut_the_lines_before_it_stay_and_the_rest_is_written_anew() throws IOException {
        write();
        Path file = directory.resolve("replay.log");
        String whole = Files.readString(file);
        int lastLine = whole.lastIndexOf('\n', whole.length() - 2) + 1;
        for (int cut = lastLine; cut < whole.length(); cut++) {
            Files.writeString(file, whole.substring(0, cut));
            try (Logbook logbook = Logbook.read(directory, "shop-1")) {
                assertThat(logbook.keptBack()).isEmpty();
                logbook.open();
                logbook.keptBack("m-2", "no_act");
            }
            assertWritten(Logbook.read(directory, "shop-1"));
        }
    }

    @Test
    void reading_alone_leaves_no_trace() {
        Logbook.read(directory, "shop-1");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void another_shops_logbook_is_refused() throws IOException {
        write();
        assertThatThrownBy(() -> Logbook.read(directory, "shop-2"))
                .isInstanceOf(Options.BadInput.class)
                .hasMessageContaining("another shop");
    }

    @Test
    void a_file_that_is_no_logbook_is_refused() throws IOException {
        Files.writeString(directory.resolve("replay.log"), "fed yesterday\n");
        assertThatThrownBy(() -> Logbook.read(directory, "shop-1"))
                .isInstanceOf(Options.BadInput.class)
                .hasMessageContaining("cannot read");
    }
}
