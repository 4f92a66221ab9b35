package io.clientele.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each rule is shown code that breaks it, and code that is near to it and does not. */
class HouseRulesTest {
    @TempDir
    Path folder;

    @Nested
    class Between_modules {
        private final ArchRule rule = Arrows.betweenModules();

        @Test
        void a_feature_does_not_see_another_feature() {
            rejects(
                    rule,
                    "CONSENT may not know IDENTITY",
                    "package io.clientele.identity; public class Links {}",
                    "package io.clientele.consent; public class Ledger { io.clientele.identity.Links links; }");
        }

        @Test
        void a_feature_does_not_see_the_inside_of_core() {
            rejects(
                    rule,
                    "SEGMENTS may not know CORE",
                    "package io.clientele.internal.store; public class Rows {}",
                    "package io.clientele.segment; class Members { Object o = new io.clientele.internal.store.Rows(); }");
        }

        @Test
        void core_sees_no_feature() {
            rejects(
                    rule,
                    "CORE may not know SEGMENTS",
                    "package io.clientele.trigger; public class Trigger {}",
                    "package io.clientele.spi; public interface Firing { io.clientele.trigger.Trigger[] triggers(); }");
        }

        @Test
        void a_program_does_not_see_what_a_host_does_not() {
            rejects(
                    rule,
                    "PROGRAMS may not know IDENTITY",
                    "package io.clientele.identity.internal; public class Forest {}",
                    "package io.clientele.examples; class Show extends io.clientele.identity.internal.Forest {}");
        }

        @Test
        void a_benchmark_of_a_part_sees_it_and_a_program_beside_it_does_not() {
            accepts(
                    rule,
                    "package io.clientele.internal.seal; public class Sealer {}",
                    "package io.clientele.benchmarks; class SealBenchmark { io.clientele.internal.seal.Sealer sealer; }");
            rejects(
                    rule,
                    "PROGRAMS may not know CORE",
                    "package io.clientele.internal.seal; public class Sealer {}",
                    "package io.clientele.benchmarks; class SealRun { io.clientele.internal.seal.Sealer sealer; }");
        }

        @Test
        void a_feature_sees_the_open_packages_of_core_and_its_own_inside() {
            accepts(
                    rule,
                    "package io.clientele.model; public class Event {}",
                    "package io.clientele.consent.internal; public class Fold { io.clientele.model.Event event; }",
                    "package io.clientele.consent; class Gate { io.clientele.consent.internal.Fold fold; }");
        }
    }

    @Nested
    class Between_packages {
        private final ArchRule rule = Arrows.betweenPackages();

        @Test
        void a_cycle_is_refused() {
            rejects(
                    rule,
                    "Cycle detected",
                    "package io.clientele.model; public class Event { io.clientele.spi.Gate gate; }",
                    "package io.clientele.spi; public class Gate { io.clientele.model.Event event; }");
        }

        @Test
        void a_cycle_with_the_root_package_is_refused() {
            rejects(
                    rule,
                    "Cycle detected",
                    "package io.clientele; public class Cdp { io.clientele.spi.Gate gate; }",
                    "package io.clientele.spi; public class Gate { io.clientele.Cdp cdp; }");
        }

        @Test
        void the_module_interface_alone_is_the_hinge_to_the_spi() {
            accepts(
                    rule,
                    "package io.clientele; public interface CdpModule { void install(io.clientele.spi.Context c); }",
                    "package io.clientele; public interface Outcome {}",
                    "package io.clientele.spi; public interface Context { io.clientele.Outcome submit(); }");
        }

        @Test
        void a_facade_may_make_the_object_that_implements_it() {
            accepts(
                    rule,
                    "package io.clientele; public interface Cdp { Cdp OPEN = new io.clientele.internal.Live(); }",
                    "package io.clientele.internal; public class Live implements io.clientele.Cdp {}");
        }
    }

    @Nested
    class In_exported_signatures {
        private final ArchRule rule = Signatures.showOnlyTheJdkAndOurselves();

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "public java.sql.Connection connection() { return null; }",
                    "protected void take(java.util.List<? extends java.sql.Connection> all) {}",
                    "public void run() throws java.sql.SQLException {}",
                    "public final java.sql.Connection[][] connections = null;",
                    "public <T extends java.sql.Driver> void use(T driver) {}",
                    "public <A> A inner(java.util.function.Function<String, io.clientele.internal.Rows> f) { return null; }",
                    "public static class Inner { public Inner(java.sql.Driver driver) {} }",
                    "public org.assertj.core.api.Assertions other() { return null; }"
                })
        void other_libraries_sql_and_internals_are_refused(String member) {
            rejects(
                    rule,
                    "shows ",
                    "package io.clientele.internal; public class Rows {}",
                    "package io.clientele.model; public class Shown { " + member + " }");
        }

        @Test
        void a_foreign_parent_is_refused() {
            rejects(
                    rule,
                    "shows java.sql.Wrapper",
                    "package io.clientele.model; public interface Shown extends java.sql.Wrapper {}");
        }

        @Test
        void what_a_host_cannot_name_is_free() {
            accepts(
                    rule,
                    """
                    package io.clientele.model;
                    public class Shown {
                        private java.sql.Connection connection;
                        void take(java.sql.Driver driver) {}
                        static class Hidden { public java.sql.Driver driver; }
                        public javax.sql.DataSource source() { return null; }
                    }
                    """,
                    "package io.clientele.internal; public class Rows { public java.sql.Connection connection; }");
        }
    }

    @Nested
    class The_system_clock {
        private final ArchRule rule = SystemClock.isReadInOnePlace();

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "java.time.Instant.now()",
                    "java.time.LocalDate.now()",
                    "java.time.ZonedDateTime.now(java.time.ZoneOffset.UTC)",
                    "System.currentTimeMillis()",
                    "System.nanoTime()",
                    "java.time.Clock.systemUTC()",
                    "java.time.Clock.tickMillis(java.time.ZoneOffset.UTC)",
                    "java.time.InstantSource.system()",
                    "new java.util.Date()",
                    "java.util.Calendar.getInstance()",
                    "((java.util.function.Supplier<java.time.Instant>) java.time.Instant::now).get()",
                    "((java.util.function.LongSupplier) () -> System.nanoTime()).getAsLong()"
                })
        void is_not_read(String expression) {
            rejects(
                    rule,
                    "io.clientele.model.Reads",
                    "package io.clientele.model; class Reads { Object time() { return " + expression + "; } }");
        }

        @Test
        void is_read_by_one_class() {
            accepts(rule, """
                    package io.clientele.internal;
                    public class SystemTime implements java.time.InstantSource {
                        public java.time.Instant instant() { return java.time.Instant.now(); }
                    }
                    """);
        }

        @Test
        void is_replaced_by_a_given_one() {
            accepts(rule, """
                    package io.clientele.model;
                    class Given {
                        Object of(java.time.Clock clock) { return java.time.Instant.now(clock); }
                        Object of(java.time.InstantSource time) { return time.instant(); }
                    }
                    """);
        }
    }

    @Nested
    class Static_state {
        private final ArchRule rule = StaticState.isNone(Set.of("io.clientele.model.Holder.ALLOWED"));

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "static int count;",
                    "static final int[] TABLE = {1};",
                    "static final java.util.Map<String, String> NAMES = new java.util.HashMap<>();",
                    "static final java.util.List<String> LIST = new java.util.ArrayList<>(java.util.List.of());",
                    "static final java.util.concurrent.atomic.AtomicLong NEXT = new java.util.concurrent.atomic.AtomicLong();",
                    "static final ThreadLocal<String> LOCAL = new ThreadLocal<>();",
                    "static final java.security.SecureRandom RANDOM = new java.security.SecureRandom();"
                })
        void that_can_change_is_refused(String field) {
            rejects(rule, "io.clientele.model.Holder", "package io.clientele.model; class Holder { " + field + " }");
        }

        @Test
        void that_cannot_change_is_free() {
            accepts(rule, """
                    package io.clientele.model;
                    class Holder {
                        enum Kind { ONE, TWO }
                        static final int LIMIT = 3;
                        static final byte[] ALLOWED = {1};
                        static final java.util.List<String> LIST = java.util.List.of("a");
                        static final java.util.Set<String> NONE = java.util.Set.of();
                        static final java.util.Map<String, String> MAP = java.util.Map.copyOf(java.util.Map.of("a", "b"));
                        static final java.util.Collection<Kind> KINDS =
                                java.util.Collections.unmodifiableSet(java.util.EnumSet.allOf(Kind.class));
                        static final java.util.regex.Pattern PATTERN = java.util.regex.Pattern.compile("a");
                        boolean on(Kind kind) { return switch (kind) { case ONE -> true; case TWO -> false; }; }
                    }
                    """);
        }
    }

    @Nested
    class Resolve_fold_and_evaluate {
        private final ArchRule rule = PureZone.importsNoStoreClockOrThread();

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "java.sql.Connection connection;",
                    "java.time.InstantSource time;",
                    "Object run() { return Thread.currentThread(); }",
                    "java.util.concurrent.ExecutorService pool;",
                    "java.nio.file.Path file;",
                    "static class Inner { java.util.concurrent.locks.Lock lock; }",
                    "io.clientele.internal.store.Rows[] rows;"
                })
        void import_no_store_clock_or_thread(String member) {
            String rows = "package io.clientele.internal.store; public class Rows {}";
            rejects(rule, "Fold", rows, "package io.clientele.internal.fold; class ProfileFold { " + member + " }");
            rejects(
                    rule,
                    "Engine",
                    rows,
                    "package io.clientele.segment; public class SegmentEngine { " + member + " }");
        }

        @Test
        void take_now_as_a_parameter() {
            accepts(
                    rule,
                    """
                    package io.clientele.segment;
                    public class SegmentEngine {
                        final java.util.Map<String, java.time.Instant> seen = new java.util.concurrent.ConcurrentHashMap<>();
                        void advance(java.time.Instant now) { seen.put("now", now); }
                    }
                    """,
                    "package io.clientele.internal.pipeline; class Pen { Thread leader; java.sql.Connection own; }");
        }
    }

    @Nested
    class Core {
        private final ArchRule rule = Reflection.isAbsentFromCore();

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "Object find() throws Exception { return Class.forName(\"a\"); }",
                    "Object call() throws Exception { return String.class.getMethod(\"length\").invoke(\"a\"); }"
                })
        void does_nothing_by_reflection(String member) {
            rejects(rule, "Looks", "package io.clientele.internal; class Looks { " + member + " }");
        }

        @Test
        void uses_records_enums_and_lambdas() {
            accepts(rule, """
                    package io.clientele.model;
                    public record Plain(String name) {
                        enum Kind { ONE }
                        Runnable run() { return () -> Kind.valueOf(name); }
                    }
                    """);
        }
    }

    @Nested
    class Sizes_of {
        @Test
        void a_public_type_end_at_thirty_public_methods() {
            rejects(Sizes.ofPublicTypes(), "has 31 public methods", type(31));
            accepts(Sizes.ofPublicTypes(), type(30));
        }

        @Test
        void a_package_end_at_twenty_five_top_level_types() {
            rejects(Sizes.ofPackages(), "io.clientele.model holds 26 top-level types", types(26));
        }

        @Test
        void a_package_may_reach_twenty_five_top_level_types() {
            accepts(Sizes.ofPackages(), types(25));
        }

        private static String type(int methods) {
            String body = IntStream.range(0, methods)
                    .mapToObj(number -> "public void m" + number + "() {}")
                    .collect(Collectors.joining(" "));
            return "package io.clientele.model; public class Wide { private void own() {} " + body + " }";
        }

        private static String[] types(int count) {
            return IntStream.range(0, count)
                    .mapToObj(number -> "package io.clientele.model; class T" + number + " { class Nested {} }")
                    .toArray(String[]::new);
        }
    }

    @Test
    void stand_together_as_one_test_a_rule() {
        Compiled compiled = Compiled.into(folder, "package io.clientele.model; class Reads { static int count; }");
        List<DynamicTest> tests = HouseRules.published().over(compiled.read()).toList();
        assertThat(tests).hasSize(9);
        assertThat(tests.stream().filter(HouseRulesTest::fails))
                .singleElement()
                .extracting(DynamicTest::getDisplayName)
                .asString()
                .contains("static state");
    }

    private static boolean fails(DynamicTest test) {
        return catchThrowable(() -> test.getExecutable().execute()) instanceof AssertionError;
    }

    private void rejects(ArchRule rule, String message, String... sources) {
        assertThatThrownBy(() -> check(rule, sources))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(message);
    }

    private void accepts(ArchRule rule, String... sources) {
        assertThatCode(() -> check(rule, sources)).doesNotThrowAnyException();
    }

    private void check(ArchRule rule, String... sources) throws Exception {
        Compiled compiled = Compiled.into(folder, sources);
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (var loader = compiled.loader()) {
            thread.setContextClassLoader(loader);
            rule.check(compiled.read());
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
