package io.clientele.examples;

import java.util.ArrayList;
import java.util.List;

/** A row of numbers as a row of bars, one character each. */
final class Sparkline {

    private static final String BARS = "▁▂▃▄▅▆▇█";

    private Sparkline() {}

    /** Bars from nothing to the largest of the numbers; a blank for zero. */
    static String of(List<Long> numbers) {
        long most = numbers.stream().mapToLong(Long::longValue).max().orElse(0);
        StringBuilder bars = new StringBuilder();
        for (long number : numbers) {
            bars.append(number <= 0 ? ' ' : BARS.charAt((int) ((number * BARS.length() - 1) / most)));
        }
        return bars.toString();
    }

    /** At most this many of the numbers, evenly spread, the last always among them. */
    static List<Long> thin(List<Long> numbers, int most) {
        int step = Math.max(1, (numbers.size() + most - 1) / most);
        List<Long> kept = new ArrayList<>();
        for (int i = (numbers.size() - 1) % step; i < numbers.size(); i += step) {
            kept.add(numbers.get(i));
        }
        return kept;
    }
}
