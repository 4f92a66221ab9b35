package io.clientele.proof;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Processes that are started to be killed. */
final class Doomed {

    private Doomed() {}

    /**
     * A small JVM with this one's class path.
     *
     * @param directory where its database driver unpacks itself
     * @param program with a main method
     */
    static ProcessBuilder process(Path directory, Class<?> program, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-Xshare:auto",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dorg.sqlite.tmpdir=" + directory,
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }
}
