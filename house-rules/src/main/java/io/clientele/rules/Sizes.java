package io.clientele.rules;

import static com.tngtech.archunit.core.domain.JavaModifier.PUBLIC;
import static com.tngtech.archunit.core.domain.JavaModifier.SYNTHETIC;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** How much one type and one package may hold. */
final class Sizes {
    static final int PUBLIC_METHODS = 30;
    static final int TYPES = 25;

    private Sizes() {}

    static ArchRule ofPublicTypes() {
        return EachClass.should("have at most " + PUBLIC_METHODS + " public methods", type -> {
            long count = type.getModifiers().contains(PUBLIC) ? publicMethods(type) : 0;
            return count > PUBLIC_METHODS
                    ? Stream.of(type.getName() + " has " + count + " public methods")
                    : Stream.empty();
        });
    }

    static ArchRule ofPackages() {
        return ArchRuleDefinition.classes()
                .should(new SmallPackages())
                .because("a reader holds no more in mind")
                .allowEmptyShould(true);
    }

    private static long publicMethods(JavaClass type) {
        return type.getMethods().stream()
                .filter(method -> method.getModifiers().contains(PUBLIC))
                .filter(method -> !method.getModifiers().contains(SYNTHETIC))
                .count();
    }

    private static final class SmallPackages extends ArchCondition<JavaClass> {
        private final Map<String, Integer> types = new TreeMap<>();

        SmallPackages() {
            super("stand in packages of at most " + TYPES + " top-level types");
        }

        @Override
        public void check(JavaClass type, ConditionEvents events) {
            boolean read = !type.getSimpleName().equals("package-info")
                    && !type.getPackageName().endsWith(".jmh_generated");
            if (type.isTopLevelClass() && read) {
                types.merge(type.getPackageName(), 1, Integer::sum);
            }
        }

        @Override
        public void finish(ConditionEvents events) {
            types.forEach((name, count) -> {
                if (count > TYPES) {
                    events.add(SimpleConditionEvent.violated(name, name + " holds " + count + " top-level types"));
                }
            });
        }
    }
}
