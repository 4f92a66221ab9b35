package io.clientele.model;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An unmodifiable map of few fields in one array: a name, its value, the next name, in order. Looking at each name is quicker than
 * hashing for so few, and it takes a fifth of the room. No field is null.
 */
final class SmallMap extends AbstractMap<String, Object> {

    private static final int MOST = 8;

    private final Object[] fields;

    private SmallMap(Map<String, Object> map) {
        fields = new Object[2 * map.size()];
        int at = 0;
        for (Map.Entry<String, Object> field : map.entrySet()) {
            fields[at++] = field.getKey();
            fields[at++] = field.getValue();
        }
    }

    /** An unmodifiable map of these fields, which nobody else changes any more. */
    static Map<String, Object> of(Map<String, Object> map) {
        return map.size() <= MOST ? new SmallMap(map) : Collections.unmodifiableMap(map);
    }

    /** An unmodifiable copy. */
    static Map<String, Object> copyOf(Map<String, Object> map) {
        return map.size() <= MOST ? new SmallMap(map) : of(new LinkedHashMap<>(map));
    }

    @Override
    public int size() {
        return fields.length / 2;
    }

    @Override
    public @Nullable Object get(@Nullable Object name) {
        for (int i = 0; i < fields.length; i += 2) {
            if (fields[i].equals(name)) {
                return fields[i + 1];
            }
        }
        return null;
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
        return get(name) != null;
    }

    @Override
    public void forEach(BiConsumer<? super String, ? super Object> action) {
        for (int i = 0; i < fields.length; i += 2) {
            action.accept((String) fields[i], fields[i + 1]);
        }
    }

    @Override
    public Set<Map.Entry<String, Object>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public int size() {
                return SmallMap.this.size();
            }

            @Override
            public Iterator<Map.Entry<String, Object>> iterator() {
                return new Entries();
            }
        };
    }

    /** Goes over the fields in order. */
    private final class Entries implements Iterator<Map.Entry<String, Object>> {
        private int at;

        @Override
        public boolean hasNext() {
            return at < fields.length;
        }

        @Override
        public Map.Entry<String, Object> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            at += 2;
            return Map.entry((String) fields[at - 2], fields[at - 1]);
        }
    }
}
