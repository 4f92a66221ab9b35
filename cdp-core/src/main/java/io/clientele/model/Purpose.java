package io.clientele.model;

import java.time.Period;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Why data about a person is used (GDPR Art. 5(1)(b)). Two purposes are equal when their keys are.
 *
 * <p>The twelve constants are the defaults of an e-commerce shop; {@link #named} starts a purpose of the shop's own.
 * Immutable.
 */
public final class Purpose {

    /** What a choice about a purpose covers. */
    public enum Scope {
        /** The device or browser that made the choice. */
        DEVICE,
        /** The person, on every device. */
        PERSON,
        /** One channel of the person, such as one e-mail address. */
        CHANNEL
    }

    /** How long a default purpose's consent holds where it ends by itself: the longest that a supervisory authority advises. */
    private static final Period THIRTEEN_MONTHS = Period.ofMonths(13);

    /** Order, delivery, returns, the account: rests on the contract. */
    public static final Purpose SERVICE = named("service").on(LawfulBasis.CONTRACT);
    /** Accounts and invoices that a law makes the shop keep. */
    public static final Purpose LEGAL = named("legal").on(LawfulBasis.LEGAL_OBLIGATION);
    /** Measuring and understanding what visitors do. */
    public static final Purpose ANALYTICS = asked("analytics").validFor(THIRTEEN_MONTHS);
    /** Joining what was seen under several identifiers into one profile. */
    public static final Purpose STITCHING = asked("stitching");
    /** Joining by device identifiers. */
    public static final Purpose DEVICE_LINKING = asked("device_linking").scoped(Scope.DEVICE);
    /** Content chosen for the person. */
    public static final Purpose PERSONALISATION = asked("personalisation").validFor(THIRTEEN_MONTHS);
    /** Marketing by e-mail. */
    public static final Purpose EMAIL_MARKETING = channel("email_marketing", Identifier.EMAIL);
    /** Marketing by text message. */
    public static final Purpose SMS_MARKETING = channel("sms_marketing", Identifier.PHONE);
    /** Marketing by push message. */
    public static final Purpose PUSH_MARKETING = channel("push_marketing", Identifier.DEVICE_ID);
    /** Asking questions. */
    public static final Purpose SURVEYS = asked("surveys").validFor(THIRTEEN_MONTHS);
    /** Sending a segment to an advertising platform; nobody under 18 (Regulation (EU) 2022/2065 Art. 28(2)). */
    public static final Purpose AD_AUDIENCES =
            asked("ad_audiences").validFor(THIRTEEN_MONTHS).adultsOnly();
    /** Selling data; nobody's under 18. */
    public static final Purpose DATA_SALE = asked("data_sale").adultsOnly();

    /**
     * No purpose of a policy, but what an act names that restricts all use of a person's data (GDPR Art. 18): an objection to it
     * restricts, lifting that ends it. Nothing is collected or read for it.
     */
    public static final Purpose RESTRICTION = asked("restriction");

    private final String key;
    private final Terms terms;

    /** What a purpose declares. */
    private record Terms(
            Scope scope,
            EnumSet<LawfulBasis> bases,
            Optional<String> channel,
            Optional<Period> validity,
            Optional<String> assessment,
            EnumSet<Limit> limits) {

        static final Terms NONE = new Terms(
                Scope.PERSON,
                EnumSet.noneOf(LawfulBasis.class),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                EnumSet.noneOf(Limit.class));

        Terms in(Scope newScope, Optional<String> newChannel) {
            return new Terms(newScope, bases, newChannel, validity, assessment, limits);
        }

        Terms until(Optional<Period> newValidity, Optional<String> newAssessment) {
            return new Terms(scope, bases, channel, newValidity, newAssessment, limits);
        }
    }

    /** What narrows or widens whose and which data a purpose may be about. */
    private enum Limit {
        ADULTS,
        SPECIAL
    }

    private Purpose(String key, Terms terms) {
        this.key = Checks.name("purpose", key);
        this.terms = terms;
    }

    /**
     * A purpose without a basis yet, of scope {@link Scope#PERSON}.
     *
     * @param key lower-case letters, digits and underscores
     * @throws IllegalArgumentException if the key is not of that form
     */
    public static Purpose named(String key) {
        return new Purpose(key, Terms.NONE);
    }

    private static Purpose asked(String key) {
        return named(key).on(LawfulBasis.CONSENT);
    }

    private static Purpose channel(String key, String namespace) {
        return asked(key).channel(namespace);
    }

    /** The twelve default purposes. */
    public static List<Purpose> defaults() {
        return List.of(
                SERVICE,
                LEGAL,
                ANALYTICS,
                STITCHING,
                DEVICE_LINKING,
                PERSONALISATION,
                EMAIL_MARKETING,
                SMS_MARKETING,
                PUSH_MARKETING,
                SURVEYS,
                AD_AUDIENCES,
                DATA_SALE);
    }

    /** The same purpose, which may also rest on this basis. */
    public Purpose on(LawfulBasis basis) {
        EnumSet<LawfulBasis> more = EnumSet.copyOf(terms.bases);
        more.add(basis);
        return new Purpose(
                key, new Terms(terms.scope, more, terms.channel, terms.validity, terms.assessment, terms.limits));
    }

    /** The same purpose with another scope. */
    public Purpose scoped(Scope newScope) {
        return new Purpose(key, terms.in(newScope, terms.channel));
    }

    /** The same purpose, bound to the channel whose identifiers have this namespace. */
    public Purpose channel(String namespace) {
        Optional<String> reached = Optional.of(Checks.name("namespace", namespace));
        return new Purpose(key, terms.in(Scope.CHANNEL, reached));
    }

    /**
     * The same purpose, whose consent ends by itself after this long; months and years count by the calendar of UTC.
     *
     * @throws IllegalArgumentException if the period is not positive
     */
    public Purpose validFor(Period period) {
        if (period.isZero() || period.isNegative()) {
            throw new IllegalArgumentException("period: consent is valid for a while or not given at all");
        }
        return new Purpose(key, terms.until(Optional.of(period), terms.assessment));
    }

    /** The same purpose, whose consent holds until it is taken back. */
    public Purpose validForEver() {
        return new Purpose(key, terms.until(Optional.empty(), terms.assessment));
    }

    /**
     * The same purpose with the assessment that weighed the shop's legitimate interest against the person's (GDPR Art.
     * 6(1)(f)), or that names the law which lays a public task down (GDPR Art. 6(3)); needed where it rests on
     * {@link LawfulBasis#LEGITIMATE_INTEREST} or {@link LawfulBasis#PUBLIC_TASK}.
     */
    public Purpose assessed(String assessmentId) {
        String id = Checks.label("assessment", assessmentId);
        return new Purpose(key, terms.until(terms.validity, Optional.of(id)));
    }

    /** The same purpose, for which nobody known to be under 18 is processed, whoever agreed for them. */
    public Purpose adultsOnly() {
        return limited(Limit.ADULTS);
    }

    /**
     * The same purpose, which may be about special categories of data, such as health: only by explicit consent, whatever the
     * jurisdiction (GDPR Art. 9(2)(a)).
     */
    public Purpose special() {
        return limited(Limit.SPECIAL);
    }

    private Purpose limited(Limit limit) {
        EnumSet<Limit> more = EnumSet.copyOf(terms.limits);
        more.add(limit);
        return new Purpose(
                key, new Terms(terms.scope, terms.bases, terms.channel, terms.validity, terms.assessment, more));
    }

    /** The stable name under which choices about it are kept. */
    public String key() {
        return key;
    }

    /** What a choice about it covers. */
    public Scope scope() {
        return terms.scope;
    }

    /** The bases it may rest on. */
    public Set<LawfulBasis> bases() {
        return EnumSet.copyOf(terms.bases);
    }

    /** Whether it may rest on this basis. */
    public boolean allows(LawfulBasis basis) {
        return terms.bases.contains(basis);
    }

    /** The namespace of the identifiers its channel is reached at, for scope {@link Scope#CHANNEL}. */
    public Optional<String> channel() {
        return terms.channel;
    }

    /** How long a grant holds; empty if until it is taken back. */
    public Optional<Period> validity() {
        return terms.validity;
    }

    /** The assessment of the legitimate interest or public task it rests on. */
    public Optional<String> assessment() {
        return terms.assessment;
    }

    /** Whether nobody known to be under 18 is processed for it. */
    public boolean isAdultsOnly() {
        return terms.limits.contains(Limit.ADULTS);
    }

    /** Whether it may be about special categories of data. */
    public boolean isSpecial() {
        return terms.limits.contains(Limit.SPECIAL);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Purpose that && key.equals(that.key);
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }

    @Override
    public String toString() {
        return key;
    }
}
