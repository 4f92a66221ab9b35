package io.clientele.spi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Takes signed checkpoints of the audit log to where nobody who can change the store can change them: another machine, a
 * bucket that is written once, a notary, a log line. Without an outside copy, whoever holds disk and keys can write all
 * history anew. Called outside the pen, one checkpoint at a time, from the thread that wrote or advanced.
 */
@FunctionalInterface
public interface CheckpointSink {

    /**
     * Keeps a checkpoint, or throws: then a newer one is offered with a later write, and nobody's call fails.
     */
    void keep(Checkpoint checkpoint);

    /** Appends each checkpoint to a file as one line, durably. The file is made if missing; put it on another machine's disk. */
    static CheckpointSink toFile(Path file) {
        return checkpoint -> {
            byte[] line = (checkpoint.line() + "\n").getBytes(StandardCharsets.UTF_8);
            try (FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
                ByteBuffer bytes = ByteBuffer.wrap(line);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        };
    }

    /** Adds each checkpoint to a list, which must be safe for use by several threads if several write. */
    static CheckpointSink toList(List<? super Checkpoint> list) {
        return list::add;
    }
}
