package io.clientele.examples.tools;

import io.clientele.Cdp;
import io.clientele.consent.ConsentModule;
import io.clientele.identity.IdentityModule;
import io.clientele.keys.WrongKeyException;
import io.clientele.model.CdpException;
import io.clientele.segment.SegmentModule;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * What the operator's programs have in common: they take so many arguments, say in one line what is wrong, and end with 0, with 1 if
 * something is wrong, with 2 for arguments that are of no use.
 */
final class Tool {

    private final String usage;
    private final int arguments;

    Tool(String usage, int arguments) {
        this.usage = usage;
        this.arguments = arguments;
    }

    /** What a program does; gives its exit status. */
    interface Work {
        int run(List<String> arguments) throws IOException;
    }

    int run(List<String> given, PrintStream out, PrintStream err, Work work) {
        if (given.equals(List.of("--help"))) {
            out.println(usage);
            return 0;
        }
        if (given.size() != arguments) {
            err.println(usage.lines().findFirst().orElse(usage));
            return 2;
        }
        try {
            return work.run(given);
        } catch (NoSuchFileException missing) {
            err.println("there is no " + missing.getFile());
            return 2;
        } catch (IOException | CdpException | UncheckedIOException | WrongKeyException failure) {
            err.println(failure.getMessage());
            return 1;
        }
    }

    /** Opens the store that is kept under a directory. */
    static Cdp open(String directory) throws IOException {
        Path path = Path.of(directory);
        if (!Files.isDirectory(path.resolve("data")) || !Files.isDirectory(path.resolve("keys"))) {
            throw new NoSuchFileException("store in " + directory);
        }
        return openOrBegin(directory);
    }

    /** Opens what is kept under a directory, or begins a store there, with the modules that a shop of these examples has. */
    static Cdp openOrBegin(String directory) throws IOException {
        Path path = Path.of(directory);
        if (!Files.isDirectory(path)) {
            throw new NoSuchFileException(directory);
        }
        return Cdp.in(path)
                .with(ConsentModule.optIn())
                .with(IdentityModule.standard())
                .with(SegmentModule.live())
                .open();
    }
}
