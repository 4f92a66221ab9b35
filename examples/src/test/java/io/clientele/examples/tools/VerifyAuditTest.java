package io.clientele.examples.tools;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.Audits;
import io.clientele.Cdp;
import io.clientele.consent.ConsentModule;
import io.clientele.consent.Consents;
import io.clientele.model.Event;
import io.clientele.model.Identifier;
import io.clientele.model.Purpose;
import io.clientele.rights.SubjectRequests;
import io.clientele.spi.Checkpoint;
import io.clientele.spi.CheckpointSink;
import io.clientele.testkit.ManualClock;
import io.clientele.testkit.Requirement;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VerifyAuditTest {

    private static final int ROUNDS = 100;

    private final List<Checkpoint> kept = new ArrayList<>();
    private List<String> log = List.of();

    @BeforeAll
    void a_shop_works_for_a_while() {
        ManualClock clock = ManualClock.at("2026-03-01T09:00:00Z");
        try (Cdp cdp = Cdp.inMemory()
                .with(ConsentModule.optIn())
                .clock(clock)
                .checkpoints(CheckpointSink.toList(kept))
                .open()) {
            for (int i = 0; i < 60; i++) {
                Identifier who = Identifier.userId("u" + i % 20);
                Consents.of(cdp).record(who, c -> c.grant(Purpose.ANALYTICS).evidence("banner", "v3"));
                cdp.track(who, Event.named("Visited"));
                if (i % 15 == 14) {
                    SubjectRequests.of(cdp).erase(who, "login");
                    Audits.of(cdp).renewKey();
                }
                clock.advance(Duration.ofMillis(300));
            }
            StringWriter out = new StringWriter();
            Audits.of(cdp).export(out);
            log = out.toString().lines().toList();
        }
    }

    private static String verdict(List<String> lines, List<String> known) {
        try {
            String text = String.join("\n", lines) + "\n";
            return VerifyAudit.verdict(new BufferedReader(new StringReader(text)), known, Optional.empty());
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private List<String> known() {
        return kept.stream().map(Checkpoint::line).toList();
    }

    private int entries() {
        return log.size() - 2;
    }

    /** The entries of the log as they stand between its first and last line. */
    private List<String> body() {
        return new ArrayList<>(log.subList(1, log.size() - 1));
    }

    private List<String> around(List<String> body) {
        List<String> lines = new ArrayList<>(List.of(log.get(0)));
        lines.addAll(body);
        lines.add(log.get(log.size() - 1));
        return lines;
    }

    /** Numbers the entries anew and has each name the one before, as a forger would who has no key. */
    private static List<String> mended(List<String> body) {
        List<String> mended = new ArrayList<>();
        String before = "0".repeat(64);
        for (String line : body) {
            String next = line.replaceFirst("\"n\":\\d+", "\"n\":" + mended.size())
                    .replaceFirst("\"b\":\"[0-9a-f]{64}\"", "\"b\":\"" + before + "\"");
            mended.add(next);
            before = leaf(next);
        }
        return mended;
    }

    private static String leaf(String line) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update((byte) 0);
            return HexFormat.of().formatHex(sha256.digest(line.getBytes(StandardCharsets.UTF_8)));
        } catch (java.security.NoSuchAlgorithmException everyJdkHasIt) {
            throw new AssertionError(everyJdkHasIt);
        }
    }

    private static String flipped(String line, Random random) {
        int place = random.nextInt(line.length());
        char other = (char) (line.charAt(place) ^ (1 << random.nextInt(4)));
        return line.substring(0, place) + other + line.substring(place + 1);
    }

    /** The same entry with another hash, still in the form of an entry. */
    private static String edited(String line, Random random) {
        int place = line.indexOf("\"h\":\"") + 5 + random.nextInt(64);
        char other = line.charAt(place) == '0' ? '1' : '0';
        return line.substring(0, place) + other + line.substring(place + 1);
    }

    private interface Forgery {
        List<String> of(List<String> body, Random random);
    }

    private void rejects(String kind, Forgery forgery) {
        for (long seed = 0; seed < ROUNDS; seed++) {
            Random random = new Random(seed);
            List<String> forged = forgery.of(body(), random);
            List<String> all = new ArrayList<>(known());
            Collections.shuffle(all.subList(0, all.size() - 1), random);
            List<String> some = all.subList(all.size() - 4, all.size());
            assertThat(verdict(around(forged), some))
                    .as("%s, seed %d", kind, seed)
                    .startsWith("wrong: ");
            assertThat(verdict(around(forged), List.of()))
                    .as("%s, seed %d", kind, seed)
                    .startsWith("wrong: ");
            List<String> mended = mended(forged);
            assertThat(verdict(around(mended), some))
                    .as("%s mended, seed %d", kind, seed)
                    .startsWith("wrong: ");
            assertThat(verdict(around(mended), List.of()))
                    .as("%s mended, seed %d", kind, seed)
                    .startsWith("wrong: ");
        }
    }

    @Nested
    class A_good_log {

        @Test
        void is_right_with_and_without_checkpoints_kept_elsewhere() {
            assertThat(entries()).isGreaterThan(70);
            assertThat(kept).hasSizeGreaterThan(10);
            assertThat(verdict(log, List.of())).startsWith("right: " + entries() + " entries, 1 checkpoints");
            List<String> before = known().subList(0, known().size() - 1);
            assertThat(verdict(log, before)).startsWith("right: " + entries() + " entries");
        }

        @Test
        void tells_of_acts_requests_erasures_openings_and_keys_and_names_nobody() {
            assertThat(String.join("\n", log))
                    .contains("\"k\":\"key\"", "\"k\":\"configuration\"", "\"k\":\"opening\"")
                    .contains("\"k\":\"act\"", "\"k\":\"request\"", "\"k\":\"erasure\"")
                    .doesNotContain("user_id", "analytics", "banner");
        }
    }

    @Nested
    class A_forged_log {

        @Test
        void is_found_out_by_any_changed_character() {
            for (long seed = 0; seed < 4 * ROUNDS; seed++) {
                Random random = new Random(seed);
                List<String> lines = new ArrayList<>(log);
                int place = random.nextInt(lines.size());
                lines.set(place, flipped(lines.get(place), random));
                assertThat(verdict(lines, List.of()))
                        .as("line %d, seed %d", place, seed)
                        .startsWith("wrong: ");
            }
        }

        @Test
        void is_found_out_when_an_entry_is_changed() {
            rejects("edit", (body, random) -> {
                int place = random.nextInt(body.size());
                body.set(place, edited(body.get(place), random));
                return body;
            });
        }

        @Test
        void is_found_out_when_an_entry_is_put_in() {
            rejects("insert", (body, random) -> {
                String copy = edited(body.get(random.nextInt(body.size())), random);
                body.add(random.nextInt(body.size() + 1), copy);
                return body;
            });
        }

        @Test
        void is_found_out_when_an_entry_is_taken_out() {
            rejects("removal", (body, random) -> {
                body.remove(random.nextInt(body.size()));
                return body;
            });
        }

        @Test
        void is_found_out_when_entries_change_places() {
            rejects("reorder", (body, random) -> {
                int place = random.nextInt(body.size());
                int other = (place + 1 + random.nextInt(body.size() - 1)) % body.size();
                Collections.swap(body, place, other);
                return body;
            });
        }

        @Test
        @Requirement("scenario 16")
        void is_found_out_when_its_beginning_or_end_is_cut_off() {
            rejects("truncation", (body, random) -> {
                int cut = 1 + random.nextInt(body.size() - 1);
                return random.nextBoolean()
                        ? new ArrayList<>(body.subList(0, cut))
                        : new ArrayList<>(body.subList(cut, body.size()));
            });
        }

        @Test
        void is_found_out_when_a_checkpoint_is_changed() {
            for (long seed = 0; seed < ROUNDS; seed++) {
                Random random = new Random(seed);
                List<String> forged = new ArrayList<>(known().subList(0, known().size() - 1));
                int place = random.nextInt(forged.size());
                forged.set(place, flipped(forged.get(place), random));
                assertThat(verdict(log, forged)).as("seed %d", seed).startsWith("wrong: ");
            }
        }

        @Test
        @Requirement("scenario 16")
        void is_found_out_when_it_was_rolled_back_behind_a_checkpoint_kept_elsewhere() {
            int found = 0;
            for (Checkpoint older : kept.subList(0, kept.size() - 1)) {
                List<String> rolled = new ArrayList<>(log.subList(0, (int) older.size() + 1));
                rolled.add(older.line());
                assertThat(verdict(rolled, List.of()))
                        .as("size %d", older.size())
                        .startsWith("right: ");
                assertThat(verdict(rolled, known()))
                        .as("size %d", older.size())
                        .startsWith("wrong: the log ends after " + older.size() + " entries, but a checkpoint of ");
                found++;
            }
            assertThat(found).isGreaterThan(10);
        }

        @Test
        void is_found_out_when_it_is_signed_by_a_key_that_is_not_the_known_one() throws IOException {
            String other = "ab".repeat(32);
            BufferedReader reader = new BufferedReader(new StringReader(String.join("\n", log)));
            assertThat(VerifyAudit.verdict(reader, List.of(), Optional.of(other)))
                    .isEqualTo("wrong: entry 0 gives another key than the one that is known");
        }
    }

    @Nested
    class The_verdict {

        @Test
        @Requirement("scenario 16")
        void names_the_entry_that_was_changed() {
            List<String> body = body();
            body.set(17, edited(body.get(17), new Random(1)));
            assertThat(verdict(around(body), List.of()))
                    .isEqualTo("wrong: entry 17 was changed, or entry 18 was: the one does not follow the other");
        }

        @Test
        void names_the_entries_between_two_checkpoints_when_a_forger_mended_what_follows() {
            List<String> body = body();
            body.set(17, edited(body.get(17), new Random(1)));
            Checkpoint next =
                    kept.stream().filter(c -> c.size() > 17).findFirst().orElseThrow();
            assertThat(verdict(around(mended(body)), known()))
                    .startsWith(
                            "wrong: the checkpoint of " + next.size() + " entries signed others: one of the entries ")
                    .endsWith(" to " + (next.size() - 1) + " is wrong");
        }
    }

    @Nested
    class The_program {

        @TempDir
        Path directory;

        @Test
        void needs_nothing_but_itself_and_is_short() throws IOException {
            List<String> source = Files.readAllLines(source());
            assertThat(source).hasSizeLessThanOrEqualTo(300);
            assertThat(source)
                    .filteredOn(line -> line.startsWith("import "))
                    .allMatch(line -> line.startsWith("import java."));
        }

        @Test
        void runs_alone_and_tells_by_its_exit_status() throws IOException, InterruptedException {
            Path good = Files.write(directory.resolve("good.jsonl"), log);
            Process alone = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            source().toString(),
                            good.toString())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(alone.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(alone.waitFor()).as(said).isZero();
            assertThat(said).startsWith("right: ");
        }

        @Test
        void ends_with_one_for_a_wrong_log_and_two_for_bad_arguments() throws IOException {
            Path bad = Files.write(directory.resolve("bad.jsonl"), log.subList(0, 9));
            Path checkpoints = Files.write(directory.resolve("known.jsonl"), known());
            assertThat(run(bad.toString())).isEqualTo(1);
            assertThat(run(bad.toString(), "--known", checkpoints.toString())).isEqualTo(1);
            assertThat(run()).isEqualTo(2);
            assertThat(run(bad.toString(), "--odd", "x")).isEqualTo(2);
            assertThat(run(directory.resolve("none").toString())).isEqualTo(2);
            assertThat(run("--help")).isZero();
        }

        private static int run(String... arguments) {
            PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
            return VerifyAudit.run(List.of(arguments), nowhere, nowhere);
        }

        /** The source beside the classes, wherever the test is started. */
        private static Path source() {
            Path here = Path.of("src/main/java/io/clientele/examples/tools/VerifyAudit.java");
            return Files.exists(here) ? here : Path.of("examples").resolve(here);
        }
    }
}
