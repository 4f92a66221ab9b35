package io.clientele.rules;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.function.Function;
import java.util.stream.Stream;

/** Makes a rule of a function that names what is wrong with one class. */
final class EachClass {
    private EachClass() {}

    static ArchRule should(String what, Function<JavaClass, Stream<String>> faults) {
        return ArchRuleDefinition.classes().should(condition(what, faults)).allowEmptyShould(true);
    }

    private static ArchCondition<JavaClass> condition(String what, Function<JavaClass, Stream<String>> faults) {
        return new ArchCondition<>(what) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                faults.apply(type).distinct().forEach(fault -> events.add(SimpleConditionEvent.violated(type, fault)));
            }
        };
    }
}
