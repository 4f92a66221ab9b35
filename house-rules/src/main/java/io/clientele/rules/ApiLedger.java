package io.clientele.rules;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The ledger of exported signatures: every public or protected signature of a module's exported packages, one a line,
 * kept in {@code api/<module>.txt} so that each change of the surface shows in a diff.
 */
public final class ApiLedger {
    private final Path classes;
    private final Path ledger;
    private final ClassLoader loader;
    private final boolean updating;

    private ApiLedger(Path classes, Path ledger, ClassLoader loader, boolean updating) {
        this.classes = classes;
        this.ledger = ledger;
        this.loader = loader;
        this.updating = updating;
    }

    /** A ledger that is only read, unless {@link #write()} is called. */
    static ApiLedger at(Path classes, Path ledger, ClassLoader loader) {
        return new ApiLedger(classes, ledger, loader, false);
    }

    /** The ledger of the module that holds the test class. */
    public static ApiLedger of(Class<?> testClass) {
        ModuleFolder module = ModuleFolder.of(testClass);
        Path ledger = module.project().resolve("api").resolve(module.name() + ".txt");
        ClassLoader loader = Objects.requireNonNull(testClass.getClassLoader());
        return new ApiLedger(module.classes(), ledger, loader, Boolean.getBoolean("api.update"));
    }

    /**
     * Compares the ledger with the classes, or writes it where the system property {@code api.update} is true.
     *
     * @throws AssertionError where they differ, with what was added and removed
     */
    public void check() {
        if (updating) {
            write();
        }
        List<String> kept = read();
        List<String> found = signatures();
        if (!kept.equals(found)) {
            throw new AssertionError("The exported signatures changed. If that is meant, run the test with"
                    + " -Dapi.update=true and commit " + ledger.getFileName() + "."
                    + difference("added", found, kept)
                    + difference("removed", kept, found));
        }
    }

    /** The signatures as the classes have them, sorted. */
    List<String> signatures() {
        return exportedPackages().stream()
                .flatMap(this::typesIn)
                .filter(SignatureText::isVisible)
                .flatMap(SignatureText::of)
                .sorted()
                .distinct()
                .toList();
    }

    void write() {
        try {
            Files.createDirectories(Objects.requireNonNull(ledger.getParent()));
            Files.write(ledger, signatures());
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    private List<String> read() {
        try {
            return Files.exists(ledger) ? Files.readAllLines(ledger) : List.of();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private List<String> exportedPackages() {
        try (InputStream bytes = Files.newInputStream(classes.resolve("module-info.class"))) {
            return ModuleDescriptor.read(bytes).exports().stream()
                    .filter(export -> !export.isQualified())
                    .map(ModuleDescriptor.Exports::source)
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private Stream<Class<?>> typesIn(String packageName) {
        Path folder = classes.resolve(packageName.replace('.', '/'));
        try (Stream<Path> files = Files.list(folder)) {
            List<String> names = files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith(".class") && !name.equals("package-info.class"))
                    .map(name -> packageName + "." + name.substring(0, name.length() - ".class".length()))
                    .toList();
            return names.stream().map(this::load);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private Class<?> load(String name) {
        try {
            return Class.forName(name, false, loader);
        } catch (ClassNotFoundException missing) {
            throw new IllegalStateException("the class path lacks " + name, missing);
        }
    }

    private static String difference(String word, List<String> more, List<String> less) {
        StringBuilder text = new StringBuilder();
        more.stream()
                .filter(line -> !less.contains(line))
                .forEach(line -> text.append("\n  ").append(word).append(": ").append(line));
        return text.toString();
    }
}
