package io.clientele.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A text file of the project.
 *
 * @param name its path from the project's root, with slashes
 * @param lines its lines
 */
record SourceFile(String name, List<String> lines) {
    private static final Set<String> LEFT_OUT = Set.of("target", ".git", ".idea", ".vscode", "data", "node_modules");
    private static final Pattern BINARY = Pattern.compile(".*\\.(jar|class|png|jpg|gif|ico|db|bin|gz|zip|iml|log)");

    SourceFile {
        lines = List.copyOf(lines);
    }

    /** Every text file under the root, without what a build or an editor leaves there. */
    static List<SourceFile> under(Path root) {
        List<SourceFile> files = new ArrayList<>();
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    boolean leftOut = LEFT_OUT.contains(String.valueOf(folder.getFileName())) && !folder.equals(root);
                    return leftOut ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    if (attributes.isRegularFile()
                            && !LEFT_OUT.contains(String.valueOf(file.getFileName()))
                            && !BINARY.matcher(file.toString()).matches()) {
                        files.add(read(root, file));
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return files;
    }

    /** The places where the pattern is found, as file, line number and line. */
    Stream<String> places(Pattern pattern) {
        return IntStream.range(0, lines.size())
                .filter(index -> pattern.matcher(lines.get(index)).find())
                .mapToObj(index ->
                        name + ":" + (index + 1) + ": " + lines.get(index).strip());
    }

    boolean isJava() {
        return name.endsWith(".java");
    }

    boolean isMainSource() {
        return isJava() && name.contains("/src/main/java/");
    }

    /** Whether the file is a main source of a published module. */
    boolean isPublishedSource() {
        return isMainSource() && name.startsWith("cdp-");
    }

    /** Whether the file is a main source of a published module that is not internal. */
    boolean isOpen() {
        return isPublishedSource() && !name.contains("/internal/");
    }

    private static SourceFile read(Path root, Path file) throws IOException {
        String name = root.relativize(file).toString().replace('\\', '/');
        String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        return new SourceFile(name, text.lines().toList());
    }
}
