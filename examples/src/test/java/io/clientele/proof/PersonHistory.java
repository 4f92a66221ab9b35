package io.clientele.proof;

import io.clientele.model.ConsentAct;
import io.clientele.model.Identifier;
import io.clientele.model.Purpose;
import io.clientele.spi.Evidence;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** A random program of events and acts that come, come again and go, over few identifiers and few instants. */
final class PersonHistory {

    private final long seed;
    private final SplittableRandom random;
    private final List<Identifier> universe = new ArrayList<>();
    private final Map<String, Evidence> events = new TreeMap<>();
    private final Map<String, ConsentAct> acts = new TreeMap<>();
    private final Persons live = new Persons();

    PersonHistory(long seed) {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
        List<String> namespaces = new ArrayList<>(PersonOracle.RANKS);
        Collections.shuffle(namespaces, new Random(seed));
        int each = 1 + random.nextInt(3);
        for (String namespace : namespaces.subList(0, 3 + random.nextInt(3))) {
            for (int i = 0; i < each; i++) {
                universe.add(Identifier.of(namespace, "v" + i));
            }
        }
    }

    /** Checks the changed identifiers after every step, and all state now and then. */
    void along(int steps) {
        PersonOracle before = oracle();
        for (int i = 0; i < steps; i++) {
            Set<Identifier> changed = step();
            PersonOracle now = oracle();
            Persons.same(difference(before, now), changed, "seed " + seed + ", changed at step " + i);
            if (i % 10 == 9) {
                check(live, now);
            }
            before = now;
        }
    }

    /** Checks the end, and that the same set in other orders, with duplicates, leads there as well. */
    void permuted(int steps, int permutations) {
        PersonOracle oracle = run(steps);
        check(live, oracle);
        for (int i = 0; i < permutations; i++) {
            check(shuffled(new Random(seed + i)), oracle);
        }
    }

    /** Goes some steps without a check. */
    PersonOracle run(int steps) {
        for (int i = 0; i < steps; i++) {
            step();
        }
        return oracle();
    }

    List<Identifier> universe() {
        return universe;
    }

    private PersonOracle oracle() {
        return Persons.oracle(events.values(), acts.values());
    }

    private void check(Persons persons, PersonOracle oracle) {
        try {
            persons.check(oracle, universe);
        } catch (AssertionError difference) {
            throw new AssertionError("seed " + seed + ": " + difference.getMessage(), difference);
        }
    }

    private Set<Identifier> difference(PersonOracle before, PersonOracle now) {
        Set<Identifier> changed = new HashSet<>(universe);
        changed.removeIf(i -> before.cluster(i).equals(now.cluster(i)));
        return changed;
    }

    private Persons shuffled(Random order) {
        Persons persons = new Persons();
        List<Runnable> all = new ArrayList<>();
        events.values().forEach(event -> all.add(() -> persons.add(event)));
        acts.values().forEach(act -> all.add(() -> persons.add(act)));
        all.addAll(List.copyOf(all.subList(0, all.size() / 3)));
        Collections.shuffle(all, order);
        all.forEach(Runnable::run);
        return persons;
    }

    private Set<Identifier> step() {
        int dice = random.nextInt(20);
        if (dice < 7 || events.isEmpty()) {
            return add(event());
        }
        if (dice < 16 || acts.isEmpty()) {
            return add(act());
        }
        return switch (dice) {
            case 16 -> add(any(events));
            case 17 -> add(any(acts));
            case 18 -> removeEvent();
            default -> removeAct();
        };
    }

    private Set<Identifier> add(Evidence event) {
        events.putIfAbsent(event.id(), event);
        return live.add(event);
    }

    private Set<Identifier> add(ConsentAct act) {
        acts.put(act.id(), act);
        return live.add(act);
    }

    private Set<Identifier> removeEvent() {
        Evidence event = any(events);
        events.remove(event.id());
        return live.remove(event);
    }

    private Set<Identifier> removeAct() {
        ConsentAct act = any(acts);
        acts.remove(act.id());
        return live.remove(act);
    }

    private Evidence event() {
        List<Identifier> some = new ArrayList<>();
        for (int n = 2 + random.nextInt(2); n > 0; n--) {
            some.add(any(universe));
        }
        return new Evidence("e" + random.nextInt(99), Persons.time(random.nextInt(Persons.INSTANTS)), some);
    }

    /** An act of an id not known yet; mostly a grant of what joins, for else nothing would happen. */
    private ConsentAct act() {
        int about = random.nextInt(12);
        Purpose purpose = about < 2 ? Purpose.DEVICE_LINKING : about < 8 ? Purpose.STITCHING : any(Persons.ASKED);
        List<ConsentAct.Decision> decisions = List.of(ConsentAct.Decision.values());
        var decision = random.nextInt(3) > 0 ? ConsentAct.Decision.GRANT : any(decisions);
        var kind = random.nextInt(6) == 0 ? ConsentAct.Kind.IMPLIED : ConsentAct.Kind.EXPLICIT;
        String id = "a" + random.nextInt(99) + "-" + acts.size() + "-" + random.nextInt();
        return ConsentAct.of(id, any(universe), purpose, decision, Persons.time(random.nextInt(Persons.INSTANTS)))
                .kind(kind);
    }

    private <T> T any(Map<String, T> map) {
        return any(List.copyOf(map.values()));
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
