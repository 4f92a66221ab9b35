package io.clientele.destination.internal;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request that a message became, before it has an address.
 *
 * @param method such as {@code POST}
 * @param base scheme and host, such as {@code https://api.example.org}
 * @param path path and query, encoded
 * @param headers by name
 * @param body what becomes its JSON body
 * @param batch how several go in one request, if they may
 * @param answers what the answers mean
 */
record Call(
        String method,
        String base,
        String path,
        Map<String, String> headers,
        Object body,
        Optional<Together> batch,
        Answers answers) {

    /**
     * The batch that a message may travel in: those that are equal in all but the item go together.
     *
     * @param rule limits and form
     * @param path path and query, encoded
     * @param item what this message adds to the list
     */
    record Together(Batch rule, String path, Object item) {}

    /** A request for several messages that may go together. */
    Call of(List<Object> items) {
        Together together = batch.orElseThrow();
        return new Call(
                together.rule().method(),
                base,
                together.path(),
                headers,
                together.rule().body(items),
                Optional.empty(),
                together.rule().answers());
    }

    /** Whether the two may be sent in one request. */
    boolean joins(Call other) {
        return batch.isPresent()
                && other.batch.isPresent()
                && batch.get().rule() == other.batch.get().rule()
                && batch.get().path().equals(other.batch.get().path())
                && base.equals(other.base)
                && headers.equals(other.headers);
    }
}
