package io.clientele.identity;

import io.clientele.identity.internal.Guess;
import io.clientele.identity.internal.Packed;
import io.clientele.identity.internal.Told;
import io.clientele.identity.match.Match;
import io.clientele.identity.match.MatchModel;
import io.clientele.identity.match.MatchRecord;
import io.clientele.identity.match.Matching;
import io.clientele.identity.match.internal.Exact;
import io.clientele.identity.match.internal.Exact.Near;
import io.clientele.model.Event;
import io.clientele.model.Identifier;
import io.clientele.model.Properties;
import io.clientele.spi.Definition;
import io.clientele.spi.Evidence;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who is like whom, by what was said of each identifier and the model in force: a function of these two. Guesses are what
 * follows for clusters.
 */
final class Likenesses {

    /** The name of definitions that hold a model. */
    static final String MODEL_NAME = "match-model";

    private static final String BYTES = "model";
    private static final char BETWEEN = 1;

    private final IdentityRules rules;
    private final Optional<Matching> matching;
    private final Map<String, Told> told = new HashMap<>();
    private final Map<String, MatchRecord> records = new HashMap<>();
    private Optional<Definition> definition = Optional.empty();
    private @Nullable Found found;
    /** What was found by a model that was in force, or is to be. */
    private @Nullable Found spare;

    /** What was found by a model. */
    record Found(MatchModel model, String fingerprint, Exact exact) {

        static Found nothing(MatchModel model) {
            return new Found(model, model.fingerprint(), Exact.of(model.bytes()));
        }
    }

    Likenesses(IdentityRules rules, Optional<Matching> matching) {
        this.rules = rules;
        this.matching = matching;
    }

    Optional<Matching> matching() {
        return matching;
    }

    /** For a record of the configuration: empty if nobody is guessed about. */
    String text() {
        return matching.map(fields -> "\nunlike 1 " + Exact.form() + "\n" + fields.text())
                .orElse("");
    }

    // ---- what is said

    Map<String, String> said(Event event) {
        return matching.map(fields -> fields.said(event)).orElse(Map.of());
    }

    List<Identifier> traces(Event event) {
        return matching.flatMap(Matching::devices)
                .map(devices -> devices.of(event))
                .orElse(List.of());
    }

    private static String id(Identifier who) {
        return who.namespace() + BETWEEN + who.value();
    }

    /** Of whom a record is. */
    static Identifier who(String id) {
        int at = id.indexOf(BETWEEN);
        return Identifier.of(id.substring(0, at), id.substring(at + 1));
    }

    /** Whether anything was ever said of an identifier. */
    boolean knows(Identifier who) {
        return told.containsKey(id(who));
    }

    /** Whether what is said of somebody, and may be used, would be known for the first time. */
    boolean matters(Identifier who, Evidence evidence, boolean counts) {
        Told its = told.get(id(who));
        return its == null || counts && its.isNews(evidence.said(), time(evidence), Packed.of(evidence.id()));
    }

    private static long time(Evidence evidence) {
        return evidence.time().toEpochMilli();
    }

    /** Takes down what is said of somebody; the ids of those to whom it may matter. */
    Set<String> hear(Identifier who, Evidence evidence, boolean counts) {
        Told its = told.computeIfAbsent(id(who), key -> new Told(who));
        if (counts) {
            its.say(evidence.said(), time(evidence), Packed.of(evidence.id()));
        }
        return refresh(its);
    }

    /** Puts what is said of somebody in the place of what was; the ids of those to whom it may matter. */
    Set<String> retell(Identifier who, Collection<Evidence> all, Predicate<Evidence> counts) {
        Told its = retold(who, all, counts);
        if (all.isEmpty()) {
            told.remove(id(who));
        } else {
            told.put(id(who), its);
        }
        return refresh(its);
    }

    private static Told retold(Identifier who, Collection<Evidence> all, Predicate<Evidence> counts) {
        Told its = new Told(who);
        all.stream()
                .filter(counts)
                .forEach(evidence -> its.say(evidence.said(), time(evidence), Packed.of(evidence.id())));
        return its;
    }

    private Set<String> refresh(Told its) {
        String id = id(its.who());
        Set<String> changed = new LinkedHashSet<>(Set.of(id));
        Optional<MatchRecord> record = record(its);
        MatchRecord known = records.get(id);
        if (known == null ? record.isEmpty() : record.isPresent() && isSame(known, record.get())) {
            return changed;
        }
        record.ifPresentOrElse(next -> records.put(id, next), () -> records.remove(id));
        if (found != null) {
            Exact exact = found.exact;
            changed.addAll(record.map(exact::put).orElseGet(() -> exact.remove(id)));
        }
        return changed;
    }

    private static boolean isSame(MatchRecord one, MatchRecord other) {
        return one.values().equals(other.values());
    }

    private Optional<MatchRecord> record(Told its) {
        Map<String, String> values = its.values();
        if (values.isEmpty() || matching.isEmpty()) {
            return Optional.empty();
        }
        matching.get().values(its.who()).forEach(values::putIfAbsent);
        MatchRecord record = MatchRecord.of(id(its.who()), values);
        return Optional.of(isOwner(its.who()) ? record.ownedBy(record.id()) : record);
    }

    /** Whether a profile holds one identifier of the namespace at most, which ranks first of such. */
    private boolean isOwner(Identifier who) {
        return rules.limited().stream()
                .filter(namespace -> rules.limit(namespace).orElse(0) == 1)
                .findFirst()
                .filter(who.namespace()::equals)
                .isPresent();
    }

    /** Whom it would matter to if something else were said of some: those alike before and after. Changes nothing. */
    Set<Identifier> foresee(Map<Identifier, List<Evidence>> all, Predicate<Evidence> counts) {
        Set<String> changed = new HashSet<>();
        if (found != null) {
            Exact exact = found.exact;
            Map<String, Optional<MatchRecord>> before = new LinkedHashMap<>();
            all.forEach((who, evidence) -> {
                String id = id(who);
                Optional<MatchRecord> known = exact.record(id);
                Optional<MatchRecord> next = record(retold(who, evidence, counts));
                if (!next.map(MatchRecord::values).equals(known.map(MatchRecord::values))) {
                    before.put(id, known);
                    changed.addAll(next.map(exact::put).orElseGet(() -> exact.remove(id)));
                }
            });
            before.forEach((id, known) -> changed.addAll(known.map(exact::put).orElseGet(() -> exact.remove(id))));
        }
        Set<Identifier> foreseen = new LinkedHashSet<>();
        changed.forEach(id -> foreseen.add(who(id)));
        return foreseen;
    }

    /** The same model and nothing said, by other rules. */
    Likenesses by(IdentityRules others) {
        Likenesses anew = new Likenesses(others, matching);
        anew.definition = definition;
        anew.found = found == null ? null : Found.nothing(found.model);
        return anew;
    }

    // ---- what follows for clusters

    /** Has the guesses about some records be what they are found to be now. */
    void guess(Set<String> ids, State state, Decisions decisions, Stitch stitch) {
        for (String id : ids) {
            int node = state.graph.find(who(id));
            List<Guess> old = new ArrayList<>(node == 0 ? List.of() : state.guesses.of(node));
            List<Guess> fresh = new ArrayList<>();
            for (Near near : found == null ? List.<Near>of() : found.exact.links(id)) {
                Guess guess = guess(id, near, state, decisions);
                if (!old.removeIf(guess::isSame)) {
                    fresh.add(guess);
                }
            }
            old.forEach(stitch::remove);
            fresh.forEach(stitch::add);
        }
    }

    private Guess guess(String id, Near near, State state, Decisions decisions) {
        Identifier one = who(id);
        Identifier other = who(near.id());
        boolean inOrder = rules.compare(one, other) < 0;
        long time = Math.max(time(id), time(near.id()));
        boolean open = decisions.takingBack(one, other, time).isEmpty();
        int stronger = state.graph.node(inOrder ? one : other);
        int weaker = state.graph.node(inOrder ? other : one);
        return new Guess(stronger, weaker, near.score(), time, open);
    }

    private long time(String id) {
        Told its = told.get(id);
        return its == null ? 0 : its.time();
    }

    /** All records' ids. */
    Set<String> ids() {
        return new LinkedHashSet<>(told.keySet());
    }

    // ---- models

    /** All records, in the order of their ids. */
    List<MatchRecord> records() {
        return records.values().stream()
                .sorted(Comparator.comparing(MatchRecord::id))
                .toList();
    }

    Optional<MatchModel> model() {
        return Optional.ofNullable(found).map(Found::model);
    }

    String fingerprint() {
        return found == null ? "" : found.fingerprint;
    }

    Optional<Definition> definition() {
        return definition;
    }

    /** What was found by a model that is to be put in force; null to forget it. */
    void offer(@Nullable Found prepared) {
        spare = prepared;
    }

    /** Puts a model in force, or none; whether it is another one than before. */
    boolean define(Optional<Definition> next) {
        Optional<MatchModel> model = next.flatMap(this::read);
        definition = next;
        if (model.map(MatchModel::fingerprint).orElse("").equals(fingerprint())) {
            return false;
        }
        Found before = found;
        found = model.map(this::find).orElse(null);
        spare = before;
        return true;
    }

    private Found find(MatchModel model) {
        Found known = spare;
        if (known == null || !known.fingerprint.equals(model.fingerprint())) {
            known = Found.nothing(model);
            known.exact.fill(records.values());
        }
        Exact exact = known.exact;
        records.forEach((id, record) -> {
            if (exact.record(id).filter(same -> same == record).isEmpty()) {
                exact.put(record);
            }
        });
        Set.copyOf(exact.ids()).stream().filter(id -> !records.containsKey(id)).forEach(exact::remove);
        return known;
    }

    /** The model of a definition; empty if this release or these fields have no use for it. */
    private Optional<MatchModel> read(Definition made) {
        try {
            return Optional.of(checked(made));
        } catch (IllegalArgumentException unusable) {
            return Optional.empty();
        }
    }

    /**
     * The model of a definition.
     *
     * @throws IllegalArgumentException if it holds none, or one of other fields
     */
    MatchModel checked(Definition made) {
        String text = made.body().text(BYTES).orElse("");
        MatchModel model = MatchModel.of(Base64.getDecoder().decode(text));
        if (!made.name().equals(MODEL_NAME) || !matching.map(Matching::fields).equals(Optional.of(model.fields()))) {
            throw new IllegalArgumentException("a definition must hold a model of the fields that are matched by");
        }
        return model;
    }

    /** How many models were in force, this one included. */
    long version() {
        return definition
                .map(made ->
                        made.body().number("version").map(Number::longValue).orElse(1L))
                .orElse(0L);
    }

    /** Whether a model should be learned again. */
    boolean isDue(Instant now) {
        if (matching.isEmpty() || !matching.get().relearns() || records.size() < 2) {
            return false;
        }
        return definition
                .map(made -> matching.get()
                        .isDue(
                                made.body()
                                        .number("known")
                                        .map(Number::longValue)
                                        .orElse(0L),
                                records.size(),
                                Duration.between(made.time(), now)))
                .orElse(true);
    }

    /** A definition that holds the next model, learned while so many were known. */
    static Definition definition(Definition made, long version, long known) {
        Map<String, Object> body = new HashMap<>(made.body().asMap());
        body.put("version", version);
        body.put("known", known);
        return new Definition(made.id(), made.time(), made.module(), made.name(), Properties.of(body));
    }

    /** A definition that holds a model. */
    static Definition definition(String id, Instant time, MatchModel model) {
        Map<String, Object> body = Map.of(
                BYTES,
                Base64.getEncoder().encodeToString(model.bytes()),
                "fingerprint",
                model.fingerprint(),
                "records",
                model.size());
        return new Definition(id, time, IdentityModule.MODULE, MODEL_NAME, Properties.of(body));
    }

    // ---- reads

    /** What was said of two identifiers is to each other; empty if nothing was said of one of them that may be used. */
    Optional<Match> match(Identifier one, Identifier other) {
        return found == null ? Optional.empty() : found.exact.match(id(one), id(other));
    }

    /** All pairs that may be of one person and that are of two groups, once each. */
    List<Set<Identifier>> possible() {
        List<Set<Identifier>> pairs = new ArrayList<>();
        for (String id : records.keySet()) {
            for (Near near : found == null ? List.<Near>of() : found.exact.possible(id)) {
                if (id.compareTo(near.id()) < 0) {
                    pairs.add(Set.of(who(id), who(near.id())));
                }
            }
        }
        return pairs;
    }
}
