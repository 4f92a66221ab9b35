package io.clientele.examples;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;

/** Shows how far the replay is: a bar on a terminal, one line a month elsewhere. */
final class Progress {

    private static final int WIDTH = 40;

    private final PrintStream err;
    private final boolean terminal;
    private final Instant start;
    private final Instant end;

    Progress(PrintStream err, boolean terminal, Shop shop) {
        this.err = err;
        this.terminal = terminal;
        this.start = shop.start();
        this.end = shop.end();
    }

    /** Whether this process's standard error is a terminal, as far as Linux tells; elsewhere false. */
    static boolean onTerminal() {
        try {
            Path device = Files.readSymbolicLink(Path.of("/proc/self/fd/2"));
            return device.startsWith("/dev/pts") || device.toString().startsWith("/dev/tty");
        } catch (IOException | RuntimeException notLinux) {
            return false;
        }
    }

    /** Shows that the replay has come to a midnight. */
    void at(Instant midnight) {
        LocalDate date = midnight.atZone(Shop.ZONE).toLocalDate();
        long done = Duration.between(start, midnight).toDays();
        long all = Math.max(1, Duration.between(start, end).toDays());
        if (terminal) {
            int bars = (int) (WIDTH * done / all);
            err.printf("\r%s %s%s %3d %%", date, "█".repeat(bars), "░".repeat(WIDTH - bars), 100 * done / all);
            err.flush();
        } else if (date.getDayOfMonth() == 1) {
            err.printf("%s %3d %%%n", date, 100 * done / all);
            err.flush();
        }
    }

    void done() {
        if (terminal) {
            err.println();
        }
    }
}
