package io.clientele.rules;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;

/** Time is an input: one class reads the machine's clock. */
final class SystemClock {
    static final String THE_READER = Room.BASE + ".internal.SystemTime";

    private SystemClock() {}

    static ArchRule isReadInOnePlace() {
        return EachClass.should(
                "leave the system clock to " + THE_READER,
                type -> outermost(type).equals(THE_READER)
                        ? Stream.empty()
                        : type.getAccessesFromSelf().stream()
                                .filter(access -> reads(access.getTarget()))
                                .map(JavaAccess::getDescription));
    }

    private static String outermost(JavaClass type) {
        return type.getName().split("\\$", 2)[0];
    }

    private static boolean reads(AccessTarget target) {
        return target instanceof CodeUnitAccessTarget unit
                && (isSystem(unit) || isNow(unit) || isFactory(unit) || isDate(unit));
    }

    private static boolean isSystem(CodeUnitAccessTarget unit) {
        return unit.getOwner().isEquivalentTo(System.class)
                && (unit.getName().equals("currentTimeMillis") || unit.getName().equals("nanoTime"));
    }

    /** Such as {@code Instant.now()} and {@code LocalDate.now(zone)}, but not {@code Instant.now(clock)}. */
    private static boolean isNow(CodeUnitAccessTarget unit) {
        return unit.getOwner().getPackageName().startsWith("java.time")
                && unit.getName().equals("now")
                && unit.getRawParameterTypes().stream().noneMatch(type -> type.isEquivalentTo(java.time.Clock.class));
    }

    private static boolean isFactory(CodeUnitAccessTarget unit) {
        boolean clock = unit.getOwner().isEquivalentTo(java.time.Clock.class)
                || unit.getOwner().isEquivalentTo(java.time.InstantSource.class);
        boolean tickOfTheSystem =
                unit.getName().startsWith("tick") && !unit.getName().equals("tick");
        return clock && (unit.getName().startsWith("system") || tickOfTheSystem);
    }

    private static boolean isDate(CodeUnitAccessTarget unit) {
        return switch (unit.getOwner().getName()) {
            case "java.util.Date" ->
                unit.getName().equals("<init>") && unit.getRawParameterTypes().isEmpty();
            case "java.util.Calendar" -> unit.getName().equals("getInstance");
            default -> false;
        };
    }
}
