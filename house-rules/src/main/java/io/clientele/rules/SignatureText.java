package io.clientele.rules;

import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.TypeVariable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The lines that a type has in the ledger: one for itself, one for each member that a host can call. */
final class SignatureText {
    private SignatureText() {}

    /** Whether a host can name the type. */
    static boolean isVisible(Class<?> type) {
        Class<?> outer = type.getEnclosingClass();
        return isVisible(type.getModifiers()) && !type.isSynthetic() && (outer == null || isVisible(outer));
    }

    static Stream<String> of(Class<?> type) {
        Stream<String> fields = Arrays.stream(type.getDeclaredFields())
                .filter(field -> isVisible(field.getModifiers()) && !field.isSynthetic())
                .map(SignatureText::field);
        Stream<String> constructors = Arrays.stream(type.getDeclaredConstructors())
                .filter(constructor -> isVisible(constructor.getModifiers()) && !constructor.isSynthetic())
                .map(SignatureText::constructor);
        Stream<String> methods = Arrays.stream(type.getDeclaredMethods())
                .filter(method -> isVisible(method.getModifiers()) && !method.isSynthetic() && !isGiven(method))
                .map(SignatureText::method);
        String name = type.getName().replace('$', '.');
        return Stream.concat(
                Stream.of(name + " : " + header(type)),
                Stream.of(fields, constructors, methods).flatMap(lines -> lines).map(line -> name + " # " + line));
    }

    /** What every object or every enum has tells nothing. */
    private static boolean isGiven(Method method) {
        boolean ofEnums = method.getDeclaringClass().isEnum() && Modifier.isStatic(method.getModifiers());
        return switch (method.getName()) {
            case "equals", "hashCode", "toString" -> !Modifier.isStatic(method.getModifiers());
            case "values", "valueOf" -> ofEnums;
            default -> false;
        };
    }

    private static boolean isVisible(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    private static String header(Class<?> type) {
        AnnotatedType parent = type.getAnnotatedSuperclass();
        boolean plain = parent == null || type.isEnum() || type.isRecord() || type.getSuperclass() == Object.class;
        return modifiers(type)
                + kind(type)
                + variables(type.getTypeParameters())
                + (plain ? "" : " extends " + TypeText.of(parent))
                + list(type.isInterface() ? " extends " : " implements ", type.getAnnotatedInterfaces())
                + permits(type);
    }

    /** Of an enum and a record the compiler adds modifiers of its own, which tell nothing. */
    private static String modifiers(Class<?> type) {
        int shown = type.isEnum() || type.isRecord() || type.isInterface()
                ? Modifier.PROTECTED
                : Modifier.PROTECTED | Modifier.ABSTRACT | Modifier.FINAL;
        boolean inner = type.isMemberClass() && !Modifier.isStatic(type.getModifiers());
        return words(type.getModifiers() & shown) + (inner ? "inner " : "") + (isSealed(type) ? "sealed " : "");
    }

    private static String kind(Class<?> type) {
        if (type.isAnnotation()) {
            return "annotation";
        }
        if (type.isInterface()) {
            return "interface";
        }
        return type.isEnum() ? "enum" : type.isRecord() ? "record" : "class";
    }

    private static boolean isSealed(Class<?> type) {
        return type.isSealed() && !type.isEnum();
    }

    private static String permits(Class<?> type) {
        return isSealed(type)
                ? Arrays.stream(type.getPermittedSubclasses())
                        .map(Class::getName)
                        .sorted()
                        .collect(Collectors.joining(", ", " permits ", ""))
                : "";
    }

    private static String field(Field field) {
        int shown = Modifier.PROTECTED | Modifier.STATIC | Modifier.FINAL;
        return field.isEnumConstant()
                ? "constant " + field.getName()
                : words(field.getModifiers() & shown) + TypeText.of(field.getAnnotatedType()) + " " + field.getName();
    }

    private static String constructor(Constructor<?> constructor) {
        return words(constructor.getModifiers() & Modifier.PROTECTED)
                + word(variables(constructor.getTypeParameters()))
                + "new" + call(constructor);
    }

    private static String method(Method method) {
        int shown = Modifier.PROTECTED | Modifier.STATIC | Modifier.ABSTRACT;
        String preset = method.isDefault() ? "default " : "";
        return words(method.getModifiers() & shown)
                + preset
                + word(variables(method.getTypeParameters()))
                + TypeText.of(method.getAnnotatedReturnType()) + " " + method.getName()
                + call(method);
    }

    private static String call(Executable executable) {
        String parameters =
                Arrays.stream(parameters(executable)).map(TypeText::of).collect(Collectors.joining(", ", "(", ")"));
        return parameters + list(" throws ", executable.getAnnotatedExceptionTypes());
    }

    /** Of a record's own constructor what its components say: JDKs disagree on the rest. */
    private static AnnotatedType[] parameters(Executable executable) {
        Class<?> type = executable.getDeclaringClass();
        if (executable instanceof Constructor<?> && type.isRecord()) {
            RecordComponent[] components = type.getRecordComponents();
            Class<?>[] types =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            if (Arrays.equals(types, executable.getParameterTypes())) {
                return Arrays.stream(components)
                        .map(RecordComponent::getAnnotatedType)
                        .toArray(AnnotatedType[]::new);
            }
        }
        return executable.getAnnotatedParameterTypes();
    }

    private static String variables(TypeVariable<?>[] variables) {
        return variables.length == 0
                ? ""
                : Arrays.stream(variables).map(TypeText::declaration).collect(Collectors.joining(", ", "<", ">"));
    }

    private static String list(String word, AnnotatedType[] types) {
        List<String> names = Arrays.stream(types)
                .map(TypeText::of)
                .sorted(Comparator.naturalOrder())
                .toList();
        return names.isEmpty() ? "" : word + String.join(", ", names);
    }

    private static String words(int modifiers) {
        return word(Modifier.toString(modifiers));
    }

    private static String word(String text) {
        return text.isEmpty() ? "" : text + " ";
    }
}
