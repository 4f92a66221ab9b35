package io.clientele.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.internal.fold.Checkpoint;
import io.clientele.internal.fold.Saved;
import io.clientele.internal.index.Wakes;
import io.clientele.model.Account;
import io.clientele.model.ConsentAct;
import io.clientele.model.Evidence;
import io.clientele.model.Identifier;
import io.clientele.model.Properties;
import io.clientele.model.Purpose;
import io.clientele.spi.ConsentGate.Step;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What is kept to save a fold is read as it was written, or said to be damaged: nothing else, whatever the bytes. */
class SavedCodecTest {

    private static final Instant NOW = Instant.parse("2026-03-01T09:00:00Z");

    private final RecordCodec records = new RecordCodec(key -> Optional.of(Purpose.named(key)));
    private final SavedCodec codec = new SavedCodec(records);

    private static Saved saved() {
        ConsentAct act = ConsentAct.of("a1", Identifier.userId("42"), Purpose.ANALYTICS, ConsentAct.Decision.GRANT, NOW)
                .by(Evidence.of("banner", "v1"));
        return new Saved(
                List.of(1, 5, 9),
                Optional.of(NOW),
                List.of(act),
                List.of(new Step(NOW, Set.of(Purpose.ANALYTICS, Purpose.STITCHING))),
                Properties.of(Map.of("first_name", "Ann")),
                List.of(new Account("acme", NOW, Properties.of(Map.of("plan", "gold")))),
                Properties.of(Map.of("n", 3)),
                Map.of("segments", new byte[] {1, 2, 3}));
    }

    private static Checkpoint checkpoint() {
        Wakes wakes = new Wakes();
        wakes.put(7, 99);
        wakes.put(8, 100);
        return new Checkpoint(
                new byte[32],
                12,
                NOW,
                List.of(new byte[] {4, 5}, new byte[0]),
                Map.of("segments", new byte[] {6, 7, 8}),
                new long[] {1, -2},
                wakes);
    }

    @Test
    void a_saved_profile_and_a_checkpoint_are_read_as_they_were_written() {
        byte[] profile = codec.bytes(saved());
        assertThat(codec.read(profile).map(codec::bytes)).contains(profile);
        byte[] state = checkpoint().bytes();
        assertThat(Checkpoint.read(state).map(Checkpoint::bytes)).contains(state);
    }

    @Test
    void any_other_bytes_are_another_version_or_damaged_and_take_no_more_heap_than_they_are_worth() {
        assertThat(damaged(codec.bytes(saved()), codec::read)).isGreaterThan(1_000);
        assertThat(damaged(checkpoint().bytes(), Checkpoint::read)).isGreaterThan(1_000);
    }

    /** Cuts and changes bytes and counts how often that was noticed; whatever else is thrown fails the test. */
    private static <T> int damaged(byte[] whole, Function<byte[], Optional<T>> reading) {
        int noticed = 0;
        for (int end = 0; end < whole.length; end++) {
            noticed += isDamaged(Arrays.copyOf(whole, end), reading) ? 1 : 0;
        }
        assertThat(noticed).as("cuts").isEqualTo(whole.length);
        for (long seed = 1; seed <= 20_000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            byte[] changed = whole.clone();
            for (int i = random.nextInt(3); i >= 0; i--) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
            }
            noticed += isDamaged(changed, reading) ? 1 : 0;
        }
        return noticed;
    }

    private static <T> boolean isDamaged(byte[] bytes, Function<byte[], Optional<T>> reading) {
        try {
            return reading.apply(bytes).isEmpty() && bytes.length == 0;
        } catch (IllegalArgumentException damaged) {
            return true;
        }
    }
}
