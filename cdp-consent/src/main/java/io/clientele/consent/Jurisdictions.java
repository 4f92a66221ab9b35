package io.clientele.consent;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which places ask for which kind of consent, and from which age somebody can give it alone. A place is a country (ISO 3166-1
 * alpha-2) or a part of one (ISO 3166-2), such as {@code US-CA}; a part that is not listed counts as its country, a country
 * that is not listed as the strictest. Laws change: what stands here is a start that a shop has checked and corrected.
 * Immutable.
 */
public final class Jurisdictions {

    /** What a law demands before something that rests on consent may happen; the strictest first. */
    public enum Regime {
        /** An explicit act (GDPR Art. 4(11); ePrivacy Directive Art. 5(3)). */
        OPT_IN,
        /** That the person was told and did not opt out: a recorded act, even an implied or preset one. */
        OPT_OUT,
        /** Nothing, as long as the person does not say no. */
        NONE
    }

    /** From this age on nobody is protected as a child anywhere. */
    static final int ADULT = 18;

    /** The highest age that GDPR Art. 8(1) lets a country choose: where none is known. */
    private static final int STRICTEST_AGE = 16;

    /** GDPR Art. 8(1) as each country carried it out; a country under discussion stands with the higher age. */
    private static final String OPT_IN =
            "AT14 BE13 BG14 CH16 CY14 CZ15 DE16 DK15 EE13 ES14 FI13 FR15 GB13 GR15 HR16 HU16 IE16"
                    + " IS13 IT14 LI16 LT14 LU16 LV13 MT13 NL16 NO15 PL16 PT13 RO16 SE13 SI15 SK16";

    /** States of the USA with a general law on opting out of sale, sharing and targeted advertising. */
    private static final String OPT_OUT =
            "US-CA US-CO US-CT US-DE US-IA US-IN US-KY US-MD US-MN US-MT US-NE US-NH US-NJ US-OR US-RI US-TN US-TX US-UT US-VA";

    private final Map<String, Regime> regimes;
    private final Map<String, Integer> ages;

    private Jurisdictions(Map<String, Regime> regimes, Map<String, Integer> ages) {
        this.regimes = regimes;
        this.ages = ages;
    }

    /** The European Economic Area, the United Kingdom and Switzerland as opt-in, the states of the USA with such a law as opt-out. */
    public static Jurisdictions standard() {
        Map<String, Regime> regimes = new HashMap<>();
        Map<String, Integer> ages = new HashMap<>();
        for (String entry : OPT_IN.split(" ", -1)) {
            regimes.put(entry.substring(0, 2), Regime.OPT_IN);
            ages.put(entry.substring(0, 2), Integer.valueOf(entry.substring(2)));
        }
        for (String state : OPT_OUT.split(" ", -1)) {
            regimes.put(state, Regime.OPT_OUT);
        }
        return new Jurisdictions(Map.copyOf(regimes), Map.copyOf(ages));
    }

    /**
     * The same with another regime in one place.
     *
     * @throws IllegalArgumentException if the code is not of the form of ISO 3166
     */
    public Jurisdictions with(String code, Regime regime) {
        Map<String, Regime> more = new HashMap<>(regimes);
        more.put(checked(code), regime);
        return new Jurisdictions(Map.copyOf(more), ages);
    }

    /**
     * The same with another age from which somebody consents alone.
     *
     * @throws IllegalArgumentException if the code is not of the form of ISO 3166, or the age not from 0 to 18
     */
    public Jurisdictions ageOfConsent(String code, int years) {
        if (years < 0 || years > ADULT) {
            throw new IllegalArgumentException("years must be 0 to " + ADULT);
        }
        Map<String, Integer> more = new HashMap<>(ages);
        more.put(checked(code), years);
        return new Jurisdictions(regimes, Map.copyOf(more));
    }

    private static String checked(String code) {
        String upper = code.toUpperCase(Locale.ROOT);
        if (!upper.matches("[A-Z]{2}(-[A-Z0-9]{1,3})?")) {
            throw new IllegalArgumentException("code must be a country or a part of one, such as DE or US-CA");
        }
        return upper;
    }

    /** What is asked for in a place. */
    public Regime regime(String code) {
        return find(regimes, code).orElse(Regime.OPT_IN);
    }

    /** The age in whole years from which somebody consents alone in a place. */
    public int ageOfConsent(String code) {
        return find(ages, code).orElse(STRICTEST_AGE);
    }

    private static <V> Optional<V> find(Map<String, V> table, String code) {
        String upper = code.toUpperCase(Locale.ROOT);
        int part = upper.indexOf('-');
        V exact = table.get(upper);
        return exact != null || part < 0
                ? Optional.ofNullable(exact)
                : Optional.ofNullable(table.get(upper.substring(0, part)));
    }

    /** All of it, for a record of the configuration. */
    String text() {
        return new TreeMap<>(regimes) + "\n" + new TreeMap<>(ages);
    }
}
