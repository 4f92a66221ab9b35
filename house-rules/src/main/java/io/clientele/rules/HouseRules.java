package io.clientele.rules;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** The rules of architecture, as one test a rule over the classes of one or more modules. */
public final class HouseRules {
    private final List<ArchRule> rules;

    private HouseRules(List<ArchRule> rules) {
        this.rules = rules;
    }

    /**
     * The rules of a published module.
     *
     * @param allowedStatics full names of static fields that hold an array or the like and are never written to
     */
    public static HouseRules published(String... allowedStatics) {
        return new HouseRules(List.of(
                Arrows.betweenModules(),
                Arrows.betweenPackages(),
                Signatures.showOnlyTheJdkAndOurselves(),
                SystemClock.isReadInOnePlace(),
                StaticState.isNone(Set.of(allowedStatics)),
                PureZone.importsNoStoreClockOrThread(),
                Reflection.isAbsentFromCore(),
                Sizes.ofPublicTypes(),
                Sizes.ofPackages()));
    }

    /** The rules of examples and benchmarks: they read clocks and keep counters, but use what a host can use. */
    public static HouseRules programs() {
        return new HouseRules(List.of(Arrows.betweenModules(), Arrows.betweenPackages(), Sizes.ofPackages()));
    }

    /** The rules between modules, for all of them together. */
    public static HouseRules together() {
        return new HouseRules(List.of(Arrows.betweenModules(), Arrows.betweenPackages()));
    }

    /** One test a rule. */
    public Stream<DynamicTest> over(Collection<ModuleFolder> modules) {
        return over(read(modules.stream().map(ModuleFolder::classes).toList()));
    }

    Stream<DynamicTest> over(JavaClasses classes) {
        return rules.stream().map(rule -> DynamicTest.dynamicTest(rule.getDescription(), () -> rule.check(classes)));
    }

    static JavaClasses read(List<Path> folders) {
        folders.forEach(folder -> {
            if (!Files.isDirectory(folder)) {
                throw new IllegalStateException("no classes to judge: build all modules first");
            }
        });
        return new ClassFileImporter().importPaths(folders);
    }
}
