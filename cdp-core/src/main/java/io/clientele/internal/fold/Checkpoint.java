package io.clientele.internal.fold;

import io.clientele.internal.index.Wakes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What heap held of everybody at some position, so that a store is opened without its whole history.
 *
 * @param configuration a fingerprint of what the store was opened with
 * @param position up to where the journal is contained
 * @param now the instant up to which boundaries were crossed
 * @param definitions those that were in force, as records
 * @param memberships what each evaluator saved, by module
 * @param refused what {@link Verdicts} remembers
 * @param wakes when time alone changes something about the profiles of which the store does not say so; may be too early
 */
public record Checkpoint(
        byte[] configuration,
        long position,
        Instant now,
        List<byte[]> definitions,
        Map<String, byte[]> memberships,
        long[] refused,
        Wakes wakes) {

    private static final int VERSION = 2;
    private static final int WAKE_BYTES = Integer.BYTES + Long.BYTES;

    /** As bytes for {@link #read}. */
    public byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeInt(configuration.length);
            out.write(configuration);
            out.writeLong(position);
            out.writeLong(now.getEpochSecond());
            out.writeInt(now.getNano());
            out.writeInt(definitions.size());
            for (byte[] definition : definitions) {
                out.writeInt(definition.length);
                out.write(definition);
            }
            out.writeInt(memberships.size());
            for (Map.Entry<String, byte[]> module : memberships.entrySet()) {
                out.writeUTF(module.getKey());
                out.writeInt(module.getValue().length);
                out.write(module.getValue());
            }
            out.writeInt(refused.length);
            for (long key : refused) {
                out.writeLong(key);
            }
            out.writeInt(wakes.size());
            out.write(bytes(wakes));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static byte[] bytes(Wakes wakes) {
        ByteBuffer bytes = ByteBuffer.allocate(wakes.size() * WAKE_BYTES);
        wakes.forEach((profile, at) -> bytes.putInt(profile).putLong(at));
        return bytes.array();
    }

    /**
     * What {@link #bytes} gave; empty if another version wrote it.
     *
     * @throws IllegalArgumentException if it is damaged
     */
    public static Optional<Checkpoint> read(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (in.readByte() != VERSION) {
                return Optional.empty();
            }
            Checkpoint checkpoint = read(in);
            require(in.available() == 0);
            return Optional.of(checkpoint);
        } catch (IOException | DateTimeException damaged) {
            throw new IllegalArgumentException("a checkpoint is damaged", damaged);
        }
    }

    private static void require(boolean whole) {
        if (!whole) {
            throw new IllegalArgumentException("a checkpoint is damaged");
        }
    }

    /** How many things of so many bytes each, at least, are to be read. */
    private static int count(DataInputStream in, int bytesEach) throws IOException {
        int count = in.readInt();
        require(count >= 0 && count <= in.available() / bytesEach);
        return count;
    }

    private static Checkpoint read(DataInputStream in) throws IOException {
        byte[] configuration = in.readNBytes(count(in, 1));
        long position = in.readLong();
        Instant now = Instant.ofEpochSecond(in.readLong(), in.readInt());
        List<byte[]> definitions = new ArrayList<>();
        for (int left = count(in, Integer.BYTES); left > 0; left--) {
            definitions.add(in.readNBytes(count(in, 1)));
        }
        Map<String, byte[]> memberships = new LinkedHashMap<>();
        for (int left = count(in, Integer.BYTES); left > 0; left--) {
            memberships.put(in.readUTF(), in.readNBytes(count(in, 1)));
        }
        long[] refused = new long[count(in, Long.BYTES)];
        for (int i = 0; i < refused.length; i++) {
            refused[i] = in.readLong();
        }
        Wakes wakes = new Wakes();
        for (int left = count(in, WAKE_BYTES); left > 0; left--) {
            wakes.put(in.readInt(), in.readLong());
        }
        return new Checkpoint(configuration, position, now, definitions, memberships, refused, wakes);
    }
}
