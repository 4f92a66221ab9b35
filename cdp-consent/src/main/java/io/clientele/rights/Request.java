package io.clientele.rights;

import io.clientele.model.Properties;
import io.clientele.model.SubjectRequest;
import io.clientele.spi.Subjects;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/**
 * A person's request as the register tells of it: what was asked, when, how the shop made sure who asks, and what became of it.
 * Holds no personal data. A snapshot; immutable.
 */
public final class Request {

    /** How far a request is; more may come. */
    public enum State {
        /** It waits for an answer. */
        RECEIVED,
        /** It waits for an answer, for longer than a month, and the person was told why (GDPR Art. 12(3)). */
        EXTENDED,
        /** It was answered. */
        ANSWERED,
        /** It was refused, and the person was told why (GDPR Art. 12(4)). */
        REFUSED
    }

    /** How many months there are for an answer (GDPR Art. 12(3)). */
    private static final int MONTHS = 1;

    private static final int MONTHS_EXTENDED = 3;

    private final String id;
    private final SubjectRequest.Kind kind;
    private final String verification;
    private final List<String> profiles;
    private final Course course;

    /** What became of it. */
    private record Course(
            State state, Instant received, Optional<Instant> ended, String reason, Optional<String> extended) {}

    private Request(String id, Subjects.Entry first, List<String> profiles, Course course) {
        this.id = id;
        this.kind = first.kind();
        this.verification = first.verification();
        this.profiles = profiles;
        this.course = course;
    }

    /** A request by its lines in the register, in order. */
    static Request of(String id, List<Subjects.Entry> lines, Subjects subjects) {
        Subjects.Entry first = lines.get(0);
        Course course = new Course(State.RECEIVED, first.at(), Optional.empty(), "", Optional.empty());
        for (Subjects.Entry line : lines) {
            course = after(course, line);
        }
        return new Request(id, first, subjects.profiles(first.numbers()), course);
    }

    private static Course after(Course before, Subjects.Entry line) {
        Properties notes = line.notes();
        String reason = notes.text("reason").orElse("");
        State state = State.valueOf(notes.text("state").orElse(State.ANSWERED.name()));
        boolean ends = state == State.ANSWERED || state == State.REFUSED;
        return new Course(
                state,
                before.received,
                ends ? Optional.of(line.at()) : Optional.empty(),
                reason,
                state == State.EXTENDED ? Optional.of(reason) : before.extended);
    }

    /** Its id. */
    public String id() {
        return id;
    }

    /** Which right is used. */
    public SubjectRequest.Kind kind() {
        return kind;
    }

    /** How far it is. */
    public State state() {
        return course.state;
    }

    /** How the shop made sure who asks. */
    public String verification() {
        return verification;
    }

    /** When it came. */
    public Instant received() {
        return course.received;
    }

    /** When it was answered or refused; empty if it waits. */
    public Optional<Instant> ended() {
        return course.ended;
    }

    /**
     * Until when it must be answered: within a month of its receipt, or within three if it was extended (GDPR Art. 12(3)), by the
     * calendar of UTC.
     */
    public Instant due() {
        int months = course.extended.isPresent() ? MONTHS_EXTENDED : MONTHS;
        return course.received.atOffset(ZoneOffset.UTC).plusMonths(months).toInstant();
    }

    /** Whether it waits for an answer. */
    public boolean isOpen() {
        return course.ended.isEmpty();
    }

    /** Whether it waits although its time is over. */
    public boolean isOverdue(Instant now) {
        return isOpen() && now.isAfter(due());
    }

    /** Why it was refused; empty if it was not. */
    public Optional<String> refusal() {
        return course.state == State.REFUSED ? Optional.of(course.reason) : Optional.empty();
    }

    /** Why it took longer than a month; empty if it was not extended. */
    public Optional<String> extension() {
        return course.extended;
    }

    /** The ids of the profiles that the person has now; none once they are erased. */
    public List<String> profiles() {
        return profiles;
    }

    /** Kind, state and times. */
    @Override
    public String toString() {
        return kind + " " + id + " of " + course.received + ": " + course.state + ", due " + due();
    }
}
