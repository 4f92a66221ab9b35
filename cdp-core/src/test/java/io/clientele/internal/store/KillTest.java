package io.clientele.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.internal.store.AppendingChild.Database;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A process killed at a random moment loses nothing that it acknowledged, and leaves nothing half done. */
class KillTest {

    private static final int ROUNDS = Integer.getInteger("clientele.kills", 5);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(Database.class)
    void nothing_acknowledged_is_lost_and_nothing_is_half_there(Database database)
            throws IOException, InterruptedException {
        SplittableRandom random = new SplittableRandom(51);
        ModelStore model = new ModelStore();
        String where = switch (database) {
            case SQLITE -> folder.resolve("data.db").toString();
            case H2 -> folder.resolve("data").toString();
            case POSTGRES -> Postgres.address(Postgres.empty());
        };
        int rounds = database == Database.SQLITE ? ROUNDS : (ROUNDS + 1) / 2;
        for (int round = 0; round < rounds; round++) {
            long acknowledged = appendUntilKilled(database, where, 1 + random.nextInt(60));
            try (Store store = JdbcStore.open(database.options(where))) {
                assertThat(store.head()).as("%s round %d", database, round).isGreaterThanOrEqualTo(acknowledged);
                while (model.head < store.head()) {
                    model.apply(AppendingChild.batchAfter(model.head));
                }
                model.lastOwner = 0;
                model.assertSame(store, database + " round " + round);
            }
        }
    }

    private static long appendUntilKilled(Database database, String where, int batches)
            throws IOException, InterruptedException {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        AppendingChild.class.getName(),
                        database.name(),
                        where)
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
