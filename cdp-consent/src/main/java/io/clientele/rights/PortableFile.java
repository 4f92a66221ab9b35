package io.clientele.rights;

import java.util.List;

/**
 * What a person gave, to be taken elsewhere (GDPR Art. 20): what they did and said, as far as it was collected by consent or
 * under a contract; nothing that was inferred. Immutable.
 */
public final class PortableFile {

    private final Request request;
    private final List<String> lines;

    PortableFile(Request request, List<String> lines) {
        this.request = request;
        this.lines = List.copyOf(lines);
    }

    /** The request as the register tells of it. */
    public Request request() {
        return request;
    }

    /**
     * A JSON object each, consent first, in the form that {@code docs/import.md} describes: {@link
     * io.clientele.Maintenance#importHistory} takes them in.
     */
    public List<String> lines() {
        return lines;
    }

    /** The lines as one text. */
    public String text() {
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }

    /** The request and how many lines; nothing of the person. */
    @Override
    public String toString() {
        return lines.size() + " lines in answer to " + request;
    }
}
