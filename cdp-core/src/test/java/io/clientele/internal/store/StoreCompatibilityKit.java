package io.clientele.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clientele.internal.sql.Dialect;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every store must do, whatever keeps it. */
abstract class StoreCompatibilityKit {

    private final Draws draws = new Draws(1);
    Store store;

    /** A new, empty place. */
    abstract Dialect place();

    /** How many batches a random history has. */
    abstract int steps();

    @BeforeEach
    void opened() {
        store = open(new StoreOptions.Portions(4, 2));
    }

    @AfterEach
    void closed() {
        store.close();
    }

    private Store open(StoreOptions.Portions portions) {
        return JdbcStore.open(StoreOptions.of(place()).portions(portions.pending(), portions.smallest()));
    }

    private Batch rows(int count, int owner) {
        Batch batch = new Batch();
        for (int i = 1; i <= count; i++) {
            batch.rows.add(draws.row(store.head() + i, owner));
        }
        return batch;
    }

    private Batch append(int count, int owner) {
        Batch batch = rows(count, owner);
        store.append(store.head(), batch);
        return batch;
    }

    private List<Long> positions(int owner) {
        return store.read(owner).stream().map(Row::position).toList();
    }

    @Nested
    class A_new_store {

        @Test
        void is_empty_and_has_an_id_of_sixteen_bytes() {
            assertThat(store.id()).hasSize(16);
            assertThat(store.head()).isZero();
            assertThat(store.lastOwner()).isZero();
            assertThat(store.counters()).isEmpty();
            assertThat(store.fact("any")).isEmpty();
            assertThat(store.read(1)).isEmpty();
            assertThat(store.contains(new byte[16])).isFalse();
        }

        @Test
        void has_a_lease_of_the_first_term() {
            assertThat(store.term()).isEqualTo(1);
        }

        @Test
        void gives_a_copy_of_its_id() {
            store.id()[0]++;
            assertThat(store.id()).isEqualTo(store.id());
        }
    }

    @Nested
    class Appending {

        @Test
        void moves_the_head_by_the_number_of_rows() {
            append(3, 1);
            append(2, 2);
            assertThat(store.head()).isEqualTo(5);
        }

        @Test
        void gives_back_every_field_of_a_row() {
            Batch batch = append(1, 7);
            assertThat(Draws.text(store.read(7).get(0))).isEqualTo(Draws.text(batch.rows.get(0)));
        }

        @Test
        void with_an_old_head_is_fenced_and_changes_nothing() {
            append(3, 1);
            Batch late = rows(0, 1);
            late.counters.put("late", 1L);
            assertThatThrownBy(() -> store.append(2, late)).isInstanceOf(FencedException.class);
            assertThat(store.head()).isEqualTo(3);
            assertThat(store.counters()).isEmpty();
            append(1, 1);
            assertThat(positions(1)).containsExactly(1L, 2L, 3L, 4L);
        }

        @Test
        void refuses_positions_with_a_gap() {
            Batch gap = new Batch();
            gap.rows.add(draws.row(2, 1));
            assertThatThrownBy(() -> store.append(0, gap))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("gap");
        }

        @Test
        void refuses_a_dedup_key_of_another_length() {
            Batch odd = new Batch();
            odd.rows.add(draws.row(1, 1, new byte[15]));
            assertThatThrownBy(() -> store.append(0, odd)).isInstanceOf(IllegalArgumentException.class);
        }

        @Test
        void after_closing_is_refused_and_closing_again_does_nothing() {
            store.close();
            store.close();
            assertThatThrownBy(() -> store.append(0, new Batch())).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> store.read(1)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Nested
    class Reading {

        @Test
        void finds_an_owners_rows_by_position_while_indexes_are_written_behind() {
            List<Long> expected = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                append(1, 1);
                expected.add(store.head());
                append(3, 2 + i % 5);
                assertThat(positions(1)).isEqualTo(expected);
            }
        }

        @Test
        void scans_all_rows_by_position_beyond_a_page() {
            append(2_500, 3);
            List<Long> seen = new ArrayList<>();
            store.scan(r -> seen.add(r.position()));
            assertThat(seen).hasSize(2_500).isSorted().startsWith(1L).endsWith(2_500L);
        }

        @Test
        void lets_a_scan_read_and_append_in_between() {
            append(1_500, 1);
            store.scan(r -> {
                if (r.position() % 500 == 0) {
                    assertThat(store.read(r.owner())).hasSizeGreaterThanOrEqualTo(1_500);
                    append(1, 1);
                }
            });
            assertThat(store.head()).isGreaterThanOrEqualTo(1_503);
        }

        @Test
        void knows_each_dedup_key_and_no_other() {
            Batch batch = append(40, 1);
            append(40, 2);
            assertThat(batch.rows).allMatch(r -> store.contains(r.key()));
            assertThat(store.contains(draws.bytes(16))).isFalse();
        }

        @Test
        void gives_owners_by_number_and_firings_oldest_first_in_their_newest_state() {
            Batch batch = rows(0, 0);
            batch.owners.addAll(List.of(draws.owner(1), draws.owner(2)));
            OutboxRow first = draws.firing(1);
            OutboxRow second = draws.firing(2);
            batch.outbox.addAll(List.of(first, second));
            store.append(0, batch);
            Batch change = new Batch();
            change.outbox.add(new OutboxRow(first.id(), 1, 9, first.sealed()));
            store.append(0, change);
            List<Integer> owners = new ArrayList<>();
            List<Integer> states = new ArrayList<>();
            store.owners(o -> owners.add(o.number()));
            store.outbox(o -> states.add(o.state()));
            assertThat(owners).containsExactly(1, 2);
            assertThat(states).containsExactly(9, second.state());
        }

        @Test
        void adds_counters_up_and_keeps_the_last_fact() {
            for (int i = 1; i <= 3; i++) {
                Batch batch = new Batch();
                batch.counters.put("withheld", (long) i);
                batch.facts.put("clock", new byte[] {(byte) i});
                store.append(0, batch);
            }
            assertThat(store.counters()).containsEntry("withheld", 6L);
            assertThat(store.fact("clock"))
                    .hasValueSatisfying(f -> assertThat(f).containsExactly(3));
        }

        @Test
        void keeps_of_two_tombstones_the_later_end() {
            Tombstone longer = new Tombstone(draws.bytes(32), 5, 900);
            Batch batch = new Batch();
            batch.tombstones.add(longer);
            batch.tombstones.add(new Tombstone(longer.blind(), 6, 100));
            store.append(0, batch);
            assertThat(store.tombstone(longer.blind()))
                    .hasValueSatisfying(t -> assertThat(t.until()).isEqualTo(900));
            assertThat(store.tombstone(draws.bytes(32))).isEmpty();
        }
    }

    @Nested
    class Reading_beside_the_pen {

        private final AtomicLong acknowledged = new AtomicLong();
        private final AtomicBoolean done = new AtomicBoolean();

        @Test
        void misses_nothing_that_was_acknowledged_before() throws Exception {
            ExecutorService readers = Executors.newFixedThreadPool(2);
            try {
                List<Future<Integer>> reading = List.of(readers.submit(this::readOn), readers.submit(this::readOn));
                for (int i = 0; i < 300; i++) {
                    append(1, 1);
                    acknowledged.set(store.head());
                }
                done.set(true);
                for (Future<Integer> each : reading) {
                    assertThat(each.get(60, TimeUnit.SECONDS)).as("reads").isPositive();
                }
            } finally {
                done.set(true);
                readers.shutdown();
            }
        }

        private int readOn() {
            int reads = 0;
            while (!done.get()) {
                long before = acknowledged.get();
                List<Row> rows = store.read(1);
                assertThat(rows).hasSizeGreaterThanOrEqualTo((int) before);
                for (int i = 0; i < rows.size(); i++) {
                    assertThat(rows.get(i).position()).isEqualTo(i + 1L);
                }
                int newest = (int) before - 1;
                assertThat(newest < 0 || store.contains(rows.get(newest).key())).isTrue();
                reads++;
            }
            return reads;
        }
    }

    @Nested
    class Removing {

        @ParameterizedTest
        @CsvSource({"1", "5", "40"})
        void takes_row_index_entry_and_dedup_key_whether_written_or_in_heap(int rowsAfter) {
            Batch batch = append(3, 1);
            for (int i = 0; i < rowsAfter; i++) {
                append(1, 2);
            }
            Batch removal = new Batch();
            removal.removed.add(2L);
            store.append(store.head(), removal);
            assertThat(positions(1)).containsExactly(1L, 3L);
            assertThat(store.contains(batch.rows.get(1).key())).isFalse();
            assertThat(store.contains(batch.rows.get(0).key())).isTrue();
        }

        @Test
        void of_what_is_not_there_does_nothing() {
            append(2, 1);
            Batch removal = new Batch();
            removal.removed.add(77L);
            removal.erased.add(88);
            store.append(store.head(), removal);
            assertThat(positions(1)).hasSize(2);
        }

        @Test
        void of_an_owner_takes_rows_keys_firings_and_identifier_and_keeps_the_number_used() {
            Batch batch = rows(10, 1);
            batch.owners.add(draws.owner(1));
            batch.outbox.add(draws.firing(1));
            store.append(0, batch);
            append(10, 2);
            Batch erasure = new Batch();
            erasure.erased.add(1);
            store.append(store.head(), erasure);
            List<Object> left = new ArrayList<>();
            store.owners(left::add);
            store.outbox(left::add);
            assertThat(left).isEmpty();
            assertThat(positions(1)).isEmpty();
            assertThat(positions(2)).hasSize(10);
            assertThat(batch.rows).noneMatch(r -> store.contains(r.key()));
            assertThat(store.lastOwner()).isEqualTo(1);
        }

        @Test
        void comes_before_adding_within_a_batch() {
            Batch first = append(1, 1);
            Batch again = new Batch();
            again.removed.add(1L);
            again.rows.add(draws.row(2, 1, first.rows.get(0).key()));
            store.append(1, again);
            assertThat(positions(1)).containsExactly(2L);
            assertThat(store.contains(first.rows.get(0).key())).isTrue();
        }
    }

    @Nested
    class Beside_the_journal {

        private Batch batch() {
            return rows(0, 0);
        }

        @Test
        void an_owner_is_found_by_its_blind_hash_before_and_after_its_index_is_written() {
            List<byte[]> blinds = new ArrayList<>();
            for (int number = 1; number <= 40; number++) {
                Batch batch = batch();
                OwnerRow owner = draws.owner(number);
                batch.owners.add(owner);
                blinds.add(owner.blind());
                store.append(0, batch);
                assertThat(store.ownersOf(blinds)).hasSize(number).startsWith(1).endsWith(number);
            }
            assertThat(store.ownersOf(List.of(draws.bytes(32)))).containsExactly(0);
            assertThat(store.owner(17))
                    .hasValueSatisfying(o -> assertThat(o.blind()).isEqualTo(blinds.get(16)));
        }

        @Test
        void numbers_of_owners_may_leap() {
            for (int number : new int[] {1, 2, 9_000_000, 9_000_001, 2_000_000_000}) {
                Batch batch = batch();
                OwnerRow owner = draws.owner(number);
                batch.owners.add(owner);
                store.append(0, batch);
                assertThat(store.ownersOf(List.of(owner.blind()))).containsExactly(number);
            }
            assertThat(store.lastOwner()).isEqualTo(2_000_000_000);
        }

        @Test
        void the_newest_snapshot_of_an_owner_counts_until_it_goes() {
            Batch batch = batch();
            batch.snapshots.add(new SnapshotRow(1, 5, 70, new byte[] {1}));
            batch.snapshots.add(new SnapshotRow(2, 5, null, new byte[] {2}));
            store.append(0, batch);
            Batch change = batch();
            change.snapshots.add(new SnapshotRow(1, 9, 60, new byte[] {3}));
            store.append(0, change);
            assertThat(store.sleepers(70, 10))
                    .singleElement()
                    .satisfies(s -> assertThat(s.position()).isEqualTo(9));
            assertThat(store.sleepers(59, 10)).isEmpty();
            Batch removal = batch();
            removal.snapshotsGone.add(1);
            store.append(0, removal);
            assertThat(store.snapshot(1)).isEmpty();
            assertThat(store.snapshot(2)).isPresent();
        }

        @Test
        void a_row_that_goes_is_no_link_and_overrides_nothing_any_more() {
            append(3, 1);
            Batch marks = batch();
            marks.links.addAll(List.of(1L, 3L));
            marks.overrides.add(new OverrideRow(3, 8));
            store.append(3, marks);
            Batch removal = batch();
            removal.removed.add(3L);
            store.append(3, removal);
            List<Long> links = new ArrayList<>();
            store.links(r -> links.add(r.position()));
            assertThat(links).containsExactly(1L);
            assertThat(store.overrides(8)).isEmpty();
        }

        @Test
        void audit_entries_follow_each_other_without_a_gap() {
            Batch batch = batch();
            batch.audit.add(new AuditRow(0, new byte[] {1}));
            batch.audit.add(new AuditRow(1, new byte[] {2}));
            store.append(0, batch);
            assertThat(store.auditSize()).isEqualTo(2);
            Batch gap = batch();
            gap.audit.add(new AuditRow(3, new byte[] {3}));
            assertThatThrownBy(() -> store.append(0, gap)).isInstanceOf(IllegalArgumentException.class);
        }

        @Test
        void what_is_too_old_in_its_class_is_found_in_portions_and_can_be_removed() {
            Batch batch = batch();
            for (int i = 1; i <= 60; i++) {
                batch.rows.add(new Row(i, 1, 1, i % 2, 24_000 + i % 3, draws.bytes(16), draws.bytes(40)));
            }
            store.append(0, batch);
            List<Long> gone = new ArrayList<>();
            List<Row> portion = store.expired(1, 24_002, 0, 8);
            while (!portion.isEmpty()) {
                Batch purge = batch();
                portion.forEach(r -> purge.removed.add(r.position()));
                store.append(60, purge);
                gone.addAll(purge.removed);
                portion = store.expired(1, 24_002, gone.get(gone.size() - 1), 8);
            }
            assertThat(gone).hasSize(20).isSorted().allMatch(p -> p % 2 == 1 && p % 3 != 2);
            assertThat(positions(1)).hasSize(40);
            assertThat(store.expired(1, 24_002, 0, 8)).isEmpty();
        }
    }

    @Nested
    class Histories_of_all_kinds {

        @ParameterizedTest
        @CsvSource({"11, 1, 1", "12, 3, 1", "13, 10, 4", "14, 64, 3", "15, 200, 50", "16, 100000, 256"})
        void agree_with_a_plain_model(long seed, int pending, int smallest) {
            store.close();
            store = open(new StoreOptions.Portions(pending, smallest));
            ModelStore model = new ModelStore();
            Histories histories = new Histories(seed, model);
            for (int step = 0; step < steps(); step++) {
                Batch batch = histories.next();
                store.append(model.head, batch);
                model.apply(batch);
                if (step % 10 == 9) {
                    model.assertSame(store, "seed " + seed + " step " + step);
                }
            }
        }
    }
}
