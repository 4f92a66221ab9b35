package io.clientele.identity.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Models as bytes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MatchModelTest {

    private static final long SEED = 17;

    private final People people = new People(SEED, 400);
    private MatchModel model = MatchModel.learn(People.FIELDS, people.records);
    private byte[] bytes = new byte[0];

    @BeforeAll
    void write() {
        bytes = model.bytes();
    }

    @Test
    void a_model_that_was_written_and_read_decides_as_before() {
        MatchModel again = MatchModel.of(bytes);
        MatchEngine one = MatchEngine.with(model);
        MatchEngine other = MatchEngine.with(again);
        one.addAll(people.records);
        other.addAll(people.records);

        assertThat(other.groups()).isEqualTo(one.groups());
        assertThat(again.fields()).isEqualTo(model.fields());
        assertThat(again.threshold()).isEqualTo(model.threshold());
        assertThat(again.prior()).isEqualTo(model.prior());
        assertThat(again.size()).isEqualTo(model.size());
        for (MatchRecord record : people.records) {
            List<Match> matches = one.matches(record.id());
            List<Match> same = other.matches(record.id());
            assertThat(same).hasSameSizeAs(matches);
            for (int i = 0; i < matches.size(); i++) {
                assertThat(same.get(i).sum()).isEqualTo(matches.get(i).sum());
                assertThat(same.get(i).probability()).isEqualTo(matches.get(i).probability());
            }
        }
        assertThat(again.bytes()).isEqualTo(bytes);
        assertThat(again.fingerprint()).isEqualTo(model.fingerprint());
    }

    @Test
    void the_same_records_in_any_order_have_one_fingerprint_and_others_another() {
        List<MatchRecord> shuffled = new ArrayList<>(people.records);
        Collections.shuffle(shuffled, new Random(SEED));

        assertThat(MatchModel.learn(People.FIELDS, shuffled).fingerprint())
                .isEqualTo(model.fingerprint())
                .matches("[0-9a-f]{64}");
        assertThat(MatchModel.learn(People.FIELDS, shuffled.subList(1, shuffled.size()))
                        .fingerprint())
                .isNotEqualTo(model.fingerprint());
    }

    @Test
    void refuses_what_is_cut_off_or_goes_on() {
        Random random = new Random(SEED);
        for (int i = 0; i < 300; i++) {
            int length = random.nextInt(bytes.length);
            assertThatIllegalArgumentException()
                    .as("seed %d, %d of %d bytes", SEED, length, bytes.length)
                    .isThrownBy(() -> MatchModel.of(Arrays.copyOf(bytes, length)));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> MatchModel.of(Arrays.copyOf(bytes, bytes.length + 1)));
    }

    @Test
    void damaged_bytes_are_refused_or_another_model_but_nothing_worse() {
        Random random = new Random(SEED);
        int refused = 0;
        for (int i = 0; i < 300; i++) {
            byte[] damaged = bytes.clone();
            int at = random.nextInt(Math.min(bytes.length, 600));
            damaged[at] ^= (byte) (1 << random.nextInt(8));
            try {
                assertThat(MatchModel.of(damaged).fingerprint()).isNotEqualTo(model.fingerprint());
            } catch (IllegalArgumentException expected) {
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }
}
