package io.clientele.examples.tools;

import io.clientele.Maintenance;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Puts a copy of data or keys back. */
public final class Restore {

    private static final Tool TOOL = new Tool("""
            Restore (data|keys) COPY DIR
              COPY  a copy that Backup made
              DIR   the directory; what is to be put there must be gone from it
            What was erased since a copy of the data was made stays erased as long as the keys are the present ones: opening sees to
            it. Of keys that a copy of the keys brings back, opening destroys those of whoever was erased since, as long as the
            data are the present ones. Where both are old copies nobody knows who was erased: erase them again.""", 3);

    private Restore() {}

    /** Runs with the arguments that {@code --help} explains. */
    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.out, System.err));
    }

    static int run(List<String> arguments, PrintStream out, PrintStream err) {
        return TOOL.run(arguments, out, err, given -> {
            Path copy = Path.of(given.get(1));
            Path directory = Path.of(given.get(2));
            if (!Files.isRegularFile(copy)) {
                throw new NoSuchFileException(given.get(1));
            }
            switch (given.get(0)) {
                case "data" -> Maintenance.restore(copy, directory);
                case "keys" -> Maintenance.restoreKeys(copy, directory);
                default -> {
                    err.println("say data or keys");
                    return 2;
                }
            }
            out.println(given.get(0) + " restored; now run Verify");
            return 0;
        });
    }
}
