package io.clientele.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InterruptionTest {

    private static final int CUSTOMERS = 40;
    private static final List<String> SHOP =
            List.of("--customers", String.valueOf(CUSTOMERS), "--months", "4", "--seed", "11");

    @TempDir
    private Path directory;

    private Process start(Path data, Path out) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                ShopReplay.class.getName(),
                "--data",
                data.toString()));
        command.addAll(SHOP);
        return new ProcessBuilder(command).redirectOutput(out.toFile()).start();
    }

    /** Waits until the replay says that it has come to this day, then kills it with no time to tidy up. */
    private void runAndKillAt(String day, Path data) throws IOException, InterruptedException {
        Path out = directory.resolve("killed-at-" + day);
        Process process = start(data, out);
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
            String line = lines.readLine();
            while (line != null && !line.startsWith(day)) {
                line = lines.readLine();
            }
            assertThat(line).as("the replay reached " + day).isNotNull();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.waitFor()).as("exit status of a killed process").isNotZero();
        assertThat(Files.readString(out)).doesNotContain("==");
    }

    private String runToTheEnd(Path data) throws IOException, InterruptedException {
        Path out = directory.resolve("finished-" + data.getFileName());
        Process process = start(data, out);
        process.getErrorStream().transferTo(java.io.OutputStream.nullOutputStream());
        assertThat(process.waitFor()).isZero();
        return Files.readString(out);
    }

    @Test
    void a_replay_killed_twice_on_its_way_and_run_again_tells_the_same_as_an_undisturbed_one()
            throws IOException, InterruptedException {
        String undisturbed = runToTheEnd(directory.resolve("undisturbed"));
        Path data = directory.resolve("disturbed");
        runAndKillAt("2025-10-01", data);
        runAndKillAt("2025-11-01", data);

        assertThat(CanaryScan.find(data, CanaryScan.canaries(CUSTOMERS))).isEmpty();
        String disturbed = runToTheEnd(data);
        assertThat(Run.summary(disturbed)).isEqualTo(Run.summary(undisturbed)).contains("== One customer explained");
        assertThat(disturbed).contains("nothing changed");
    }
}
