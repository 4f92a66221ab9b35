package io.clientele.destination.internal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a destination's answers mean. By status: 2xx is taken unless the body says otherwise; 408, 425, 429, 5xx, redirects and
 * whatever is wrong with keys and rights (401, 403, 407) mean later, since the message is not at fault; every other 4xx means
 * never. A definition tells how failures show inside a 2xx:
 *
 * <ul>
 *   <li>{@code json}: an answer that is not JSON is broken;
 *   <li>{@code later} and {@code failed}: {@link Guard}s on the body;
 *   <li>{@code items}: the list that holds one element for each message, with guards of its own;
 *   <li>{@code named}: for a field of an item, the lists that name those refused by their value of it;
 *   <li>{@code header}: a header whose presence means refused;
 *   <li>{@code reason}: a template whose result is told if it is a mere code.
 * </ul>
 *
 * Immutable.
 */
final class Answers {

    static final Set<String> FIELDS = Set.of("json", "later", "failed", "items", "named", "header", "reason");
    private static final Set<Integer> LATER = Set.of(401, 403, 407, 408, 425, 429);
    private static final String CODE = "[A-Za-z][A-Za-z_]{1,60}";
    private static final int BAD = 400;
    private static final int BROKEN = 500;

    private final String name;
    private final boolean json;
    private final Rule rule;
    private final Optional<Items> items;
    private final Map<String, List<Expression>> named;
    private final Optional<String> header;

    private record Rule(Optional<Guard> later, Optional<Guard> failed, Optional<Template> reason) {

        static Rule of(Definition definition) {
            return new Rule(
                    definition.as("later", Guard::of),
                    definition.as("failed", Guard::of),
                    definition.as("reason", Template::of));
        }

        Verdict judge(String who, Object tree) {
            if (later.isPresent() && later.get().holds(tree)) {
                return Verdict.later(who + " did not take it" + code(tree));
            }
            boolean refused = failed.isPresent() && failed.get().holds(tree);
            return refused ? Verdict.never(who + " refused it" + code(tree)) : Verdict.TAKEN;
        }

        /** Codes of a vendor are told; sentences are not, since they may quote the message. */
        String code(Object tree) {
            return reason.flatMap(template -> template.in(tree))
                    .map(String::valueOf)
                    .filter(text -> text.matches(CODE))
                    .map(text -> " (" + text + ")")
                    .orElse("");
        }
    }

    private record Items(Expression list, Rule rule) {

        static Items of(Object tree) {
            var definition = new Definition("items", tree, Set.of("list", "later", "failed", "reason"));
            return new Items(Expression.parse(definition.require("list").toString()), Rule.of(definition));
        }
    }

    private Answers(String name, Definition definition) {
        this.name = name;
        this.json = definition.find("json").filter(Boolean.TRUE::equals).isPresent();
        this.rule = Rule.of(definition);
        this.items = definition.as("items", Items::of);
        this.header = definition.text("header").map(text -> text.toLowerCase(Locale.ROOT));
        Map<String, List<Expression>> lists = new LinkedHashMap<>();
        definition
                .find("named")
                .ifPresent(tree ->
                        Definition.map("named", tree).forEach((field, paths) -> lists.put(field, paths(paths))));
        this.named = lists;
    }

    private static List<Expression> paths(Object paths) {
        List<?> all = paths instanceof List<?> list ? list : List.of(paths);
        return all.stream().map(path -> Expression.parse(path.toString())).toList();
    }

    /**
     * Reads a definition.
     *
     * @param name what reasons call the destination
     * @throws IllegalArgumentException if it is none
     */
    static Answers of(String name, Object tree) {
        return new Answers(name, new Definition("answer", tree, FIELDS));
    }

    /**
     * What became of each message of a request.
     *
     * @param sent the item of each
     * @return as many; empty if the request as a whole was refused and it takes a request of its own for each to tell why
     */
    List<Verdict> judge(Reply reply, List<Object> sent) {
        Optional<Object> tree = tree(reply.body());
        if (!reply.good()) {
            Verdict all = ofStatus(reply, tree.orElse(Map.of()));
            return all.kind() == Verdict.Kind.NEVER && sent.size() > 1 ? List.of() : all(sent, all);
        }
        if (header.isPresent() && reply.headers().containsKey(header.get())) {
            return sent.size() > 1 ? List.of() : all(sent, Verdict.never(name + " refused it"));
        }
        if (tree.isEmpty()) {
            return all(
                    sent,
                    json || items.isPresent()
                            ? Verdict.later(name + " gave an answer that cannot be read")
                            : Verdict.TAKEN);
        }
        return ofBody(tree.get(), sent);
    }

    private List<Verdict> ofBody(Object tree, List<Object> sent) {
        if (items.isPresent()) {
            Object found = items.get().list().in(tree).orElse(List.of());
            if (found instanceof List<?> list && list.size() == sent.size()) {
                Rule each = items.get().rule();
                return list.stream().map(element -> each.judge(name, element)).toList();
            }
        }
        Verdict whole = rule.judge(name, tree);
        if (whole.taken() && items.isPresent()) {
            return all(sent, Verdict.later(name + " gave an answer that cannot be read"));
        }
        if (whole.kind() != Verdict.Kind.NEVER || sent.size() == 1) {
            return all(sent, whole);
        }
        List<Verdict> each = sent.stream()
                .map(item -> isNamed(tree, item) ? Verdict.never(whole.reason()) : Verdict.TAKEN)
                .toList();
        return each.stream().allMatch(Verdict::taken) ? List.of() : each;
    }

    private boolean isNamed(Object tree, Object item) {
        return named.entrySet().stream().anyMatch(field -> {
            Optional<Object> value = Expression.parse(field.getKey()).in(item);
            return value.isPresent()
                    && field.getValue().stream()
                            .flatMap(path -> path.in(tree).stream())
                            .anyMatch(list -> list instanceof List<?> values && values.contains(value.get()));
        });
    }

    private Verdict ofStatus(Reply reply, Object tree) {
        int status = reply.status();
        if (status >= BAD && status < BROKEN && !LATER.contains(status)) {
            return Verdict.never(name + " refused it: status " + status + rule.code(tree));
        }
        String reason = status < BAD
                ? name + " answered with status " + status + ", which is not followed"
                : name + " did not take it: status " + status;
        return new Verdict(Verdict.Kind.LATER, reason, reply.retryAfter());
    }

    private static Optional<Object> tree(byte[] body) {
        try {
            return Optional.of(new Json().read(body));
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }

    static List<Verdict> all(List<Object> sent, Verdict verdict) {
        return new ArrayList<>(Collections.nCopies(sent.size(), verdict));
    }
}
