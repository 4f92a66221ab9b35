package io.clientele.benchmarks;

import io.clientele.benchmarks.IngestPlace.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What an {@link IngestRun} is asked for.
 *
 * @param events how many events
 * @param warmup how many go through before the clock starts, so that the code is compiled
 * @param profiles how many people
 * @param threads how many writers
 * @param batch events a call
 * @param segments how many segments are defined
 * @param delay how long an event may wait to become durable
 * @param place where the store is kept
 */
record IngestArguments(
        int events, int warmup, int profiles, int threads, int batch, int segments, Duration delay, IngestPlace place) {

    static final String HELP = """
            IngestRun --dir D [--events N] [--warmup W] [--profiles M] [--threads T] [--batch B] [--segments K]
                      [--durability sync|lazy|memory] [--store sqlite|postgres|h2] [--jdbc URL]
            Feeds N events (1000000) of M people (100000) by T threads (4), B a call (256), through admission, sealing,
            journal, stitching, folding and K segments (10). W events more (a fifth of N, at most 200000) go before them,
            untimed, until the code is compiled; how fast those were is told too. The last line is JSON; stages are in
            microseconds an event, p50 and p99 those of a call. bound_db is a bare JDBC loop on the same database that writes as many unsealed rows
            and the same indexes behind them; bound_file appends them to a file; both in durable batches of 1,024.
            D is where files go; it must be empty. PostgreSQL needs the URL of an empty database; H2 keeps its file in D
            unless a URL says otherwise. With lazy an event may wait a second to become durable, and all are before the time is
            taken; with memory nothing is kept, and the bound is SQLite in memory.""";

    private static final Duration LAZY = Duration.ofSeconds(1);

    static IngestArguments parse(List<String> args) {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < args.size(); i += 2) {
            if (i + 1 == args.size()) {
                throw new IllegalArgumentException(args.get(i) + " needs a value; --help explains");
            }
            given.put(args.get(i), args.get(i + 1));
        }
        String durability = choice(given, "--durability", List.of("sync", "lazy", "memory"));
        Duration delay = durability.equals("lazy") ? LAZY : Duration.ZERO;
        IngestPlace place = place(given, durability.equals("memory"));
        int events = number(given, "--events", 1_000_000);
        int[] numbers = {
            number(given, "--warmup", Math.max(1, Math.min(events / 5, 200_000))),
            number(given, "--profiles", 100_000),
            number(given, "--threads", 4),
            number(given, "--batch", 256),
            number(given, "--segments", 10)
        };
        if (!given.isEmpty()) {
            throw new IllegalArgumentException("unusable argument " + given.keySet() + "; --help explains");
        }
        return new IngestArguments(events, numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], delay, place);
    }

    private static IngestPlace place(Map<String, String> given, boolean memory) {
        Kind store = Kind.named(choice(given, "--store", List.of("sqlite", "postgres", "h2")));
        String directory = given.remove("--dir");
        String url = given.remove("--jdbc");
        if (directory == null) {
            throw new IllegalArgumentException("--dir is needed; --help explains");
        }
        if ((url != null) != (store == Kind.POSTGRES) && store != Kind.H2) {
            throw new IllegalArgumentException("--jdbc belongs to postgres, which needs it, and h2; --help explains");
        }
        Path folder = Path.of(directory).toAbsolutePath();
        String[] there = folder.toFile().list();
        if (!memory && there != null && there.length > 0) {
            throw new IllegalArgumentException("--dir must name an empty directory or none");
        }
        return new IngestPlace(
                memory ? Kind.MEMORY : store, url == null ? "jdbc:h2:file:" + folder.resolve("store") : url, folder);
    }

    private static String choice(Map<String, String> given, String name, List<String> known) {
        String value = given.remove(name);
        if (value != null && !known.contains(value)) {
            throw new IllegalArgumentException(name + " must be one of " + known + "; --help explains");
        }
        return value == null ? known.get(0) : value;
    }

    private static int number(Map<String, String> given, String name, int standard) {
        String value = given.remove(name);
        if (value == null) {
            return standard;
        }
        if (!value.matches("[0-9]{1,9}") || Integer.parseInt(value) == 0) {
            throw new IllegalArgumentException(name + " needs a whole number above 0; --help explains");
        }
        return Integer.parseInt(value);
    }
}
