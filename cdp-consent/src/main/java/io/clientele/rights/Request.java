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
        /** It is being carried out: it goes on when the store is opened, should the process die. */
        RUNNING,
        /** It was answered; recipients of the person's data are still to be told (GDPR Art. 19). */
        PARTIAL,
        /** It was answered, and whoever had to be told was told or will never be. */
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
    private final Subjects.Entry noticed;
    private final List<Recipient> recipients;

    /** How far a recipient of the person's data is told of a request. */
    public enum Told {
        /** Not yet: it is tried again. */
        PENDING,
        /** It took it. */
        TOLD,
        /** Its destination takes no notices: somebody must tell it by hand. */
        BY_HAND,
        /** It did not take it however often it was tried: somebody must tell it by hand. */
        FAILED
    }

    /**
     * Somebody who was handed data of the person and is to erase, correct or not use it any more (GDPR Art. 19).
     *
     * @param name of the destination
     * @param told how far it is told
     * @param tries how often it was tried
     * @param nextTry when it is tried again at the earliest
     */
    public record Recipient(String name, Told told, int tries, Instant nextTry) {}

    /** What became of it. */
    private record Course(
            State state, Instant received, Optional<Instant> ended, String reason, Optional<String> extended) {}

    private Request(List<Subjects.Entry> lines, List<String> profiles, Course course) {
        Subjects.Entry first = lines.get(0);
        this.id = first.notes().text("request").orElse(first.id());
        this.kind = first.kind();
        this.verification = first.verification();
        this.profiles = profiles;
        this.course = course;
        this.noticed =
                lines.stream().filter(line -> line.notice() != 0).findFirst().orElse(first);
        this.recipients = Recipients.of(lines);
    }

    /** A request by its lines in the register, in order. */
    static Request of(List<Subjects.Entry> lines, List<String> profiles) {
        Subjects.Entry first = lines.get(0);
        Course course = new Course(State.RECEIVED, first.at(), Optional.empty(), "", Optional.empty());
        for (Subjects.Entry line : lines) {
            course = after(course, line);
        }
        return new Request(lines, List.copyOf(profiles), course);
    }

    private static Course after(Course before, Subjects.Entry line) {
        Properties notes = line.notes();
        if (notes.text(Recipients.NAME).isPresent() || notes.get(Subjects.SETTLED) != null) {
            return before;
        }
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
        boolean waits = recipients.stream().anyMatch(each -> each.told() == Told.PENDING);
        return course.state == State.ANSWERED && waits ? State.PARTIAL : course.state;
    }

    /** Who was handed data of the person and is to be told of it, and how far that is. */
    public List<Recipient> recipients() {
        return recipients;
    }

    /** The line that keeps what recipients must be told, if one does. */
    Subjects.Entry noticed() {
        return noticed;
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
        return kind + " " + id + " of " + course.received + ": " + state() + ", due " + due();
    }
}
