package io.clientele.rights;

import io.clientele.consent.internal.JsonText;
import java.util.List;
import java.util.Map;

/**
 * The answer to a request for access (GDPR Art. 15): all that is held about a person, for a machine and for the person. It
 * is personal data: hand it to nobody but whom it is about. Immutable.
 */
public final class AccessFile {

    private final Request request;
    private final Map<String, Object> tree;
    private final List<String> review;

    AccessFile(Request request, Map<String, Object> tree, List<String> review) {
        this.request = request;
        this.tree = tree;
        this.review = List.copyOf(review);
    }

    /** The request as the register tells of it. */
    public Request request() {
        return request;
    }

    /** As JSON, in the form that {@code docs/rights.md} describes: fields may be added, none is taken away or changed. */
    public String json() {
        return JsonText.lines(tree);
    }

    /** As a page of HTML that needs nothing else: it can be printed, mailed, or opened on a phone. */
    public String html() {
        return new AccessPage(tree).html();
    }

    /**
     * What is not in it, for somebody in the shop to look at before it is handed over: identifiers that may be the person's but
     * are not certainly, a line each, by what keeps them out. They are not handed out.
     */
    public List<String> review() {
        return review;
    }

    /** The request; nothing of the person. */
    @Override
    public String toString() {
        return "answer to " + request;
    }
}
