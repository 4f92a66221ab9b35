package io.clientele.rules;

import static com.tngtech.archunit.core.domain.JavaModifier.FINAL;
import static com.tngtech.archunit.core.domain.JavaModifier.STATIC;
import static com.tngtech.archunit.core.domain.JavaModifier.SYNTHETIC;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.lang.ArchRule;
import java.lang.reflect.Field;
import java.util.BitSet;
import java.util.Calendar;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;

/** Two platforms in one JVM share nothing: a static field is final and its value cannot change. */
final class StaticState {
    private static final List<Class<?>> CHANGING = List.of(
            ThreadLocal.class,
            Random.class,
            SplittableRandom.class,
            StringBuilder.class,
            StringBuffer.class,
            BitSet.class,
            Date.class,
            Calendar.class,
            java.nio.Buffer.class,
            java.util.concurrent.Executor.class);
    private static final List<String> CHANGING_PACKAGES =
            List.of("java.util.concurrent.atomic", "java.util.concurrent.locks");
    private static final List<String> UNCHANGING_VALUES = List.of(
            "java.util.ImmutableCollections$",
            "java.util.Collections$Unmodifiable",
            "java.util.Collections$Empty",
            "java.util.Collections$Singleton");

    private StaticState() {}

    /** @param allowed full names of fields that may hold what could change, such as an array never written to */
    static ArchRule isNone(Set<String> allowed) {
        return EachClass.should(
                "have no static state that can change",
                type -> type.getFields().stream()
                        .filter(field -> field.getModifiers().contains(STATIC))
                        .filter(field -> !field.getModifiers().contains(SYNTHETIC))
                        .filter(field -> !allowed.contains(field.getFullName()))
                        .flatMap(field -> fault(field).stream()));
    }

    private static Optional<String> fault(JavaField field) {
        if (!field.getModifiers().contains(FINAL)) {
            return Optional.of(field.getFullName() + " is static and not final");
        }
        JavaClass type = field.getRawType();
        if (type.isAssignableTo(Collection.class) || type.isAssignableTo(Map.class)) {
            return collectionFault(field);
        }
        return canChange(type)
                ? Optional.of(field.getFullName() + " is static and holds a " + type.getSimpleName())
                : Optional.empty();
    }

    private static boolean canChange(JavaClass type) {
        return type.isArray()
                || CHANGING.stream().anyMatch(type::isAssignableTo)
                || CHANGING_PACKAGES.contains(type.getPackageName());
    }

    /** A declared type does not tell whether a collection can change: its value does. */
    private static Optional<String> collectionFault(JavaField field) {
        String value = valueOf(field).map(found -> found.getClass().getName()).orElse("null");
        return UNCHANGING_VALUES.stream().anyMatch(value::startsWith)
                ? Optional.empty()
                : Optional.of(field.getFullName() + " is static and holds a collection that can change: " + value);
    }

    private static Optional<Object> valueOf(JavaField field) {
        try {
            Field reflected = field.reflect();
            reflected.setAccessible(true);
            return Optional.ofNullable(reflected.get(null));
        } catch (IllegalAccessException unreadable) {
            throw new IllegalStateException("cannot read " + field.getFullName(), unreadable);
        }
    }
}
