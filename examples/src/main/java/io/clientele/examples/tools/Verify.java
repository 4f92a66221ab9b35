package io.clientele.examples.tools;

import io.clientele.Cdp;
import io.clientele.Maintenance;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;

/** Checks everything that is stored under a directory. */
public final class Verify {

    private static final Tool TOOL = new Tool("""
            Verify DIR
              DIR  a directory of Clientele that nobody has open
            Looks at everything that is stored. Prints the first fault and ends with 1, or ends with 0.""", 1);

    private Verify() {}

    /** Runs with the arguments that {@code --help} explains. */
    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.out, System.err));
    }

    static int run(List<String> arguments, PrintStream out, PrintStream err) {
        return TOOL.run(arguments, out, err, given -> {
            try (Cdp cdp = Tool.open(given.get(0))) {
                Optional<String> fault = Maintenance.of(cdp).verify();
                out.println(fault.map(what -> "wrong: " + what).orElse("all is well"));
                return fault.isPresent() ? 1 : 0;
            }
        });
    }
}
