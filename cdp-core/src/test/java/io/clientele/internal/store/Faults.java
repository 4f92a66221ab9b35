package io.clientele.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.clientele.internal.store.FaultyDialect.Side;
import io.clientele.model.StorageException;
import java.util.HashMap;
import java.util.Map;

/** Strikes an append at its first statement, then its second, and so on until it succeeds. */
final class Faults {
    private final FaultyDialect dialect;
    private final Store store;
    private final ModelStore model;
    private final Histories histories;
    private final long seed;
    final Map<String, Integer> struck = new HashMap<>();
    int unknown;

    Faults(FaultyDialect dialect, Store store, ModelStore model, long seed) {
        this.dialect = dialect;
        this.store = store;
        this.model = model;
        this.seed = seed;
        this.histories = new Histories(seed, model);
    }

    void strikeEachStatement() {
        Batch batch = histories.next();
        boolean stored = false;
        for (int statement = 1; !stored; statement++) {
            Side side = statement % 2 == 0 ? Side.BEFORE : Side.AFTER;
            long before = model.head;
            stored = appended(batch, statement, side);
            if (stored) {
                model.apply(batch);
            }
            model.assertSame(store, "seed %d after head %d, fault %s %s".formatted(seed, before, side, failed()));
        }
    }

    private String failed() {
        return dialect.failed();
    }

    private boolean appended(Batch batch, int statement, Side side) {
        dialect.failAt(statement, side);
        StorageException e = catchThrowableOfType(StorageException.class, () -> store.append(model.head, batch));
        dialect.heal();
        struck.merge(failed(), 1, Integer::sum);
        assertThat(e != null && e.outcomeUnknown())
                .as("outcome unknown if and only if the commit failed: %s", failed())
                .isEqualTo(ends());
        return e == null || (e.outcomeUnknown() && found(batch, side));
    }

    private boolean ends() {
        return failed().equals("COMMIT") || failed().equals("CHECKPOINT SYNC");
    }

    /** After a commit of unknown outcome the head tells, if rows were in the batch; here the side tells in any case. */
    private boolean found(Batch batch, Side side) {
        unknown++;
        boolean moved = store.head() > model.head;
        if (!batch.rows.isEmpty()) {
            assertThat(moved).isEqualTo(landed(side));
        }
        return landed(side);
    }

    private boolean landed(Side side) {
        return side == Side.AFTER || !failed().equals("COMMIT");
    }
}
