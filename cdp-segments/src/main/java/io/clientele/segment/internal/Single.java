package io.clientele.segment.internal;

import io.clientele.model.Properties;
import io.clientele.segment.internal.pack.Packer;
import io.clientele.segment.internal.pack.Unpacker;
import io.clientele.segment.internal.timer.Times;
import java.util.List;

/** A leaf that shares nothing and keeps a cell. */
final class Single extends Group {

    private final Leaf leaf;

    Single(Leaf leaf) {
        super(leaf.key(), List.of(leaf));
        this.leaf = leaf;
    }

    @Override
    void on(ProfileState profile, Properties event, long time, int roles, Turn turn) {
        Cell known = profile.cell(leaf.id);
        if (known != null || leaf.starts(roles)) {
            Cell cell = known == null ? profile.add(leaf.cell()) : known;
            leaf.on(cell, event, time, roles);
            turn.set(profile, leaf, cell.holds, cell.due);
        }
    }

    @Override
    void settle(ProfileState profile, Leaf same, long time, Turn turn) {
        Cell cell = profile.cell(leaf.id);
        if (cell != null) {
            leaf.settle(cell, time);
            turn.set(profile, leaf, cell.holds, cell.due);
        }
    }

    @Override
    long due(ProfileState profile, Leaf same) {
        Cell cell = profile.cell(leaf.id);
        return cell == null ? Times.NEVER : cell.due;
    }

    @Override
    boolean isIn(ProfileState profile) {
        return profile.cell(leaf.id) != null;
    }

    @Override
    void save(ProfileState profile, Packer out) {
        Cell cell = profile.cell(leaf.id);
        if (cell != null) {
            out.flag(cell.holds).number(cell.due);
            leaf.save(cell, out);
        }
    }

    @Override
    void load(ProfileState profile, Unpacker in) {
        Cell cell = leaf.cell();
        cell.holds = in.flag();
        cell.due = in.number();
        leaf.load(cell, in);
        profile.add(cell);
    }
}
