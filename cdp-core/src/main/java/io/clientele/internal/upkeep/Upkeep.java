package io.clientele.internal.upkeep;

import io.clientele.Maintenance;
import io.clientele.internal.keystore.KeyStore;
import io.clientele.internal.store.Store;
import io.clientele.model.CdpException;
import io.clientele.model.Intake;
import io.clientele.model.Outcome;
import io.clientele.model.Purpose;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/** {@link Maintenance} over what an open platform lends it. */
public final class Upkeep implements Maintenance {

    private static final int LINES = 4_096;
    private static final int TRIES = 10;

    private final Access access;
    private final HistoryLine reader;

    /** What an open platform lends: its store to look at, its pen to write with. */
    public interface Access {

        /** A purpose of the policy by key. */
        Optional<Purpose> purpose(String key);

        /** Looks at the store while nothing is written. */
        Optional<String> look();

        /** Takes things in as one quiet batch. */
        List<Outcome> takeQuietly(List<Intake> intakes);

        /** What lies on disk; while it is open. */
        Disk disk();

        /** Does something while nothing is read or written. */
        <T> T alone(Supplier<T> work);
    }

    /**
     * What lies on disk.
     *
     * @param store the data
     * @param keys the keys
     */
    public record Disk(Store store, KeyStore keys) {}

    /** The maintenance of a platform. */
    public Upkeep(Access access) {
        this.access = access;
        this.reader = new HistoryLine(access::purpose);
    }

    @Override
    public Optional<String> verify() {
        return access.look();
    }

    @Override
    public void backup(Path file) {
        access.disk().store().backup(file);
    }

    @Override
    public void backupKeys(Path file) {
        access.disk().keys().backup(file);
    }

    @Override
    public void compact() {
        Store store = access.disk().store();
        access.alone(() -> {
            store.compact();
            return store;
        });
    }

    @Override
    public Imported importHistory(Reader lines, LongConsumer progress) {
        Taking taking = new Taking();
        BufferedReader source = new BufferedReader(lines);
        for (List<String> page = page(source); !page.isEmpty(); page = page(source)) {
            taking.take(page);
            progress.accept(taking.lines);
        }
        return new Imported(taking.lines, taking.outcomes, taking.refused);
    }

    private static List<String> page(BufferedReader source) {
        List<String> page = new ArrayList<>();
        try {
            String line = source.readLine();
            while (line != null) {
                page.add(line);
                line = page.size() < LINES ? source.readLine() : null;
            }
            return page;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** An import under way. */
    private final class Taking {

        private final Map<String, Long> outcomes = new TreeMap<>();
        private final List<Refused> refused = new ArrayList<>();
        private long lines;

        void take(List<String> page) {
            List<Intake> intakes = new ArrayList<>();
            List<Long> places = new ArrayList<>();
            Map<Long, String> faults = new TreeMap<>();
            for (String line : page) {
                lines++;
                try {
                    intakes.add(reader.read(line));
                    places.add(lines);
                } catch (IllegalArgumentException unreadable) {
                    count(Outcome.of(Outcome.Kind.REJECTED, "unreadable_line"));
                    faults.put(lines, String.valueOf(unreadable.getMessage()));
                }
            }
            List<Outcome> taken = intakes.isEmpty() ? List.of() : store(intakes);
            for (int i = 0; i < taken.size(); i++) {
                Outcome outcome = taken.get(i);
                count(outcome);
                if (outcome.kind() == Outcome.Kind.REJECTED || outcome.kind() == Outcome.Kind.QUARANTINED) {
                    faults.put(places.get(i), outcome.reason());
                }
            }
            faults.forEach(this::refuse);
        }

        private void count(Outcome outcome) {
            outcomes.merge(outcome.kind().name() + ":" + outcome.reason(), 1L, Long::sum);
        }

        private void refuse(long line, String why) {
            if (refused.size() < Imported.MOST_REFUSED) {
                refused.add(new Refused(line, why));
            }
        }
    }

    private List<Outcome> store(List<Intake> intakes) {
        for (int i = 0; i < TRIES; i++) {
            List<Outcome> taken = access.takeQuietly(intakes);
            if (taken.stream().noneMatch(outcome -> outcome.kind() == Outcome.Kind.BUSY)) {
                return taken;
            }
        }
        throw new CdpException("the store is too busy for an import: start it again when it is quieter");
    }
}
