package io.clientele.benchmarks;

import io.clientele.benchmarks.table.FieldGuess;
import io.clientele.benchmarks.table.Touchpoints;
import io.clientele.identity.match.MatchEngine;
import io.clientele.identity.match.MatchField;
import io.clientele.identity.match.MatchModel;
import io.clientele.identity.match.MatchRecord;
import io.clientele.identity.match.MatchScore;
import io.clientele.identity.match.MatchTruth;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Groups the records of a folder by what they say, without labels, and compares the groups with the truth. The folder holds
 * {@code records.csv} and {@code truth.csv}, zipped or not. Of a column {@code source} only pairs of two sources count.
 */
public final class IdentityQuality {

    private static final String HELP = """
            IdentityQuality DIR [--fields name=type,...] [--stream] [--shuffle SEED]
            Learns from DIR/records.csv[.gz] alone, groups its records, and scores the groups by DIR/truth.csv[.gz].
            Types come from --fields, else from DIR/fields.json ({"column": "type"}), else they are guessed. They are
            given_name surname full_name date_of_birth email phone street house_number unit city postcode state country
            national_id occupation product_name text number.
            --stream adds the records one by one to a live engine and says how good the groups are then, before all is
            settled again: "streamed" beside "clusters", the settled ones.""";

    private static final double MEBI = 1024.0 * 1024;
    private static final int PROGRESS = 20_000;

    private final PrintStream out;
    private final PrintStream err;
    private final List<Map<String, String>> rows = new ArrayList<>();
    private final List<MatchRecord> records = new ArrayList<>();
    private final Map<String, PartitionScore.Truth> truths = new HashMap<>();
    private boolean stream;
    private double learnSeconds;
    private double groupSeconds;
    private String streamed = "";

    private IdentityQuality(Program.Prints prints) {
        out = prints.out();
        err = prints.err();
    }

    /** Runs it; {@code --help} explains. Exit status 2 on unusable arguments. */
    public static void main(String[] args) {
        Program.end(run(List.of(args), System.out, System.err));
    }

    static int run(List<String> args, PrintStream out, PrintStream err) {
        Program.Prints prints = new Program.Prints(out, err);
        return Program.run(HELP, args, prints, () -> new IdentityQuality(prints).run(args));
    }

    private void run(List<String> args) {
        if (args.isEmpty() || !Files.isDirectory(Path.of(args.get(0)))) {
            throw new IllegalArgumentException("the first argument must be a folder; --help explains");
        }
        Optional<Long> seed = Optional.empty();
        Optional<List<MatchField>> told = Optional.empty();
        for (int i = 1; i < args.size(); i++) {
            String value = i + 1 < args.size() ? args.get(i + 1) : "";
            if (args.get(i).equals("--stream")) {
                stream = true;
            } else if (args.get(i).equals("--shuffle") && value.matches("[0-9]{1,18}")) {
                seed = Optional.of(Long.parseLong(value));
                i++;
            } else if (args.get(i).equals("--fields") && value.contains("=")) {
                told = Optional.of(FieldGuess.told(value));
                i++;
            } else {
                throw Program.unusable(args.get(i));
            }
        }
        read(Path.of(args.get(0)));
        List<MatchField> fields = told.orElse(List.of());
        fields = fields.isEmpty() ? fields(Path.of(args.get(0))) : fields;
        seed.ifPresent(s -> Collections.shuffle(records, new Random(s)));
        measure(fields);
    }

    private void read(Path folder) {
        Touchpoints.read(folder, "records.csv", rows::add);
        for (Map<String, String> row : rows) {
            MatchRecord record = MatchRecord.of(row.getOrDefault("record_id", ""), row);
            String source = row.getOrDefault("source", "");
            records.add(source.isEmpty() ? record : record.from(source));
        }
        Touchpoints.read(
                folder,
                "truth.csv",
                row -> truths.put(
                        row.getOrDefault("record_id", ""),
                        new PartitionScore.Truth(row.getOrDefault("cluster_id", ""), List.of())));
    }

    private List<MatchField> fields(Path folder) {
        Path json = folder.resolve("fields.json");
        if (Files.exists(json)) {
            return FieldGuess.file(json);
        }
        Set<String> columns = new HashSet<>();
        rows.forEach(row -> columns.addAll(row.keySet()));
        List<MatchField> guessed = FieldGuess.guessed(columns.stream().sorted().toList(), rows);
        out.println("fields guessed by names and values: "
                + guessed.stream()
                        .map(field -> field.name() + "=" + field.type().label())
                        .collect(Collectors.joining(",")));
        return guessed;
    }

    private void measure(List<MatchField> fields) {
        MatchTruth truth = truth();
        err.printf(Locale.ROOT, "learning from %,d records%n", records.size());
        long start = System.nanoTime();
        MatchModel model = MatchModel.learn(fields, records);
        learnSeconds = (System.nanoTime() - start) / 1e9;
        err.println("grouping");
        start = System.nanoTime();
        MatchEngine engine = MatchEngine.with(model);
        if (stream) {
            oneByOne(engine);
        } else {
            engine.addAll(records);
        }
        groupSeconds = (System.nanoTime() - start) / 1e9;
        long compared = engine.compared();
        if (stream) {
            MatchScore live = engine.evaluate(truth);
            streamed = String.format(
                    Locale.ROOT,
                    ", \"streamed\": %s, \"streamed_partition_hash\": \"%s\"",
                    json(live.groups()),
                    hash(engine).hash());
            out.printf(Locale.ROOT, "streamed  %s%n", text(live.groups()));
            engine.settle();
        }
        report(engine, engine.evaluate(truth), compared);
    }

    private void oneByOne(MatchEngine engine) {
        int done = 0;
        for (MatchRecord record : records) {
            engine.add(record);
            if (++done % PROGRESS == 0) {
                err.printf(Locale.ROOT, "%,d records%n", done);
            }
        }
    }

    private MatchTruth truth() {
        Map<String, String> persons = new HashMap<>();
        Map<String, String> sources = new HashMap<>();
        truths.forEach((id, known) -> persons.put(id, known.person()));
        records.forEach(record -> record.source().ifPresent(source -> sources.put(record.id(), source)));
        return MatchTruth.of(persons).across(sources);
    }

    private PartitionScore hash(MatchEngine engine) {
        Map<String, String> clusters = new HashMap<>();
        engine.groups().forEach(group -> group.forEach(id -> clusters.put(id, group.get(0))));
        return new PartitionScore(clusters, truths);
    }

    private void report(MatchEngine engine, MatchScore score, long compared) {
        PartitionScore partition = hash(engine);
        double prior = engine.model().prior();
        double truePrior = truePrior(score);
        double perSecond = records.size() / groupSeconds;
        out.printf(Locale.ROOT, "records   %,d, groups %,d%n", records.size(), partition.clusters());
        out.printf(Locale.ROOT, "pairs     %s%n", text(score.pairs()));
        out.printf(Locale.ROOT, "clusters  %s, the largest of %d%n", text(score.groups()), partition.largest());
        out.printf(Locale.ROOT, "ceiling   %.4f of all true pairs were compared%n", score.ceiling());
        out.printf(Locale.ROOT, "prior     %.3g, truly %.3g%n", prior, truePrior);
        String tenths = tenths(score);
        out.printf(
                Locale.ROOT,
                "time      learning %.2f s, grouping %.2f s: %,.0f records/s, %,d pairs compared, %,.0f a second%n",
                learnSeconds,
                groupSeconds,
                perSecond,
                compared,
                compared / groupSeconds);
        out.printf(
                Locale.ROOT,
                "{\"pairs\": %s, \"clusters\": %s, \"ceiling\": %.4f, \"prior\": %.4g, \"prior_true\": %.4g, "
                        + "\"calibration\": [%s], \"records_per_s\": %.0f, \"train_s\": %.2f, \"peak_heap_mb\": %.0f, "
                        + "\"partition_hash\": \"%s\"%s}%n",
                json(score.pairs()),
                json(score.groups()),
                score.ceiling(),
                prior,
                truePrior,
                tenths,
                perSecond,
                learnSeconds,
                peakMebibytes(),
                partition.hash(),
                streamed);
    }

    private String tenths(MatchScore score) {
        List<String> tenths = new ArrayList<>();
        for (MatchScore.Tenth tenth : score.calibration()) {
            out.printf(
                    Locale.ROOT, "  said %.3f, right %.3f of %,d pairs%n", tenth.said(), tenth.right(), tenth.pairs());
            tenths.add(String.format(
                    Locale.ROOT,
                    "{\"pairs\": %d, \"said\": %.4f, \"right\": %.4f}",
                    tenth.pairs(),
                    tenth.said(),
                    tenth.right()));
        }
        return String.join(", ", tenths);
    }

    /** The share of all pairs that count which are of one person. */
    private double truePrior(MatchScore score) {
        Map<String, Integer> sources = new HashMap<>();
        records.forEach(record -> sources.merge(record.source().orElse(""), 1, Integer::sum));
        double all = pairs(records.size());
        if (sources.size() > 1) {
            all -= sources.values().stream().mapToDouble(IdentityQuality::pairs).sum();
        }
        return score.persons() / Math.max(1, all);
    }

    private static double pairs(double n) {
        return n * (n - 1) / 2;
    }

    private static String text(MatchScore.Rates rates) {
        return String.format(Locale.ROOT, "P %.4f R %.4f F1 %.4f", rates.precision(), rates.recall(), rates.f1());
    }

    private static String json(MatchScore.Rates rates) {
        return String.format(
                Locale.ROOT, "{\"p\": %.5f, \"r\": %.5f, \"f1\": %.5f}", rates.precision(), rates.recall(), rates.f1());
    }

    private static double peakMebibytes() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                        .filter(pool -> pool.getType() == MemoryType.HEAP)
                        .map(MemoryPoolMXBean::getPeakUsage)
                        .mapToLong(usage -> usage.getUsed())
                        .sum()
                / MEBI;
    }
}
