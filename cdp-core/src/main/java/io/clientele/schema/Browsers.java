package io.clientele.schema;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reduces how a browser introduces itself to its family, its major version and the operating system, such as
 * {@code Firefox 128 on Windows}: what a shop needs to know of a browser, and too little to tell visitors apart by.
 */
final class Browsers {

    private static final int MAX_LENGTH = 1_000;
    private static final Pattern REDUCED = Pattern.compile("[A-Za-z ]{2,20}( [0-9]{1,4})? on [A-Za-z]{2,8}");

    /** In this order: many claim to be others as well. */
    private static final List<Kind> FAMILIES = List.of(
            new Kind("Bot", "(?i)(?:bot|crawler|spider|slurp)\\b()"),
            new Kind("Edge", "Edg(?:e|A|iOS)?/(\\d+)"),
            new Kind("Opera", "(?:OPR|Opera)/(\\d+)"),
            new Kind("Samsung Internet", "SamsungBrowser/(\\d+)"),
            new Kind("Firefox", "(?:Firefox|FxiOS)/(\\d+)"),
            new Kind("Chrome", "(?:Chrome|CriOS|Chromium)/(\\d+)"),
            new Kind("Safari", "Version/(\\d+)[^ ]* .*Safari/"));

    private static final List<Kind> SYSTEMS = List.of(
            new Kind("iOS", "iPhone|iPad|iPod"),
            new Kind("Android", "Android"),
            new Kind("Windows", "Windows"),
            new Kind("macOS", "Mac OS X|Macintosh"),
            new Kind("ChromeOS", "CrOS"),
            new Kind("Linux", "Linux|X11"));

    private Browsers() {}

    private record Kind(String name, Pattern sign) {
        Kind(String name, String sign) {
            this(name, Pattern.compile(sign));
        }
    }

    /** The reduced form; of a reduced form, itself. */
    static String reduce(String text) {
        if (text.length() <= MAX_LENGTH && REDUCED.matcher(text).matches() && isOurs(text)) {
            return text;
        }
        String known = text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH);
        return family(known) + " on " + system(known);
    }

    /** Whether a text of the reduced form says nothing but what a reduction says. */
    private static boolean isOurs(String text) {
        int on = text.lastIndexOf(" on ");
        String family = text.substring(0, on).replaceAll(" [0-9]{1,4}$", "");
        String system = text.substring(on + 4);
        return (family.equals("Other") || FAMILIES.stream().anyMatch(kind -> kind.name.equals(family)))
                && (system.equals("Other") || SYSTEMS.stream().anyMatch(kind -> kind.name.equals(system)));
    }

    private static String family(String text) {
        for (Kind kind : FAMILIES) {
            Matcher found = kind.sign.matcher(text);
            if (found.find()) {
                String version = found.group(1);
                return kind.name + (version.isEmpty() || version.length() > 4 ? "" : " " + version);
            }
        }
        return "Other";
    }

    private static String system(String text) {
        return SYSTEMS.stream()
                .filter(kind -> kind.sign.matcher(text).find())
                .map(Kind::name)
                .findFirst()
                .orElse("Other");
    }
}
