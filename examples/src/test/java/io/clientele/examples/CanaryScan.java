package io.clientele.examples;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Looks for the names and addresses of made-up customers in every byte of a directory. */
final class CanaryScan {

    private CanaryScan() {}

    /** Names and addresses of the customers with the numbers 1 to {@code customers}. */
    static Set<String> canaries(int customers) {
        Set<String> canaries = new TreeSet<>();
        for (int number = 1; number <= customers; number++) {
            canaries.add(MadeUp.email(String.valueOf(number)));
            canaries.add(MadeUp.firstName(String.valueOf(number)));
            canaries.add(MadeUp.lastName(String.valueOf(number)));
        }
        canaries.add("@example.org");
        return canaries;
    }

    /** Each finding as file and canary; upper and lower case are the same. */
    static List<String> find(Path directory, Iterable<String> canaries) throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String bytes =
                        new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
                for (String canary : canaries) {
                    if (bytes.contains(canary.toLowerCase(Locale.ROOT))) {
                        found.add(file.getFileName() + ": " + canary);
                    }
                }
            }
        }
        return found;
    }
}
