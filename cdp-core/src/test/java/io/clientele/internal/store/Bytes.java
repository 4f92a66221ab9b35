package io.clientele.internal.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Random bytes, looked for in files: any eight of them in a row, at steps of eight, count as found. */
final class Bytes {

    private final Set<Long> pieces = new HashSet<>();

    static Bytes of(Iterable<byte[]> all) {
        Bytes bytes = new Bytes();
        all.forEach(bytes::add);
        return bytes;
    }

    private void add(byte[] some) {
        ByteBuffer buffer = ByteBuffer.wrap(some);
        while (buffer.remaining() >= Long.BYTES) {
            pieces.add(buffer.getLong());
        }
    }

    /** Where pieces are, in some files. */
    List<String> foundIn(List<Path> files) throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : files) {
            find(file, found);
        }
        return found;
    }

    /** Where pieces are, in every file below a folder. */
    List<String> foundIn(Path folder) throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                find(file, found);
            }
        }
        return found;
    }

    private void find(Path file, List<String> found) throws IOException {
        ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(file));
        for (int i = 0; i + Long.BYTES <= content.limit(); i++) {
            if (pieces.contains(content.getLong(i))) {
                found.add(file.getFileName() + " at " + i);
            }
        }
    }
}
