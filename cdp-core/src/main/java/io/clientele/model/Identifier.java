package io.clientele.model;

/**
 * One key by which a shop knows a person: a namespace and a value, such as {@code user_id} and {@code 42}.
 *
 * <p>Equality is by both parts as given; normalising (trimming an e-mail address, say) is the work of the
 * {@linkplain io.clientele.spi.IdentityResolver resolver}. {@link #toString()} shows the namespace only, since a value is
 * personal data. Immutable.
 */
public final class Identifier {

    /** Namespace of a visitor without a login; weak: one person has many. */
    public static final String ANONYMOUS_ID = "anonymous_id";
    /** Namespace of a shop's own customer number; one a profile. */
    public static final String USER_ID = "user_id";
    /** Namespace of e-mail addresses. */
    public static final String EMAIL = "email";
    /** Namespace of phone numbers. */
    public static final String PHONE = "phone";
    /** Namespace of what a payment provider calls a card or account by, such as a card's fingerprint. */
    public static final String PAYMENT_TOKEN = "payment_token";
    /** Namespace of device identifiers. */
    public static final String DEVICE_ID = "device_id";

    private static final String DEVICES = "device_";
    /** Namespace of loyalty cards; one a profile. */
    public static final String LOYALTY_ID = "loyalty_id";
    /** Namespace of order numbers, for orders of guests. */
    public static final String ORDER_ID = "order_id";

    private static final int MAX_VALUE_LENGTH = 512;

    private final String namespace;
    private final String value;

    private Identifier(String namespace, String value) {
        this.namespace = Checks.name("namespace", namespace);
        this.value = Checks.text("value", value, MAX_VALUE_LENGTH);
    }

    /**
     * An identifier of any namespace.
     *
     * @param namespace lower-case letters, digits and underscores, 1 to 64 characters
     * @param value 1 to 512 characters, not blank
     * @throws IllegalArgumentException if either part is out of these bounds
     */
    public static Identifier of(String namespace, String value) {
        return new Identifier(namespace, value);
    }

    /** A visitor's identifier, as a browser or app made it up; see {@link #of}. */
    public static Identifier anonymousId(String value) {
        return of(ANONYMOUS_ID, value);
    }

    /** A customer's identifier in the shop; see {@link #of}. */
    public static Identifier userId(String value) {
        return of(USER_ID, value);
    }

    /** An e-mail address; see {@link #of}. */
    public static Identifier email(String value) {
        return of(EMAIL, value);
    }

    /** A phone number; see {@link #of}. */
    public static Identifier phone(String value) {
        return of(PHONE, value);
    }

    /** A payment provider's name for a card or account, never its number; see {@link #of}. */
    public static Identifier paymentToken(String value) {
        return of(PAYMENT_TOKEN, value);
    }

    /** A device identifier; see {@link #of}. */
    public static Identifier deviceId(String value) {
        return of(DEVICE_ID, value);
    }

    /** A loyalty card's number; see {@link #of}. */
    public static Identifier loyaltyId(String value) {
        return of(LOYALTY_ID, value);
    }

    /** An order number that stands for the guest who placed it; see {@link #of}. */
    public static Identifier orderId(String value) {
        return of(ORDER_ID, value);
    }

    /** The kind of key, such as {@code user_id}. */
    public String namespace() {
        return namespace;
    }

    /** The key itself: personal data. */
    public String value() {
        return value;
    }

    /** Whether it stands for a device, or for what one shows: its namespace is {@code device_id} or begins with {@code device_}. */
    public boolean isOfDevice() {
        return namespace.startsWith(DEVICES);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Identifier that && namespace.equals(that.namespace) && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return 31 * namespace.hashCode() + value.hashCode();
    }

    /** The namespace and a placeholder; never the value. */
    @Override
    public String toString() {
        return namespace + ":…";
    }
}
