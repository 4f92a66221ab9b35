/** For maintainers: values and durations on their way into properties and into words. */
@NullMarked
package io.clientele.segment.internal.word;

import org.jspecify.annotations.NullMarked;
