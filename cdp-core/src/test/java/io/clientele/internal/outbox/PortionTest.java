package io.clientele.internal.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.model.Properties;
import io.clientele.model.Purpose;
import io.clientele.spi.Plan.Firing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Groups of what is due. */
class PortionTest {

    private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");

    private static Planned firing(int number, String destination, List<Integer> person) {
        Firing firing = new Firing(destination, person.get(0), TIME, Purpose.SERVICE, Properties.empty());
        return Planned.of(String.format("%032x", number), person, firing);
    }

    @Test
    void groups_are_of_one_destination_and_of_different_people_and_nobody_is_overtaken() {
        for (long seed = 1; seed <= 300; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Map<String, Integer> room = new HashMap<>();
            List<Planned> due = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                String destination = "d" + random.nextInt(4);
                room.computeIfAbsent(destination, name -> random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(9));
                int who = 1 + random.nextInt(12);
                due.add(firing(i, destination, random.nextInt(5) == 0 ? List.of(who, who + 1) : List.of(who)));
            }
            Round round = new Round(List.of());
            Portion portion = new Portion(due, room::get, Planned::owners);
            List<Planned> out = new ArrayList<>();
            while (!portion.isEmpty()) {
                List<Planned> group = portion.next(round);
                Set<Integer> people = new HashSet<>();
                for (Planned each : group) {
                    assertThat(each.destination())
                            .as("seed %d", seed)
                            .isEqualTo(group.get(0).destination());
                    assertThat(Collections.disjoint(people, each.owners()))
                            .as("seed %d", seed)
                            .isTrue();
                    people.addAll(each.owners());
                }
                assertThat(group.size())
                        .as("seed %d", seed)
                        .isLessThanOrEqualTo(
                                group.isEmpty() ? 0 : room.get(group.get(0).destination()));
                out.addAll(group);
            }
            List<Planned> open = due.stream()
                    .filter(each -> room.get(each.destination()) > 0)
                    .toList();
            assertThat(out).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(open);
            for (int person = 1; person <= 13; person++) {
                int who = person;
                assertThat(out.stream().filter(each -> each.owners().contains(who)))
                        .as("seed %d, person %d", seed, who)
                        .containsExactlyElementsOf(open.stream()
                                .filter(each -> each.owners().contains(who))
                                .toList());
            }
            due.stream()
                    .filter(each -> room.get(each.destination()) == 0)
                    .forEach(each -> assertThat(round.holdsBack(each)).isTrue());
        }
    }
}
