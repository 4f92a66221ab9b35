package io.clientele.segment;

import io.clientele.model.EventType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Why a person is in a segment, or is not: the condition as a tree with what is true, the few events that decide, and when
 * it can change by time alone. A snapshot; immutable.
 */
public final class Explanation {

    private final Segment segment;
    private final Part root;
    private final Instant asOf;
    private final Optional<Instant> nextChange;

    Explanation(Segment segment, Part root, Instant asOf, Optional<Instant> nextChange) {
        this.segment = segment;
        this.root = root;
        this.asOf = asOf;
        this.nextChange = nextChange;
    }

    /**
     * A condition within the segment's.
     *
     * @param condition in words
     * @param holds whether it is true
     * @param deciding the few events that decide it, in order; none where other parts or no event decide
     * @param leftOut the latest few events that a sum of money leaves out, since they are in another currency or name none
     * @param parts what it is made of
     */
    public record Part(
            String condition, boolean holds, List<Deciding> deciding, List<Deciding> leftOut, List<Part> parts) {

        /** Copies the lists. */
        public Part {
            deciding = List.copyOf(deciding);
            leftOut = List.copyOf(leftOut);
            parts = List.copyOf(parts);
        }
    }

    /**
     * An event that decides.
     *
     * @param id its message id
     * @param type its type
     * @param time when it happened
     */
    public record Deciding(String id, EventType type, Instant time) {}

    /** The segment. */
    public Segment segment() {
        return segment;
    }

    /** Whether the person is a member. */
    public boolean isMember() {
        return root.holds();
    }

    /** The segment's condition, and the permit of its purpose, as a tree. */
    public Part root() {
        return root;
    }

    /** The instant of which it is true. */
    public Instant asOf() {
        return asOf;
    }

    /** The instant at which the membership changes if no further event comes; empty if it stays. */
    public Optional<Instant> nextChange() {
        return nextChange;
    }

    /** The tree, a line for each part, with the times and types of the events that decide. */
    public String describe() {
        StringBuilder text = new StringBuilder(segment.name());
        text.append(isMember() ? ": yes\n" : ": no\n");
        describe(root, "  ", text);
        nextChange.ifPresent(at -> text.append("  changes at ").append(at).append(" if nothing happens\n"));
        return text.toString();
    }

    private static void describe(Part part, String indent, StringBuilder text) {
        text.append(indent)
                .append(part.holds() ? "yes " : "no  ")
                .append(part.condition())
                .append('\n');
        part.deciding().forEach(event -> describe(event, indent + "      ", "", text));
        part.leftOut().forEach(event -> describe(event, indent + "      ", " left out: another currency", text));
        part.parts().forEach(each -> describe(each, indent + "  ", text));
    }

    private static void describe(Deciding event, String indent, String remark, StringBuilder text) {
        text.append(indent)
                .append(event.time())
                .append(' ')
                .append(event.type())
                .append(remark)
                .append('\n');
    }

    /** The segment and whether the person is a member. */
    @Override
    public String toString() {
        return segment + (isMember() ? ": yes" : ": no");
    }
}
