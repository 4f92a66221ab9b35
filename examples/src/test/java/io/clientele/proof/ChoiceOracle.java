package io.clientele.proof;

import static java.util.stream.Collectors.groupingBy;

import io.clientele.model.ConsentAct;
import io.clientele.model.ConsentAct.Decision;
import io.clientele.model.ConsentAct.Kind;
import io.clientele.model.Identifier;
import io.clientele.model.Purpose;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;

/** What acts come to, in the slowest form: everything from the set of acts. */
record ChoiceOracle(Map<List<Object>, List<ConsentAct>> acts) {

    ChoiceOracle(Collection<ConsentAct> all) {
        this(all.stream().sorted(ORDER).collect(groupingBy(act -> List.of(act.identifier(), act.purpose()))));
    }

    private static final List<Decision> STRICTEST_FIRST =
            List.of(Decision.OBJECT, Decision.WITHDRAW, Decision.REFUSE, Decision.GRANT, Decision.LIFT);
    private static final Comparator<ConsentAct> ORDER = Comparator.comparing(ConsentAct::time)
            .thenComparingInt(act -> -STRICTEST_FIRST.indexOf(act.decision()))
            .thenComparing(act -> act.kind() != Kind.EXPLICIT)
            .thenComparing(ConsentAct::id);

    /** Where one identifier stands: a word, its latest act, and the grants of that act's instant. */
    record State(String word, ConsentAct last, List<ConsentAct> grants) {
        boolean explicitlyAfter(Instant time) {
            return last.kind() == Kind.EXPLICIT && last.time().isAfter(time);
        }
    }

    List<ConsentAct> about(Identifier identifier, Purpose purpose) {
        return acts.getOrDefault(List.of(identifier, purpose), List.of());
    }

    Optional<State> state(Identifier identifier, Purpose purpose, Instant at) {
        List<ConsentAct> all = about(identifier, purpose).stream()
                .filter(act -> !act.time().isAfter(at))
                .toList();
        List<ConsentAct> rest = new ArrayList<>();
        for (ConsentAct act : all) {
            if (act.decision() != Decision.LIFT) {
                rest.add(act);
            } else if (rest.stream().anyMatch(before -> before.decision() == Decision.OBJECT)) {
                rest.removeIf(before ->
                        before.decision() == Decision.OBJECT || !(before.denies() || before.kind() == Kind.EXPLICIT));
                rest = rest.isEmpty() || !rest.get(rest.size() - 1).denies()
                        ? new ArrayList<>()
                        : new ArrayList<>(rest.subList(rest.size() - 1, rest.size()));
            }
        }
        BinaryOperator<ConsentAct> later = (a, b) -> b;
        List<ConsentAct> counted = rest;
        return rest.stream().reduce(later).map(last -> new State(word(counted, last), last, grants(counted, last)));
    }

    private static List<ConsentAct> grants(List<ConsentAct> rest, ConsentAct last) {
        return rest.stream()
                .filter(act -> act.decision() == Decision.GRANT && act.time().equals(last.time()))
                .toList();
    }

    private static String word(List<ConsentAct> rest, ConsentAct last) {
        if (rest.stream().anyMatch(act -> act.decision() == Decision.OBJECT)) {
            return "objection";
        }
        ConsentAct clear = last;
        for (ConsentAct act : rest) {
            clear = act.denies() || act.kind() == Kind.EXPLICIT ? act : clear;
        }
        if (clear.denies()) {
            return clear.decision() == Decision.REFUSE ? "refused" : "withdrawn";
        }
        return last.kind() == Kind.EXPLICIT ? "granted" : "no_act";
    }

    boolean denied(Identifier identifier, Purpose purpose, Instant from) {
        return about(identifier, purpose).stream()
                .anyMatch(act -> act.denies() && !act.time().isBefore(from));
    }

    boolean mayLink(Identifier a, Identifier b, Instant time) {
        List<String> ends = List.of(a.namespace(), b.namespace());
        return mayLink(a, b, Purpose.STITCHING, time)
                && (!ends.contains("device_id") || mayLink(a, b, Purpose.DEVICE_LINKING, time));
    }

    private boolean mayLink(Identifier a, Identifier b, Purpose purpose, Instant time) {
        List<String> words = List.of(word(a, purpose, time), word(b, purpose, time));
        boolean none =
                words.stream().allMatch(word -> List.of("", "granted", "no_act").contains(word));
        Instant after = time.plusNanos(1);
        return words.contains("granted") && none && !denied(a, purpose, after) && !denied(b, purpose, after);
    }

    private String word(Identifier identifier, Purpose purpose, Instant at) {
        return state(identifier, purpose, at).map(State::word).orElse("");
    }

    /** The strictest word among a person's identifiers whose state no later explicit act replaces; that it is nothing if none has a state. */
    String consent(Collection<Identifier> person, Purpose purpose, Instant at, PersonOracle who) {
        Map<Identifier, State> states = new HashMap<>();
        person.forEach(i -> state(i, purpose, at).ifPresent(state -> states.put(i, state)));
        String strictest = "granted";
        List<String> order = List.of("objection", "withdrawn", "refused", "no_act", "granted");
        for (Identifier j : states.keySet()) {
            State state = states.get(j);
            boolean replaced = states.keySet().stream()
                    .filter(i -> !i.equals(j))
                    .filter(i -> states.get(i).explicitlyAfter(state.last.time()))
                    .anyMatch(i ->
                            states.get(i).explicitlyAfter(who.mergedAt(i, j).orElseThrow()));
            boolean counts = !replaced || state.word.equals("objection");
            boolean stricter = order.indexOf(state.word) < order.indexOf(strictest);
            strictest = counts && stricter ? state.word : strictest;
        }
        return states.isEmpty() ? "nothing" : strictest;
    }
}
