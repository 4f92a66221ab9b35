package io.clientele.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Few fields lie in another form than many; nobody may notice. */
class PropertiesTest {

    private static Map<String, Object> fields(int count) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = count; i > 0; i--) {
            fields.put("field " + i, BigDecimal.valueOf(i));
        }
        return fields;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 40})
    void fields_are_found_by_names_of_equal_text(int count) {
        Properties properties = Properties.of(fields(count));
        for (int i = 1; i <= count; i++) {
            assertThat(properties.get(String.valueOf("field " + i))).isEqualTo(BigDecimal.valueOf(i));
        }
        assertThat(properties.get("field " + (count + 1))).isNull();
        assertThat(properties.asMap().containsKey("field 0")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 40})
    void fields_keep_their_order_and_equal_any_map_of_the_same(int count) {
        Map<String, Object> fields = fields(count);
        Map<String, Object> kept = Properties.of(fields).asMap();
        Map<String, Object> visited = new LinkedHashMap<>();
        kept.forEach(visited::put);
        assertThat(kept.keySet()).containsExactlyElementsOf(fields.keySet());
        assertThat(visited.keySet()).containsExactlyElementsOf(fields.keySet());
        assertThat(kept).hasSize(count).isEqualTo(new HashMap<>(fields)).hasSameHashCodeAs(fields);
        assertThat(new HashMap<>(fields)).isEqualTo(kept);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8, 9})
    void fields_are_not_changed_from_outside(int count) {
        Map<String, Object> kept = Properties.of(fields(count)).asMap();
        assertThatThrownBy(() -> kept.put("field 1", "other")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> kept.remove("field 1")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(kept::clear).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> kept.entrySet().iterator().next().setValue("other"))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8, 9})
    void one_more_field_leaves_the_others(int count) {
        Properties more = Properties.of(fields(count)).with("more", "text").with("field 1", "other");
        assertThat(more.asMap())
                .hasSize(count + 1)
                .containsEntry("more", "text")
                .containsEntry("field 1", "other");
    }
}
