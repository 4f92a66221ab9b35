package io.clientele.internal.store;

import io.clientele.internal.SystemTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Prints how fast a store appends, looks up and opens; run by hand. Arguments: rows, rows a batch, pending, smallest. */
final class StoreBenchmark {

    private static final int OWNERS = 100_000;

    private final Path file;
    private final int rows;
    private final int perBatch;
    private final StoreOptions options;
    private final SplittableRandom random = new SplittableRandom(7);

    private StoreBenchmark(Path file, String... arguments) {
        this.file = file;
        this.rows = argument(arguments, 0, 1_000_000);
        this.perBatch = argument(arguments, 1, 1_024);
        this.options = StoreOptions.at(file).portions(argument(arguments, 2, 1 << 16), argument(arguments, 3, 256));
    }

    private static int argument(String[] arguments, int place, int otherwise) {
        return arguments.length > place ? Integer.parseInt(arguments[place]) : otherwise;
    }

    public static void main(String... arguments) throws IOException {
        Path folder = Files.createTempDirectory(Path.of("target"), "bench");
        new StoreBenchmark(folder.resolve("data.db"), arguments).run();
    }

    private void run() throws IOException {
        try (JdbcStore store = JdbcStore.open(options)) {
            append(store);
            lookUp(store);
            System.out.printf("bytes a row %d%n", Files.size(file) / rows);
            erase(store);
            time("close", store::close);
        }
        time("open", () -> JdbcStore.open(options).close());
    }

    private void append(JdbcStore store) {
        long[] nanos = new long[rows / perBatch];
        long start = SystemTime.nanos();
        for (int i = 0; i < nanos.length; i++) {
            Batch batch = batch(store.head());
            long before = SystemTime.nanos();
            store.append(store.head(), batch);
            nanos[i] = SystemTime.nanos() - before;
        }
        double seconds = (SystemTime.nanos() - start) / 1e9;
        long busy = Arrays.stream(nanos).sum();
        Arrays.sort(nanos);
        System.out.printf(
                "%,.0f rows/s (%,.0f in append alone); batch p50 %.2f p99 %.2f max %.2f ms%n",
                (double) nanos.length * perBatch / seconds,
                nanos.length * perBatch / (busy / 1e9),
                nanos[nanos.length / 2] / 1e6,
                nanos[nanos.length * 99 / 100] / 1e6,
                nanos[nanos.length - 1] / 1e6);
    }

    private Batch batch(long head) {
        Batch batch = new Batch();
        for (int i = 1; i <= perBatch; i++) {
            byte[] sealed = new byte[300];
            random.nextBytes(sealed);
            byte[] key = Arrays.copyOf(sealed, 16);
            batch.rows.add(new Row(head + i, 1, 1 + random.nextInt(OWNERS), 1, 24_000, key, sealed));
            if (i % 100 == 0) {
                batch.outbox.add(new OutboxRow(Arrays.copyOf(sealed, 16), 1, 1, Arrays.copyOf(sealed, 100)));
            }
        }
        batch.counters.put("stored", (long) perBatch);
        return batch;
    }

    private void lookUp(JdbcStore store) {
        int times = 50_000;
        time("contains, unknown key, ns", times, () -> store.contains(randomKey()));
        time(
                "known, of 1,024 unknown keys, ns",
                50,
                () -> store.known(Stream.generate(this::randomKey).limit(1_024).toList()));
        time("read of an owner, ns", times, () -> store.read(1 + random.nextInt(OWNERS)));
    }

    private void erase(JdbcStore store) {
        time("erase of one owner, ns", 20, () -> {
            Batch batch = new Batch();
            batch.erased.add(1 + random.nextInt(OWNERS));
            store.append(store.head(), batch);
        });
    }

    private byte[] randomKey() {
        byte[] key = new byte[16];
        random.nextBytes(key);
        return key;
    }

    private static void time(String what, Runnable work) {
        long start = SystemTime.nanos();
        work.run();
        System.out.printf("%s %,.1f ms%n", what, (SystemTime.nanos() - start) / 1e6);
    }

    private static void time(String what, int times, Runnable work) {
        long start = SystemTime.nanos();
        for (int i = 0; i < times; i++) {
            work.run();
        }
        System.out.printf("%s %,d%n", what, (SystemTime.nanos() - start) / times);
    }
}
