package io.clientele.rules;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;

/** Core does nothing by reflection: what it calls, the compiler sees. */
final class Reflection {
    private Reflection() {}

    static ArchRule isAbsentFromCore() {
        return EachClass.should(
                "do nothing by reflection in core",
                type -> Room.of(type) == Room.CORE ? Stream.concat(reflected(type), named(type)) : Stream.empty());
    }

    private static Stream<String> reflected(JavaClass type) {
        return type.getDirectDependenciesFromSelf().stream()
                .filter(dependency ->
                        dependency.getTargetClass().getPackageName().equals("java.lang.reflect"))
                .map(dependency -> dependency.getDescription());
    }

    private static Stream<String> named(JavaClass type) {
        return type.getMethodCallsFromSelf().stream()
                .filter(call -> call.getTargetOwner().isEquivalentTo(Class.class))
                .filter(call -> call.getName().equals("forName"))
                .map(call -> call.getDescription());
    }
}
