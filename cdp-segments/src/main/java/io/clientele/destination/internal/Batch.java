package io.clientele.destination.internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How several messages go in one request: {@code path}, {@code method}, the field {@code list} that holds them (without it the
 * body is the list), fields {@code with} them, the {@code item} each becomes (without it the body of a single request), and the
 * limits {@code most} and {@code bytes}. Immutable.
 */
final class Batch {

    private final String method;
    private final Template.Text path;
    private final Optional<String> list;
    private final Map<String, Object> with;
    private final Optional<Template> item;
    private final int most;
    private final int bytes;
    private final Answers answers;

    private Batch(Definition definition, String method, Answers answers) {
        this.method = definition.text("method").orElse(method);
        this.path = Template.Text.parse(definition.require("path").toString());
        this.list = definition.text("list");
        this.with = definition
                .find("with")
                .map(tree -> Definition.map("with", tree))
                .orElse(Map.of());
        this.item = definition.as("item", Template::of);
        this.most = definition.number("most", 1);
        this.bytes = definition.number("bytes", Integer.MAX_VALUE);
        this.answers = answers;
    }

    static Batch of(String name, String method, Object tree, Answers otherwise) {
        var definition = new Definition(
                "a batch", tree, Set.of("method", "path", "list", "with", "item", "most", "bytes", "answer"));
        return new Batch(
                definition,
                method,
                definition.find("answer").map(a -> Answers.of(name, a)).orElse(otherwise));
    }

    String method() {
        return method;
    }

    int most() {
        return most;
    }

    int bytes() {
        return bytes;
    }

    Answers answers() {
        return answers;
    }

    /** What a message adds, if it may go with others. */
    Optional<Call.Together> together(Map<String, Object> scope, Object body) {
        Optional<String> where = path.encoded(scope);
        Object own = item.flatMap(template -> template.in(scope)).orElse(body);
        return where.map(found -> new Call.Together(this, found, own));
    }

    Object body(List<Object> items) {
        if (list.isEmpty()) {
            return items;
        }
        Map<String, Object> body = new LinkedHashMap<>(with);
        body.put(list.get(), items);
        return body;
    }
}
