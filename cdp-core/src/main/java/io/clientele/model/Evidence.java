package io.clientele.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The proof that comes with a {@link ConsentAct}: who said it, where, how, in answer to which text (GDPR Art. 7(1); the fields
 * of ISO/IEC TS 27560 that a signal can fill). No field may hold personal data but the stated age. Immutable.
 */
public final class Evidence {

    /** Who spoke for the person. */
    public enum Speaker {
        /** The person. */
        PERSON,
        /** Whoever has parental responsibility for a child (GDPR Art. 8(1)). */
        GUARDIAN,
        /** A setting of the person's browser or device, such as Global Privacy Control. */
        BROWSER,
        /** Somebody whom the person authorised (Cal. Code Regs. 11 section 7063). */
        AGENT
    }

    private enum Field {
        SOURCE,
        METHOD,
        NOTICE_ID,
        NOTICE,
        NOTICE_HASH,
        LANGUAGE,
        JURISDICTION,
        RAW_HASH
    }

    private static final int MAX_AGE = 150;
    private static final int HASH_DIGITS = 64;
    private static final Evidence NONE = new Evidence(Map.of(), Speaker.PERSON, OptionalInt.empty());

    private final Map<Field, String> fields;
    private final Speaker speaker;
    private final OptionalInt age;

    private Evidence(Map<Field, String> fields, Speaker speaker, OptionalInt age) {
        this.fields = fields;
        this.speaker = speaker;
        this.age = age;
    }

    /** No proof at all: enough to refuse, never enough to grant. */
    public static Evidence none() {
        return NONE;
    }

    /**
     * The least that proves a grant.
     *
     * @param source where it was said, such as {@code banner} or {@code checkout}; at most 200 characters
     * @param notice the version of the text the person saw; at most 200 characters
     * @throws IllegalArgumentException if either is longer, or not well-formed
     */
    public static Evidence of(String source, String notice) {
        return NONE.with(Field.SOURCE, "source", source).with(Field.NOTICE, "notice", notice);
    }

    private Evidence with(Field field, String argument, String value) {
        String good = Checks.label(argument, value);
        if (good.equals(text(field))) {
            return this;
        }
        Map<Field, String> more = new EnumMap<>(Field.class);
        more.putAll(fields);
        more.put(field, good);
        more.values().removeIf(String::isEmpty);
        return new Evidence(Collections.unmodifiableMap(more), speaker, age);
    }

    private Evidence hash(Field field, String argument, String hex) {
        boolean good =
                hex.isEmpty() || (hex.length() == HASH_DIGITS && hex.chars().allMatch(Evidence::isHexDigit));
        return with(
                field,
                argument,
                Checks.require(good, hex, argument + " must be a SHA-256 in 64 lower-case hex digits"));
    }

    private static boolean isHexDigit(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    }

    /** The same with how it was said, such as {@code checkbox} or {@code double_opt_in}; at most 200 characters. */
    public Evidence method(String how) {
        return with(Field.METHOD, "method", how);
    }

    /** The same with the name of the series of texts that the notice is a version of, such as {@code cookie-banner}. */
    public Evidence noticeId(String id) {
        return with(Field.NOTICE_ID, "noticeId", id);
    }

    /**
     * The same with the SHA-256 of the text the person saw.
     *
     * @param hex 64 lower-case digits, or none
     * @throws IllegalArgumentException if it is anything else
     */
    public Evidence noticeHash(String hex) {
        return hash(Field.NOTICE_HASH, "noticeHash", hex);
    }

    /** The same with the tag of the language in which the person was asked (BCP 47). */
    public Evidence language(String tag) {
        return with(Field.LANGUAGE, "language", tag);
    }

    /** The same with where the person is protected: a country (ISO 3166-1) or a part of one (ISO 3166-2), such as {@code US-CA}. */
    public Evidence jurisdiction(String code) {
        return with(Field.JURISDICTION, "jurisdiction", code);
    }

    /** The same with the SHA-256 of a signal as it came, such as a cookie's text; the text itself is not kept. */
    public Evidence raw(String signal) {
        return rawHash(sha256(signal));
    }

    /**
     * The same with the SHA-256 of a signal as it came.
     *
     * @param hex 64 lower-case digits, or none
     * @throws IllegalArgumentException if it is anything else
     */
    public Evidence rawHash(String hex) {
        return hash(Field.RAW_HASH, "rawHash", hex);
    }

    /** The same, said by somebody for the person. */
    public Evidence by(Speaker who) {
        return new Evidence(fields, who, age);
    }

    /**
     * The same with the age that was stated, in whole years.
     *
     * @throws IllegalArgumentException if it is negative or more than 150
     */
    public Evidence age(int years) {
        int good = Checks.require(years >= 0 && years <= MAX_AGE, years, "age must be 0 to " + MAX_AGE);
        return new Evidence(fields, speaker, OptionalInt.of(good));
    }

    /** SHA-256 of a text in UTF-8, in lower-case hex: how notices and signals are cited. */
    public static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }

    private String text(Field field) {
        return fields.getOrDefault(field, "");
    }

    private Optional<String> find(Field field) {
        return Optional.ofNullable(fields.get(field));
    }

    /** Where it was said; empty text if that is not known. */
    public String source() {
        return text(Field.SOURCE);
    }

    /** The version of the text the person saw; empty text if that is not known. */
    public String notice() {
        return text(Field.NOTICE);
    }

    /** How it was said. */
    public Optional<String> method() {
        return find(Field.METHOD);
    }

    /** The name of the series of texts. */
    public Optional<String> noticeId() {
        return find(Field.NOTICE_ID);
    }

    /** SHA-256 of the text the person saw, in hex. */
    public Optional<String> noticeHash() {
        return find(Field.NOTICE_HASH);
    }

    /** The language in which the person was asked. */
    public Optional<String> language() {
        return find(Field.LANGUAGE);
    }

    /** Where the person is protected. */
    public Optional<String> jurisdiction() {
        return find(Field.JURISDICTION);
    }

    /** SHA-256 of the signal as it came, in hex. */
    public Optional<String> rawHash() {
        return find(Field.RAW_HASH);
    }

    /** Who spoke for the person. */
    public Speaker speaker() {
        return speaker;
    }

    /** The age in whole years that was stated with the act. */
    public OptionalInt age() {
        return age;
    }

    /** Whether it tells something of the person that bears on other choices, too: a place or an age. */
    public boolean tells() {
        return age.isPresent() || fields.containsKey(Field.JURISDICTION);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Evidence that
                && fields.equals(that.fields)
                && speaker == that.speaker
                && age.equals(that.age);
    }

    @Override
    public int hashCode() {
        return fields.hashCode();
    }

    /** Source and notice. */
    @Override
    public String toString() {
        return "evidence from " + source() + " under notice " + notice();
    }
}
