package io.clientele.schema;

import io.clientele.model.Purpose;
import java.math.BigDecimal;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One field of a {@link Schema}: where it stands, what kind of data it holds, and what it may be used for. Immutable: each
 * method gives another value.
 */
public final class Field {

    private static final int MAX_PATH_LENGTH = 256;
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,40}(\\.[0-9]{1,40})?");
    private static final int IPV4 = 24;
    private static final int IPV6 = 48;

    private final String path;
    private final Category category;
    private final Set<Purpose> purposes;
    private final Care care;
    private final List<Label> labels;

    /** What is done with its value. */
    enum Treatment {
        /** By its category. */
        STANDARD,
        WHOLE,
        REFUSED
    }

    /**
     * How its value is kept.
     *
     * @param treatment what is done with it
     * @param nested whether it may hold objects
     * @param ipv4 how many bits are kept of an address
     * @param ipv6 how many bits are kept of a long one
     */
    record Care(Treatment treatment, boolean nested, int ipv4, int ipv6) {}

    /**
     * Values that are more telling than the field.
     *
     * @param category what they tell
     * @param purpose the only one they may be used for
     * @param values in lower case
     */
    record Label(Category category, Purpose purpose, Set<String> values) {}

    private Field(String path, Category category, Set<Purpose> purposes, Care care, List<Label> labels) {
        this.path = path;
        this.category = category;
        this.purposes = purposes;
        this.care = care;
        this.labels = labels;
    }

    /**
     * A field that may be used for every purpose, or, of a special category, for none until {@link #usedFor} names it.
     *
     * @param path its name, or a chain of names joined by dots; lists on the way are gone through, so that
     *     {@code products.sku} and {@code products[*].sku} are the same
     * @throws IllegalArgumentException if a name in it is blank or it is longer than 256 characters
     */
    public static Field of(String path, Category category) {
        String plain = plain(path);
        boolean good = !plain.isEmpty() && plain.length() <= MAX_PATH_LENGTH;
        if (!good || List.of(plain.split("\\.", -1)).stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("path must be names joined by dots, of at most 256 characters");
        }
        return new Field(plain, category, Set.of(), new Care(Treatment.STANDARD, false, IPV4, IPV6), List.of());
    }

    static String plain(String path) {
        return path.replace("[*]", "");
    }

    /** The same field, used for these purposes as well; for them alone, if they are the first that are named. */
    public Field usedFor(Purpose... more) {
        Set<Purpose> all = new LinkedHashSet<>(purposes);
        all.addAll(List.of(more));
        return new Field(path, category, Set.copyOf(all), care, labels);
    }

    /**
     * The same field, kept as it is sent: a network address to the last bit, a user agent to the last word, a free text, which
     * is sealed as everything is.
     */
    public Field whole() {
        return with(new Care(Treatment.WHOLE, care.nested, care.ipv4, care.ipv6));
    }

    /** The same field, which must not be sent: whatever carries it is rejected as {@code field_refused}. */
    public Field refused() {
        return with(new Care(Treatment.REFUSED, care.nested, care.ipv4, care.ipv6));
    }

    /** The same field, which may hold objects of whatever fields: all of them are of its category. */
    public Field nested() {
        return with(new Care(care.treatment, true, care.ipv4, care.ipv6));
    }

    /**
     * The same field, whose network addresses are cut to so many bits; 24 and 48 without this.
     *
     * @param ipv4 of an address of four numbers, 0 to 32
     * @param ipv6 of a long address, 0 to 128
     */
    public Field cutTo(int ipv4, int ipv6) {
        if (ipv4 < 0 || ipv4 > 32 || ipv6 < 0 || ipv6 > 128) {
            throw new IllegalArgumentException("ipv4 must be 0 to 32 bits and ipv6 0 to 128");
        }
        return with(new Care(care.treatment, care.nested, ipv4, ipv6));
    }

    private Field with(Care newCare) {
        return new Field(path, category, purposes, newCare, labels);
    }

    /**
     * The same field, of whose values some reveal more than the field does, such as a category of products that people with an
     * illness buy. Such a value takes with it the line it stands in, or else the event: they are kept only by explicit consent
     * to the purpose, and used for it alone (GDPR Art. 9(1) and (2)(a); what reveals health by inference is health data).
     *
     * @param reveals a special category
     * @param purpose one that is {@linkplain Purpose#special special}
     * @param values compared without regard to case, width and spaces
     * @throws IllegalArgumentException if the category is not special or there is no value
     */
    public Field revealing(Category reveals, Purpose purpose, String... values) {
        if (!reveals.isSpecial() || values.length == 0) {
            throw new IllegalArgumentException("reveals must be a special category, and values must be named");
        }
        List<Label> more = new ArrayList<>(labels);
        Set<String> lower = new LinkedHashSet<>();
        List.of(values).forEach(value -> lower.add(lower(value)));
        more.add(new Label(reveals, purpose, Set.copyOf(lower)));
        return new Field(path, category, purposes, care, List.copyOf(more));
    }

    /** As values are compared: however wide, spaced or capitalised, and numbers by what they amount to. */
    private static String lower(String value) {
        String folded = Normalizer.normalize(value, Normalizer.Form.NFKC)
                .replaceAll("\\p{Cf}", "")
                .replaceAll("[\\p{Z}\\s]+", " ")
                .strip()
                .toLowerCase(Locale.ROOT);
        return NUMBER.matcher(folded).matches()
                ? new BigDecimal(folded).stripTrailingZeros().toPlainString()
                : folded;
    }

    /** Where it stands: names joined by dots. */
    public String path() {
        return path;
    }

    /** What kind of data it holds. */
    public Category category() {
        return category;
    }

    /** What it may be used for; empty if for everything. */
    public Set<Purpose> purposes() {
        return purposes;
    }

    /** Whether it may be used for a purpose, its telling values aside. */
    public boolean mayBeUsedFor(Purpose purpose) {
        return purposes.isEmpty() ? !category.isSpecial() : purposes.contains(purpose);
    }

    Care care() {
        return care;
    }

    List<Label> labels() {
        return labels;
    }

    /** The label of a value; empty if it tells no more than the field. */
    Optional<Label> label(String value) {
        String lower = lower(value);
        return labels.stream().filter(label -> label.values.contains(lower)).findFirst();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Field that
                && path.equals(that.path)
                && category == that.category
                && purposes.equals(that.purposes)
                && care.equals(that.care)
                && labels.equals(that.labels);
    }

    @Override
    public int hashCode() {
        return path.hashCode();
    }

    /** Path and category. */
    @Override
    public String toString() {
        return path + " (" + category + ")";
    }
}
