package io.clientele.segment;

import io.clientele.segment.internal.Machine;
import io.clientele.segment.internal.Node;
import io.clientele.segment.internal.timer.Times;
import io.clientele.spi.Fact;
import io.clientele.spi.ProfileEvaluator.History;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * Keeps segments true for numbered profiles: facts in, enters and leaves out, each with its exact instant. Without a store,
 * a clock or a thread, so that any host can embed it. Not thread-safe.
 *
 * <p>The cost of a fact follows the conditions it can change: found by type and by the value of the most telling property.
 * Equal conditions in several segments are kept once. State of a profile is what its history left in the conditions it
 * touched, and can be folded again from its facts at any time.
 */
public final class SegmentEngine {

    private final Machine machine;
    private final Catalogue catalogue;
    private boolean used;
    /** Where changes go that are only supposed. */
    private @Nullable Map<Segment, Boolean> supposed;

    /** Is told what changes, while it changes; must not call the engine. */
    public interface Listener {

        /**
         * A profile entered or left a segment.
         *
         * @param at the exact instant; of a correction of the past, the instant up to which it was folded again
         */
        void changed(int profile, Segment segment, Instant at, boolean entered);

        /** Time alone changed what is known of a profile, whether it entered or left anything or not. */
        default void crossed(int profile) {}
    }

    /** An engine without segments. */
    public SegmentEngine(Listener listener) {
        this(listener, new Catalogue());
    }

    private SegmentEngine(Listener listener, Catalogue catalogue) {
        this.catalogue = catalogue;
        machine = new Machine(new Machine.Changes() {
            @Override
            public void changed(int profile, int slot, long instant, boolean entered) {
                if (supposed != null) {
                    suppose(supposed, catalogue.at(slot), entered);
                    return;
                }
                listener.changed(profile, catalogue.at(slot), Times.instant(instant), entered);
            }

            @Override
            public void crossed(int profile) {
                if (supposed == null) {
                    listener.crossed(profile);
                }
            }
        });
    }

    /** An engine of the same segments and cut-offs that knows of nobody. */
    SegmentEngine successor(Listener listener) {
        SegmentEngine next = new SegmentEngine(listener, new Catalogue(catalogue));
        Condition.Scope scope = next.scope();
        next.machine.define(
                IntStream.range(0, catalogue.width())
                        .mapToObj(slot -> catalogue.isUsed(slot) ? next.expression(slot, scope) : nothing(slot))
                        .toList(),
                visitor -> {});
        return next;
    }

    /** Who enters and leaves, or the other way round, stays. */
    private static void suppose(Map<Segment, Boolean> changes, Segment segment, boolean entered) {
        if (changes.remove(segment) == null) {
            changes.put(segment, entered);
        }
    }

    /**
     * Defines a segment before the first fact; see {@link #define(Segment, History)}.
     *
     * @throws IllegalStateException if facts were applied before
     */
    public void define(Segment segment) {
        if (used) {
            throw new IllegalStateException("a segment defined after the first fact needs the history");
        }
        define(segment, visitor -> {});
    }

    /**
     * Defines a segment, or redefines the one of the same name. It is right about all of history at once, as if it had been
     * defined before the first fact, and so are the segments that speak of it; who is in them by then is not announced. An equal
     * segment changes nothing.
     *
     * @param history the facts of every profile; read once, unless nothing changes
     * @throws IllegalArgumentException if it speaks of a segment that is not defined or speaks of it in turn, or of a cut-off that
     *     was not computed; nothing is changed then
     */
    public void define(Segment segment, History history) {
        Optional<Segment> known = find(segment.name());
        if (!known.equals(Optional.of(segment))) {
            catalogue.require(segment);
            catalogue.put(segment);
            define(catalogue.alsoAffected(segment.name()), history);
        }
    }

    /**
     * Removes a segment; nobody is in it any more, which is not announced.
     *
     * @throws IllegalArgumentException if there is none, or another segment speaks of it
     */
    public void remove(String name) {
        machine.define(List.of(nothing(catalogue.remove(name))), visitor -> {});
    }

    private static Node.Expression nothing(int slot) {
        return new Node.Expression(slot, new Node.Not(Node.always()), new byte[0]);
    }

    /**
     * Gives a segment another name. Nothing else changes.
     *
     * @throws IllegalArgumentException if there is none, the new name is taken, or another segment speaks of it
     */
    public void rename(String name, String newName) {
        catalogue.rename(name, newName);
    }

    /**
     * Computes a cut-off over all profiles and keeps it; segments that speak of it are right about it at once, unannounced.
     *
     * @param history the facts of every profile
     * @param now the instant of which it is computed
     * @return the cut-off with what came out
     */
    public Cutoff freeze(Cutoff cutoff, History history, Instant now) {
        List<BigDecimal> values = new ArrayList<>();
        history.forEach((profile, facts) -> Inspection.amount(cutoff.purpose(), cutoff.aggregate(), facts, now)
                .ifPresent(values::add));
        Cutoff frozen = cutoff.frozen(values, now);
        freeze(frozen, history);
        return frozen;
    }

    /** Keeps a cut-off that was computed before. */
    void freeze(Cutoff frozen, History history) {
        catalogue.put(frozen);
        define(catalogue.affectedBy(frozen), history);
    }

    private void define(List<Segment> affected, History history) {
        Condition.Scope scope = scope();
        List<Node.Expression> expressions = affected.stream()
                .map(each -> expression(catalogue.slot(each.name()), scope))
                .toList();
        if (!expressions.isEmpty()) {
            machine.define(expressions, history);
        }
    }

    private Node.Expression expression(int slot, Condition.Scope scope) {
        Segment segment = catalogue.at(slot);
        return new Node.Expression(slot, segment.compile(scope), segment.fingerprint(scope));
    }

    private Condition.Scope scope() {
        return new Condition.Scope(machine, catalogue::find, catalogue::cutoff);
    }

    /** Whether {@link #apply} may be called: the fact lies at or after the last fact and boundary of its profile. */
    public boolean inOrder(int profile, Fact fact) {
        return machine.accepts(profile, fact);
    }

    /**
     * Crosses the profile's boundaries up to and including the fact's instant, then takes the fact in.
     *
     * @param profile its number; numbers are dense, from 0
     * @throws IllegalArgumentException if the fact is not {@link #inOrder in order}
     */
    public void apply(int profile, Fact fact) {
        used = true;
        apply(profile, fact, Times.of(fact.time()));
    }

    private void apply(int profile, Fact fact, long time) {
        if (!machine.apply(profile, fact, time)) {
            throw new IllegalArgumentException("a fact of the past needs refold");
        }
    }

    /**
     * Takes in facts of many profiles, each as {@link #advance} to its instant and {@link #apply} do. Who has several at a time is
     * quicker so: what is known of all these profiles is brought near the processor first.
     *
     * @param profiles whose each fact is
     * @param facts as many, in order of time
     * @throws IllegalArgumentException if one is not {@link #inOrder in order}; those before it are taken in
     */
    public void feed(int[] profiles, List<? extends Fact> facts) {
        used = true;
        if (profiles.length > 1) {
            machine.expect(profiles, Times.of(facts.get(profiles.length - 1).time()));
        }
        for (int i = 0; i < profiles.length; i++) {
            Fact fact = facts.get(i);
            long time = Times.of(fact.time());
            machine.advance(time);
            apply(profiles[i], fact, time);
        }
    }

    /**
     * Forgets a profile and folds these facts from nothing, then moves it on to {@code now}. What differs from before is
     * announced once, as of {@code now}.
     *
     * @param facts in order; none if the profile ceased to exist
     */
    public void refold(int profile, List<Fact> facts, Instant now) {
        used = true;
        machine.refold(profile, facts, Times.of(now));
    }

    /**
     * Counts a profile as a member of whatever another is in, unannounced, until its next {@link #refold}: for a profile
     * that is about to be folded from the other's facts after a merge or split.
     */
    public void inherit(int from, int into) {
        machine.inherit(from, into);
    }

    /**
     * What it knows of a profile, its memberships included, as compact bytes that start with a version and a fingerprint of the
     * definitions.
     */
    public byte[] save(int profile) {
        return machine.save(profile);
    }

    /**
     * Knows of a profile again what it knew when these bytes were saved, without announcing anything.
     *
     * @return false if these bytes cannot be used (another version, other definitions, damaged): the profile must be folded
     *     again
     */
    public boolean restore(int profile, byte[] state) {
        used = true;
        return machine.restore(profile, state);
    }

    /**
     * Forgets a profile's state and timers; its memberships stay. It must be {@linkplain #restore restored} or
     * {@linkplain #refold folded again} before anything else is said about it, and before {@link #nextBoundary its next
     * boundary} is crossed.
     */
    public void evict(int profile) {
        machine.evict(profile);
    }

    /**
     * The next instant at which something of a profile changes without a fact; empty if none is to come. May name an instant
     * too early, never one too late.
     */
    public Optional<Instant> nextBoundary(int profile) {
        long due = machine.nextDue(profile);
        return due == Times.NEVER ? Optional.empty() : Optional.of(Times.instant(due));
    }

    /** All memberships as bytes that start with a version and a fingerprint of the definitions. */
    public byte[] memberships() {
        return machine.saveMemberships();
    }

    /**
     * Sets all memberships, unannounced.
     *
     * @throws IllegalArgumentException if these bytes cannot be used (another version, other definitions, damaged)
     */
    public void memberships(byte[] saved) {
        machine.restoreMemberships(saved);
    }

    /** Crosses every boundary up to and including this instant, over all profiles, in order of time. */
    public void advance(Instant to) {
        machine.advance(Times.of(to));
    }

    /**
     * Whether a profile is in a segment at its position. Cost: a look into a bit set.
     *
     * @throws IllegalArgumentException if the segment is not defined
     */
    public boolean contains(int profile, Segment segment) {
        return machine.memberships().contains(profile, slot(segment));
    }

    /** Whether time alone may change something about a profile between its position and an instant. */
    public boolean isDue(int profile, Instant at) {
        return machine.nextDue(profile) <= Times.of(at);
    }

    /**
     * The profiles in a segment, in ascending order.
     *
     * @throws IllegalArgumentException if the segment is not defined
     */
    public IntStream members(Segment segment) {
        return machine.memberships().members(slot(segment));
    }

    /**
     * How many profiles are in a segment, as of the last advance.
     *
     * @throws IllegalArgumentException if the segment is not defined
     */
    public int count(Segment segment) {
        return machine.memberships().count(slot(segment));
    }

    /** The segments a profile is in, in order of their definition. */
    public List<Segment> segmentsOf(int profile) {
        return segments().stream().filter(segment -> contains(profile, segment)).toList();
    }

    /** Every segment, in order of definition. */
    public List<Segment> segments() {
        return catalogue.segments();
    }

    /** The segment of a name. */
    public Optional<Segment> find(String name) {
        return catalogue.find(name);
    }

    /** The cut-off of a name, as last computed. */
    public Optional<Cutoff> findCutoff(String name) {
        return catalogue.cutoff(name);
    }

    /**
     * Why a profile is in a segment or not. The engine keeps no events, so they are given here; costs a fold of them.
     *
     * @param facts the profile's, in order
     * @param now the instant of which to speak
     * @throws IllegalArgumentException if the segment is not defined
     */
    public Explanation explain(Segment segment, List<Fact> facts, Instant now) {
        return inspect(catalogue.segment(segment.name())).over(facts, now).explain();
    }

    /**
     * What would change for a profile if a fact came; nothing is kept.
     *
     * @param fact {@linkplain #inOrder in order}
     * @return whether it would enter or leave, by segment
     * @throws IllegalArgumentException if the fact is not in order
     */
    public Map<Segment, Boolean> whatIf(int profile, Fact fact) {
        return suppose(profile, () -> apply(profile, fact));
    }

    /** As {@link #whatIf(int, Fact)}, of a fact that may be of the past. */
    Map<Segment, Boolean> whatIf(int profile, Fact fact, Supplier<List<Fact>> facts, Instant now) {
        if (inOrder(profile, fact) && !isDue(profile, now)) {
            return whatIf(profile, fact);
        }
        List<Fact> known = facts.get();
        List<Fact> more = new ArrayList<>(known);
        more.add(fact);
        more.sort(null);
        Map<Segment, Boolean> byTime = suppose(profile, () -> machine.refold(profile, known, Times.of(now)));
        Map<Segment, Boolean> byBoth = suppose(profile, () -> machine.refold(profile, more, Times.of(now)));
        return without(byTime, byBoth);
    }

    /** What an event changes beside time: of what both change nothing, of what time alone changes the opposite. */
    private static Map<Segment, Boolean> without(Map<Segment, Boolean> byTime, Map<Segment, Boolean> byBoth) {
        Map<Segment, Boolean> changes = new LinkedHashMap<>(byBoth);
        byTime.forEach((segment, entered) -> {
            if (changes.remove(segment) == null) {
                changes.put(segment, !entered);
            }
        });
        return changes;
    }

    private Map<Segment, Boolean> suppose(int profile, Runnable change) {
        Map<Segment, Boolean> changes = new LinkedHashMap<>();
        supposed = changes;
        try {
            machine.suppose(profile, change);
        } finally {
            supposed = null;
            changes.forEach((segment, entered) -> machine.memberships().set(profile, slot(segment), !entered));
        }
        return changes;
    }

    /** Looks at one history at a time, with the segments and cut-offs of this engine, and changes nothing. */
    Inspection inspect(Segment segment) {
        return new Inspection(segment, catalogue::find, catalogue::cutoff);
    }

    /** The profiles in a segment as a set of its own. */
    RoaringBitmap set(Segment segment) {
        return machine.memberships().set(slot(segment));
    }

    /** The segment of a name, which must be defined. */
    Segment require(String name) {
        return catalogue.segment(name);
    }

    /** Refuses a segment that speaks of what is not there, or of itself in the end. */
    void require(Segment segment) {
        catalogue.require(segment);
    }

    /** A segment and those that speak of it, also by way of others. */
    List<Segment> speakingOf(String segment) {
        return catalogue.alsoAffected(segment);
    }

    /** The segments that speak of a cut-off, also by way of others. */
    List<Segment> speakingOf(Cutoff cutoff) {
        return catalogue.affectedBy(cutoff);
    }

    /** Refuses if other segments speak of it. */
    void requireUnnamed(String segment, String what) {
        catalogue.requireUnnamed(segment, what);
    }

    private int slot(Segment segment) {
        return catalogue.slot(segment.name());
    }
}
