package io.clientele.internal.codec;

import io.clientele.internal.fold.Saved;
import io.clientele.model.Account;
import io.clientele.model.ConsentAct;
import io.clientele.model.Properties;
import io.clientele.model.Purpose;
import io.clientele.spi.ConsentGate.Step;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Saved profiles as bytes and back. Bytes of another version, or that name a purpose the policy does not know, are of no use:
 * the profile is folded from its records then; so it is if they are damaged. Thread-safe.
 */
public final class SavedCodec {

    private static final int VERSION = 3;

    private final RecordCodec records;

    /** A codec that reads and writes acts as records are. */
    public SavedCodec(RecordCodec records) {
        this.records = records;
    }

    /** A saved profile as bytes for {@link #read}. */
    public byte[] bytes(Saved saved) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeInt(saved.owners().size());
            for (int owner : saved.owners()) {
                out.writeInt(owner);
            }
            out.writeBoolean(saved.wake().isPresent());
            write(out, saved.wake().orElse(Instant.EPOCH));
            out.writeInt(saved.acts().size());
            for (ConsentAct act : saved.acts()) {
                write(out, records.encode(act, act.time()));
            }
            out.writeInt(saved.steps().size());
            for (Step step : saved.steps()) {
                write(out, step);
            }
            write(out, records.encode(saved.traits()));
            out.writeInt(saved.accounts().size());
            for (Account account : saved.accounts()) {
                out.writeUTF(account.id());
                write(out, account.since());
                write(out, records.encode(account.traits()));
            }
            write(out, records.encode(saved.rest()));
            Map<String, byte[]> evaluators = new TreeMap<>(saved.evaluators());
            out.writeInt(evaluators.size());
            for (Map.Entry<String, byte[]> evaluator : evaluators.entrySet()) {
                out.writeUTF(evaluator.getKey());
                write(out, evaluator.getValue());
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, Step step) throws IOException {
        write(out, step.from());
        List<String> keys = step.permitted().stream().map(Purpose::key).sorted().toList();
        out.writeInt(keys.size());
        for (String key : keys) {
            out.writeUTF(key);
        }
    }

    private static void write(DataOutputStream out, Instant instant) throws IOException {
        out.writeLong(instant.getEpochSecond());
        out.writeInt(instant.getNano());
    }

    private static void write(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /**
     * The profile behind bytes; empty if they are of no use any more.
     *
     * @throws IllegalArgumentException if they are damaged
     */
    public Optional<Saved> read(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (in.readByte() != VERSION) {
                return Optional.empty();
            }
            Saved saved = read(in);
            require(in.available() == 0);
            return Optional.of(saved);
        } catch (OfAnotherPolicy useless) {
            return Optional.empty();
        } catch (IOException | DateTimeException damaged) {
            throw new IllegalArgumentException("a saved profile is damaged", damaged);
        }
    }

    /** A purpose is not known any more. */
    private static final class OfAnotherPolicy extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static void require(boolean whole) {
        if (!whole) {
            throw new IllegalArgumentException("a saved profile is damaged");
        }
    }

    /** How many things of so many bytes each, at least, are to be read. */
    private static int count(DataInputStream in, int bytesEach) throws IOException {
        int count = in.readInt();
        require(count >= 0 && count <= in.available() / bytesEach);
        return count;
    }

    private static byte[] bytes(DataInputStream in) throws IOException {
        return in.readNBytes(count(in, 1));
    }

    private Saved read(DataInputStream in) throws IOException {
        List<Integer> owners = new ArrayList<>();
        for (int left = count(in, Integer.BYTES); left > 0; left--) {
            owners.add(in.readInt());
        }
        boolean wakes = in.readBoolean();
        Instant wake = instant(in);
        List<ConsentAct> acts = new ArrayList<>();
        for (int left = count(in, 2); left > 0; left--) {
            acts.add((ConsentAct) records.decode(RecordKind.ACT, 0, bytes(in)).intake());
        }
        List<Step> steps = new ArrayList<>();
        for (int left = count(in, 2); left > 0; left--) {
            steps.add(step(in));
        }
        Properties traits = records.decodeTree(bytes(in));
        List<Account> accounts = new ArrayList<>();
        for (int left = count(in, 2); left > 0; left--) {
            accounts.add(new Account(in.readUTF(), instant(in), records.decodeTree(bytes(in))));
        }
        Properties rest = records.decodeTree(bytes(in));
        Map<String, byte[]> evaluators = new LinkedHashMap<>();
        for (int left = count(in, 2); left > 0; left--) {
            evaluators.put(in.readUTF(), bytes(in));
        }
        Optional<Instant> waking = wakes ? Optional.of(wake) : Optional.empty();
        return new Saved(owners, waking, acts, steps, traits, accounts, rest, evaluators);
    }

    private Step step(DataInputStream in) throws IOException {
        Instant from = instant(in);
        Set<Purpose> permitted = new LinkedHashSet<>();
        for (int left = count(in, 2); left > 0; left--) {
            permitted.add(records.known(in.readUTF()).orElseThrow(OfAnotherPolicy::new));
        }
        return new Step(from, permitted);
    }

    private static Instant instant(DataInputStream in) throws IOException {
        return Instant.ofEpochSecond(in.readLong(), in.readInt());
    }
}
