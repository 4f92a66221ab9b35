package io.clientele.segment.internal;

import io.clientele.model.Purpose;
import io.clientele.segment.internal.pack.Packer;
import io.clientele.segment.internal.pack.Unpacker;
import io.clientele.spi.Fact;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A profile's state as it is saved.
 *
 * @param profile the state
 * @param lastEvent the id of the event at its position, if that is known
 * @param pending permits whose time is to come
 * @param memberships the expressions that are true of it
 */
record Saved(ProfileState profile, @Nullable String lastEvent, List<Fact.Permits> pending, int[] memberships) {

    /** Writes it under the layout that started the bytes. */
    void write(Layout layout, Packer out) {
        out.number(profile.position).number(profile.last).flag(lastEvent != null);
        if (lastEvent != null) {
            out.text(lastEvent);
        }
        out.number(pending.size());
        pending.forEach(permits -> write(permits, out));
        int[] held = layout.leavesHeld(profile);
        write(held, out);
        out.number(layout.groups().stream().filter(group -> group.isIn(profile)).count());
        for (int place = 0; place < layout.groups().size(); place++) {
            Group group = layout.groups().get(place);
            if (group.isIn(profile)) {
                group.save(profile, out.number(place));
            }
        }
        write(memberships, out);
    }

    /** Reads one into a fresh state. */
    static Saved read(Layout layout, ProfileState into, Unpacker in) {
        into.position = in.number();
        into.last = (byte) in.number(ProfileState.NOTHING, ProfileState.EVENT);
        String lastEvent = in.flag() ? in.text() : null;
        List<Fact.Permits> pending = new ArrayList<>();
        for (int i = in.count(); i > 0; i--) {
            pending.add(permits(in));
        }
        for (int place : read(in, layout.leaves().size())) {
            into.holds(layout.leaves().get(place).id, true);
        }
        for (int i = in.count(); i > 0; i--) {
            layout.groups().get(in.number(0, layout.groups().size() - 1)).load(into, in);
        }
        return new Saved(into, lastEvent, pending, read(in, layout.slots()));
    }

    private static void write(int[] numbers, Packer out) {
        out.number(numbers.length);
        Arrays.stream(numbers).forEach(out::number);
    }

    private static int[] read(Unpacker in, int below) {
        int[] numbers = new int[in.count()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = in.number(0, below - 1);
        }
        return numbers;
    }

    private static void write(Fact.Permits permits, Packer out) {
        Instant time = permits.time();
        out.number(time.getEpochSecond()).number(time.getNano());
        out.number(permits.purposes().size());
        permits.purposes().forEach(purpose -> out.text(purpose.key()));
    }

    private static Fact.Permits permits(Unpacker in) {
        Instant time = Instant.ofEpochSecond(in.number(), in.number(0, 999_999_999));
        Set<Purpose> purposes = new HashSet<>();
        for (int i = in.count(); i > 0; i--) {
            purposes.add(Purpose.named(in.text()));
        }
        return new Fact.Permits(time, purposes);
    }
}
