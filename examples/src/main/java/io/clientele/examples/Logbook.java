package io.clientele.examples;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the replay itself remembers from run to run, as a reader of a queue remembers its place: how many moments were
 * answered and how, the sizes seen, and which mails a mailer would have sent. One line each in a text file without
 * personal data; a line cut off by a sudden end is dropped. Handing in again what a lost line spoke of is harmless:
 * message ids are the same in every run.
 */
final class Logbook implements AutoCloseable {

    private static final String SHOP = "shop";
    private static final String FED = "fed";
    private static final String SIZES = "sizes";
    private static final String MAIL = "mail";
    private static final String KEPT_BACK = "kept-back";

    private final Path path;
    private final String fingerprint;
    private final SortedMap<String, Long> outcomes = new TreeMap<>();
    private final NavigableMap<Instant, List<Long>> sizes = new TreeMap<>();
    private final TreeSet<String> mails = new TreeSet<>();
    private final TreeMap<String, String> keptBack = new TreeMap<>();
    private Instant time = Instant.MIN;
    private long moments;
    private long intact;
    private @org.jspecify.annotations.Nullable RandomAccessFile file;

    private Logbook(Path path, String fingerprint) {
        this.path = path;
        this.fingerprint = fingerprint;
    }

    /**
     * Reads the logbook of a directory, if there is one; changes nothing.
     *
     * @param fingerprint what is replayed
     * @throws Options.BadInput if it is another shop's or cannot be read
     */
    static Logbook read(Path directory, String fingerprint) {
        Logbook logbook = new Logbook(directory.resolve("replay.log"), fingerprint);
        try {
            String text = Files.readString(logbook.path);
            int end = text.lastIndexOf('\n') + 1;
            text.substring(0, end).lines().forEach(logbook::take);
            logbook.intact = text.substring(0, end).getBytes(StandardCharsets.UTF_8).length;
        } catch (NoSuchFileException fresh) {
            return logbook;
        } catch (IOException | IllegalArgumentException | java.time.DateTimeException unreadable) {
            throw new Options.BadInput("cannot read " + logbook.path, unreadable);
        }
        return logbook;
    }

    private void take(String line) {
        String[] words = line.split(" ");
        switch (words[0]) {
            case SHOP -> checkShop(line);
            case FED -> takeFed(words);
            case SIZES -> takeSizes(words);
            case MAIL -> mails.add(words[1]);
            case KEPT_BACK -> keptBack.put(words[1], words[2]);
            default -> throw new IllegalArgumentException("unknown line");
        }
    }

    private void checkShop(String line) {
        if (!line.equals(SHOP + " " + fingerprint)) {
            throw new Options.BadInput("the directory holds the replay of another shop: " + path.getParent());
        }
    }

    private void takeFed(String[] words) {
        time = later(time, Instant.parse(words[1]));
        moments += Long.parseLong(words[2]);
        for (int i = 3; i < words.length; i++) {
            int equals = words[i].lastIndexOf('=');
            outcomes.merge(words[i].substring(0, equals), Long.valueOf(words[i].substring(equals + 1)), Long::sum);
        }
    }

    private void takeSizes(String[] words) {
        List<Long> row = new ArrayList<>();
        for (int i = 2; i < words.length; i++) {
            row.add(Long.valueOf(words[i]));
        }
        time = later(time, Instant.parse(words[1]));
        sizes.put(Instant.parse(words[1]), row);
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }

    /** Makes it ready to be written on. */
    void open() throws IOException {
        RandomAccessFile opened = new RandomAccessFile(path.toFile(), "rw");
        opened.setLength(intact);
        opened.seek(intact);
        file = opened;
        if (intact == 0) {
            write(SHOP + " " + fingerprint);
        }
    }

    /** Notes that some moments, the last of them at this instant, were answered, and how. */
    void fed(Instant at, int moreMoments, Map<String, Long> answers) {
        StringBuilder line = new StringBuilder(FED + " " + at + " " + moreMoments);
        answers.forEach(
                (outcome, count) -> line.append(' ').append(outcome).append('=').append(count));
        write(line.toString());
        takeFed(line.toString().split(" "));
    }

    /** Notes the sizes of the segments at an instant. */
    void sizes(Instant at, List<Long> row) {
        StringBuilder line = new StringBuilder(SIZES + " " + at);
        row.forEach(size -> line.append(' ').append(size));
        write(line.toString());
        takeSizes(line.toString().split(" "));
    }

    /** Notes that a mail went out; the same id again changes nothing. */
    synchronized void mail(String id) {
        if (mails.add(id)) {
            write(MAIL + " " + id);
        }
    }

    /** Notes that a mail was kept back, and why; the same id again changes nothing. */
    synchronized void keptBack(String id, String reason) {
        if (keptBack.putIfAbsent(id, reason) == null) {
            write(KEPT_BACK + " " + id + " " + reason);
        }
    }

    private synchronized void write(String line) {
        RandomAccessFile opened = file;
        if (opened == null) {
            throw new IllegalStateException("the logbook is not open");
        }
        try {
            opened.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException full) {
            throw new UncheckedIOException("cannot write the replay's log", full);
        }
    }

    /** How many moments were answered. */
    long moments() {
        return moments;
    }

    /** The latest instant noted; the earliest possible if none is. */
    Instant time() {
        return time;
    }

    /** What became of everything handed in, each message once, by {@code KIND:reason}. */
    SortedMap<String, Long> outcomes() {
        return outcomes;
    }

    /** The sizes of the segments by instant. */
    NavigableMap<Instant, List<Long>> sizes() {
        return sizes;
    }

    /** How many mails went out. */
    int mailCount() {
        return mails.size();
    }

    /** How many mails were kept back, by reason. */
    SortedMap<String, Long> keptBack() {
        SortedMap<String, Long> reasons = new TreeMap<>();
        keptBack.values().forEach(reason -> reasons.merge(reason, 1L, Long::sum));
        return reasons;
    }

    @Override
    public void close() {
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot close the replay's log", failed);
        }
    }
}
