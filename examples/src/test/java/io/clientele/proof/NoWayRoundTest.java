package io.clientele.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientele.testkit.Requirement;
import java.io.File;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A host's code that tries to get round a gate does not compile. */
class NoWayRoundTest {

    private static final String HEAD = """
            import io.clientele.*;
            import io.clientele.model.*;
            import io.clientele.spi.*;
            import io.clientele.consent.*;
            import java.time.*;
            import java.util.*;
            """;

    /** What stands in a method of a host; each is followed by what the compiler must say. */
    private static final String STATEMENTS = """
            new io.clientele.internal.gate.Witness<>("v", p, "p1", null); | not visible
            io.clientele.internal.gate.Witness<String> w = null; | not visible
            io.clientele.internal.gate.Gate g = null; | not visible
            io.clientele.internal.gate.Mask m = null; | not visible
            new io.clientele.internal.gate.Gate(null, null); | not visible
            io.clientele.internal.pipeline.Pipeline p2 = null; | not visible
            io.clientele.internal.fold.Live l = null; | not visible
            io.clientele.internal.store.Store s = null; | not visible
            io.clientele.internal.seal.Sealer s = null; | not visible
            io.clientele.internal.keystore.KeyStore k = null; | not visible
            String s = witness.value(); | required
            String s = witness.value; | cannot find symbol
            String s = (String) witness; | incompatible types
            String s = witness; | incompatible types
            sink.send(new Delivery("id", null, Instant.EPOCH, Properties.empty())); | incompatible types
            sink.send(witness); | incompatible types
            sink.send(Permitted.of(null)); | cannot find symbol
            new Permitted<String>() { }; | must not extend sealed
            Permitted<String> forged = () -> "v"; | not a functional interface
            new Permits() { }; | must not extend sealed
            Permits forged = (a, b) -> true; | not a functional interface
            witness.purpose = p; | cannot find symbol
            witness.notAfter(Instant.MAX); | cannot be applied
            Permitted<Integer> other = witness; | incompatible types
            Permitted<Object> wider = witness; | incompatible types
            java.io.Serializable kept = (java.io.Serializable) (java.util.function.Supplier<String> & java.io.Serializable) witness; | error
            new io.clientele.consent.OptInGate(null, null, null); | not public
            new io.clientele.consent.Ledger(); | not public
            new ConsentProof(null, null, null); | not public
            ConsentDecision.PERMITTED.toString(); | cannot find symbol
            cdp.gate(null); | cannot find symbol
            cdp.track(who, null).permitted(); | cannot find symbol
            consents.record(who, c -> c.grant("analytics")); | cannot be applied
            consents.export(who); | required
            ConsentAct.of("a", who, p, true, Instant.EPOCH); | incompatible types
            new ConsentAct(); | error
            new Profile(null); | error
            new Evidence(); | error
            """;

    private static final List<String> CLASSES = List.of(
            "final class Mine<T> extends io.clientele.internal.gate.Witness<T> {} | not visible",
            "final class Mine<T> implements Permitted<T> {} | not allowed",
            "interface Mine<T> extends Permitted<T> {} | not allowed",
            "final class Mine implements Permits {} | not allowed",
            "final class Mine extends ConsentAct {} | error",
            "final class Mine extends Consents {} | error");

    @TempDir
    private Path folder;

    static Stream<String> attempts() {
        Stream<String> statements = STATEMENTS.lines().map(line -> {
            int bar = line.lastIndexOf(" | ");
            return method(line.substring(0, bar)) + line.substring(bar);
        });
        return Stream.concat(statements, CLASSES.stream());
    }

    private static String method(String statement) {
        return "class Host { void attempt(Permitted<String> witness, Destination sink, Purpose p, Identifier who, Cdp cdp,"
                + " Consents consents) throws Exception { " + statement + " } }";
    }

    @ParameterizedTest
    @MethodSource("attempts")
    @Requirement("scenario 46")
    void an_attempt_does_not_compile(String attempt) {
        int bar = attempt.lastIndexOf(" | ");

        assertThat(compile(attempt.substring(0, bar))).contains("error").contains(attempt.substring(bar + 3));
    }

    @Test
    void what_a_host_may_do_compiles() {
        assertThat(compile(method("String s = witness.value(p); consents.permits(who).allows(p, Instant.EPOCH);"
                        + " consents.export(who, p).map(permitted -> permitted.value(p).traits());")))
                .isEmpty();
    }

    @Test
    void there_are_many_attempts() {
        assertThat(attempts()).hasSizeGreaterThanOrEqualTo(25);
    }

    private String compile(String code) {
        StringWriter said = new StringWriter();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> options = List.of(
                "-d",
                folder.toString(),
                "-proc:none",
                "-classpath",
                folder.toString(),
                "--module-path",
                modules(),
                "--add-modules",
                "io.clientele.consent");
        boolean good = compiler.getTask(said, null, null, options, null, List.of(new Source(HEAD + code)))
                .call();
        return good ? "" : said.toString();
    }

    /** As on a host's module path: what is not exported is not seen. */
    private static String modules() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> isModule(Path.of(entry)))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static boolean isModule(Path entry) {
        String name = entry.getFileName().toString();
        return Files.exists(entry.resolve("module-info.class"))
                || (name.endsWith(".jar") && !name.contains("testkit") && !name.contains("test"));
    }

    private static final class Source extends SimpleJavaFileObject {

        private final String code;

        Source(String code) {
            super(URI.create("string:///Host.java"), Kind.SOURCE);
            this.code = code;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return code;
        }
    }
}
