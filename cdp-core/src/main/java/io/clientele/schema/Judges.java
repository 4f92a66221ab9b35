package io.clientele.schema;

import io.clientele.model.Purpose;
import io.clientele.schema.Field.Care;
import io.clientele.schema.Field.Label;
import io.clientele.schema.Field.Treatment;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** The ways in which a schema takes from what it is given. */
final class Judges {

    private Judges() {}

    /** What may enter: by each field's category and care. Notes whether a field that must not be sent was. */
    static final class Entry implements Walk.Judge {

        private boolean refused;

        boolean refused() {
            return refused;
        }

        @Override
        public Optional<Object> keep(Field field, Object value) {
            Care care = field.care();
            if (care.treatment() == Treatment.REFUSED) {
                refused = true;
                return Optional.empty();
            }
            if (care.treatment() == Treatment.WHOLE) {
                return Optional.of(value);
            }
            return switch (field.category()) {
                case FREE_TEXT -> Optional.empty();
                case NETWORK_ADDRESS ->
                    Networks.cut(Walk.text(value), care.ipv4(), care.ipv6()).map(cut -> same(value, cut));
                case USER_AGENT -> Optional.of(same(value, Browsers.reduce(Walk.text(value))));
                default -> Optional.of(value);
            };
        }

        private static Object same(Object value, String text) {
            return value.equals(text) ? value : text;
        }

        @Override
        public boolean bars(Label label) {
            return false;
        }
    }

    /**
     * What may be kept of somebody: what is of a special category only for a purpose they permit.
     *
     * @param permitted the purposes they permit
     */
    record Keeping(Predicate<Purpose> permitted) implements Walk.Judge {

        @Override
        public Optional<Object> keep(Field field, Object value) {
            boolean may =
                    !field.category().isSpecial() || field.purposes().stream().anyMatch(permitted);
            return may ? Optional.of(value) : Optional.empty();
        }

        @Override
        public boolean bars(Label label) {
            return !permitted.test(label.purpose());
        }
    }

    /**
     * What is for other purposes as well, or for every one.
     *
     * @param gone the purposes for which nothing is to be left
     */
    record Apart(Set<Purpose> gone) implements Walk.Judge {

        @Override
        public Optional<Object> keep(Field field, Object value) {
            boolean alone = !field.purposes().isEmpty() && gone.containsAll(field.purposes());
            return alone ? Optional.empty() : Optional.of(value);
        }

        @Override
        public boolean bars(Label label) {
            return false;
        }
    }

    /**
     * What may be used for a purpose.
     *
     * @param purpose what for
     */
    record Use(Purpose purpose) implements Walk.Judge {

        @Override
        public Optional<Object> keep(Field field, Object value) {
            return field.mayBeUsedFor(purpose) ? Optional.of(value) : Optional.empty();
        }

        @Override
        public boolean bars(Label label) {
            return !label.purpose().equals(purpose);
        }
    }
}
