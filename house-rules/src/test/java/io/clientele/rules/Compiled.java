package io.clientele.rules;

import com.tngtech.archunit.core.domain.JavaClasses;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Sources given as text, compiled into a folder: code that breaks a rule lives in the rule's test alone. */
final class Compiled {
    private static final Pattern MODULE = Pattern.compile("(?m)^(module) ");
    private static final Pattern PACKAGE = Pattern.compile("package ([\\w.]+);");
    private static final Pattern TYPE = Pattern.compile("\\b(?:class|interface|enum|record) (\\w+)");

    private final Path classes;

    private Compiled(Path classes) {
        this.classes = classes;
    }

    /** @throws IllegalArgumentException with the compiler's messages where a source does not compile */
    static Compiled into(Path folder, String... sources) {
        Path classes = folder.resolve("classes");
        List<Path> files = Stream.of(sources)
                .map(source -> save(folder.resolve("sources"), source))
                .toList();
        String libraries = System.getProperty("java.class.path");
        List<String> options = List.of("-d", classes.toString(), "-proc:none", "-cp", libraries, "-p", libraries);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            Files.createDirectories(classes);
            var units = manager.getJavaFileObjectsFromPaths(files);
            if (!compiler.getTask(messages, manager, null, options, null, units).call()) {
                throw new IllegalArgumentException(messages.toString());
            }
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
        return new Compiled(classes);
    }

    Path folder() {
        return classes;
    }

    JavaClasses read() {
        return HouseRules.read(List.of(classes));
    }

    URLClassLoader loader() {
        try {
            return new URLClassLoader(new URL[] {classes.toUri().toURL()}, Compiled.class.getClassLoader());
        } catch (MalformedURLException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Path save(Path folder, String source) {
        String type = first(MODULE, source).isPresent()
                ? "module-info"
                : first(PACKAGE, source).orElseThrow() + "."
                        + first(TYPE, source).orElseThrow();
        Path file = folder.resolve(type.replace('.', '/') + ".java");
        try {
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            return Files.writeString(file, source);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    private static Optional<String> first(Pattern pattern, String source) {
        return pattern.matcher(source).results().map(found -> found.group(1)).findFirst();
    }
}
