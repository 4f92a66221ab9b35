package io.clientele.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process killed at a random moment loses nothing that it acknowledged, and leaves nothing half done. */
class KillTest {

    private static final int ROUNDS = Integer.getInteger("clientele.kills", 5);

    @TempDir
    private Path folder;

    @Test
    void nothing_acknowledged_is_lost_and_nothing_is_half_there() throws IOException, InterruptedException {
        SplittableRandom random = new SplittableRandom(51);
        ModelStore model = new ModelStore();
        for (int round = 0; round < ROUNDS; round++) {
            long acknowledged = appendUntilKilled(1 + random.nextInt(60));
            try (Store store =
                    JdbcStore.open(StoreOptions.at(folder.resolve("data.db")).portions(500, 50))) {
                assertThat(store.head()).as("round %d", round).isGreaterThanOrEqualTo(acknowledged);
                while (model.head < store.head()) {
                    model.apply(AppendingChild.batchAfter(model.head));
                }
                model.lastOwner = 0;
                model.assertSame(store, "round " + round);
            }
        }
    }

    private long appendUntilKilled(int batches) throws IOException, InterruptedException {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        AppendingChild.class.getName(),
                        folder.resolve("data.db").toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        long head = -1;
        try (BufferedReader lines = child.inputReader(StandardCharsets.UTF_8)) {
            for (int i = 0; i < batches; i++) {
                String line = lines.readLine();
                assertThat(line).as("the child lives").isNotNull();
                head = Long.parseLong(line);
            }
            child.destroyForcibly();
        }
        child.waitFor();
        return head;
    }
}
