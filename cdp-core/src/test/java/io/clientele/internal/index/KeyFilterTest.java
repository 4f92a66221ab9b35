package io.clientele.internal.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class KeyFilterTest {

    private final KeyFilter filter = new KeyFilter();
    private final TreeSet<byte[]> table = new TreeSet<>(Arrays::compareUnsigned);

    private static byte[] key(SplittableRandom random) {
        byte[] key = new byte[16];
        random.nextBytes(key);
        return key;
    }

    private void enters(byte[] key) {
        filter.add(key);
        table.add(key);
    }

    private List<byte[]> next(byte[] after, int most) {
        return table.tailSet(after, false).stream().limit(most).toList();
    }

    @Test
    void excludes_nothing_before_it_was_filled() {
        SplittableRandom random = new SplittableRandom(1);
        assertThat(Stream.generate(() -> key(random)).limit(100)).noneMatch(filter::excludes);
    }

    @Test
    void excludes_everything_once_it_was_filled_from_an_empty_table() {
        filter.fill(after -> next(after, 10));
        assertThat(filter.excludes(key(new SplittableRandom(2)))).isTrue();
    }

    @Test
    void never_excludes_a_key_of_the_table_while_it_is_filled_and_grows() {
        for (long seed = 0; seed < 20; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            KeyFilterTest round = new KeyFilterTest();
            for (int i = random.nextInt(30_000); i > 0; i--) {
                round.table.add(key(random));
            }
            for (int step = 0; step < 1_000; step++) {
                for (int i = random.nextInt(40); i > 0; i--) {
                    round.enters(key(random));
                }
                int most = 1 + random.nextInt(100);
                round.filter.fill(after -> {
                    List<byte[]> read = round.next(after, most);
                    for (int i = random.nextInt(3); i > 0; i--) {
                        round.enters(key(random));
                    }
                    return read;
                });
                if (step % 100 == 0) {
                    assertThat(round.table).as("seed " + seed).noneMatch(round.filter::excludes);
                }
            }
        }
    }

    @Test
    void excludes_nearly_all_others() {
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 100_000; i++) {
            enters(key(random));
        }
        for (int i = 0; i < 200; i++) {
            filter.fill(after -> next(after, 1_000));
        }
        long taken = Stream.generate(() -> key(random))
                .limit(100_000)
                .filter(key -> !filter.excludes(key))
                .count();
        assertThat(taken).isLessThan(2_000);
    }
}
