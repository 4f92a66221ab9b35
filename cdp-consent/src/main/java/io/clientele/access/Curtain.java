package io.clientele.access;

import io.clientele.model.EventType;
import io.clientele.model.Identifier;
import io.clientele.model.Properties;
import io.clientele.schema.Category;
import io.clientele.schema.Schemas;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Shows values as their categories are seen. What nobody declared is hidden. Used once. */
final class Curtain {

    private final Schemas schemas;
    private final Function<Category, Sight> sights;
    private final List<Shown> shown = new ArrayList<>();
    private int hidden;

    Curtain(Schemas schemas, Function<Category, Sight> sights) {
        this.schemas = schemas;
        this.sights = sights;
    }

    /** What is shown so far, which is then begun anew. */
    List<Shown> take() {
        List<Shown> all = List.copyOf(shown);
        shown.clear();
        return all;
    }

    /** How many values were hidden so far. */
    int hidden() {
        return hidden;
    }

    /** Shows identifiers: addresses and numbers as contact data, all others as what tells who somebody is. */
    void draw(List<Identifier> identifiers) {
        identifiers.forEach(each -> draw(each.namespace(), each.value(), Optional.of(category(each))));
    }

    private static Category category(Identifier identifier) {
        boolean reaches = identifier.namespace().equals(Identifier.EMAIL)
                || identifier.namespace().equals(Identifier.PHONE);
        return reaches ? Category.CONTACT : Category.IDENTITY;
    }

    /** Shows the fields of a type. */
    void draw(EventType type, Properties fields) {
        fields.asMap().forEach((name, value) -> draw(type, new Place(name, name), value));
    }

    /** Where a value stands, as a schema writes it and with the numbers of elements. */
    private record Place(String path, String name) {

        Place in(Object field) {
            return new Place(path + '.' + field, name + '.' + field);
        }

        Place at(int number) {
            return new Place(path, name + '[' + number + ']');
        }
    }

    private void draw(EventType type, Place place, Object value) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((name, each) -> draw(type, place.in(name), each));
        } else if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                draw(type, place.at(i), list.get(i));
            }
        } else {
            draw(place.name, value, schemas.category(type, place.path));
        }
    }

    private void draw(String name, Object value, Optional<Category> category) {
        Sight sight = category.map(sights).orElse(Sight.HIDDEN);
        if (sight == Sight.HIDDEN) {
            hidden++;
        } else {
            boolean masked = sight == Sight.MASKED;
            shown.add(new Shown(name, masked ? Masks.of(value) : text(value), masked));
        }
    }

    private static String text(Object value) {
        return value instanceof BigDecimal number ? number.toPlainString() : value.toString();
    }
}
