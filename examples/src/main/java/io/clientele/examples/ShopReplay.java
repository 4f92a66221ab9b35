package io.clientele.examples;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Replays a shop's months through Clientele in event time: a real shop's order files, or a shop drawn from a seed.
 * Shows who came, which segments they were in, what was sent and why, and that nothing changes by closing and opening
 * again. {@code --help} explains the arguments.
 */
public final class ShopReplay {

    private static final int FAILED = 1;
    private static final int UNUSABLE = 2;

    private ShopReplay() {}

    /**
     * Runs it and ends the process: status 0 when done, 2 when something given cannot be used, 1 when it failed later.
     */
    public static void main(String[] args) {
        System.exit(run(utf8(FileDescriptor.out), utf8(FileDescriptor.err), args));
    }

    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }

    static int run(PrintStream out, PrintStream err, String... args) {
        try {
            Options options = Options.parse(args);
            if (options.help()) {
                out.print(Options.HELP);
            } else {
                replay(options, out, err);
            }
            return 0;
        } catch (Options.BadInput unusable) {
            return fail(err, UNUSABLE, unusable);
        } catch (RuntimeException failed) {
            return fail(err, FAILED, failed);
        }
    }

    private static void replay(Options options, PrintStream out, PrintStream err) {
        Shop shop = options.shop();
        try (DataFolder folder = DataFolder.of(options.data())) {
            Replay replay = new Replay(shop, folder.path(), options.keys());
            replay.run(new Report(out), new Progress(err, Progress.onTerminal(), shop));
        }
    }

    private static int fail(PrintStream err, int status, RuntimeException problem) {
        String message = problem.getMessage();
        String line = message == null
                ? problem.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
        err.println("ShopReplay: " + line);
        return status;
    }
}
