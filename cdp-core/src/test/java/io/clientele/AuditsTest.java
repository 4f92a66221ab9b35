package io.clientele;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clientele.model.ConsentAct;
import io.clientele.model.Event;
import io.clientele.model.Evidence;
import io.clientele.model.Identifier;
import io.clientele.model.Outcome;
import io.clientele.model.Purpose;
import io.clientele.model.SubjectRequest;
import io.clientele.spi.Checkpoint;
import io.clientele.spi.CheckpointSink;
import io.clientele.testkit.ManualClock;
import io.clientele.testkit.PermitEverything;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditsTest {

    private static final Identifier ANN = Identifier.userId("42");

    private final ManualClock clock = ManualClock.at("2026-03-01T09:00:00Z");
    private final List<Checkpoint> kept = new ArrayList<>();
    private int acts;

    @TempDir
    Path directory;

    private Cdp open() {
        return open(Cdp.inMemory(), CheckpointSink.toList(kept));
    }

    private Cdp onDisk() {
        return open(Cdp.in(directory), CheckpointSink.toList(kept));
    }

    private Cdp open(CdpBuilder place, CheckpointSink sink) {
        return place.clock(clock).with(new PermitEverything()).checkpoints(sink).open();
    }

    private ConsentAct act() {
        return ConsentAct.of("act" + acts++, ANN, Purpose.ANALYTICS, ConsentAct.Decision.GRANT, clock.instant())
                .by(Evidence.of("banner", "v1"));
    }

    private static List<String> entries(Cdp cdp) {
        StringWriter out = new StringWriter();
        Audits.of(cdp).export(out);
        List<String> lines = out.toString().lines().toList();
        return lines.subList(1, lines.size() - 1);
    }

    private static List<String> kinds(Cdp cdp) {
        return entries(cdp).stream()
                .map(line -> line.replaceFirst(".*\"k\":\"([a-z]+)\".*", "$1"))
                .toList();
    }

    @Test
    void the_log_begins_with_its_key_and_tells_of_openings_acts_requests_and_erasures_in_order() {
        try (Cdp cdp = onDisk()) {
            cdp.accept(act());
            cdp.track(ANN, Event.named("Visited"));
            cdp.accept(SubjectRequest.erasure("r1", ANN, clock.instant(), "login"));
        }
        try (Cdp cdp = onDisk()) {
            assertThat(kinds(cdp))
                    .containsExactly("key", "configuration", "opening", "act", "request", "erasure", "opening");
        }
    }

    @Test
    void an_erasure_leaves_every_entry_as_it_was() {
        try (Cdp cdp = open()) {
            cdp.accept(act());
            List<String> before = entries(cdp);
            cdp.accept(SubjectRequest.erasure("r1", ANN, clock.instant(), "login"));

            assertThat(entries(cdp)).startsWith(before.toArray(String[]::new)).hasSize(before.size() + 2);
        }
    }

    @Test
    void an_act_can_be_proved_by_its_position_and_an_event_has_no_entry() {
        try (Cdp cdp = open()) {
            Outcome event = cdp.track(ANN, Event.named("Visited"));
            Outcome first = cdp.accept(act());
            Outcome second = cdp.accept(act());

            Audits audits = Audits.of(cdp);
            Audits.Inclusion proof =
                    audits.inclusion(second.position().orElseThrow()).orElseThrow();
            assertThat(proof.entry()).isEqualTo(entries(cdp).get((int) proof.index()));
            assertThat(proof.entry()).contains("\"p\":" + second.position().orElseThrow(), "\"k\":\"act\"");
            assertThat(proof.size()).isEqualTo(audits.size());
            assertThat(audits.inclusion(first.position().orElseThrow())).isPresent();
            assertThat(audits.inclusion(event.position().orElseThrow())).isEmpty();
            assertThat(audits.inclusion(99)).isEmpty();
        }
    }

    @Test
    void sizes_that_never_were_have_no_proof() {
        try (Cdp cdp = open()) {
            Audits audits = Audits.of(cdp);
            assertThatThrownBy(() -> audits.consistency(0, audits.size() + 1))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> audits.consistency(2, 1)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void a_checkpoint_leaves_a_second_after_the_last_with_the_next_write_or_advance() {
        try (Cdp cdp = open()) {
            cdp.advance();
            assertThat(kept).hasSize(1);
            cdp.accept(act());
            assertThat(kept).hasSize(1);
            clock.advance(Duration.ofSeconds(1));
            cdp.advance();
            assertThat(kept).hasSize(2);
            assertThat(kept.get(1).size()).isEqualTo(Audits.of(cdp).size());
            assertThat(kept.get(1).root()).isEqualTo(Audits.of(cdp).root());
            clock.advance(Duration.ofSeconds(5));
            cdp.advance();
            assertThat(kept).hasSize(2);
        }
    }

    @Test
    void a_thousand_entries_do_not_wait_for_the_second() {
        try (Cdp cdp = open()) {
            cdp.advance();
            for (int i = 0; i < 10; i++) {
                List<ConsentAct> hundred = new ArrayList<>();
                for (int j = 0; j < 100; j++) {
                    hundred.add(act());
                }
                cdp.accept(hundred);
            }
            assertThat(kept).extracting(Checkpoint::size).containsExactly(3L, 1003L);
        }
    }

    @Test
    void closing_hands_over_what_is_left() {
        try (Cdp cdp = open()) {
            cdp.advance();
            cdp.accept(act());
        }
        assertThat(kept).extracting(Checkpoint::size).containsExactly(3L, 4L);
    }

    @Test
    void a_sink_that_throws_fails_nobodys_call_and_is_asked_again() {
        List<Checkpoint> offered = new ArrayList<>();
        CheckpointSink broken = checkpoint -> {
            offered.add(checkpoint);
            throw new IllegalStateException("full");
        };
        try (Cdp cdp = open(Cdp.inMemory(), broken)) {
            assertThat(cdp.accept(act()).isStored()).isTrue();
            assertThat(cdp.accept(act()).isStored()).isTrue();
            assertThat(offered).hasSize(1);
            clock.advance(Duration.ofSeconds(1));
            cdp.advance();
            assertThat(offered).hasSize(2);
        }
    }

    @Test
    void a_sink_may_call_the_platform() {
        List<Outcome> said = new ArrayList<>();
        List<Cdp> opened = new ArrayList<>();
        try (Cdp cdp = open(Cdp.inMemory(), c -> opened.forEach(p -> said.add(p.accept(act()))))) {
            opened.add(cdp);
            cdp.accept(act());
            assertThat(said).hasSize(1).allMatch(Outcome::isStored);
            opened.clear();
        }
    }

    @Test
    void a_renewed_key_signs_from_then_on_also_after_opening_again() {
        String renewed;
        try (Cdp cdp = onDisk()) {
            String first = Audits.of(cdp).checkpoint().key();
            Audits.of(cdp).renewKey();
            renewed = Audits.of(cdp).checkpoint().key();
            assertThat(renewed).isNotEqualTo(first);
            assertThat(kinds(cdp)).endsWith("key");
        }
        try (Cdp cdp = onDisk()) {
            assertThat(Audits.of(cdp).checkpoint().key()).isEqualTo(renewed);
        }
    }

    @Test
    void files_of_checkpoints_gain_a_line_for_each() throws IOException {
        Path file = directory.resolve("checkpoints.jsonl");
        try (Cdp cdp = open(Cdp.inMemory(), CheckpointSink.toFile(file))) {
            cdp.advance();
            cdp.accept(act());
        }
        assertThat(Files.readAllLines(file)).hasSize(2).allMatch(line -> line.startsWith("{\"checkpoint\":"));
    }
}
