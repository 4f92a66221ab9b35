package io.clientele.segment;

import io.clientele.Cdp;
import io.clientele.model.EventDraft;
import io.clientele.model.Identifier;
import io.clientele.model.Profile;
import io.clientele.model.Purpose;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Defines segments and answers who is in them. Thread-safe. What is said about one person is true at this very instant,
 * counts and lists are as of the last write or {@link Cdp#advance()} and say so.
 */
public interface Segments {

    /** The segments of a platform opened with {@link SegmentModule}. */
    static Segments of(Cdp cdp) {
        return cdp.service(Segments.class);
    }

    /**
     * Defines a segment for good, or redefines the one of the same name; does nothing if an equal one is defined. When it
     * returns, the segment is right about all of history. The work is done in this thread, in portions between which others write;
     * what is asked of a segment that is redefined is answered as before until then. If it fails on the way, it is
     * {@linkplain #building being built} still.
     *
     * @return the segment
     * @throws IllegalArgumentException if nobody can ever be in it, with the reason in a sentence, which not every such condition
     *     is found to be; if its purpose is not in the policy; or if it speaks of a segment that is not defined or speaks of it in
     *     turn, or of a cut-off that was not computed
     * @throws IllegalStateException if it is cancelled meanwhile
     */
    Segment define(Segment segment);

    /**
     * Begins to {@link #define} a segment and returns: whoever {@linkplain Building#await waits} for it does the work. One of the
     * same name that is being built with another meaning is cancelled. Survives a restart, after which the work begins anew.
     *
     * @throws IllegalArgumentException as {@link #define}
     */
    Building build(Segment segment);

    /** What is being built, the oldest first: in this order they become ready. */
    List<Building> building();

    /** A segment on its way to be right about all of history. Thread-safe. */
    interface Building {

        /** The segment. */
        Segment segment();

        /** Whether it is defined so. */
        boolean isReady();

        /** How far it is. */
        Progress progress();

        /**
         * Works on it in this thread, and first on what is older, in portions between which others write: until it is ready or this
         * time has passed by the platform's clock, at least one portion.
         *
         * @return whether it is ready; not if it was cancelled
         * @throws IllegalArgumentException if it cannot be defined any more; it is cancelled then
         */
        boolean await(Duration atMost);

        /** Gives it up for good, if it is not ready: what was defined before stays so. */
        void cancel();
    }

    /**
     * How far the building of a segment is.
     *
     * @param looked at how many numbers of profiles it was looked
     * @param all how many there are to look at
     */
    record Progress(int looked, int all) {}

    /**
     * Removes a segment for good; nobody leaves it by that.
     *
     * @throws IllegalArgumentException if it is not defined, another segment speaks of it, or a trigger is attached or somebody
     *     subscribed to it
     */
    void remove(Segment segment);

    /**
     * Gives a segment another name. Its members and versions stay.
     *
     * @return the segment under its new name
     * @throws IllegalArgumentException if it is not defined, the name is taken, another segment speaks of it, or a trigger is
     *     attached or somebody subscribed to it
     */
    Segment rename(Segment segment, String newName);

    /**
     * Computes a cut-off over all people and keeps it until it is computed again. Reads all of history; people who come or change
     * meanwhile may be counted as they were before.
     *
     * @return the cut-off with what came out
     * @throws IllegalArgumentException if its purpose is not in the policy
     */
    Cutoff freeze(Cutoff cutoff);

    /** Every segment, in order of definition. */
    List<Segment> all();

    /**
     * What a segment has meant, the first meaning first.
     *
     * @throws IllegalArgumentException if the segment is not defined
     */
    List<Version> versions(Segment segment);

    /**
     * A meaning of a segment.
     *
     * @param number from 1
     * @param segment what it meant
     * @param since when it was defined so
     */
    record Version(int number, Segment segment, Instant since) {}

    /**
     * Whether a person is in a segment now.
     *
     * @throws IllegalArgumentException if the segment is not defined
     */
    boolean contains(Identifier identifier, Segment segment);

    /** The instant of which counts and lists are true: that of the last write or {@link Cdp#advance()}. */
    Instant asOf();

    /**
     * How many people are in a segment, {@linkplain #asOf() as of} the last write or {@link Cdp#advance()}.
     *
     * @throws IllegalArgumentException if the segment is not defined
     */
    int count(Segment segment);

    /**
     * How many people are in a segment, and how many of them permit another purpose, such as a channel's. At the first question about
     * a purpose a segment of all who permit it is defined, named {@code reachable-} and the purpose's key.
     *
     * @throws IllegalArgumentException if the segment is not defined, or the purpose is not in the policy
     */
    Reach count(Segment segment, Purpose purpose);

    /**
     * How many people can be reached.
     *
     * @param members how many are in the segment
     * @param reachable how many of them permit the purpose
     * @param asOf the instant of which it is true
     */
    record Reach(int members, int reachable, Instant asOf) {}

    /**
     * The ids of the profiles in a segment.
     *
     * @throws IllegalArgumentException if the segment is not defined
     */
    List<String> members(Segment segment);

    /**
     * The people in a segment, to be joined with those in others, counted and paged.
     *
     * @throws IllegalArgumentException if the segment is not defined
     */
    Members in(Segment segment);

    /** A set of people, made of segments. It is looked up anew with each question. Immutable; thread-safe. */
    interface Members {

        /** Those who are in the segment as well. */
        Members and(Segment segment);

        /** These, and those who are in the segment. */
        Members or(Segment segment);

        /** Those who are not in the segment. */
        Members without(Segment segment);

        /** How many they are. */
        int count();

        /**
         * Some of their profile ids, in the order in which the profiles came to be.
         *
         * @param most at most so many
         * @param cursor where the page before ended; empty for the first page
         * @throws IllegalArgumentException if the cursor is none, or {@code most} is less than 1
         */
        Page page(int most, Optional<String> cursor);
    }

    /**
     * Some of many.
     *
     * @param profileIds the ids of profiles
     * @param next where the next page begins; empty if there is none
     * @param asOf the instant of which it is true
     */
    record Page(List<String> profileIds, Optional<String> next, Instant asOf) {

        /** Copies the list. */
        public Page {
            profileIds = List.copyOf(profileIds);
        }
    }

    /**
     * The members of a segment who are in it without a break since an instant or later, the latest first. Reads the history of
     * every member.
     *
     * @throws IllegalArgumentException if the segment is not defined
     */
    List<Member> enteredSince(Segment segment, Instant instant);

    /**
     * Somebody in a segment.
     *
     * @param profileId the id of the profile
     * @param since since when
     */
    record Member(String profileId, Instant since) {}

    /** The segments a person is in now; none if nobody is known under the identifier. */
    List<Segment> segmentsOf(Identifier identifier);

    /**
     * When a person was in a segment, as it is meant now, by what is known now; the earliest stay first. Reads the person's
     * history.
     *
     * @throws IllegalArgumentException if the segment is not defined
     */
    List<Stay> history(Identifier identifier, Segment segment);

    /**
     * A time in a segment.
     *
     * @param from when it began
     * @param until when it ended; empty if it lasts
     */
    record Stay(Instant from, Optional<Instant> until) {}

    /**
     * Why a person is in a segment now, or is not. Reads the person's history.
     *
     * @throws IllegalArgumentException if the segment is not defined
     */
    Explanation explain(Identifier identifier, Segment segment);

    /**
     * Has every enter and leave of some segments told from now on, once it is durable and outside of what caused it, in the thread that
     * wrote or advanced or {@linkplain io.clientele.CdpBuilder#deliverOn where the host wants it}. A person's changes come in the
     * order in which they were found; consent is asked for again before an enter is told. The host subscribes again under the same
     * name after a restart and is told what it missed; with other segments than before, these are followed from then on. What a
     * redefinition changes is not told, nor that a profile was merged into another, whose
     * {@linkplain io.clientele.model.Profile#aliases() aliases} say so, nor anything of who was erased.
     *
     * @param name by which it is known what was told; 1 to 100 characters
     * @param subscriber takes each change at least once, always under the same id; if it throws, the same comes again after a
     *     minute, later ones of the same person after it; then after twice as long each time, up to an hour
     * @throws IllegalArgumentException if the name is blank or longer, there is no segment, or one is not defined
     * @throws IllegalStateException if somebody subscribed under this name since the platform was opened
     */
    void subscribe(String name, Collection<Segment> segments, Subscriber subscriber);

    /** Ends a subscription for good, with what was not told; nothing happens if there is none of this name. */
    void unsubscribe(String name);

    /** The shop's own code that keeps up with who is in some segments. */
    @FunctionalInterface
    interface Subscriber {

        /**
         * Takes a change.
         *
         * @throws Exception if it could not be taken
         */
        void changed(Change change) throws Exception;
    }

    /**
     * An enter or leave.
     *
     * @param id the same whenever it is told
     * @param profile the person, as far as the segment's purpose permits, or {@link Purpose#LEGAL} of one who left
     * @param segment the segment's name
     * @param at the exact instant
     * @param entered whether the segment was entered, or left
     */
    record Change(String id, Profile profile, String segment, Instant at, boolean entered) {}

    /**
     * Which segments a person would enter and leave if this event happened now and were admitted. Nothing is kept.
     */
    WhatIf whatIf(Identifier identifier, EventDraft<?> event);

    /**
     * What an event would change.
     *
     * @param enters segments that would be entered
     * @param leaves segments that would be left
     */
    record WhatIf(List<Segment> enters, List<Segment> leaves) {

        /** Copies the lists. */
        public WhatIf {
            enters = List.copyOf(enters);
            leaves = List.copyOf(leaves);
        }
    }

    /**
     * How many people would be in a segment, and some of them, without defining it. Reads all of history; each person is looked at
     * now.
     *
     * @param sample how many ids to show at most
     * @throws IllegalArgumentException if the segment speaks of what is not defined, or the sample is negative
     */
    Preview preview(Segment segment, int sample);

    /**
     * Who would be in a segment.
     *
     * @param people how many people there are
     * @param members how many would be in it
     * @param sample the ids of some of their profiles
     * @param asOf when the count ended
     */
    record Preview(int people, int members, List<String> sample, Instant asOf) {

        /** Copies the list. */
        public Preview {
            sample = List.copyOf(sample);
        }
    }

    /**
     * Some of those who would be in a segment, without defining it, in the order in which the profiles came to be. Reads as much
     * history as it takes to find them.
     *
     * @param most at most so many
     * @param cursor where the page before ended; empty for the first page
     * @throws IllegalArgumentException if the segment speaks of what is not defined, the cursor is none, or {@code most} is less
     *     than 1
     */
    Page query(Segment segment, int most, Optional<String> cursor);

    /**
     * A computed trait: what an aggregate amounts to for a person now, rounded down to 20 digits after the point; empty over
     * nothing, or if the person does not permit the purpose. Reads the person's history.
     *
     * @param purpose what it is for
     * @throws IllegalArgumentException if the aggregate is over the events of one value
     */
    Optional<BigDecimal> amount(Identifier identifier, Purpose purpose, Aggregate aggregate);

    /**
     * A computed trait that is a value: the first, the last, the most frequent, or the time of the last as text; empty over nothing,
     * or if the person does not permit the purpose. Reads the person's history.
     *
     * @param purpose what it is for
     * @throws IllegalArgumentException if the aggregate is another
     */
    Optional<Object> value(Identifier identifier, Purpose purpose, Aggregate aggregate);
}
