package io.clientele.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The folder a replay keeps its data in: one that stays, or a temporary one deleted at the end. */
final class DataFolder implements AutoCloseable {

    private final Path path;
    private final boolean temporary;

    private DataFolder(Path path, boolean temporary) {
        this.path = path;
        this.temporary = temporary;
    }

    /**
     * Makes the folder, if it is not there.
     *
     * @throws Options.BadInput if it cannot be made or written to
     */
    static DataFolder of(Optional<Path> kept) {
        try {
            if (kept.isEmpty()) {
                return new DataFolder(Files.createTempDirectory("clientele-replay"), true);
            }
            Files.createDirectories(kept.get());
        } catch (IOException unusable) {
            throw new Options.BadInput(
                    "cannot make the folder " + kept.map(Path::toString).orElse("for temporary files"), unusable);
        }
        if (!Files.isWritable(kept.get())) {
            throw new Options.BadInput("cannot write to " + kept.get());
        }
        return new DataFolder(kept.get(), false);
    }

    Path path() {
        return path;
    }

    @Override
    public void close() {
        if (temporary) {
            deleteAll();
        }
    }

    private void deleteAll() {
        try (Stream<Path> all = Files.walk(path)) {
            List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path each : deepestFirst) {
                Files.deleteIfExists(each);
            }
        } catch (IOException left) {
            throw new java.io.UncheckedIOException("cannot delete the temporary folder " + path, left);
        }
    }
}
