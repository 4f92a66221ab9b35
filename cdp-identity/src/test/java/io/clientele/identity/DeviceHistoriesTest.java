package io.clientele.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.identity.match.Devices;
import io.clientele.identity.match.Devices.Sign;
import io.clientele.identity.match.Matching;
import io.clientele.model.Identifier;
import io.clientele.spi.Evidence;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Random histories of what devices show, of permission for it and of decisions: the engine against the definition and a replay. */
class DeviceHistoriesTest {

    private static final Devices DEVICES = Devices.standard().within(Duration.ofHours(2));
    private static final Matching MATCHING = Matching.standard().devices(DEVICES);
    private static final IdentityRules RULES =
            IdentityRules.standard().limit(Identifier.ANONYMOUS_ID, 4).limit(Identifier.EMAIL, 2);

    private final Map<String, Integer> states = new TreeMap<>();

    @Test
    void random_histories_agree_with_the_definition_and_with_a_replay_from_nothing_in_any_order() {
        new SplittableRandom(20_261_201).longs(150).forEach(seed -> new History(seed).run(40));
        assertThat(states).containsKeys("JOINS", "CONFIRMS", "REFUSED", "APART", "SHARED", "NOT_PERMITTED");
    }

    private static boolean isReal(Identifier identifier) {
        return !Devices.isTrace(identifier);
    }

    private final class History extends EngineHistory {

        /** Who permits nothing at all; and who permits nothing of devices. */
        private final Set<Identifier> silent = new HashSet<>();

        private final Set<Identifier> discreet = new HashSet<>();
        private final IdentityEngine engine;
        private final int looks;

        History(long seed) {
            super(seed, RULES);
            looks = 1 + random.nextInt(4);
            for (int i = 0; i < 3; i++) {
                universe.add(Identifier.userId("u" + i));
                universe.add(Identifier.email("m" + i + "@example.org"));
                universe.add(Identifier.deviceId("d" + i));
            }
            // So many that what all of them show links nothing for their number alone.
            int many = random.nextInt(4) == 0 ? 20 : 6;
            for (int i = 0; i < many; i++) {
                universe.add(Identifier.anonymousId("a" + i));
            }
            engine = fresh();
        }

        @Override
        IdentityEngine engine() {
            return engine;
        }

        @Override
        Instant sometime() {
            return Instant.ofEpochMilli(random.nextInt(6) * 3_600_000L);
        }

        @Override
        Collection<Identifier> near(Identifier who) {
            Set<Identifier> near = new LinkedHashSet<>(engine.companions(who));
            near.addAll(engine.likeness().alike(who));
            assertThat(near).as("seed %d: no trace is anybody", seed).allMatch(DeviceHistoriesTest::isReal);
            return List.of();
        }

        private IdentityEngine fresh() {
            IdentityEngine engine = IdentityEngine.with(RULES, MATCHING);
            engine.permission(this::permits);
            return engine;
        }

        private boolean permits(Identifier a, Identifier b, Instant time) {
            boolean device = a.isOfDevice() || b.isOfDevice();
            return Stream.of(a, b).noneMatch(end -> silent.contains(end) || device && discreet.contains(end));
        }

        void run(int steps) {
            Map<Identifier, Set<Identifier>> before = partition(engine);
            for (int step = 0; step < steps; step++) {
                String where = "seed " + seed + ", step " + step;
                Set<Identifier> changed = step();
                Map<Identifier, Set<Identifier>> now = partition(engine);
                Map<Identifier, Set<Identifier>> then = before;
                Set<Identifier> differing = universe.stream()
                        .filter(who -> !now.get(who).equals(then.get(who)))
                        .collect(Collectors.toSet());
                assertThat(changed).as(where).isEqualTo(differing);
                assertThat(now).as(where).isEqualTo(definition());
                if (step % 10 == 9) {
                    replayed(where);
                }
                before = now;
            }
            universe.forEach(who -> engine.links(who).stream()
                    .filter(link -> Devices.isTrace(link.weaker()))
                    .forEach(link -> states.merge(link.state().name(), 1, Integer::sum)));
        }

        private Map<Identifier, Set<Identifier>> definition() {
            Collection<Evidence> all = evidence.values().stream()
                    .map(one -> new Evidence(
                            one.id(),
                            one.time(),
                            Stream.concat(one.identifiers().stream(), one.traces().stream())
                                    .toList()))
                    .toList();
            IdentityOracle oracle = new IdentityOracle(all, decisions.values(), this::permits, engine.rules());
            Map<Identifier, Set<Identifier>> partition = new HashMap<>();
            universe.forEach(who -> partition.put(
                    who,
                    oracle.of(who).stream().filter(DeviceHistoriesTest::isReal).collect(Collectors.toSet())));
            return partition;
        }

        // ---- what happens

        private Set<Identifier> step() {
            return switch (random.nextInt(12)) {
                case 0 -> decide();
                case 1 -> revoke();
                case 2 -> remove();
                case 3 -> put(hush(silent));
                case 4 -> put(hush(discreet));
                default -> add();
            };
        }

        private Set<Identifier> add() {
            Set<Identifier> named = new LinkedHashSet<>();
            for (int more = random.nextInt(3) == 0 ? 2 : 1; more > 0; more--) {
                named.add(any(universe));
            }
            Map<Sign, String> said = new EnumMap<>(Sign.class);
            said.put(Sign.FINGERPRINT, "f" + random.nextInt(looks));
            if (random.nextInt(3) > 0) {
                said.put(Sign.ADDRESS, "192.0.2." + random.nextInt(2));
            }
            long time = random.nextInt(6) * 3_600_000L;
            List<Identifier> traces = DEVICES.of(said, time);
            Evidence one = new Evidence(id("e"), Instant.ofEpochMilli(time), List.copyOf(named), Map.of(), traces);
            evidence.put(one.id(), one);
            boolean matters = engine.matters(one);
            Set<Identifier> changed = engine.add(one);
            assertThat(matters || changed.isEmpty())
                    .as("seed %d: what does not matter", seed)
                    .isTrue();
            return changed;
        }

        // ---- a replay

        private void replayed(String where) {
            IdentityEngine anew = fresh();
            List<Runnable> acts = new ArrayList<>();
            List<Evidence> all = new ArrayList<>(evidence.values());
            all.addAll(all.subList(0, all.size() / 2));
            all.forEach(one -> acts.add(() -> anew.add(one)));
            decisions.values().forEach(decision -> acts.add(() -> anew.decide(decision, this::of)));
            Collections.shuffle(acts, random);
            acts.forEach(Runnable::run);
            assertThat(partition(anew)).as(where).isEqualTo(partition(engine));
            universe.forEach(who -> assertThat(anew.links(who)).as(where).isEqualTo(engine.links(who)));
        }
    }

    // ---- one at a time

    private static Evidence seen(String id, Duration at, Identifier who, String looks) {
        Map<Sign, String> said = Map.of(Sign.FINGERPRINT, looks);
        return new Evidence(id, Instant.EPOCH.plus(at), List.of(who), Map.of(), DEVICES.of(said, at.toMillis()));
    }

    private static final Identifier ONE = Identifier.anonymousId("one");
    private static final Identifier TWO = Identifier.anonymousId("two");
    private static final Identifier THREE = Identifier.anonymousId("three");

    @Test
    void two_cookies_of_one_look_are_one_person_for_a_while() {
        IdentityEngine engine = IdentityEngine.with(RULES, MATCHING);
        engine.add(seen("e1", Duration.ZERO, ONE, "f"));
        assertThat(engine.add(seen("e2", Duration.ofHours(2), TWO, "f"))).containsExactlyInAnyOrder(ONE, TWO);
        assertThat(engine.add(seen("e3", Duration.ofHours(6), THREE, "f"))).isEmpty();
        assertThat(engine.subject(ONE).identifiers()).containsExactlyInAnyOrder(ONE, TWO);
        assertThat(engine.why(ONE, TWO)).hasSize(2).allMatch(link -> Devices.isTrace(link.weaker()));
        assertThat(engine.ties(ONE)).isNotEmpty().noneMatch(tie -> tie.certain());
    }

    @Test
    void what_a_device_shows_never_joins_two_accounts() {
        IdentityEngine engine = IdentityEngine.with(RULES, MATCHING);
        engine.add(seen("e1", Duration.ZERO, Identifier.userId("1"), "f"));
        engine.add(seen("e2", Duration.ZERO, Identifier.userId("2"), "f"));
        assertThat(engine.add(seen("e3", Duration.ZERO, ONE, "f"))).isEmpty();
        assertThat(engine.subject(ONE).identifiers()).containsExactly(ONE);
        assertThat(engine.links(ONE)).isNotEmpty().allMatch(link -> link.state() == Link.State.SHARED);
    }

    @Test
    void nothing_of_a_device_counts_unless_a_shop_says_so() {
        IdentityEngine engine = IdentityEngine.with(RULES, Matching.standard());
        engine.add(seen("e1", Duration.ZERO, ONE, "f"));
        assertThat(engine.add(seen("e2", Duration.ZERO, TWO, "f"))).isEmpty();
        assertThat(engine.links(ONE)).isEmpty();
    }

    @Test
    void nobody_is_known_by_what_a_device_shows() {
        IdentityEngine engine = IdentityEngine.with(RULES, MATCHING);
        engine.add(seen("e1", Duration.ZERO, ONE, "f"));
        Identifier trace = DEVICES.of(Map.of(Sign.FINGERPRINT, "f"), 0).get(0);
        assertThat(engine.normalise(trace)).isEmpty();
        assertThat(engine.knows(ONE)).isTrue();
        assertThat(engine.replace(List.of(ONE), List.of())).isEmpty();
        assertThat(engine.knows(ONE)).isFalse();
    }
}
