package io.clientele.internal.sql;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Copies tables from one database to another that has the same, empty. */
public final class TableCopy {

    private static final int ROWS = 1_000;
    private static final Set<Integer> BYTES = Set.of(Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB);

    private TableCopy() {}

    /** Copies all rows of a table, as the reading session sees it. */
    public static void copy(Session from, Session to, String table) throws SQLException {
        Buffer buffer = new Buffer(to, table);
        from.each("SELECT * FROM " + table, buffer::add);
        buffer.flush();
    }

    /** Sees to it that places given from now on come after those that were copied. */
    public static void restart(Session session, String table) throws SQLException {
        long next = 1 + session.number("SELECT COALESCE(MAX(place), 0) FROM " + table);
        session.run("ALTER TABLE " + table + " ALTER COLUMN place RESTART WITH " + next);
    }

    private static final class Buffer {
        private final Session to;
        private final String table;
        private final List<@Nullable Object[]> rows = new ArrayList<>();
        private String insert = "";

        Buffer(Session to, String table) {
            this.to = to;
            this.table = table;
        }

        void add(ResultSet row) throws SQLException {
            ResultSetMetaData columns = row.getMetaData();
            if (insert.isEmpty()) {
                insert = insert(columns);
            }
            @Nullable Object[] values = new @Nullable Object[columns.getColumnCount()];
            for (int i = 0; i < values.length; i++) {
                values[i] = BYTES.contains(columns.getColumnType(i + 1)) ? row.getBytes(i + 1) : row.getObject(i + 1);
            }
            rows.add(values);
            if (rows.size() == ROWS) {
                flush();
            }
        }

        private String insert(ResultSetMetaData columns) throws SQLException {
            List<String> names = new ArrayList<>();
            for (int i = 1; i <= columns.getColumnCount(); i++) {
                String name = columns.getColumnName(i).toLowerCase(java.util.Locale.ROOT);
                names.add(name.equals("month") ? "\"month\"" : name);
            }
            return "INSERT INTO " + table + " (" + String.join(", ", names) + ") VALUES ("
                    + String.join(", ", Collections.nCopies(names.size(), "?")) + ")";
        }

        void flush() throws SQLException {
            to.batch(insert, rows);
            rows.clear();
        }
    }
}
