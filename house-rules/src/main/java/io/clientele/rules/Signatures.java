package io.clientele.rules;

import static com.tngtech.archunit.core.domain.JavaModifier.PROTECTED;
import static com.tngtech.archunit.core.domain.JavaModifier.PUBLIC;
import static com.tngtech.archunit.core.domain.JavaModifier.SYNTHETIC;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import java.util.stream.Stream;

/** What the exported packages show to a host. */
final class Signatures {
    private Signatures() {}

    /** Only the JDK without its SQL package, JSpecify and our own open types: other libraries stay our own matter. */
    static ArchRule showOnlyTheJdkAndOurselves() {
        return EachClass.should("show only the JDK and ourselves in exported signatures", type -> {
            if (!isExported(type)) {
                return Stream.empty();
            }
            Stream<String> header = foreign(header(type)).map(name -> type.getName() + " shows " + name);
            Stream<String> members = type.getMembers().stream()
                    .filter(member -> isVisible(member.getModifiers()))
                    .flatMap(member -> foreign(types(member)).map(name -> member.getFullName() + " shows " + name));
            return Stream.concat(header, members);
        });
    }

    /** Whether a host can name the type: public all the way out, and in an open package of a published module. */
    static boolean isExported(JavaClass type) {
        String packageName = type.getPackageName();
        return Room.of(packageName).isPublished() && !Room.isInternal(packageName) && isVisibleAllTheWayOut(type);
    }

    static boolean isVisible(Set<JavaModifier> modifiers) {
        return (modifiers.contains(PUBLIC) || modifiers.contains(PROTECTED)) && !modifiers.contains(SYNTHETIC);
    }

    private static boolean isVisibleAllTheWayOut(JavaClass type) {
        return isVisible(type.getModifiers())
                && type.getEnclosingClass()
                        .map(Signatures::isVisibleAllTheWayOut)
                        .orElse(true);
    }

    private static Stream<JavaType> header(JavaClass type) {
        Stream<JavaType> parents = Stream.concat(type.getSuperclass().stream(), type.getInterfaces().stream());
        Stream<JavaType> annotations = type.getAnnotations().stream().map(annotation -> annotation.getRawType());
        return Stream.of(parents, annotations, type.getTypeParameters().stream())
                .flatMap(types -> types);
    }

    private static Stream<JavaType> types(JavaMember member) {
        Stream<JavaType> annotations = member.getAnnotations().stream().map(annotation -> annotation.getRawType());
        if (member instanceof JavaField field) {
            return Stream.concat(Stream.of(field.getType()), annotations);
        }
        JavaCodeUnit unit = (JavaCodeUnit) member;
        return Stream.of(
                        Stream.of(unit.getReturnType()),
                        unit.getParameterTypes().stream(),
                        unit.getExceptionTypes().stream(),
                        unit.getTypeParameters().stream(),
                        annotations)
                .flatMap(types -> types);
    }

    private static Stream<String> foreign(Stream<JavaType> types) {
        return types.flatMap(type -> type.getAllInvolvedRawTypes().stream())
                .map(JavaClass::getBaseComponentType)
                .filter(type -> !isOurs(type))
                .map(JavaClass::getName);
    }

    private static boolean isOurs(JavaClass type) {
        String packageName = type.getPackageName();
        if (Room.of(packageName) != Room.OUTSIDE) {
            return !Room.isInternal(packageName);
        }
        boolean ofTheJdk = packageName.startsWith("java.") || packageName.startsWith("javax.");
        return type.isPrimitive()
                || (ofTheJdk && !packageName.equals("java.sql"))
                || packageName.startsWith("org.jspecify.");
    }
}
