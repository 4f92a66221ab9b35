package io.clientele.benchmarks;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the programs have in common: they explain themselves, and say in one line what is wrong with their arguments. */
final class Program {

    private Program() {}

    /** Ends the process, if the status says that something was wrong. */
    static void end(int status) {
        if (status != 0) {
            System.exit(status);
        }
    }

    /**
     * Runs a program.
     *
     * @param help what {@code --help} prints
     * @param work throws IllegalArgumentException on unusable arguments
     * @return 0, or 2 on unusable arguments
     */
    static int run(String help, List<String> args, Prints prints, Runnable work) {
        if (args.contains("--help")) {
            prints.out.println(help);
            return 0;
        }
        try {
            work.run();
            return 0;
        } catch (IllegalArgumentException unusable) {
            prints.err.println(unusable.getMessage());
            return 2;
        }
    }

    /**
     * Where a program prints.
     *
     * @param out its results
     * @param err its progress, and what is wrong
     */
    record Prints(PrintStream out, PrintStream err) {}

    /** Arguments that are pairs of a known name and a number. */
    static Map<String, Long> numbers(List<String> args, List<String> known) {
        Map<String, Long> values = new HashMap<>();
        for (int i = 0; i < args.size(); i += 2) {
            String name = args.get(i);
            if (!known.contains(name)
                    || i + 1 == args.size()
                    || !args.get(i + 1).matches("[0-9]{1,18}")) {
                throw unusable(name);
            }
            values.put(name, Long.parseLong(args.get(i + 1)));
        }
        return values;
    }

    /** Takes {@code --dir} and what it names out of arguments: a directory that must not exist yet. */
    static Path newDirectory(List<String> args) {
        int at = args.indexOf("--dir");
        if (at < 0 || at + 1 == args.size() || Files.exists(Path.of(args.get(at + 1)))) {
            throw new IllegalArgumentException("--dir must name a directory that does not exist");
        }
        Path directory = Path.of(args.remove(at + 1));
        args.remove(at);
        return directory;
    }

    /** A number within bounds; it must be given. */
    static int number(Map<String, Long> values, String name, int least, int most) {
        long value = values.getOrDefault(name, 0L);
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " must be " + least + " to " + most);
        }
        return (int) value;
    }

    /** Says that an argument is of no use. */
    static IllegalArgumentException unusable(String argument) {
        return new IllegalArgumentException("unusable argument " + argument + "; --help explains");
    }
}
