package io.clientele.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clientele.internal.Holder;
import io.clientele.internal.sql.Dialect;
import io.clientele.internal.sql.Session;
import io.clientele.internal.sql.Sessions;
import io.clientele.model.CdpException;
import io.clientele.testkit.ManualClock;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a store must do whose place outlives it. */
abstract class DurableStoreKit extends FailingStoreKit {

    private static final Duration LEASE = Duration.ofSeconds(30);

    private final ManualClock wall = ManualClock.at("2026-03-01T09:00:00Z");
    private final Dialect place = place();

    private StoreOptions options() {
        return StoreOptions.of(place)
                .wall(wall)
                .lease(LEASE)
                .patience(Duration.ZERO)
                .portions(5, 2);
    }

    private static void append(Store store, Draws draws, int owner) {
        Batch batch = new Batch();
        batch.rows.add(draws.row(store.head() + 1, owner));
        store.append(store.head(), batch);
    }

    @Nested
    class The_lease {

        @Test
        void refuses_a_second_opening_in_one_clear_line_that_names_the_holder() {
            try (Store first = JdbcStore.open(options())) {
                assertThatThrownBy(() -> JdbcStore.open(options()))
                        .isInstanceOf(CdpException.class)
                        .hasMessageContaining(
                                "is in use by pid " + ProcessHandle.current().pid() + "@")
                        .hasMessageContaining("lease until 2026-03-01T09:00:30Z")
                        .hasMessageNotContaining("\n");
                append(first, new Draws(1), 1);
            }
        }

        @Test
        void is_free_at_once_after_closing() {
            JdbcStore.open(options()).close();
            JdbcStore.open(options()).close();
        }

        @Test
        void is_renewed_by_appends_and_by_renewal() {
            try (Store first = JdbcStore.open(options())) {
                for (int i = 0; i < 4; i++) {
                    wall.advance(Duration.ofSeconds(20));
                    if (i % 2 == 0) {
                        append(first, new Draws(i), 1);
                    } else {
                        first.renew();
                    }
                }
                assertThatThrownBy(() -> JdbcStore.open(options())).hasMessageContaining("in use");
            }
        }

        @Test
        void that_ran_out_is_taken_and_the_first_holder_is_fenced_and_named_the_new_one() {
            Draws draws = new Draws(3);
            try (Store paused = JdbcStore.open(options())) {
                append(paused, draws, 1);
                wall.advance(LEASE);
                Holder other = new Holder(77, "till-9", 0);
                try (Store second = JdbcStore.open(options().holder(other))) {
                    append(second, draws, 1);
                    assertThatThrownBy(() -> append(paused, draws, 1))
                            .isInstanceOf(FencedException.class)
                            .hasMessageContaining("taken over by pid 77@till-9");
                    assertThatThrownBy(paused::renew).isInstanceOf(FencedException.class);
                    assertThatThrownBy(paused::head).isInstanceOf(FencedException.class);
                    assertThat(second.head()).isEqualTo(2);
                }
            }
            try (Store again = JdbcStore.open(options())) {
                assertThat(again.read(1)).hasSize(2);
                assertThat(again.term()).isEqualTo(3);
            }
        }

        @Test
        void of_a_fenced_store_that_closes_stays_with_the_new_holder() {
            Store paused = JdbcStore.open(options());
            wall.advance(LEASE);
            try (Store second = JdbcStore.open(options())) {
                paused.close();
                assertThatThrownBy(() -> JdbcStore.open(options())).hasMessageContaining("in use");
                append(second, new Draws(1), 1);
            }
        }

        @Test
        void of_a_process_that_is_gone_is_taken_without_waiting() throws Exception {
            Process gone = new ProcessBuilder(java(), "-version")
                    .redirectErrorStream(true)
                    .start();
            gone.getInputStream().readAllBytes();
            gone.waitFor();
            Holder holder = new Holder(gone.pid(), Holder.thisProcess().host(), 0);
            Store left = JdbcStore.open(options().holder(holder));
            try (Store next = JdbcStore.open(options())) {
                assertThat(next.term()).isEqualTo(2);
            }
            left.close();
        }

        private String java() {
            return Path.of(System.getProperty("java.home"), "bin", "java").toString();
        }
    }

    @Nested
    class A_crash {

        @ParameterizedTest
        @CsvSource({"81, 1, 1", "82, 7, 2", "83, 100000, 256"})
        void loses_nothing_that_was_acknowledged_and_fences_what_survived(long seed, int pending, int smallest) {
            ModelStore model = new ModelStore();
            Histories histories = new Histories(seed, model);
            StoreOptions options = options().portions(pending, smallest);
            Store left = JdbcStore.open(options);
            for (int round = 0; round < 5; round++) {
                for (int step = 0; step < 12; step++) {
                    Batch batch = histories.next();
                    left.append(model.head, batch);
                    model.apply(batch);
                }
                Store abandoned = left;
                wall.advance(LEASE);
                left = JdbcStore.open(options);
                model.assertSame(left, "seed %d round %d".formatted(seed, round));
                assertThatThrownBy(() -> append(abandoned, new Draws(1), 1)).isInstanceOf(FencedException.class);
                abandoned.close();
            }
            left.close();
        }
    }

    @Nested
    class A_schema {

        @ParameterizedTest
        @ValueSource(strings = {"min_reader", "min_writer"})
        void of_a_newer_version_is_refused_and_left_alone(String least) throws SQLException {
            JdbcStore.open(options()).close();
            change("UPDATE meta SET version = 9, " + least + " = 9");
            assertThatThrownBy(() -> JdbcStore.open(options()))
                    .isInstanceOf(CdpException.class)
                    .hasMessageContaining("was written by a newer version (schema 9, this one knows 2)")
                    .hasMessageNotContaining("\n");
        }

        @Test
        void of_a_newer_version_that_we_may_still_write_is_opened() throws SQLException {
            JdbcStore.open(options()).close();
            change("UPDATE meta SET version = 9");
            JdbcStore.open(options()).close();
            try (Session session = Sessions.writer(place)) {
                assertThat(session.number("SELECT version FROM meta")).isEqualTo(9);
            }
        }

        @Test
        void is_never_overwritten_by_what_is_inserted_if_absent() throws SQLException {
            JdbcStore.open(options()).close();
            byte[] key = new Draws(5).bytes(16);
            String sql = place.insertIfAbsent("dedup", "dedup {bytes}, position {long}", "dedup");
            try (Session session = Sessions.writer(place)) {
                assertThat(session.update(sql, key, 1L)).isEqualTo(1);
                assertThat(session.update(sql, key, 2L)).isZero();
                assertThat(session.number("SELECT position FROM dedup WHERE dedup = ?", key))
                        .isEqualTo(1);
            }
        }

        private void change(String sql) throws SQLException {
            try (Session session = Sessions.writer(place)) {
                session.run(sql);
            }
        }
    }
}
