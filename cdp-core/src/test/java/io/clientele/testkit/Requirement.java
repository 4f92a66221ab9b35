package io.clientele.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the rule that a test proves, such as {@code "GDPR Art. 7(3)"} or {@code "scenario 27"}: one rule each, repeated
 * for more. From these a report is drawn up that an auditor can read.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
@Repeatable(Requirement.All.class)
public @interface Requirement {

    /** The rule. */
    String value();

    /** Holds several; written by the compiler. */
    @Documented
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.METHOD, ElementType.TYPE})
    @interface All {

        /** The rules. */
        Requirement[] value();
    }
}
