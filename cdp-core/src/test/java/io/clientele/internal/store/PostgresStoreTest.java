package io.clientele.internal.store;

import io.clientele.internal.sql.Dialect;
import io.clientele.internal.sql.HostDialect;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

/** The store in a host's PostgreSQL, a real one. */
class PostgresStoreTest extends DurableStoreKit {

    private static final AtomicInteger SCHEMAS = new AtomicInteger();

    @Override
    int steps() {
        return Integer.getInteger("clientele.steps", 40);
    }

    @Override
    int faultRounds() {
        return 10;
    }

    @Override
    Dialect place() {
        return HostDialect.of(Postgres.source(), "clientele_" + SCHEMAS.incrementAndGet());
    }

    @Override
    SQLException full() {
        return new SQLException("injected", "53100");
    }
}
