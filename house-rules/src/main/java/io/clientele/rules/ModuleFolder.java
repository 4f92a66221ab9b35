package io.clientele.rules;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Objects;

/**
 * A module's folder in the project, found from one of its test classes.
 *
 * @param path the folder that holds the module's {@code pom.xml}
 */
public record ModuleFolder(Path path) {
    /** The folder of the module that holds the test class, whatever the working directory is. */
    public static ModuleFolder of(Class<?> testClass) {
        try {
            CodeSource source =
                    Objects.requireNonNull(testClass.getProtectionDomain().getCodeSource());
            Path testClasses = Path.of(source.getLocation().toURI());
            return new ModuleFolder(Objects.requireNonNull(
                    Objects.requireNonNull(testClasses.getParent()).getParent()));
        } catch (URISyntaxException unreadable) {
            throw new IllegalStateException("the test class has no folder", unreadable);
        }
    }

    /** The name of the folder, which is the name of the artifact. */
    public String name() {
        return String.valueOf(path.getFileName());
    }

    /** Where the compiled classes lie. */
    public Path classes() {
        return path.resolve("target").resolve("classes");
    }

    /** The project's root. */
    public Path project() {
        return Objects.requireNonNull(path.getParent());
    }

    /** Another module of the same project. */
    public ModuleFolder beside(String name) {
        return new ModuleFolder(project().resolve(name));
    }
}
