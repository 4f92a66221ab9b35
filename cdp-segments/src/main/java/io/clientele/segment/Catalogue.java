package io.clientele.segment;

import io.clientele.segment.internal.word.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which segments and cut-offs there are, and which segments speak of others. */
final class Catalogue {

    private final Map<String, Integer> slots = new LinkedHashMap<>();
    private @Nullable Segment[] segments = new @Nullable Segment[8];
    private final Map<String, Cutoff> cutoffs = new LinkedHashMap<>();
    private final BitSet used = new BitSet();
    /** How many slots were in use at any time. */
    private int width;

    /** One without segments. */
    Catalogue() {}

    /** One of the same. */
    Catalogue(Catalogue other) {
        slots.putAll(other.slots);
        segments = other.segments.clone();
        cutoffs.putAll(other.cutoffs);
        used.or(other.used);
        width = other.width;
    }

    int width() {
        return width;
    }

    boolean isUsed(int slot) {
        return used.get(slot);
    }

    Optional<Segment> find(String name) {
        return Optional.ofNullable(slots.get(name)).map(this::at);
    }

    Segment segment(String name) {
        return find(name).orElseThrow(() -> new IllegalArgumentException("segment " + name + " is not defined"));
    }

    Optional<Cutoff> cutoff(String name) {
        return Optional.ofNullable(cutoffs.get(name));
    }

    Segment at(int slot) {
        return Objects.requireNonNull(segments[slot], "a slot in use has a segment");
    }

    int slot(String name) {
        Integer slot = slots.get(name);
        Values.require(slot != null, "segment " + name + " is not defined");
        return slot == null ? -1 : slot;
    }

    /** In order of definition. */
    List<Segment> segments() {
        return slots.values().stream().map(this::at).toList();
    }

    /** Refuses a segment that speaks of what is not there, or of itself in the end. */
    void require(Segment segment) {
        for (NamedCondition named : segment.condition().names()) {
            String what = "segment " + segment.name() + " speaks of ";
            switch (named.subject()) {
                case MEMBER_OF -> {
                    String other = named.name();
                    Values.require(
                            other.equals(segment.name()) || slots.containsKey(other),
                            what + "segment " + other + ", which is not defined");
                    Values.require(
                            !reaches(other, segment.name(), new HashSet<>()),
                            what + "segment " + other + ", which speaks of " + segment.name()
                                    + " in turn: nobody could say who is in");
                }
                case ABOVE_CUTOFF ->
                    Values.require(
                            cutoffs.containsKey(named.name()),
                            what + "cut-off " + named.name() + ", which was not computed yet");
                case CONSENTED -> {}
            }
        }
    }

    private boolean reaches(String from, String to, Set<String> seen) {
        return from.equals(to)
                || seen.add(from)
                        && find(from).map(Segment::segments).orElse(Set.of()).stream()
                                .anyMatch(next -> reaches(next, to, seen));
    }

    void put(Segment segment) {
        int slot = slots.computeIfAbsent(segment.name(), name -> used.nextClearBit(0));
        used.set(slot);
        width = Math.max(width, slot + 1);
        segments = slot < segments.length ? segments : Arrays.copyOf(segments, 2 * slot);
        segments[slot] = segment;
    }

    void put(Cutoff cutoff) {
        cutoffs.put(cutoff.name(), cutoff);
    }

    /** A segment and those that speak of it, also by way of others. */
    List<Segment> alsoAffected(String name) {
        return segments().stream()
                .filter(each -> reaches(each.name(), name, new HashSet<>()))
                .toList();
    }

    /** Those that speak of a cut-off, also by way of others. */
    List<Segment> affectedBy(Cutoff cutoff) {
        Set<Segment> affected = new java.util.LinkedHashSet<>();
        for (Segment each : segments()) {
            boolean named = each.condition().names().stream()
                    .anyMatch(n -> n.subject() == NamedCondition.Subject.ABOVE_CUTOFF
                            && n.name().equals(cutoff.name()));
            if (named) {
                affected.addAll(alsoAffected(each.name()));
            }
        }
        return List.copyOf(affected);
    }

    /** Takes a segment out; returns its number. */
    int remove(String name) {
        int slot = slot(name);
        requireUnnamed(name, "removed");
        slots.remove(name);
        segments[slot] = null;
        used.clear(slot);
        return slot;
    }

    void rename(String name, String newName) {
        int slot = slot(name);
        Values.require(!slots.containsKey(newName), "segment " + newName + " is defined already");
        requireUnnamed(name, "renamed");
        Segment renamed = at(slot).as(newName);
        Map<String, Integer> inOrder = new LinkedHashMap<>(slots);
        slots.clear();
        inOrder.forEach((each, number) -> slots.put(each.equals(name) ? newName : each, number));
        segments[slot] = renamed;
    }

    void requireUnnamed(String name, String what) {
        List<String> others = new ArrayList<>();
        segments().stream().filter(each -> each.segments().contains(name)).forEach(each -> others.add(each.name()));
        Values.require(
                others.isEmpty(),
                "segment " + name + " cannot be " + what + ": " + String.join(", ", others) + " speaks of it");
    }
}
