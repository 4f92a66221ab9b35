package io.clientele.model;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.function.Function;

/**
 * A fact about a person, by name and type. Two traits are equal when their names and types are.
 *
 * @param <T> the Java type of its value
 */
public final class Trait<T> {

    /** The person's e-mail address. */
    public static final Trait<String> EMAIL = text("email");
    /** The person's phone number. */
    public static final Trait<String> PHONE = text("phone");
    /** The person's given name. */
    public static final Trait<String> FIRST_NAME = text("first_name");
    /** The person's family name. */
    public static final Trait<String> LAST_NAME = text("last_name");
    /** The country of residence, ISO 3166-1 alpha-2. */
    public static final Trait<String> COUNTRY = text("country");
    /** Time zone, such as {@code Europe/Vienna} (IANA). */
    public static final Trait<String> TIME_ZONE = text("time_zone");

    private final String name;
    private final Class<T> type;
    private final Function<Object, Optional<T>> reader;

    private Trait(String name, Class<T> type, Function<Object, Optional<T>> reader) {
        this.name = Checks.name("trait", name);
        this.type = type;
        this.reader = reader;
    }

    /** A trait whose value is text. */
    public static Trait<String> text(String name) {
        return new Trait<>(name, String.class, Properties::asText);
    }

    /** A trait whose value is a decimal number. */
    public static Trait<BigDecimal> number(String name) {
        return new Trait<>(name, BigDecimal.class, Properties::asNumber);
    }

    /** A trait that is true or false. */
    public static Trait<Boolean> flag(String name) {
        return new Trait<>(name, Boolean.class, v -> v instanceof Boolean b ? Optional.of(b) : Optional.empty());
    }

    /** A trait that is a calendar date, kept as ISO 8601 text. */
    public static Trait<LocalDate> date(String name) {
        return new Trait<>(name, LocalDate.class, v -> parse(v, LocalDate::parse));
    }

    /** A trait that is an instant, kept as ISO 8601 text. */
    public static Trait<Instant> time(String name) {
        return new Trait<>(name, Instant.class, v -> parse(v, Instant::parse));
    }

    private static <T> Optional<T> parse(Object value, Function<String, T> parser) {
        try {
            return value instanceof String text ? Optional.of(parser.apply(text)) : Optional.empty();
        } catch (DateTimeParseException unreadable) {
            return Optional.empty();
        }
    }

    /** The name under which it is kept. */
    public String name() {
        return name;
    }

    /** The Java type of its value. */
    public Class<T> type() {
        return type;
    }

    /** The trait's value among these, if there and readable as its type. */
    public Optional<T> in(Properties traits) {
        return Optional.ofNullable(traits.get(name)).flatMap(reader);
    }

    /** The value that {@link Properties} keep in this form, the inverse of {@link #raw}; empty if it is not readable as its type. */
    public Optional<T> value(Object raw) {
        return reader.apply(raw);
    }

    /** The value in the form in which {@link Properties} keep it. */
    public Object raw(T value) {
        return value instanceof Instant || value instanceof LocalDate ? value.toString() : value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Trait<?> that && name.equals(that.name) && type.equals(that.type);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }
}
