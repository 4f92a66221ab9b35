package io.clientele.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.clientele.internal.sql.HostDialect;
import io.clientele.model.StorageException;
import io.clientele.testkit.ManualClock;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A PostgreSQL server that is killed with all its processes keeps what was acknowledged, in its own folder. */
class PostgresCrashTest {

    private static final int KILLS = 2;

    @TempDir
    private Path folder;

    private final ManualClock wall = ManualClock.at("2026-03-01T09:00:00Z");

    private EmbeddedPostgres start() throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve("data"))
                .setCleanDataDirectory(false)
                .setOverrideWorkingDirectory(folder.resolve("work").toFile())
                .setServerConfig("fsync", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("synchronous_commit", "on")
                .start();
    }

    private StoreOptions options(EmbeddedPostgres server) {
        return StoreOptions.of(HostDialect.of(server.getPostgresDatabase(), "clientele"))
                .wall(wall)
                .patience(Duration.ZERO)
                .portions(40, 5);
    }

    /** As a failing machine would: no process of it may tidy up. */
    private void kill(EmbeddedPostgres server) throws IOException {
        long first = Long.parseLong(
                Files.readAllLines(folder.resolve("data/postmaster.pid")).get(0).strip());
        ProcessHandle postmaster = ProcessHandle.of(first).orElseThrow();
        var all = postmaster.descendants().toList();
        postmaster.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
        postmaster.onExit().join();
        all.forEach(process -> process.onExit().join());
        server.close();
    }

    @Test
    void loses_nothing_that_was_acknowledged_and_says_that_the_last_is_not_known() throws IOException {
        ModelStore model = new ModelStore();
        Histories histories = new Histories(93, model);
        EmbeddedPostgres server = start();
        for (int round = 0; round < KILLS; round++) {
            Store store = JdbcStore.open(options(server));
            model.assertSame(store, "round " + round);
            for (int step = 0; step < 25; step++) {
                Batch batch = histories.next();
                store.append(model.head, batch);
                model.apply(batch);
            }
            kill(server);
            Batch never = histories.next();
            StorageException away = catchThrowableOfType(StorageException.class, () -> store.append(model.head, never));
            assertThat(away).as("round %d", round).isNotNull();
            var unused = catchThrowableOfType(StorageException.class, store::close);
            wall.advance(Duration.ofMinutes(1));
            server = start();
        }
        try (Store store = JdbcStore.open(options(server))) {
            model.assertSame(store, "after " + KILLS + " kills");
        } finally {
            server.close();
        }
    }
}
