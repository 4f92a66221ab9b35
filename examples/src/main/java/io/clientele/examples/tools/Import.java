package io.clientele.examples.tools;

import io.clientele.Cdp;
import io.clientele.Maintenance;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;

/** Takes history in from a file. */
public final class Import {

    private static final Tool TOOL = new Tool("""
            Import DIR FILE
              DIR   a directory of Clientele that nobody has open; made if there is none
              FILE  lines of JSON, as docs/import.md describes them
            Takes history in quietly: nothing is sent because of it. After an interruption start it again. The
            first lines that were rejected are told with their number and why. It knows the default purposes and no
            schemas: a shop that has its own imports with Maintenance.importHistory from its own code.""", 2);

    private Import() {}

    /** Runs with the arguments that {@code --help} explains. */
    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.out, System.err));
    }

    static int run(List<String> arguments, PrintStream out, PrintStream err) {
        return TOOL.run(arguments, out, err, given -> {
            try (Reader lines = Files.newBufferedReader(Path.of(given.get(1)))) {
                Files.createDirectories(Path.of(given.get(0)));
                try (Cdp cdp = Tool.openOrBegin(given.get(0))) {
                    var imported = Maintenance.of(cdp).importHistory(lines, done -> err.println(done + " lines"));
                    new TreeMap<>(imported.outcomes()).forEach((outcome, count) -> out.println(outcome + " " + count));
                    imported.refused().forEach(refused -> err.println("line " + refused.line() + ": " + refused.why()));
                    return 0;
                }
            } catch (CharacterCodingException otherText) {
                err.println(
                        "the file is not UTF-8 text soon after the last line told; what came before is stored. Convert it and"
                                + " start again");
                return 1;
            }
        });
    }
}
