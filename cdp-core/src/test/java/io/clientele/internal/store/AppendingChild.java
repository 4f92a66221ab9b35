package io.clientele.internal.store;

import io.clientele.internal.sql.Dialect;
import io.clientele.internal.sql.HostDialect;
import io.clientele.internal.sql.SqliteDialect;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.h2.jdbcx.JdbcDataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Appends until it is killed, and prints each head that was acknowledged. Arguments: which database, and where. */
final class AppendingChild {

    private AppendingChild() {}

    public static void main(String... arguments) {
        Store store = JdbcStore.open(Database.valueOf(arguments[0]).options(arguments[1]));
        while (true) {
            Batch batch = batchAfter(store.head());
            store.append(store.head(), batch);
            System.out.println(store.head());
        }
    }

    /** A kind of database, and how a store in one is opened. */
    enum Database {
        SQLITE {
            @Override
            Dialect place(String where) {
                return new SqliteDialect(Path.of(where));
            }
        },
        H2 {
            @Override
            Dialect place(String where) {
                JdbcDataSource source = new JdbcDataSource();
                source.setURL("jdbc:h2:file:" + where);
                return HostDialect.of(source, "clientele");
            }
        },
        POSTGRES {
            @Override
            Dialect place(String where) {
                PGSimpleDataSource source = new PGSimpleDataSource();
                source.setUrl(where);
                source.setUser("postgres");
                return HostDialect.of(source, "clientele");
            }
        };

        abstract Dialect place(String where);

        StoreOptions options(String where) {
            return StoreOptions.of(place(where)).portions(500, 50);
        }
    }

    /** The one batch that may follow a head: any process draws the same. Each tenth takes a row away. */
    static Batch batchAfter(long head) {
        Draws draws = new Draws(head);
        Batch batch = new Batch();
        int count = 1 + draws.upTo(60);
        for (int i = 1; i <= count; i++) {
            batch.rows.add(draws.row(head + i, draws.upTo(30)));
        }
        batch.counters.put("rows", (long) count);
        batch.facts.put(
                "head", ByteBuffer.allocate(Long.BYTES).putLong(head + count).array());
        if (head % 10 == 0 && head > 0) {
            batch.removed.add(1 + draws.upTo((int) head - 1) + 0L);
        }
        return batch;
    }
}
