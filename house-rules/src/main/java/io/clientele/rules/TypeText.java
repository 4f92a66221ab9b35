package io.clientele.rules;

import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.AnnotatedWildcardType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A type as the ledger writes it: short names for the everyday JDK, and whether it may be null. */
final class TypeText {
    private static final Set<String> EVERYDAY = Set.of("java.lang", "java.util", "java.util.function", "java.time");

    private TypeText() {}

    static String of(AnnotatedType type) {
        String mark = type.isAnnotationPresent(Nullable.class) ? "@Nullable " : "";
        if (type instanceof AnnotatedParameterizedType generic) {
            return mark + name(((ParameterizedType) generic.getType()).getRawType()) + arguments(generic);
        }
        if (type instanceof AnnotatedArrayType array) {
            return of(array.getAnnotatedGenericComponentType()) + (mark.isEmpty() ? "" : " " + mark) + "[]";
        }
        if (type instanceof AnnotatedWildcardType wildcard) {
            return mark + wildcard(wildcard);
        }
        return mark + name(type.getType());
    }

    /** A type parameter with its bounds. */
    static String declaration(TypeVariable<?> variable) {
        String bounds =
                Arrays.stream(variable.getAnnotatedBounds()).map(TypeText::of).collect(Collectors.joining(" & "));
        return bounds.equals("Object") ? variable.getName() : variable.getName() + " extends " + bounds;
    }

    private static String arguments(AnnotatedParameterizedType generic) {
        return Arrays.stream(generic.getAnnotatedActualTypeArguments())
                .map(TypeText::of)
                .collect(Collectors.joining(", ", "<", ">"));
    }

    private static String wildcard(AnnotatedWildcardType wildcard) {
        AnnotatedType[] lower = wildcard.getAnnotatedLowerBounds();
        if (lower.length > 0) {
            return "? super " + of(lower[0]);
        }
        String upper = of(wildcard.getAnnotatedUpperBounds()[0]);
        return upper.equals("Object") ? "?" : "? extends " + upper;
    }

    private static String name(Type type) {
        if (!(type instanceof Class<?> raw)) {
            return type.getTypeName();
        }
        String full = raw.getTypeName().replace('$', '.');
        String packageName = raw.getPackageName();
        boolean shortened = !raw.isPrimitive() && EVERYDAY.contains(packageName);
        return shortened ? full.substring(packageName.length() + 1) : full;
    }
}
