package io.clientele.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clientele.Cdp;
import io.clientele.CdpBuilder;
import io.clientele.model.CdpException;
import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import io.clientele.model.Outcome;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One pen per store: a process that slept through its lease must not write over the one that took it. */
class FencingTest {

    private static final Identifier SOMEONE = Identifier.userId("1");

    @TempDir
    Path directory;

    private Process child;
    private BufferedReader lines;

    @BeforeEach
    void start() throws IOException {
        child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        PausedProcess.class.getName(),
                        directory.toString(),
                        "2000")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        lines = new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8));
        assertThat(lines.readLine()).isEqualTo("first STORED");
    }

    @AfterEach
    void stop() throws InterruptedException {
        child.destroyForcibly();
        child.waitFor();
    }

    private CdpBuilder ours() {
        CdpBuilder builder = Cdp.in(directory);
        World.modules().forEach(builder::with);
        return builder;
    }

    @Test
    void a_store_in_use_names_its_holder() {
        assertThatThrownBy(() -> ours().open())
                .isInstanceOf(CdpException.class)
                .hasMessageContaining("in use")
                .hasMessageContaining(String.valueOf(child.pid()));
    }

    @Test
    void a_paused_process_is_fenced_when_it_resumes() throws IOException, InterruptedException {
        signal("STOP");
        try (Cdp cdp = ours().waitFor(Duration.ofSeconds(30)).open()) {
            assertThat(cdp.track(SOMEONE, Event.of(EventType.IDENTIFY).id("ours"))
                            .kind())
                    .isEqualTo(Outcome.Kind.STORED);
            signal("CONT");
            child.outputWriter().write("go on\n");
            child.outputWriter().flush();

            assertThat(lines.readLine()).startsWith("second FencedException").contains("taken over");
            assertThat(cdp.timeline(SOMEONE)).extracting(Event::id).containsExactlyInAnyOrder("first", "ours");
        }
    }

    private void signal(String name) throws IOException, InterruptedException {
        int status = new ProcessBuilder(List.of("kill", "-" + name, String.valueOf(child.pid())))
                .start()
                .waitFor();
        assertThat(status).isZero();
    }
}
