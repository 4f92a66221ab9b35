package io.clientele.destination.internal;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A tree with holes. Text in braces is an {@link Expression}: alone it gives the value as it is, among other text its form as
 * text. What has no value is left out, and so is an object or a list that is left with nothing. An object may hold
 *
 * <ul>
 *   <li>{@code $all}: an expression or a list of them, whose fields are taken over first, except those in {@code $without};
 *   <li>{@code $when}: a {@link Guard} without which the object is left out;
 *   <li>{@code $each} and {@code $as}: a list, made of each element of the list at an expression;
 *   <li>{@code $name} and {@code $value}: an object of one field whose name is text with holes;
 *   <li>{@code $pairs} and {@code $as}: a list, made of each field of the object at an expression, as {@code name} and
 *       {@code value}.
 * </ul>
 *
 * Immutable.
 */
sealed interface Template {

    /** The names of fields that have a meaning of their own. */
    Set<String> WORDS = Set.of("$all", "$without", "$when");

    /** What comes of it, if anything. */
    Optional<Object> in(Object scope);

    /**
     * Reads a template.
     *
     * @throws IllegalArgumentException if it is none
     */
    static Template of(Object definition) {
        if (definition instanceof String text) {
            return Text.parse(text);
        }
        if (definition instanceof List<?> list) {
            return new Elements(list.stream().map(Template::of).toList());
        }
        if (definition instanceof Map<?, ?>) {
            return object(Definition.map("a template", definition));
        }
        return new Constant(definition);
    }

    private static Template object(Map<String, Object> fields) {
        if (fields.containsKey("$each") || fields.containsKey("$pairs")) {
            boolean pairs = fields.containsKey("$pairs");
            var each = new Definition("a list", fields, Set.of("$each", "$pairs", "$as"));
            return new Each(
                    Expression.parse(each.require(pairs ? "$pairs" : "$each").toString()),
                    Template.of(each.require("$as")),
                    pairs);
        }
        if (fields.containsKey("$name")) {
            var one = new Definition("a named field", fields, Set.of("$name", "$value"));
            return new Named(Text.parse(one.require("$name").toString()), Template.of(one.require("$value")));
        }
        Map<String, Template> named = new LinkedHashMap<>();
        fields.forEach((name, value) -> {
            if (!WORDS.contains(name)) {
                named.put(name, Template.of(value));
            }
        });
        Object all = fields.getOrDefault("$all", List.of());
        List<?> sources = all instanceof List<?> list ? list : List.of(all);
        Set<Object> without = new LinkedHashSet<>(
                fields.getOrDefault("$without", List.of()) instanceof List<?> list ? list : List.of());
        return new Fields(
                Optional.ofNullable(fields.get("$when")).map(Guard::of),
                sources.stream()
                        .map(source -> Expression.parse(source.toString()))
                        .toList(),
                without,
                named);
    }

    /** A value as it is. */
    record Constant(Object value) implements Template {

        @Override
        public Optional<Object> in(Object scope) {
            return Optional.of(value);
        }
    }

    /** Text with holes. */
    record Text(List<Object> parts) implements Template {

        private static final Pattern HOLE = Pattern.compile("\\{([^{}]+)\\}");

        static Text parse(String text) {
            List<Object> parts = new ArrayList<>();
            Matcher hole = HOLE.matcher(text);
            int from = 0;
            while (hole.find()) {
                if (hole.start() > from) {
                    parts.add(text.substring(from, hole.start()));
                }
                parts.add(Expression.parse(hole.group(1)));
                from = hole.end();
            }
            if (from < text.length() || parts.isEmpty()) {
                parts.add(text.substring(from));
            }
            return new Text(List.copyOf(parts));
        }

        @Override
        public Optional<Object> in(Object scope) {
            return parts.size() == 1 && parts.get(0) instanceof Expression only
                    ? only.in(scope)
                    : text(scope, false).map(text -> text);
        }

        /** The text with each value in a form that is fit for a path of a URI, if every value is there. */
        Optional<String> encoded(Object scope) {
            return text(scope, true);
        }

        private Optional<String> text(Object scope, boolean encoded) {
            StringBuilder whole = new StringBuilder();
            for (Object part : parts) {
                Optional<String> piece = part instanceof Expression expression
                        ? expression.in(scope).flatMap(Filter::scalar).map(text -> encoded ? encode(text) : text)
                        : Optional.of(part.toString());
                if (piece.isEmpty()) {
                    return Optional.empty();
                }
                whole.append(piece.get());
            }
            return Optional.of(whole.toString());
        }

        private static String encode(String text) {
            return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
        }
    }

    /** A list of templates. */
    record Elements(List<Template> templates) implements Template {

        @Override
        public Optional<Object> in(Object scope) {
            List<Object> list =
                    templates.stream().flatMap(each -> each.in(scope).stream()).toList();
            return list.isEmpty() ? Optional.empty() : Optional.of(list);
        }
    }

    /** An object. */
    record Fields(Optional<Guard> when, List<Expression> all, Set<Object> without, Map<String, Template> named)
            implements Template {

        @Override
        public Optional<Object> in(Object scope) {
            if (when.isPresent() && !when.get().holds(scope)) {
                return Optional.empty();
            }
            Map<String, Object> fields = new LinkedHashMap<>();
            for (Expression source : all) {
                source.in(scope)
                        .filter(Map.class::isInstance)
                        .ifPresent(map -> fields.putAll(Definition.map("a source", map)));
            }
            without.forEach(fields::remove);
            named.forEach((name, template) -> template.in(scope).ifPresent(value -> fields.put(name, value)));
            return fields.isEmpty() ? Optional.empty() : Optional.of(fields);
        }
    }

    /** An object of one field. */
    record Named(Text name, Template value) implements Template {

        @Override
        public Optional<Object> in(Object scope) {
            Optional<Object> found = value.in(scope);
            return name.in(scope).flatMap(key -> found.map(each -> Map.of(key.toString(), each)));
        }
    }

    /** A list made of what is there. */
    record Each(Expression source, Template as, boolean pairs) implements Template {

        @Override
        public Optional<Object> in(Object scope) {
            List<Object> list = source.in(scope).map(this::elements).orElse(List.of()).stream()
                    .flatMap(element -> as.in(element).stream())
                    .toList();
            return list.isEmpty() ? Optional.empty() : Optional.of(list);
        }

        private List<?> elements(Object found) {
            if (pairs) {
                return Definition.map("pairs", found).entrySet().stream()
                        .map(field -> Map.of("name", field.getKey(), "value", field.getValue()))
                        .toList();
            }
            return found instanceof List<?> list ? list : List.of(found);
        }
    }
}
