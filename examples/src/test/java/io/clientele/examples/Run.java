package io.clientele.examples;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** One run of the replay within this process: its exit status and what it printed. */
record Run(int status, String out, String err) {

    static Run of(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = ShopReplay.run(print(out), print(err), args);
        return new Run(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static PrintStream print(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    /** The part of the output that depends on what is replayed alone, not on how often it was interrupted. */
    String summary() {
        return summary(out);
    }

    static String summary(String output) {
        int end = output.indexOf(Report.STORE_HEADING);
        return end < 0 ? "no summary in: " + output : output.substring(0, end);
    }
}
