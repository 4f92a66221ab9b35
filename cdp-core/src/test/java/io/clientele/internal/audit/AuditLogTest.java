package io.clientele.internal.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class AuditLogTest {

    private static final String NOON = "2026-03-01T12:00:00Z";

    private final SlowTree slow = new SlowTree();

    private static byte[] drawn(Random random) {
        byte[] entry = new byte[random.nextInt(80)];
        random.nextBytes(entry);
        return entry;
    }

    private static HeapEntries entries(int count, long seed) {
        Random random = new Random(seed);
        HeapEntries entries = new HeapEntries();
        for (int i = 0; i < count; i++) {
            entries.all.add(drawn(random));
        }
        return entries;
    }

    private static AuditLog log(HeapEntries entries) {
        return AuditLog.load(entries, List.of());
    }

    @Nested
    class The_tree {

        @Test
        void has_the_roots_of_the_standard_at_every_size() {
            HeapEntries entries = entries(130, 1);
            for (int size = 0; size <= entries.all.size(); size++) {
                HeapEntries some = new HeapEntries();
                some.all.addAll(entries.all.subList(0, size));
                assertThat(log(some).head().root()).as("size %d", size).isEqualTo(slow.root(some.all));
            }
        }

        @Test
        void gives_the_inclusion_proofs_of_the_standard_and_they_hold() {
            HeapEntries entries = entries(70, 2);
            AuditLog log = log(entries);
            for (int size = 1; size <= entries.all.size(); size++) {
                List<byte[]> part = entries.all.subList(0, size);
                for (int index = 0; index < size; index++) {
                    List<byte[]> proof = log.inclusion(index, size);
                    assertThat(proof).as("%d of %d", index, size).containsExactlyElementsOf(slow.path(index, part));
                    byte[] leaf = new TreeHash().leaf(part.get(index));
                    assertThat(Proofs.includes(leaf, index, log.head(size), proof))
                            .isTrue();
                }
            }
        }

        @Test
        void gives_the_consistency_proofs_of_the_standard_and_they_hold() {
            HeapEntries entries = entries(70, 3);
            AuditLog log = log(entries);
            for (int total = 1; total <= entries.all.size(); total++) {
                for (int size = 1; size <= total; size++) {
                    List<byte[]> proof = log.consistency(size, total);
                    assertThat(proof)
                            .as("%d of %d", size, total)
                            .containsExactlyElementsOf(slow.proof(size, entries.all.subList(0, total)));
                    assertThat(Proofs.extend(log.head(size), log.head(total), proof))
                            .isTrue();
                }
            }
        }

        @Test
        void starts_from_nothing() {
            AuditLog log = log(new HeapEntries());
            assertThat(log.head().root()).isEqualTo(new TreeHash().empty());
            assertThat(Proofs.extend(log.head(), log(entries(9, 4)).head(), log.consistency(0, 9)))
                    .isTrue();
        }
    }

    @Nested
    class A_proof {

        @Test
        void holds_for_nothing_else() {
            for (long seed = 0; seed < 400; seed++) {
                Random random = new Random(seed);
                AuditLog log = log(entries(1 + random.nextInt(300), seed));
                long size = 1L + random.nextInt((int) log.head().size());
                long index = random.nextInt((int) size);
                byte[] leaf = new TreeHash().leaf(log.entry(index));
                List<byte[]> good = log.inclusion(index, size);
                Proofs.Head head = log.head(size);

                assertThat(Proofs.includes(leaf, index, head, spoilt(good, random)))
                        .as("seed %d", seed)
                        .isFalse();
                assertThat(Proofs.includes(flipped(leaf, random), index, head, good))
                        .as("seed %d", seed)
                        .isFalse();
                long other = random.nextInt((int) size);
                assertThat(Proofs.includes(leaf, other, head, good))
                        .as("seed %d", seed)
                        .isEqualTo(other == index);
            }
        }

        @Test
        void of_consistency_holds_for_nothing_else() {
            for (long seed = 0; seed < 400; seed++) {
                Random random = new Random(seed);
                AuditLog log = log(entries(2 + random.nextInt(300), seed));
                long total = 2L + random.nextInt((int) log.head().size() - 1);
                long size = 1L + random.nextInt((int) total - 1);
                List<byte[]> good = log.consistency(size, total);
                Proofs.Head before = log.head(size);
                Proofs.Head after = log.head(total);

                assertThat(Proofs.extend(before, after, good))
                        .as("seed %d", seed)
                        .isTrue();
                assertThat(Proofs.extend(before, after, spoilt(good, random)))
                        .as("seed %d", seed)
                        .isFalse();
                Proofs.Head forged = new Proofs.Head(size, flipped(before.root(), random));
                assertThat(Proofs.extend(forged, after, good))
                        .as("seed %d", seed)
                        .isFalse();
                assertThat(Proofs.extend(after, before, good))
                        .as("seed %d", seed)
                        .isFalse();
            }
        }

        private static List<byte[]> spoilt(List<byte[]> proof, Random random) {
            List<byte[]> bad = new ArrayList<>(proof);
            int kind = proof.isEmpty() ? 0 : random.nextInt(3);
            if (kind == 0) {
                byte[] garbage = new byte[TreeHash.BYTES];
                random.nextBytes(garbage);
                bad.add(random.nextInt(bad.size() + 1), garbage);
            } else if (kind == 1) {
                bad.remove(random.nextInt(bad.size()));
            } else {
                int place = random.nextInt(bad.size());
                bad.set(place, flipped(bad.get(place), random));
            }
            return bad;
        }

        private static byte[] flipped(byte[] hash, Random random) {
            byte[] other = hash.clone();
            other[random.nextInt(other.length)] ^= (byte) (1 << random.nextInt(8));
            return other;
        }
    }

    @Nested
    class A_long_log {

        private static final int MANY = 1_000_000;

        @Test
        void is_hashed_fast_proves_with_twenty_hashes_and_reads_at_most_two_blocks_for_it() {
            HeapEntries entries = new HeapEntries();
            Tree tree = log(entries).next();
            byte[] hash = new byte[TreeHash.BYTES];
            long start = System.nanoTime();
            for (int i = 0; i < MANY; i++) {
                byte[] entry = Entry.of(i, EntryKind.ACT, NOON, hash).bytes(i, tree.last());
                tree.add(entry);
                entries.all.add(entry);
            }
            double perSecond = MANY / ((System.nanoTime() - start) / 1e9);
            System.out.printf("audit: %,.0f entries/s written and hashed%n", perSecond);

            AuditLog log = AuditLog.load(entries, tree.blocks());
            assertThat(entries.read()).as("entries read to open").isLessThan(Tree.BLOCK);
            assertThat(log.head().root()).isEqualTo(tree.head().root());
            Random random = new Random(5);
            for (int i = 0; i < 20; i++) {
                long index = random.nextInt(MANY);
                List<byte[]> proof = log.inclusion(index, MANY);
                assertThat(entries.read()).isLessThanOrEqualTo(2 * Tree.BLOCK);
                assertThat(proof).hasSizeLessThanOrEqualTo(20);
                byte[] leaf = new TreeHash().leaf(log.entry(index));
                assertThat(Proofs.includes(leaf, index, log.head(), proof)).isTrue();
                assertThat(log.indexOf(index)).hasValue(index);
                entries.read();
            }
            long size = 1L + random.nextInt(MANY);
            assertThat(Proofs.extend(log.head(size), log.head(), log.consistency(size, MANY)))
                    .isTrue();
        }

        @Test
        void goes_on_after_opening_as_if_it_had_never_been_closed() {
            for (int count : new int[] {1, Tree.BLOCK - 1, Tree.BLOCK, Tree.BLOCK + 1, 2 * Tree.BLOCK, 10_000}) {
                HeapEntries entries = entries(count, count);
                Tree through = log(entries).next();
                Tree opened = AuditLog.load(entries, through.blocks()).next();

                assertThat(opened.last()).as("count %d", count).isEqualTo(through.last());
                byte[] more = "more".getBytes(StandardCharsets.UTF_8);
                through.add(more);
                opened.add(more);
                assertThat(opened.head().root())
                        .as("count %d", count)
                        .isEqualTo(through.head().root());
            }
        }
    }
}
