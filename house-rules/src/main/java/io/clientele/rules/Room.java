package io.clientele.rules;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.List;

/** The modules as the packages show them, and which may know which. */
enum Room {
    CONSENT("consent", "rights", "access", "accountability"),
    IDENTITY("identity"),
    SEGMENTS("segment", "trigger", "journey", "survey", "destination"),
    PROGRAMS("examples", "benchmarks", "testkit", "rules"),
    CORE(""),
    OUTSIDE;

    static final String BASE = "io.clientele";

    private final List<String> folders;

    Room(String... folders) {
        this.folders = List.of(folders);
    }

    /** The room that a package belongs to; what is not ours is outside. */
    static Room of(String packageName) {
        if (packageName.equals(BASE)) {
            return CORE;
        }
        if (!packageName.startsWith(BASE + ".")) {
            return OUTSIDE;
        }
        String folder = packageName.substring(BASE.length() + 1).split("\\.", 2)[0];
        for (Room room : values()) {
            if (room.folders.contains(folder)) {
                return room;
            }
        }
        return CORE;
    }

    static Room of(JavaClass type) {
        return of(type.getPackageName());
    }

    /** Whether the package is kept from everybody but its own module. */
    static boolean isInternal(String packageName) {
        return List.of(packageName.split("\\.")).contains("internal");
    }

    boolean mayKnow(JavaClass other) {
        Room room = of(other);
        if (room == this || room == OUTSIDE) {
            return true;
        }
        boolean open = !isInternal(other.getPackageName());
        return switch (this) {
            case CONSENT, IDENTITY, SEGMENTS -> room == CORE && open;
            case PROGRAMS -> open;
            case CORE, OUTSIDE -> false;
        };
    }

    boolean isPublished() {
        return this != PROGRAMS && this != OUTSIDE;
    }
}
