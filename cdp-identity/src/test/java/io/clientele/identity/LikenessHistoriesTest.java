package io.clientele.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.identity.match.MatchField;
import io.clientele.identity.match.MatchModel;
import io.clientele.identity.match.MatchRecord;
import io.clientele.identity.match.Matching;
import io.clientele.identity.match.People;
import io.clientele.model.Identifier;
import io.clientele.model.IdentityDecision;
import io.clientele.spi.Evidence;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Random histories of what is said of people, of decisions and of models: the engine against the definition and a replay. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LikenessHistoriesTest {

    private static final Matching FIELDS = Matching.by(People.FIELDS.toArray(MatchField[]::new));
    private static final IdentityRules RULES = IdentityRules.standard()
            .limit(Identifier.EMAIL, 2)
            .limit(Identifier.ORDER_ID, 3)
            .limit(Identifier.ANONYMOUS_ID, 3);

    private final People people = new People(5, 300);
    private final MatchModel model = MatchModel.learn(People.FIELDS, people.records);
    private final MatchModel other = MatchModel.learn(People.FIELDS, people.records.subList(0, 120));
    private final Map<String, Integer> states = new TreeMap<>();

    @Test
    void random_histories_agree_with_the_definition_and_with_a_replay_from_nothing() {
        new SplittableRandom(20_261_130).longs(120).forEach(seed -> new History(seed).run(40));
        assertThat(states).containsKeys("JOINS", "CONFIRMS", "REFUSED", "APART", "SHARED", "TAKEN_BACK");
    }

    private final class History extends EngineHistory {

        private final List<Map<String, String>> known = new ArrayList<>();
        private final Set<Identifier> silent = new HashSet<>();
        private final IdentityEngine engine;
        private MatchModel inForce = model;

        History(long seed) {
            super(seed, RULES);
            for (int i = 0; i < 4; i++) {
                universe.add(Identifier.userId("u" + i));
                universe.add(Identifier.email("m" + i + "@example.org"));
                universe.add(Identifier.orderId("o" + i));
                universe.add(Identifier.anonymousId("a" + i));
            }
            universe.add(Identifier.loyaltyId("l0"));
            universe.add(Identifier.phone("+4930123456"));
            int from = random.nextInt(people.records.size() - 8);
            people.records.subList(from, from + 8).forEach(record -> known.add(record.values()));
            engine = fresh();
            engine.model(inForce);
        }

        @Override
        IdentityEngine engine() {
            return engine;
        }

        @Override
        Instant sometime() {
            return Instant.ofEpochSecond(random.nextInt(20));
        }

        @Override
        Collection<Identifier> near(Identifier who) {
            Set<Identifier> near = new LinkedHashSet<>(engine.subject(who).identifiers());
            evidence.values().stream()
                    .filter(one -> one.identifiers().contains(who))
                    .forEach(one -> near.addAll(one.identifiers()));
            return near;
        }

        private IdentityEngine fresh() {
            IdentityEngine engine = IdentityEngine.with(RULES, FIELDS);
            engine.permission(this::permits);
            return engine;
        }

        private boolean permits(Identifier a, Identifier b, Instant time) {
            return !silent.contains(a) && !silent.contains(b);
        }

        void run(int steps) {
            Map<Identifier, Set<Identifier>> before = partition(engine);
            for (int step = 0; step < steps; step++) {
                String where = "seed " + seed + ", step " + step;
                Set<Identifier> changed = step();
                Map<Identifier, Set<Identifier>> now = partition(engine);
                Set<Identifier> differing = new HashSet<>(now.keySet());
                Map<Identifier, Set<Identifier>> then = before;
                differing.removeIf(who -> now.getOrDefault(who, Set.of()).equals(then.get(who)));
                assertThat(changed).as(where).isEqualTo(differing);
                same(now, definition(), where);
                if (step % 10 == 9) {
                    replayed(where);
                }
                before = now;
            }
            universe.forEach(who -> engine.links(who).stream()
                    .filter(link -> link.match().isPresent())
                    .forEach(link -> states.merge(link.state().name(), 1, Integer::sum)));
        }

        private static void same(
                Map<Identifier, Set<Identifier>> is, Map<Identifier, Set<Identifier>> was, String where) {
            is.forEach((who, group) -> assertThat(texts(group))
                    .as("%s: with %s", where, text(who))
                    .isEqualTo(texts(was.getOrDefault(who, Set.of()))));
        }

        private static Set<String> texts(Set<Identifier> group) {
            return group.stream().map(History::text).collect(Collectors.toCollection(TreeSet::new));
        }

        private static String text(Identifier who) {
            return who.namespace().substring(0, 1) + who.value();
        }

        // ---- what happens

        private Set<Identifier> step() {
            return switch (random.nextInt(12)) {
                case 0 -> decide();
                case 1 -> revoke();
                case 2, 3 -> remove();
                case 4 -> silence();
                case 5 -> remodel();
                default -> add();
            };
        }

        private Set<Identifier> add() {
            List<Identifier> named = new ArrayList<>();
            for (int more = random.nextInt(5) == 0 ? 2 : 1; more > 0; more--) {
                named.add(any(universe));
            }
            Map<String, String> said = new HashMap<>(any(known));
            if (random.nextInt(3) == 0) {
                said.remove(any(new ArrayList<>(said.keySet())));
            }
            said.values().removeIf(String::isEmpty);
            Evidence one = new Evidence(
                    id("e"),
                    Instant.ofEpochSecond(random.nextInt(20)),
                    named.stream().distinct().toList(),
                    random.nextInt(8) == 0 && named.stream().distinct().count() > 1 ? Map.of() : said);
            evidence.put(one.id(), one);
            return engine.add(one);
        }

        private Set<Identifier> silence() {
            Set<Identifier> centres = hush(silent);
            return engine.replace(centres, of(centres));
        }

        private Set<Identifier> remodel() {
            if (inForce == other) {
                inForce = model;
            } else {
                inForce = other;
            }
            return engine.model(inForce);
        }

        // ---- the definition

        private void replayed(String where) {
            IdentityEngine anew = fresh();
            List<Runnable> acts = new ArrayList<>();
            List<Evidence> all = new ArrayList<>(evidence.values());
            all.addAll(all.subList(0, all.size() / 2));
            all.forEach(one -> acts.add(() -> anew.add(one)));
            decisions
                    .values()
                    .forEach(decision -> acts.add(() -> anew.decide(
                            decision,
                            centres -> all.stream()
                                    .filter(one -> centres.contains(centre(one)))
                                    .toList())));
            acts.add(() -> anew.model(inForce));
            Collections.shuffle(acts, random);
            acts.forEach(Runnable::run);
            // A decision reads all evidence of its centres: so some came twice.
            assertThat(partition(anew)).as(where).isEqualTo(partition(engine));
            for (Identifier who : universe) {
                assertThat(anew.links(who)).as(where).isEqualTo(engine.links(who));
            }
        }

        /** Clusters by events and decisions alone; then the likeliest first, unless something is in the way. */
        private Map<Identifier, Set<Identifier>> definition() {
            IdentityEngine exact = IdentityEngine.with(RULES);
            exact.permission(this::permits);
            evidence.values().forEach(exact::add);
            decisions.values().forEach(decision -> exact.decide(decision, this::of));
            Map<Identifier, Set<Identifier>> clusters = partition(exact);
            Map<String, Link> guesses = new LinkedHashMap<>();
            universe.forEach(who ->
                    guesses(who).forEach(link -> guesses.put(text(link.stronger()) + " " + text(link.weaker()), link)));
            List<Link> order = new ArrayList<>(guesses.values());
            order.sort(Comparator.comparingInt(this::score)
                    .thenComparing(Link::weaker, RULES::compare)
                    .thenComparing(Link::stronger, RULES::compare));
            for (Link link : order) {
                Set<Identifier> one = clusters.getOrDefault(link.stronger(), Set.of());
                Set<Identifier> two = clusters.getOrDefault(link.weaker(), Set.of());
                if (!one.equals(two) && joins(link, one, two, exact)) {
                    Set<Identifier> both = new HashSet<>(one);
                    both.addAll(two);
                    both.forEach(who -> clusters.put(who, both));
                }
            }
            return clusters;
        }

        private List<Link> guesses(Identifier who) {
            return engine.links(who).stream()
                    .filter(link -> link.match().isPresent())
                    .toList();
        }

        private int score(Link link) {
            return -(int) Math.max(
                    -768, Math.min(2048, Math.round(link.match().orElseThrow().score() * 256)));
        }

        private boolean joins(Link link, Set<Identifier> one, Set<Identifier> two, IdentityEngine exact) {
            Map<String, Integer> counts = new HashMap<>();
            one.forEach(who -> counts.merge(who.namespace(), 1, Integer::sum));
            two.forEach(who -> counts.merge(who.namespace(), 1, Integer::sum));
            boolean fit = counts.entrySet().stream()
                    .allMatch(entry ->
                            entry.getValue() <= RULES.limit(entry.getKey()).orElse(99));
            long differ =
                    List.of(Identifier.USER_ID, Identifier.LOYALTY_ID, Identifier.EMAIL, Identifier.PHONE).stream()
                            .filter(namespace -> holds(one, namespace) && holds(two, namespace))
                            .count();
            boolean apart = decisions.values().stream()
                    .filter(decision -> decision.kind() == IdentityDecision.Kind.APART)
                    .anyMatch(decision -> divides(decision, one, two) || divides(decision, two, one));
            boolean takenBack = decisions.values().stream()
                    .filter(decision -> decision.kind() == IdentityDecision.Kind.SPLIT)
                    .filter(decision -> !link.time().isAfter(decision.time()))
                    .anyMatch(decision ->
                            Set.copyOf(decision.identifiers()).equals(Set.of(link.stronger(), link.weaker())));
            return fit
                    && differ < 2
                    && !apart
                    && !takenBack
                    && !exact.linksNothing(link.stronger())
                    && !exact.linksNothing(link.weaker());
        }

        private static boolean holds(Set<Identifier> some, String namespace) {
            return some.stream().anyMatch(each -> each.namespace().equals(namespace));
        }

        private boolean divides(IdentityDecision decision, Set<Identifier> one, Set<Identifier> two) {
            return !Collections.disjoint(one, decision.these()) && !Collections.disjoint(two, decision.those());
        }
    }

    @Test
    void what_is_said_later_counts_and_what_is_taken_back_does_not() {
        IdentityEngine engine = IdentityEngine.with(RULES, FIELDS);
        engine.model(model);
        MatchRecord ann = people.records.get(0);
        Identifier one = Identifier.orderId("one");
        Identifier two = Identifier.orderId("two");
        Evidence first = new Evidence("e1", Instant.EPOCH, List.of(one), values(ann));
        Evidence second = new Evidence("e2", Instant.EPOCH, List.of(two), values(ann));
        engine.add(first);
        assertThat(engine.add(second)).containsExactlyInAnyOrder(one, two);
        assertThat(engine.why(one, two))
                .singleElement()
                .satisfies(link -> assertThat(link.match().orElseThrow().score())
                        .isEqualTo(link.match().orElseThrow().sum().score()));
        assertThat(engine.ties(one)).allMatch(tie -> !tie.certain());
        assertThat(engine.matters(first)).isFalse();

        assertThat(engine.replace(List.of(two), List.of())).containsExactlyInAnyOrder(one, two);
        assertThat(engine.subject(one).identifiers()).containsExactly(one);
        assertThat(engine.add(second)).containsExactlyInAnyOrder(one, two);
        assertThat(engine.likeness().define(Optional.empty())).containsExactlyInAnyOrder(one, two);
    }

    private static Map<String, String> values(MatchRecord record) {
        Map<String, String> values = new HashMap<>(record.values());
        values.values().removeIf(String::isEmpty);
        return values;
    }
}
