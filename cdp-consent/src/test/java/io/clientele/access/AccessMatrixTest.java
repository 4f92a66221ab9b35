package io.clientele.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.Cdp;
import io.clientele.model.Purpose;
import io.clientele.testkit.ManualClock;
import io.clientele.testkit.Requirement;
import java.io.Writer;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every role at every operation: what is not said here is denied, and an operation that has no row fails. */
class AccessMatrixTest {

    private static final List<Role> ROLES =
            List.of(Role.MARKETER, Role.ANALYST, Role.SUPPORT, Role.OFFICER, Role.ENGINEER, Role.named("trainee"));

    private final ManualClock clock = ManualClock.at("2026-03-01T09:00:00Z");
    private final Cdp cdp = Shop.open(clock);

    @AfterEach
    void close() {
        cdp.close();
    }

    /** A row: what is called, and for whom it answers. */
    private record Row(Consumer<View> call, String allowed) {}

    private Map<Operation, Row> table() {
        String waiting = cdp.service(Access.class)
                .as(Principal.person("s-1", "support").ticket("T-0"))
                .breakGlass(Shop.ANN, Purpose.SERVICE, "parcel", Duration.ofHours(1))
                .id();
        Map<Operation, Row> table = new EnumMap<>(Operation.class);
        table.put(Operation.FIND, new Row(v -> v.find(Shop.ANN), "support officer"));
        table.put(Operation.PROFILE, new Row(v -> v.profile(Shop.ANN, Purpose.SERVICE), "support"));
        table.put(Operation.TIMELINE, new Row(v -> v.timeline(Shop.ANN, Purpose.SERVICE), "support"));
        table.put(Operation.CONSENTS, new Row(v -> v.consents(Shop.ANN), "support officer"));
        table.put(Operation.DISCLOSURES, new Row(v -> v.disclosures(Shop.ANN), "support officer"));
        table.put(Operation.COUNTS, new Row(View::counts, "marketer analyst"));
        table.put(Operation.READS, new Row(v -> v.reads(Instant.EPOCH, Instant.MAX), "officer"));
        table.put(
                Operation.BREACH,
                new Row(v -> v.breach(Breach.between(Instant.EPOCH, Instant.MAX, clock.instant())), "officer"));
        table.put(Operation.AUDIT, new Row(v -> v.audit(Writer.nullWriter()), "officer engineer"));
        table.put(Operation.VAULT, new Row(v -> v.vault("audit of 2026"), "officer"));
        table.put(
                Operation.BREAK_GLASS,
                new Row(v -> v.breakGlass(Shop.ANN, Purpose.SERVICE, "parcel", Duration.ofHours(1)), "support"));
        table.put(Operation.APPROVE, new Row(v -> v.approve(waiting), "officer"));
        return table;
    }

    @Test
    void every_operation_has_a_row() {
        assertThat(table().keySet()).containsExactlyInAnyOrder(Operation.values());
    }

    @TestFactory
    @Requirement("GDPR Art. 32(1)(b)")
    Stream<DynamicTest> each_role_may_do_exactly_what_its_row_says_and_either_is_noted() {
        Map<Operation, Row> table = table();
        return table.entrySet().stream()
                .flatMap(row -> ROLES.stream()
                        .map(role -> DynamicTest.dynamicTest(
                                role + " " + row.getKey(), () -> check(role, row.getKey(), row.getValue()))));
    }

    private void check(Role role, Operation operation, Row row) {
        boolean allowed = Set.of(row.allowed.split(" ")).contains(role.name());
        View view = Access.of(cdp)
                .as(Principal.person("p-" + role.name() + operation, role.name())
                        .ticket("T-" + operation));

        assertThat(view.may(operation)).isEqualTo(allowed);
        assertThat(outcome(view, row)).isEqualTo(allowed ? "given" : "role");
        assertThat(looks("p-" + role.name() + operation)).singleElement().satisfies(look -> {
            assertThat(look.role()).isEqualTo(role.name());
            assertThat(look.operation()).isEqualTo(operation.word());
            assertThat(look.outcome().equals("role")).isEqualTo(!allowed);
        });
    }

    private static String outcome(View view, Row row) {
        try {
            row.call.accept(view);
            return "given";
        } catch (AccessDeniedException denied) {
            return denied.reason();
        }
    }

    private List<Look> looks(String principal) {
        return Access.of(cdp).as(Principal.person("dpo", "officer")).reads(Instant.EPOCH, Instant.MAX).stream()
                .filter(look -> look.principal().equals(principal))
                .toList();
    }

    @Test
    void every_method_of_a_view_is_an_operation() {
        Set<String> methods = new TreeSet<>();
        for (var method : View.class.getMethods()) {
            methods.add(method.getName());
        }
        Set<String> known = new TreeSet<>(Set.of("may"));
        for (Operation operation : Operation.values()) {
            known.add(operation == Operation.BREAK_GLASS ? "breakGlass" : operation.word());
        }

        assertThat(methods).isEqualTo(known);
    }
}
