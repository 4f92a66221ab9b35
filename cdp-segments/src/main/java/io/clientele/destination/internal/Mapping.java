package io.clientele.destination.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A mapping definition: what requests a message becomes, and what the answers mean. Of {@code routes} the first whose {@code when}
 * holds is taken; it may {@code refuse} a message with a reason, and makes its {@code calls}. What is named in {@code let} can be
 * used by name in all templates. Immutable.
 */
public final class Mapping {

    private static final Set<String> FIELDS =
            Set.of("name", "needs", "base", "headers", "let", "routes", "answer", "note");

    private final String name;
    private final List<String> needs;
    private final Template.Text base;
    private final Map<String, Template.Text> headers;
    private final Map<String, Template> let;
    private final List<Route> routes;

    private Mapping(Definition definition) {
        this.name = definition.require("name").toString();
        this.needs = definition.each("needs", String::valueOf);
        this.base = Template.Text.parse(definition.require("base").toString());
        this.headers = headers(definition);
        Map<String, Template> named = new LinkedHashMap<>();
        definition
                .find("let")
                .ifPresent(tree ->
                        Definition.map("let", tree).forEach((key, value) -> named.put(key, Template.of(value))));
        this.let = named;
        Answers answers = Answers.of(name, definition.find("answer").orElse(Map.of()));
        this.routes = definition.each("routes", tree -> Route.of(name, tree, answers));
    }

    /**
     * Reads a definition.
     *
     * @throws IllegalArgumentException if it is none, with what is wrong
     */
    public static Mapping of(Object tree) {
        return new Mapping(new Definition("a format", tree, FIELDS));
    }

    private static Map<String, Template.Text> headers(Definition definition) {
        Map<String, Template.Text> headers = new LinkedHashMap<>();
        definition
                .find("headers")
                .ifPresent(tree -> Definition.map("headers", tree)
                        .forEach((key, value) -> headers.put(key, Template.Text.parse(value.toString()))));
        return headers;
    }

    /** What it is called. */
    public String name() {
        return name;
    }

    /** The settings without which it makes no request. */
    public List<String> needs() {
        return needs;
    }

    /** How many messages at most go in a request; one if none has a way for more. */
    int together() {
        return routes.stream()
                .flatMap(route -> route.calls().stream())
                .flatMap(maker -> maker.batch().stream())
                .mapToInt(Batch::most)
                .max()
                .orElse(1);
    }

    private record Refusal(Guard unless, String reason) {

        static Refusal of(Object tree) {
            var definition = new Definition("a refusal", tree, Set.of("unless", "reason"));
            return new Refusal(
                    Guard.of(definition.require("unless")),
                    definition.require("reason").toString());
        }
    }

    private record Route(Guard when, List<Refusal> refusals, List<Maker> calls) {

        static Route of(String name, Object tree, Answers answers) {
            var definition = new Definition("a route", tree, Set.of("when", "refuse", "calls", "note"));
            return new Route(
                    Guard.of(definition.find("when").orElse(Map.of())),
                    definition.each("refuse", Refusal::of),
                    definition.each("calls", call -> Maker.of(name, call, answers)));
        }
    }

    /** Makes one request. */
    private record Maker(
            Optional<Guard> when,
            String method,
            Template.Text path,
            Map<String, Template.Text> headers,
            Template body,
            Optional<Batch> batch,
            Answers answers) {

        static Maker of(String name, Object tree, Answers otherwise) {
            var definition = new Definition(
                    "a call", tree, Set.of("when", "method", "path", "headers", "body", "batch", "answer"));
            String method = definition.text("method").orElse("POST");
            Answers answers =
                    definition.find("answer").map(a -> Answers.of(name, a)).orElse(otherwise);
            return new Maker(
                    definition.as("when", Guard::of),
                    method,
                    Template.Text.parse(definition.require("path").toString()),
                    Mapping.headers(definition),
                    Template.of(definition.require("body")),
                    definition.as("batch", batch -> Batch.of(name, method, batch, answers)),
                    answers);
        }
    }

    /**
     * What a message becomes.
     *
     * @param calls the requests, in order
     * @param refusal why there are none, if there are none
     */
    record Made(List<Call> calls, String refusal) {}

    /** The requests that a message becomes. */
    Made make(Map<String, Object> message, Map<String, Object> settings) {
        Map<String, Object> scope = new LinkedHashMap<>(message);
        scope.put("settings", settings);
        Map<String, Object> own = new LinkedHashMap<>();
        scope.put("let", own);
        let.forEach((key, template) -> template.in(scope).ifPresent(value -> own.put(key, value)));
        for (Route route : routes) {
            if (route.when().holds(scope)) {
                return make(route, scope);
            }
        }
        return new Made(List.of(), name + " takes no message of this kind");
    }

    private Made make(Route route, Map<String, Object> scope) {
        for (Refusal refusal : route.refusals()) {
            if (!refusal.unless().holds(scope)) {
                return new Made(List.of(), name + " " + refusal.reason());
            }
        }
        List<Call> calls = new ArrayList<>();
        for (Maker maker : route.calls()) {
            if (maker.when().isEmpty() || maker.when().get().holds(scope)) {
                Optional<Call> call = call(maker, scope);
                if (call.isEmpty()) {
                    return new Made(List.of(), name + " has no address for it: a setting or a field is missing");
                }
                calls.add(call.get());
            }
        }
        return new Made(calls, "");
    }

    private Optional<Call> call(Maker maker, Map<String, Object> scope) {
        Optional<String> host = base.in(scope).map(String::valueOf);
        Optional<String> where = maker.path().encoded(scope);
        if (host.isEmpty() || where.isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> all = new LinkedHashMap<>();
        all.put("Content-Type", "application/json");
        put(headers, scope, all);
        put(maker.headers(), scope, all);
        Object body = maker.body().in(scope).orElse(Map.of());
        return Optional.of(new Call(
                maker.method(),
                host.get(),
                where.get(),
                all,
                body,
                maker.batch().flatMap(batch -> batch.together(scope, body)),
                maker.answers()));
    }

    private static void put(Map<String, Template.Text> from, Map<String, Object> scope, Map<String, String> into) {
        from.forEach((key, template) -> template.in(scope).ifPresent(value -> into.put(key, value.toString())));
    }
}
