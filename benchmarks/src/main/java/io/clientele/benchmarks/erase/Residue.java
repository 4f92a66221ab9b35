package io.clientele.benchmarks.erase;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;

/** Looks for values in every byte of files, and of all objects in heap that can be reached. */
public final class Residue {

    private static final int HEAD = Long.BYTES;
    private static final long WINDOW = 1L << 28;
    private static final int LONGEST = 256;

    private final Map<Long, List<byte[]>> byHead = new HashMap<>();

    /** Looks for these, each at least 8 bytes long. */
    public Residue(Iterable<byte[]> values) {
        for (byte[] value : values) {
            long head = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getLong();
            byHead.computeIfAbsent(head, key -> new ArrayList<>()).add(value);
        }
    }

    /** How often one of them is found in the files of a directory. */
    public long inFiles(Path directory) throws IOException {
        long hits = 0;
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                hits += in(file);
            }
        }
        return hits;
    }

    /** Writes all objects that can be reached into a file. */
    public static void dump(Path file) throws IOException {
        try {
            ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=HotSpotDiagnostic"),
                            "dumpHeap",
                            new Object[] {file.toString(), true},
                            new String[] {String.class.getName(), boolean.class.getName()});
        } catch (JMException without) {
            throw new IOException("this JVM does not write its heap into a file", without);
        }
    }

    /** How often one of them is found in a file. */
    public long in(Path file) throws IOException {
        long hits = 0;
        try (FileChannel channel = FileChannel.open(file)) {
            for (long from = 0; from < channel.size(); from += WINDOW) {
                long length = Math.min(WINDOW + LONGEST, channel.size() - from);
                hits += in(channel.map(FileChannel.MapMode.READ_ONLY, from, length), Math.min(WINDOW, length));
            }
        }
        return hits;
    }

    private long in(MappedByteBuffer bytes, long starts) {
        bytes.order(ByteOrder.LITTLE_ENDIAN);
        long hits = 0;
        int last = (int) Math.min(starts, bytes.limit() - HEAD + 1L);
        for (int at = 0; at < last; at++) {
            List<byte[]> candidates = byHead.get(bytes.getLong(at));
            if (candidates != null) {
                hits += matches(bytes, at, candidates);
            }
        }
        return hits;
    }

    private static long matches(ByteBuffer bytes, int at, List<byte[]> candidates) {
        return candidates.stream()
                .filter(value -> at + value.length <= bytes.limit()
                        && bytes.slice(at, value.length).equals(ByteBuffer.wrap(value)))
                .count();
    }
}
