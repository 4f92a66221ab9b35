package io.clientele.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Rows like those that an {@link IngestRun} stores, without seals: as many, of the same size, of as many people, with random
 * dedup keys.
 */
final class BareRows {

    /** How many bytes an event of the feed takes before it is sealed. */
    static final int PAYLOAD = 225;

    private static final int KEY_BYTES = 16;

    private final SplittableRandom random = new SplittableRandom(5);
    private final int profiles;
    private final long last;
    private long position;

    BareRows(long rows, int profiles) {
        this.last = rows;
        this.profiles = profiles;
    }

    /** One row of a journal. */
    record Bare(long position, int owner, byte[] key, byte[] payload) {}

    /** The next rows, at most so many; none at the end. */
    List<Bare> next(int most) {
        List<Bare> rows = new ArrayList<>(most);
        while (rows.size() < most && position < last) {
            rows.add(new Bare(++position, 1 + random.nextInt(profiles), bytes(KEY_BYTES), bytes(PAYLOAD)));
        }
        return rows;
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
