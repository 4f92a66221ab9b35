package io.clientele.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.model.Event;
import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import io.clientele.model.Purpose;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What is left of drawn trees under drawn schemas is what a list of their leaves says. */
class SchemasOracleTest {

    private static final EventType TYPE = EventType.named("T");
    private static final List<String> NAMES = List.of("a", "b", "c");
    private static final int ROUNDS = 20_000;

    private final long seed = 3;
    private final SplittableRandom random = new SplittableRandom(seed);

    private String path() {
        StringBuilder path = new StringBuilder(name());
        for (int n = random.nextInt(3); n > 0; n--) {
            path.append('.').append(name());
        }
        return path.toString();
    }

    private String name() {
        return NAMES.get(random.nextInt(NAMES.size()));
    }

    private Object value(int depth) {
        int kind = random.nextInt(depth > 2 ? 2 : 5);
        if (kind < 2) {
            return "v" + random.nextInt(1_000);
        }
        if (kind == 2) {
            List<Object> list = new ArrayList<>();
            for (int n = random.nextInt(3); n > 0; n--) {
                list.add(value(depth + 1));
            }
            return list;
        }
        return object(depth + 1);
    }

    private Map<String, Object> object(int depth) {
        Map<String, Object> object = new HashMap<>();
        for (int n = random.nextInt(4); n > 0; n--) {
            object.put(name(), value(depth));
        }
        return object;
    }

    /** Each leaf with the names that lead to it. */
    private static List<String> leaves(String path, Object value) {
        List<String> leaves = new ArrayList<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((name, inner) -> leaves.addAll(leaves(path.isEmpty() ? "" + name : path + "." + name, inner)));
        } else if (value instanceof List<?> list) {
            list.forEach(inner -> leaves.addAll(leaves(path, inner)));
        } else {
            leaves.add(path + "=" + value);
        }
        leaves.sort(null);
        return leaves;
    }

    private static String path(String leaf) {
        return leaf.substring(0, leaf.indexOf('='));
    }

    @Test
    void only_declared_leaves_enter_and_only_those_of_a_purpose_are_seen() {
        for (int round = 0; round < ROUNDS; round++) {
            Set<String> declared = new HashSet<>();
            Set<String> analytics = new HashSet<>();
            Schema schema = Schema.of(TYPE);
            for (int n = random.nextInt(6); n > 0; n--) {
                String path = path();
                boolean all = random.nextBoolean();
                declared.add(path);
                analytics.remove(path);
                if (all) {
                    analytics.add(path);
                }
                schema = all
                        ? schema.field(path, Category.BEHAVIOUR)
                        : schema.field(path, Category.BEHAVIOUR, Purpose.SERVICE);
            }
            Schemas schemas = Schemas.of(List.of(schema));
            Map<String, Object> sent = object(0);
            var draft = Event.of(TYPE);
            sent.forEach(draft::set);
            Event event = draft.about(Identifier.userId("42"), Instant.EPOCH, "e");

            Minimised left = schemas.minimise(event);

            List<String> all = leaves("", sent);
            List<String> kept = leaves("", left.event().properties().asMap());
            assertThat(kept)
                    .as("seed %d, round %d", seed, round)
                    .isEqualTo(all.stream()
                            .filter(leaf -> declared.contains(path(leaf)))
                            .toList());
            assertThat(schemas.minimise(left.event()))
                    .as("seed %d, round %d again", seed, round)
                    .isEqualTo(new Minimised(left.event(), 0, 0, left.refusal()));
            assertThat(leaves(
                            "",
                            schemas.project(TYPE, left.event().properties(), Purpose.ANALYTICS)
                                    .asMap()))
                    .as("seed %d, round %d for analytics", seed, round)
                    .isEqualTo(all.stream()
                            .filter(leaf -> analytics.contains(path(leaf)))
                            .toList());
        }
    }
}
