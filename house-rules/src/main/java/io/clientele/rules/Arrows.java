package io.clientele.rules;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.stream.Stream;

/** The direction of knowledge between modules and between packages. */
final class Arrows {
    private static final DescribedPredicate<JavaClass> HINGE =
            name(Room.BASE + ".CdpModule").forSubtype();

    private Arrows() {}

    /**
     * Features see core's open packages alone, core sees no feature, nobody sees the programs. Benchmarks of a part may see
     * into it, and so may the search for what an erasure leaves: what they look at is not what a host can call.
     */
    static ArchRule betweenModules() {
        return EachClass.should("know only what the arrows between modules allow", type -> {
            Room room = Room.of(type);
            if (measuresParts(type)) {
                return Stream.empty();
            }
            return type.getDirectDependenciesFromSelf().stream()
                    .filter(dependency ->
                            !room.mayKnow(dependency.getTargetClass().getBaseComponentType()))
                    .map(dependency -> room + " may not know "
                            + Room.of(dependency.getTargetClass().getBaseComponentType()) + ": "
                            + dependency.getDescription());
        });
    }

    private static boolean measuresParts(JavaClass type) {
        String name = type.getPackageName();
        return name.equals(Room.BASE + ".benchmarks.erase")
                || name.startsWith(Room.BASE + ".benchmarks")
                        && type.getSimpleName().endsWith("Benchmark");
    }

    /**
     * No cycle between packages. Two steps are left out: from an open package into its own module's internals, since
     * a facade makes the object that implements it, and from the module interface to the SPI, since it is the hinge
     * between what every host reads and what only module writers read.
     */
    static ArchRule betweenPackages() {
        DescribedPredicate<JavaClass> open = describe("open", type -> !Room.isInternal(type.getPackageName()));
        DescribedPredicate<JavaClass> internal = describe("internal", type -> Room.isInternal(type.getPackageName()));
        return SlicesRuleDefinition.slices()
                .assignedFrom(new Packages())
                .should()
                .beFreeOfCycles()
                .ignoreDependency(open, internal)
                .ignoreDependency(HINGE, resideInAPackage(Room.BASE + ".spi"))
                .allowEmptyShould(true);
    }

    private static final class Packages implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            return Room.of(type) == Room.OUTSIDE ? SliceIdentifier.ignore() : SliceIdentifier.of(type.getPackageName());
        }

        @Override
        public String getDescription() {
            return "packages";
        }
    }
}
