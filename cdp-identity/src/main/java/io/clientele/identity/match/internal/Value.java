package io.clientele.identity.match.internal;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;

/** One normalised value of one kind, interned: what comparisons need of it is found once. */
final class Value {

    private static final int MOST_WORDS = 48;

    final int id;
    final String text;
    /** How many rows have it, where that is counted. */
    int uses;
    /** Where an e-mail address has its sign, or -1. */
    final int at;
    /** The words of a text of several, at most 48; none for other kinds. */
    final String[] words;
    /** Which letters and digits it has, a bit each. */
    final long letters;
    /** Its length, negative if it has nicknames. */
    final int shape;
    /** What each word weighs: the rarer, the more. */
    float[] weights = new float[0];
    /** The length of the vector of all weights. */
    float norm;
    /** The groups of a given name. */
    final long nicknames;

    Value(int id, Kind kind, String text, long nicknames) {
        this.id = id;
        this.text = text;
        this.nicknames = nicknames;
        at = kind == Kind.EMAIL ? text.lastIndexOf('@') : -1;
        words = words(kind, text);
        letters = letters(text);
        shape = nicknames == 0 ? text.length() : -text.length();
    }

    private static long letters(String text) {
        long letters = 0;
        for (int i = 0; i < text.length(); i++) {
            letters |= 1L << (text.charAt(i) & 63);
        }
        return letters;
    }

    static String[] words(Kind kind, String text) {
        if (kind != Kind.NAMES && kind != Kind.WORDS) {
            return new String[0];
        }
        String[] words = text.split(" ");
        Arrays.sort(words);
        return words.length > MOST_WORDS ? Arrays.copyOf(words, MOST_WORDS) : words;
    }

    /** Weighs its words anew. */
    void weigh(ToDoubleFunction<String> weight) {
        weights = new float[words.length];
        double square = 0;
        for (int i = 0; i < words.length; i++) {
            weights[i] = (float) weight.applyAsDouble(words[i]);
            square += weights[i] * weights[i];
        }
        norm = (float) Math.sqrt(square);
    }
}
