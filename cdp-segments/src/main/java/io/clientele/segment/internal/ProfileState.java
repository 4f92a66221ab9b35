package io.clientele.segment.internal;

import io.clientele.spi.Fact;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What the engine knows of one profile: cells by leaf, and the position up to which they are true. */
final class ProfileState {

    final int number;
    /** No cell is due earlier. */
    long due = Times.NEVER;

    private long boundary = Times.ALWAYS;
    private long lastTime = Times.ALWAYS;
    private @Nullable String lastEvent;
    private List<Fact.Permits> pending = List.of();
    private @Nullable Cell[] table = new @Nullable Cell[4];
    private int size;

    ProfileState(int number) {
        this.number = number;
    }

    /** The cell of a leaf, or null. */
    @Nullable
    Cell find(int leaf) {
        int mask = table.length - 1;
        for (int i = slot(leaf, mask); ; i = (i + 1) & mask) {
            Cell cell = table[i];
            if (cell == null || cell.leaf.id == leaf) {
                return cell;
            }
        }
    }

    /** Whether a leaf is true. */
    boolean holds(int leaf) {
        Cell cell = find(leaf);
        return cell != null && cell.holds;
    }

    /** Adds a cell of a leaf that has none. */
    Cell add(Cell cell) {
        if (4 * ++size > 3 * table.length) {
            @Nullable Cell[] old = table;
            table = new @Nullable Cell[2 * old.length];
            for (Cell each : old) {
                place(each);
            }
        }
        place(cell);
        return cell;
    }

    private void place(@Nullable Cell cell) {
        if (cell != null) {
            int mask = table.length - 1;
            int i = slot(cell.leaf.id, mask);
            while (table[i] != null) {
                i = (i + 1) & mask;
            }
            table[i] = cell;
        }
    }

    private static int slot(int leaf, int mask) {
        return ((leaf * 0x9E3779B9) >>> 7) & mask;
    }

    /** Drops all cells that are not worth keeping. */
    void retain(Predicate<Cell> worth) {
        @Nullable Cell[] old = table;
        table = new @Nullable Cell[old.length];
        size = 0;
        for (Cell cell : old) {
            if (cell != null && worth.test(cell)) {
                size++;
                place(cell);
            }
        }
    }

    /** Every cell. */
    void forEach(Consumer<Cell> action) {
        for (Cell cell : table) {
            if (cell != null) {
                action.accept(cell);
            }
        }
    }

    /** Keeps a permit for its time. */
    void schedule(Fact.Permits permits) {
        List<Fact.Permits> more = new ArrayList<>(pending);
        more.add(permits);
        more.sort(null);
        pending = more;
        due = Math.min(due, Times.of(permits.time()));
    }

    /** Permits whose time is to come, in order. */
    List<Fact.Permits> pending() {
        return pending;
    }

    /** Takes out those whose time is an instant. */
    List<Fact.Permits> pendingAt(long instant) {
        if (pending.isEmpty() || Times.of(pending.get(0).time()) > instant) {
            return List.of();
        }
        List<Fact.Permits> due =
                pending.stream().filter(p -> Times.of(p.time()) <= instant).toList();
        pending = pending.stream().filter(p -> Times.of(p.time()) > instant).toList();
        return due;
    }

    /** The instant at which a cell or a permit is next due. */
    long next() {
        due = pending.isEmpty() ? Times.NEVER : Times.of(pending.get(0).time());
        for (Cell cell : table) {
            if (cell != null && cell.due < due) {
                due = cell.due;
            }
        }
        return due;
    }

    /** The cells due at an instant. */
    List<Cell> dueAt(long instant) {
        List<Cell> cells = new ArrayList<>(2);
        for (Cell cell : table) {
            if (cell != null && cell.due == instant) {
                cells.add(cell);
            }
        }
        return cells;
    }

    void save(Packer out) {
        out.number(boundary).number(lastTime).flag(lastEvent != null);
        if (lastEvent != null) {
            out.text(lastEvent);
        }
    }

    void load(Unpacker in) {
        boundary = in.number();
        lastTime = in.number();
        lastEvent = in.flag() ? in.text() : null;
    }

    /** Remembers that all boundaries up to an instant were crossed. */
    void crossed(long instant) {
        boundary = Math.max(boundary, instant);
    }

    /** Remembers a fact as the last. */
    void took(Fact fact, long time) {
        lastTime = time;
        lastEvent = fact instanceof Fact.Happened happened ? happened.event().id() : null;
    }

    /** The instant up to which the state is true. */
    long position() {
        return Math.max(boundary, lastTime);
    }

    /** Whether a fact lies at or after the last fact and the last boundary. */
    boolean accepts(Fact fact) {
        long time = Times.of(fact.time());
        if (time < boundary || time != lastTime) {
            return time >= boundary && time > lastTime;
        }
        return lastEvent == null
                || (fact instanceof Fact.Happened happened
                        && happened.event().id().compareTo(lastEvent) >= 0);
    }
}
