package io.clientele.examples.tools;

import io.clientele.Cdp;
import io.clientele.Maintenance;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/** Copies data and keys, apart. */
public final class Backup {

    private static final Tool TOOL = new Tool("""
            Backup DIR DATA KEYS
              DIR   a directory of Clientele that nobody has open
              DATA  the file to copy the data to
              KEYS  the file to copy the keys to: keep it apart, and for a short time only
            A shop that is running calls Maintenance.of(cdp).backup(file) instead.""", 3);

    private Backup() {}

    /** Runs with the arguments that {@code --help} explains. */
    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.out, System.err));
    }

    static int run(List<String> arguments, PrintStream out, PrintStream err) {
        return TOOL.run(arguments, out, err, given -> {
            try (Cdp cdp = Tool.open(given.get(0))) {
                Maintenance.of(cdp).backup(Path.of(given.get(1)));
                Maintenance.of(cdp).backupKeys(Path.of(given.get(2)));
                out.println("data and keys are copied; the passphrase is not");
                return 0;
            }
        });
    }
}
