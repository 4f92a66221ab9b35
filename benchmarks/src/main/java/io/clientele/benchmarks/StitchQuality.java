package io.clientele.benchmarks;

import io.clientele.benchmarks.table.Touchpoints;
import io.clientele.identity.IdentityEngine;
import io.clientele.identity.IdentityRules;
import io.clientele.identity.match.Devices;
import io.clientele.identity.match.FieldType;
import io.clientele.identity.match.MatchField;
import io.clientele.identity.match.MatchModel;
import io.clientele.identity.match.MatchRecord;
import io.clientele.identity.match.Matching;
import io.clientele.model.Identifier;
import io.clientele.spi.Evidence;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.stream.Collectors;

/**
 * Stitches a stream of sessions by their identifiers and compares the persons with the truth. The folder holds
 * {@code touchpoints.csv} and {@code truth.csv}, zipped or not. A session belongs to the person of its strongest identifier
 * that is not shared; without one it stands alone.
 */
public final class StitchQuality {

    private static final String HELP = """
            StitchQuality DIR [--shuffle SEED] [--evidence ids|all]
            Stitches the sessions of DIR/touchpoints.csv[.gz] and scores them by DIR/truth.csv[.gz]. With all, names,
            addresses and what a browser looks like, there and anywhere, count, too.""";

    private static final List<String> NAMESPACES = List.of(
            Identifier.USER_ID,
            Identifier.LOYALTY_ID,
            Identifier.EMAIL,
            Identifier.PHONE,
            Identifier.DEVICE_ID,
            Identifier.ANONYMOUS_ID);

    /** What is matched by where everything counts. */
    private static final Matching FIELDS = Matching.by(
            new MatchField("first_name", FieldType.GIVEN_NAME),
            new MatchField("last_name", FieldType.SURNAME),
            new MatchField("dob", FieldType.DATE_OF_BIRTH),
            new MatchField("email", FieldType.EMAIL),
            new MatchField("phone", FieldType.PHONE),
            new MatchField("street", FieldType.STREET),
            new MatchField("postcode", FieldType.POSTCODE),
            new MatchField("city", FieldType.CITY));

    private boolean everything;
    private IdentityEngine engine = IdentityEngine.with(IdentityRules.standard().mailProviders());
    private final Map<Identifier, Map<String, String>> said = new LinkedHashMap<>();
    private final List<Session> sessions = new ArrayList<>();

    /** One session with its usable identifiers, strongest first. */
    private record Session(String id, Instant time, List<Identifier> identifiers) {}

    private StitchQuality() {}

    /** Runs it; {@code --help} explains. Exit status 2 on unusable arguments. */
    public static void main(String[] args) {
        Program.end(run(List.of(args), System.out, System.err));
    }

    static int run(List<String> args, PrintStream out, PrintStream err) {
        return Program.run(HELP, args, new Program.Prints(out, err), () -> new StitchQuality().run(args, out));
    }

    private void run(List<String> args, PrintStream out) {
        Optional<Long> seed = Optional.empty();
        if (args.isEmpty() || !Files.isDirectory(Path.of(args.get(0)))) {
            throw new IllegalArgumentException("the first argument must be a folder; --help explains");
        }
        for (int i = 1; i < args.size(); i += 2) {
            String value = i + 1 < args.size() ? args.get(i + 1) : "";
            if (args.get(i).equals("--shuffle") && value.matches("[0-9]{1,18}")) {
                seed = Optional.of(Long.parseLong(value));
            } else if (args.get(i).equals("--evidence") && value.equals("all")) {
                engine = IdentityEngine.with(engine.rules(), FIELDS.devices(Devices.standard()));
                everything = true;
            } else if (!args.get(i).equals("--evidence") || !value.equals("ids")) {
                throw Program.unusable(args.get(i));
            }
        }
        Path folder = Path.of(args.get(0));
        List<Map<String, String>> rows = new ArrayList<>();
        Touchpoints.read(folder, "touchpoints.csv", rows::add);
        seed.ifPresent(s -> Collections.shuffle(rows, new Random(s)));
        Map<String, PartitionScore.Truth> truths = new HashMap<>();
        Touchpoints.read(folder, "truth.csv", row -> truths.put(text(row, "session_id"), truth(row)));
        long start = System.nanoTime();
        rows.forEach(this::stitch);
        if (everything) {
            engine.model(model());
        }
        Map<String, String> clusters = clusters();
        double seconds = (System.nanoTime() - start) / 1e9;
        report(out, new PartitionScore(clusters, truths), Math.round(rows.size() / seconds));
    }

    private static String text(Map<String, String> row, String column) {
        return row.getOrDefault(column, "");
    }

    private static PartitionScore.Truth truth(Map<String, String> row) {
        String traps = text(row, "traps");
        return new PartitionScore.Truth(
                text(row, "person_id"), traps.isEmpty() ? List.of() : List.of(traps.split("\\|")));
    }

    /** What a session says of the person. */
    private static Map<String, String> person(Map<String, String> row) {
        Map<String, String> said = new HashMap<>();
        FIELDS.fields().forEach(field -> said.put(field.name(), text(row, field.name())));
        said.values().removeIf(String::isBlank);
        return said;
    }

    /** What a session says of its device. */
    private static List<Identifier> device(Map<String, String> row, Instant time) {
        Map<Devices.Sign, String> said = new EnumMap<>(Devices.Sign.class);
        said.put(Devices.Sign.FINGERPRINT, text(row, "fp"));
        said.put(Devices.Sign.ADDRESS, text(row, "ip"));
        return Devices.standard().of(said, time.toEpochMilli());
    }

    /** A model of what was said last of everybody. */
    private MatchModel model() {
        List<MatchRecord> records = new ArrayList<>();
        said.forEach((who, values) -> records.add(MatchRecord.of(who.namespace() + " " + who.value(), values)));
        return MatchModel.learn(FIELDS.fields(), records).withoutRare(3);
    }

    private void stitch(Map<String, String> row) {
        List<Identifier> usable = new ArrayList<>();
        for (String namespace : NAMESPACES) {
            String value = text(row, namespace);
            if (!value.isBlank()) {
                engine.normalise(Identifier.of(namespace, value), text(row, "country"))
                        .ifPresent(usable::add);
            }
        }
        Session session = new Session(text(row, "session_id"), Instant.parse(text(row, "ts")), usable);
        sessions.add(session);
        Evidence evidence = everything
                ? new Evidence(session.id, session.time, usable, person(row), device(row, session.time))
                : new Evidence(session.id, session.time, usable);
        if (!evidence.said().isEmpty() && !usable.isEmpty()) {
            said.computeIfAbsent(engine.strongest(usable), key -> new HashMap<>())
                    .putAll(evidence.said());
        }
        if (!usable.isEmpty() && evidence.says() && engine.matters(evidence)) {
            engine.add(evidence);
        }
    }

    private Map<String, String> clusters() {
        Map<String, String> clusters = new HashMap<>();
        for (Session session : sessions) {
            String cluster = session.identifiers.stream()
                    .filter(identifier -> !engine.isShared(identifier))
                    .findFirst()
                    .map(this::name)
                    .orElse("session " + session.id);
            clusters.put(session.id, cluster);
        }
        return clusters;
    }

    private String name(Identifier identifier) {
        return engine.subject(identifier).identifiers().stream()
                .map(member -> member.namespace() + " " + member.value())
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    private void report(PrintStream out, PartitionScore score, long perSecond) {
        out.printf(Locale.ROOT, "sessions             %,12d%n", sessions.size());
        out.printf(Locale.ROOT, "clusters             %,12d, the largest of %d%n", score.clusters(), score.largest());
        out.printf(
                Locale.ROOT,
                "pairs P / R / F1     %.4f / %.4f / %.4f%n",
                score.precision(),
                score.recall(),
                score.f1());
        out.printf(Locale.ROOT, "B-cubed F1           %12.4f%n", score.cubedF1());
        out.printf(Locale.ROOT, "touchpoints a second %,12d%n", perSecond);
        score.wrongByTrap()
                .forEach((trap, wrong) -> out.printf(
                        Locale.ROOT,
                        "  in wrong pairs     %,12d, of two such sessions %,d: %s%n",
                        wrong,
                        score.wrongWithinTrap().getOrDefault(trap, 0L),
                        trap));
        out.printf(
                Locale.ROOT,
                "{\"pairs_precision\": %.4f, \"pairs_recall\": %.4f, \"pairs_f1\": %.4f, \"bcubed_f1\": %.4f, "
                        + "\"largest_cluster\": %d, \"clusters\": %d, \"partition_hash\": \"%s\", "
                        + "\"touchpoints_per_s\": %d, \"pairs\": %d, \"wrong_pairs_by_trap\": {%s}, "
                        + "\"wrong_pairs_within_trap\": {%s}}%n",
                score.precision(),
                score.recall(),
                score.f1(),
                score.cubedF1(),
                score.largest(),
                score.clusters(),
                score.hash(),
                perSecond,
                score.predicted(),
                json(score.wrongByTrap()),
                json(score.wrongWithinTrap()));
    }

    private static String json(SortedMap<String, Long> counts) {
        return counts.entrySet().stream()
                .map(entry -> '"' + entry.getKey() + "\": " + entry.getValue())
                .collect(Collectors.joining(", "));
    }
}
