package io.clientele.schema;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A place in the tree that a schema's paths make: a field, or the way to some. Lists are gone through. */
final class Rule {

    private final Map<String, Rule> children = new HashMap<>();
    private Optional<Field> field = Optional.empty();

    /** The tree of some fields. */
    static Rule of(Collection<Field> fields) {
        Rule root = new Rule();
        for (Field field : fields) {
            Rule place = root;
            for (String name : field.path().split("\\.", -1)) {
                place = place.children.computeIfAbsent(name, key -> new Rule());
            }
            place.field = Optional.of(field);
        }
        return root;
    }

    Optional<Field> field() {
        return field;
    }

    /** The field of this place and all that stand in it. */
    Stream<Field> within() {
        return Stream.concat(field.stream(), children.values().stream().flatMap(Rule::within));
    }

    boolean isWay() {
        return !children.isEmpty();
    }

    /** The rule of what a name leads to; empty if nobody declared it. */
    Optional<Rule> at(String name) {
        Rule child = children.get(name);
        if (child == null) {
            return field.filter(known -> known.care().nested()).map(known -> this);
        }
        return Optional.of(child);
    }

    /** The rule of a path; empty if nobody declared it. */
    Optional<Rule> atPath(String path) {
        Optional<Rule> place = Optional.of(this);
        for (String name : Field.plain(path).split("\\.", -1)) {
            place = place.flatMap(rule -> rule.at(name));
        }
        return place;
    }
}
