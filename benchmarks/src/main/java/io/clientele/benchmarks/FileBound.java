package io.clientele.benchmarks;

import io.clientele.benchmarks.BareRows.Bare;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** What the disk itself could do: bare rows appended to one file, forced to disk after each 1,024. */
final class FileBound {

    private static final int BYTES = 1 << 20;

    private FileBound() {}

    /** Rows a second, into a new file that is deleted afterwards. */
    static double rowsPerSecond(Path file, BareRows rows) throws IOException {
        long nanos = 0;
        long written = 0;
        ByteBuffer buffer = ByteBuffer.allocateDirect(BYTES);
        try (FileChannel log = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (List<Bare> batch = rows.next(DatabaseBound.BATCH);
                    !batch.isEmpty();
                    batch = rows.next(DatabaseBound.BATCH)) {
                long start = System.nanoTime();
                fill(buffer.clear(), batch);
                while (buffer.hasRemaining()) {
                    log.write(buffer);
                }
                log.force(false);
                nanos += System.nanoTime() - start;
                written += batch.size();
            }
        } finally {
            Files.deleteIfExists(file);
        }
        return written * 1e9 / nanos;
    }

    private static void fill(ByteBuffer buffer, List<Bare> batch) {
        for (Bare row : batch) {
            buffer.putLong(row.position()).putInt(row.owner()).put(row.key());
            buffer.putInt(row.payload().length).put(row.payload());
        }
        buffer.flip();
    }
}
