package io.clientele.examples;

import io.clientele.keys.KeyProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** What {@link ShopReplay} is asked to do. */
final class Options {

    static final String HELP = """
            Replays a shop's months through Clientele, in event time, and shows what came of them.

            java -jar examples.jar [FOLDER] [--data DIR] [--customers N] [--months M] [--seed S]
                                   [--passphrase-file FILE] [--help]

              FOLDER             order lines of a real shop: *.csv or *.csv.gz with the columns InvoiceNo, StockCode,
                                 Description, Quantity, InvoiceDate, UnitPrice, CustomerID, Country; without it, a shop
                                 is drawn from a seed
              --data DIR         keeps the platform's data there; the same command again goes on where it stopped;
                                 without it, a temporary folder that is deleted at the end
              --customers N      people of the drawn shop, 1 to 1000000; 800 by default
              --months M         months of the drawn shop, 1 to 120; 6 by default
              --seed S           a number; the same seed draws the same shop; 42 by default
              --passphrase-file FILE
                                 its first line guards the keys; without it, a random one kept beside the keys

            Exit status: 0 done, 2 something given cannot be used, 1 something failed later. What is stored stays.
            """;

    private static final int MAX_CUSTOMERS = 1_000_000;
    private static final int MAX_MONTHS = 120;

    private Optional<Path> folder = Optional.empty();
    private Optional<Path> data = Optional.empty();
    private Optional<Path> passphraseFile = Optional.empty();
    private int customers = 800;
    private int months = 6;
    private long seed = 42;
    private boolean help;

    private Options() {}

    /**
     * Reads the arguments of a command line.
     *
     * @throws BadInput if one of them is unknown or unusable
     */
    static Options parse(String... args) {
        Options options = new Options();
        Iterator<String> rest = List.of(args).iterator();
        while (rest.hasNext()) {
            options.read(rest.next(), rest);
        }
        return options;
    }

    private void read(String arg, Iterator<String> rest) {
        switch (arg) {
            case "--help", "-h" -> help = true;
            case "--data" -> data = Optional.of(Path.of(value(arg, rest)));
            case "--passphrase-file" -> passphraseFile = Optional.of(Path.of(value(arg, rest)));
            case "--customers" -> customers = (int) number(arg, rest, 1, MAX_CUSTOMERS);
            case "--months" -> months = (int) number(arg, rest, 1, MAX_MONTHS);
            case "--seed" -> seed = number(arg, rest, Long.MIN_VALUE, Long.MAX_VALUE);
            default -> readFolder(arg);
        }
    }

    private void readFolder(String arg) {
        if (arg.startsWith("-")) {
            throw new BadInput("unknown option " + arg + "; --help explains");
        }
        if (folder.isPresent()) {
            throw new BadInput("more than one folder given; --help explains");
        }
        folder = Optional.of(Path.of(arg));
    }

    private static String value(String option, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new BadInput(option + " needs a value; --help explains");
        }
        return rest.next();
    }

    private static long number(String option, Iterator<String> rest, long least, long most) {
        String text = value(option, rest);
        try {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            throw new BadInput(option + " must be a whole number", notANumber);
        }
        throw new BadInput(option + " must be " + least + " to " + most);
    }

    boolean help() {
        return help;
    }

    Optional<Path> data() {
        return data;
    }

    /**
     * What guards the keys, if a passphrase file is given.
     *
     * @throws BadInput if the file cannot be read or holds no passphrase
     */
    Optional<KeyProvider> keys() {
        return passphraseFile.map(Options::passphrase);
    }

    private static KeyProvider passphrase(Path file) {
        try {
            String first = Files.readString(file).lines().findFirst().orElse("");
            if (first.isEmpty()) {
                throw new BadInput("the first line of the passphrase file is empty: " + file);
            }
            return KeyProvider.passphrase(first.toCharArray());
        } catch (IOException unreadable) {
            throw new BadInput("cannot read the passphrase file " + file, unreadable);
        }
    }

    /** The shop to replay; reads the folder, if one is given. */
    Shop shop() {
        return folder.<Shop>map(RetailShop::read).orElseGet(() -> new DrawnShop(customers, months, seed));
    }

    /** Something that the user of an example gave cannot be used; the message is one line for them. */
    static final class BadInput extends RuntimeException {

        private static final long serialVersionUID = 1L;

        BadInput(String message) {
            super(message);
        }

        BadInput(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
