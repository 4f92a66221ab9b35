package io.clientele.rules;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Resolve, fold and evaluate are functions of history and now. */
final class PureZone {
    private static final Set<String> PACKAGES = Set.of("fold", "engine", "resolve", "evaluate");
    private static final Pattern CLASSES = Pattern.compile(".*(Engine|Fold|Resolver|Evaluator)");
    private static final List<String> STORES = List.of(
            "java.sql.", "javax.sql.", "org.sqlite.", "java.nio.file.", "java.io.File", Room.BASE + ".internal.store.");
    private static final List<String> CLOCKS = List.of("java.time.InstantSource", "java.time.Clock");
    private static final Pattern THREADS = Pattern.compile("java\\.lang\\.(Thread|Runtime)(\\$.*)?"
            + "|java\\.util\\.Timer(Task)?"
            + "|java\\.util\\.concurrent\\.(.*Executor.*|.*Future.*|ForkJoin.*|locks\\..*)");

    private PureZone() {}

    static ArchRule importsNoStoreClockOrThread() {
        return EachClass.should(
                "import no store, clock or thread where history is resolved, folded and evaluated",
                type -> isPure(type) ? impurities(type) : Stream.empty());
    }

    static boolean isPure(JavaClass type) {
        String name = type.getName().split("\\$", 2)[0];
        boolean inPurePackage = Stream.of(type.getPackageName().split("\\.")).anyMatch(PACKAGES::contains);
        return Room.of(type).isPublished()
                && (inPurePackage || CLASSES.matcher(name).matches());
    }

    private static Stream<String> impurities(JavaClass type) {
        return type.getDirectDependenciesFromSelf().stream()
                .filter(dependency -> isImpure(
                        dependency.getTargetClass().getBaseComponentType().getName()))
                .map(dependency -> dependency.getDescription());
    }

    private static boolean isImpure(String name) {
        return STORES.stream().anyMatch(name::startsWith)
                || CLOCKS.contains(name)
                || THREADS.matcher(name).matches();
    }
}
